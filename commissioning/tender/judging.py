"""The measures that a tender asks bidders about: those of its social value record, and which of them count no more."""

from __future__ import annotations

from collections.abc import Iterable

from commissioning.records.broken import Broken
from commissioning.social_value.models import Measure
from commissioning.tender import rules
from commissioning.tender.models import TenderRecord
from commissioning.tender.rules import Asked


def broken_in(record: TenderRecord) -> list[Broken]:
    """Return the links of the golden thread that a tender record leaves broken.

    Its criteria were read with their measures; one query more where something that bids are to be judged on is not.
    """
    criteria = list(record.criteria.all())
    if not criteria or any(vars(criterion).get("unjudged", True) for criterion in criteria):
        found = Measure.objects.weighed().filter(record__strand__case=record.strand.case_id)
        return rules.broken(criteria, asked(found.select_related("record", "choice__priority").order_by("pk")))
    return rules.broken(criteria, asked(criterion.measure for criterion in criteria if criterion.measure is not None))


def asked(measures: Iterable[Measure]) -> list[Asked]:
    """Return measures as the rules of a tender need them. Each was read with its record and its priority, and with
    whether it is weighed where none of the criteria may be for it.
    """
    found = list(measures)
    newest = max((measure.record_id for measure in found), default=None)
    return [
        Asked(measure.pk, f"{measure.reference}, “{measure.title}”", _offered(measure), why_idle(measure))
        for measure in found
        if measure.record_id == newest
    ]


def _offered(measure: Measure) -> bool:
    """Whether bidders say what they will deliver on a measure: it is left to them, or weighs in the award."""
    return measure.target is None or bool(vars(measure).get("weighed"))


def why_idle(measure: Measure) -> str:
    """Return why nobody counts a measure any more, as the end of a sentence; "" where it counts."""
    choice = measure.choice
    if choice is None:
        return ""
    if not measure.record.holds(choice):
        return f"whose priority “{choice}” ended with a newer version of the policy"
    return "" if choice.chosen else f"whose priority “{choice}” is not chosen"
