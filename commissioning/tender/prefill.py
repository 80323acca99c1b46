"""What a tender record begins with: the case's value and codes, and a criterion for each measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from commissioning.case.rules import POUNDS
from commissioning.needs.models import NeedsRecord
from commissioning.records.rooms import ever, fill, next_number
from commissioning.social_value.models import Measure, MeasureWeight, SocialValueRecord
from commissioning.tender.judging import why_idle
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.tender.models import AwardCriterion, TenderRecord
from commissioning.tender.rules import shares


def prefill(record: TenderRecord) -> None:
    """Bring along what the case knows, and a criterion for each measure: what bidders are asked, what a bid must reach,
    and its share of the weight agreed.

    A record that has criteria already gets one for each new measure; its weight is left to the writer, for the others
    would have to give way.
    """
    fill(record, _known_of(record))
    begun = bool(ever(AwardCriterion, record, "reference"))
    if not begun:
        for number, (kind, title) in enumerate(((CriterionKind.PRICE, "Price"), (CriterionKind.QUALITY, "Quality")), 1):
            AwardCriterion(record=record, reference=f"C{number}", kind=kind, title=title).save()
    _prefill_social_value(record, begun=begun)


def _known_of(record: TenderRecord) -> dict[str, object]:
    """What the case knows: its value only as a whole, in pounds, where none is stated yet. “No” is nobody's answer."""
    case = record.strand.case
    needs = NeedsRecord.objects.of_case(case)
    stated = (record.value_net, record.value_gross) != (None, None) or case.currency != POUNDS
    return {
        "value_net": None if stated else case.value_net,
        "value_gross": None if stated else case.value_gross,
        "cpv": case.cpv,
        "light_touch": case.light_touch or None,
        "key_decision": case.key_decision or None,
        "procedure": _procedure_called(case.procedure),
        **(_screened(needs) if needs else {}),
    }


def _screened(needs: NeedsRecord) -> dict[str, object]:
    """What the needs were screened for: a “no” there was somebody's answer."""
    return {
        "tupe": needs.tupe,
        "tupe_note": "\n".join(filter(None, (needs.staff_affected, needs.staff_told))),
        "personal_data": needs.personal_data,
        "personal_data_note": "\n".join(filter(None, (needs.data_subjects, needs.data_assessment))),
    }


def _procedure_called(words: str) -> str:
    return next((found.value for found in Procedure if found.label.lower() == words.strip().lower()), "")


def _counting(earlier: SocialValueRecord) -> list[Measure]:
    """The measures that count: not those whose priority ended with the version that the record holds."""
    found = earlier.measures.select_related("record", "choice__priority").order_by("pk")
    return [measure for measure in found if not why_idle(measure)]


def _prefill_social_value(record: TenderRecord, *, begun: bool) -> None:
    earlier = SocialValueRecord.objects.of_case(record.strand.case)
    known = ever(AwardCriterion, record, "measure_id") if begun else set()
    measures = [measure for measure in _counting(earlier) if measure.pk not in known] if earlier else []
    if earlier is None or not measures:
        return
    agreed = {row.measure_id: row for row in earlier.weights.order_by("-pk")}
    weights = [None] * len(measures) if begun else _weights(earlier, measures, agreed)
    first = next_number(AwardCriterion, record, "C")
    for number, (measure, weight) in enumerate(zip(measures, weights, strict=True), start=first):
        said = agreed.get(measure.pk)
        AwardCriterion(
            record=record,
            reference=f"C{number}",
            kind=CriterionKind.SOCIAL_VALUE,
            title=measure.title,
            weight=weight,
            measure=measure,
            question=said.question if said else "",
            minimum=said.minimum if said else None,
        ).save()


def _weights(
    earlier: SocialValueRecord, measures: Sequence[Measure], agreed: Mapping[int, MeasureWeight]
) -> list[Decimal | None]:
    """What each measure weighs, as was agreed; where that says it of the whole alone, equal shares of it."""
    weights = [agreed[measure.pk].weight if measure.pk in agreed else None for measure in measures]
    if None in weights and earlier.weighting is not None:
        return [*shares(earlier.weighting, len(measures))]
    return weights
