"""Error messages in the house's words: each says which field, and what to do."""

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from govuk.wording import in_a_sentence, with_article

HOUSE = {
    "invalid_choice": "Select an answer from the list",
    "max_decimal_places": "%(label)s must have at most %(max)s figures after the point",
    "max_digits": "%(label)s must have at most %(max)s figures",
    "max_length": "%(label)s must be %(limit_value)s characters or less",
    "max_value": "%(label)s must be %(limit_value)s or less",
    "max_whole_digits": "%(label)s must have at most %(max)s figures before the point",
    "min_length": "%(label)s must be %(limit_value)s characters or more",
    "min_value": "%(label)s must be %(limit_value)s or more",
    "required": "%(ask)s",
}


def reworded(error: ValidationError, *, label: str, verb: str) -> str:
    """One error in words that name its field. `verb` is what the reader does there: enter, select or tick."""
    named = f"Your answer to “{label}”" if label.endswith("?") else label
    params = {**(error.params or {}), "label": named, "ask": _ask(label, verb)}
    # Django's own messages are lazy translations; what a form of ours says is plain text and stands as written.
    if isinstance(error.message, Promise) and error.code in HOUSE:
        return HOUSE[error.code] % params
    if error.params and "label" in error.params:
        return str(error.message) % params
    return str(next(iter(error)))


def _ask(label: str, verb: str) -> str:
    if label.endswith("?"):
        return f"Answer the question: {label}"
    if verb == "Tick":
        return f"Tick “{label}” to go on"
    return f"{verb} {with_article(in_a_sentence(label))}"
