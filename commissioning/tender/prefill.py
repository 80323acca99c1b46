"""What a tender record begins with: the case's value and codes, and a criterion for each measure."""

from __future__ import annotations

from decimal import Decimal

from commissioning.case.rules import POUNDS
from commissioning.social_value.models import SocialValueRecord
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.tender.models import AwardCriterion, TenderRecord
from commissioning.tender.rules import shares


def prefill(record: TenderRecord) -> None:
    """Bring along what the case knows, and a criterion for each measure with its share of the weight agreed."""
    case = record.strand.case
    if case.currency == POUNDS:
        record.value_net, record.value_gross = case.value_net, case.value_gross
    record.cpv = case.cpv
    record.light_touch, record.key_decision = case.light_touch or None, case.key_decision or None
    record.procedure = _procedure_called(case.procedure)
    record.save()
    criteria = [(CriterionKind.PRICE, "Price"), (CriterionKind.QUALITY, "Quality")]
    for number, (kind, title) in enumerate(criteria, start=1):
        AwardCriterion(record=record, reference=f"C{number}", kind=kind, title=title).save()
    _prefill_social_value(record, first=len(criteria) + 1)


def _procedure_called(words: str) -> str:
    return next((found.value for found in Procedure if found.label.lower() == words.strip().lower()), "")


def _prefill_social_value(record: TenderRecord, *, first: int) -> None:
    earlier = SocialValueRecord.objects.of_case(record.strand.case)
    measures = list(earlier.measures.all()) if earlier else []
    if earlier is None or not measures:
        return
    weights: list[Decimal | None] = [None] * len(measures)
    if earlier.weighting is not None:
        weights = [*shares(earlier.weighting, len(measures))]
    for number, (measure, weight) in enumerate(zip(measures, weights, strict=True), start=first):
        AwardCriterion(
            record=record,
            reference=f"C{number}",
            kind=CriterionKind.SOCIAL_VALUE,
            title=measure.title,
            weight=weight,
            measure=measure,
        ).save()
