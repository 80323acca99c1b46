"""A case with a tender record in which every question has an answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.case.models import Case
from commissioning.social_value.models import Measure
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.tender.models import AwardCriterion, Evaluator, Kpi, Lot, TenderRecord
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import the_strand, within_case
from tests.commissioning.social_value.filled import filled_social_value

ANSWERS: dict[str, Any] = {
    "value_net": Decimal(2_400_000),
    "value_gross": Decimal(2_880_000),
    "value_basis": "28,000 hours a year.",
    "term_months": 48,
    "extension_months": 12,
    "extensions": "Once, by a recorded decision.",
    "cpv": "85312400-3 85320000",
    "divided": True,
    "procedure": Procedure.OPEN,
    "procedure_reason": "One round is enough.",
    "light_touch": True,
    "key_decision": True,
    "tender_opens_on": date(2026, 11, 2),
    "tenders_due_on": date(2026, 12, 4),
    "award_on": date(2027, 1, 29),
    "starts_on": date(2027, 4, 1),
    "conditions": "Registered with the regulator.",
    "risks": "The supplier fails.",
    "tupe": True,
    "tupe_note": "Some 40 staff.",
    "personal_data": False,
    "conflicts_assessed": True,
    "conflicts_note": "By Procurement, 2 September.",
}

EVALUATOR: dict[str, Any] = {
    "name": "Dr Priya Nair",
    "organisation": "Riverside College",
    "declared_on": date(2026, 10, 1),
    "quality": True,
    "social_value": True,
}


def filled_tender(case: Case) -> TenderRecord:
    """The case's tender record, complete, with the records before it."""
    measure = Measure.objects.get(record=filled_social_value(case))
    with within_case(case):
        record = TenderRecord(strand=the_strand(case, Stage.TENDER), **ANSWERS)
        record.save()
        for number, title in enumerate(("North", "South"), start=1):
            Lot(record=record, reference=f"L{number}", title=title, value_net=Decimal(1_200_000)).save()
        criteria = (
            (CriterionKind.PRICE, "Price", 40, None),
            (CriterionKind.QUALITY, "Quality of care", 50, None),
            (CriterionKind.SOCIAL_VALUE, "Jobs", 10, measure),
        )
        for number, (kind, title, weight, serves) in enumerate(criteria, start=1):
            criterion = AwardCriterion(record=record, reference=f"C{number}", kind=kind, title=title, measure=serves)
            criterion.weight = Decimal(weight)
            criterion.question = "How many, and how?" if serves else ""
            criterion.save()
        Evaluator(record=record, reference="E1", **EVALUATOR).save()
        Kpi(record=record, reference="K1", title="First visit within two days", target="95 in 100").save()
    return record
