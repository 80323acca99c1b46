"""Rows that can be added without JavaScript: the button sends the page, and it comes back with one more row."""

from django.forms import BaseForm, CheckboxInput
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import QueryDict

from govuk.widgets import DatePartsInput

BUTTON = "add_another"
LONGEST_COUNT = 4  # figures: no page has ten thousand rows


def wants_another(data: QueryDict, prefix: str) -> bool:
    """Whether the reader pressed "add another" of this formset."""
    return data.get(BUTTON) == prefix


def counted(data: QueryDict, prefix: str) -> int | None:
    """How many rows were sent; None for what is no count, which is left for the formset to refuse."""
    count = data.get(f"{prefix}-{TOTAL_FORM_COUNT}", "")
    return int(count) if count.isdecimal() and len(count) <= LONGEST_COUNT else None


def one_more(data: QueryDict, prefix: str) -> QueryDict:
    """What was sent, with one more empty row."""
    count = counted(data, prefix)
    grown = data.copy()
    if count is not None:
        grown[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(count + 1)
    return grown


def as_sent(form: BaseForm) -> dict[str, list[str]]:
    """What the page would send of a form that nobody touched, by its questions' names without any prefix."""
    sent: dict[str, list[str]] = {}
    for name, field in form.fields.items():
        value, widget = form[name].value(), field.widget
        if isinstance(widget, DatePartsInput):
            parts = zip(widget.widths, widget.parts(value), strict=True)
            sent |= {f"{name}_{part}": [text] for part, text in parts}
        elif isinstance(widget, CheckboxInput):
            sent |= {name: ["on"]} if value else {}
        elif isinstance(value, list):
            sent |= {name: [str(inner) for inner in value]} if value else {}
        else:
            sent[name] = ["" if value is None else str(value)]
    return sent
