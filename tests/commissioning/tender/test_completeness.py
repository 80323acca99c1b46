"""What refuses a tender record, section by section, and what is only advised."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.rights import REMITS, Right, Role
from commissioning.needs.models import NeedsRecord
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.regime import UNKNOWN
from commissioning.records.rules import faults_of
from commissioning.social_value.models import MeasureWeight, SocialValueRecord
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender.models import AwardCriterion, Kpi, Lot, TenderRecord
from commissioning.tender.sections import ROOM
from commissioning.vocabulary import Regime, Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.tender.filled import filled_tender


@pytest.fixture
def record(db: None) -> TenderRecord:
    """A complete record; it is worth more than the threshold, so its case is under a regime that does not ask."""
    found = filled_tender(a_case())
    under(found, Regime.EXEMPT)
    return found


def under(record: TenderRecord, regime: Regime) -> None:
    """Put the record's case under a regime."""
    case = record.strand.case
    with within_case(case):
        case.regime = regime
        case.save(update_fields=["regime"])


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({}, True),
        ({"value_net": 552_949, "value_gross": None}, False),  # with VAT at 20% one pound less than the threshold
        ({"value_net": 552_950, "value_gross": None}, True),
        ({"value_net": 500_000, "value_gross": 600_000}, False),
        ({"value_net": 500_000, "value_gross": 600_000, "light_touch": False}, True),
        ({"light_touch": False, "cpv": "45000000"}, False),
    ],
)
def test_what_is_called_below_the_threshold_is_worth_less(
    record: TenderRecord, values: dict[str, Any], refused: bool
) -> None:
    under(record, Regime.BELOW_THRESHOLD)
    found = [text for section, _, text in changed(record, **values) if section == "procedure"]
    assert bool(found) == refused
    assert all("have the regime set anew" in text for text in found)


def changed(record: TenderRecord, **values: Any) -> list[tuple[str, str, str]]:
    """The record's faults once some answers are others."""
    with within_case(record.strand.case):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
    record.refresh_from_db(fields=list(values))
    return [(fault.section, fault.field, fault.text) for fault in faults_of(ROOM, record)]


def test_a_filled_record_has_no_fault(record: TenderRecord) -> None:
    assert changed(record) == []
    assert ROOM.advice(record) == []


@pytest.mark.parametrize(
    ("values", "section", "field", "text"),
    [
        ({"value_net": 9, "value_gross": 8}, "value", "value_gross", "Without VAT it is £9, with VAT only £8"),
        ({"value_basis": " "}, "value", "value_basis", "Answer “How was the value estimated?”."),
        ({"extensions": ""}, "term", "extensions", "Say what extensions are allowed"),
        ({"cpv": "care"}, "lots", "cpv", "“care” is not a CPV code."),
        ({"divided": None}, "lots", "divided", "Answer “Is the contract divided into lots?”."),
        ({"divided": False}, "lots", "lots", "Say why the contract is not divided"),
        ({"tenders_due_on": None}, "timetable", "tenders_due_on", "Enter when tenders are due."),
        ({"tupe_note": ""}, "risk", "tupe_note", "Staff may transfer. Say how many"),
        ({"personal_data": True}, "risk", "personal_data_note", "The supplier will handle personal data."),
        ({"conflicts_note": ""}, "conflicts", "conflicts_note", "Answer “Who prepared it"),
    ],
)
def test_each_fault_stands_in_its_section(
    record: TenderRecord, values: dict[str, Any], section: str, field: str, text: str
) -> None:
    found = changed(record, **values)
    assert [(where, what) for where, what, _ in found] == [(section, field)]
    assert found[0][2].startswith(text)


def test_dates_out_of_order_are_named(record: TenderRecord) -> None:
    assert changed(record, award_on=record.tenders_due_on) == [
        (
            "timetable",
            "award_on",
            "The contract is awarded on 4 December 2026. Choose a day after 4 December 2026, when tenders are due.",
        )
    ]


def test_no_extension_needs_no_words(record: TenderRecord) -> None:
    assert changed(record, extension_months=0, extensions="") == []


def test_the_conflicts_assessment_stands_before_a_procurement_under_the_act(record: TenderRecord) -> None:
    assert changed(record, conflicts_assessed=False) == []
    with within_case(record.strand.case) as decision:
        case = decision.stream
        case.regime = Regime.PA2023
        case.save(update_fields=["regime"])
    assert [(section, field) for section, field, _ in changed(record)] == [("conflicts", "conflicts_assessed")]


def test_a_tender_is_not_handed_in_under_an_unknown_regime(record: TenderRecord) -> None:
    """The council must know under which law it buys; earlier records only say that it will be asked."""
    case = record.strand.case
    assert {fault.section for fault in NEEDS.advice(NeedsRecord.objects.get())} == {"equality"}
    assert "regime" not in "".join(one.text for one in SOCIAL_VALUE.advice(SocialValueRecord.objects.get()))
    with within_case(case):
        case.regime = Regime.UNKNOWN
        case.save(update_fields=["regime"])
    assert changed(record) == [("procedure", "", UNKNOWN)]
    assert "the commissioner, Procurement or Legal sets the regime on the page of the case" in UNKNOWN
    assert {role for role, remit in REMITS.items() if Right.SET_REGIME in remit.rights} == {
        Role.COMMISSIONER,
        Role.PROCUREMENT_OFFICER,
        Role.LEGAL_OFFICER,
    }
    assert UNKNOWN in [one.text for one in NEEDS.advice(NeedsRecord.objects.get())]
    assert UNKNOWN in [one.text for one in SOCIAL_VALUE.advice(SocialValueRecord.objects.get())]


def test_weights_are_judged_with_the_rows_as_they_stand(record: TenderRecord) -> None:
    with within_case(record.strand.case):
        AwardCriterion.objects.get(record=record, reference="C2").delete()
        lot = Lot.objects.get(record=record, reference="L1")
        lot.value_gross = 1
        lot.save()
    assert changed(record) == [
        ("lots", "lots", "Without VAT it is £1,200,000, with VAT only £1. Check both."),
        ("criteria", "criteria", "Weights add up to 50. Add 50 more, or lower another weight."),
    ]


@pytest.mark.django_db
def test_an_untouched_record_has_something_to_say_of_every_section() -> None:
    case = a_case()
    with within_case(case):
        record = TenderRecord(strand=the_strand(case, Stage.TENDER))
        record.save()
    assert {fault.section for fault in faults_of(ROOM, record)} == {section.key for section in ROOM.sections} - {
        "kpis",
        "panel",
    }
    assert ROOM.advice(record) == []


def asked(record: TenderRecord) -> list[str]:
    """What is advised of the criteria."""
    return [one.text for one in ROOM.advice(record) if one.section == "criteria"]


def test_what_bidders_are_asked_otherwise_than_was_agreed_is_said(record: TenderRecord) -> None:
    both = "Bring the two together, or say why they differ."
    criterion, agreed = AwardCriterion.objects.get(record=record, reference="C3"), MeasureWeight.objects.get()
    with within_case(record.strand.case):
        agreed.minimum, criterion.minimum = Decimal(12), Decimal(6)
        agreed.question, criterion.question = "Whom will you hire?", ""
        agreed.save()
        criterion.save()
    asks = "On measure M1 the social value record asks"
    assert asked(record) == [
        f"{asks}: “Whom will you hire?” Criterion C3 asks nothing yet. {both}",
        f"{asks} for 12 at least. Criterion C3 asks for 6 at least. {both}",
    ]
    with within_case(record.strand.case):
        criterion.question = "How many will you hire?"
        agreed.minimum = None
        agreed.save()
        criterion.save()
    assert asked(record) == [
        f"{asks}: “Whom will you hire?” Criterion C3 asks something else. {both}",
        f"{asks} for no minimum. Criterion C3 asks for 6 at least. {both}",
    ]
    assert changed(record) == []


def test_of_two_criteria_for_a_measure_one_asks_as_was_agreed(record: TenderRecord) -> None:
    criterion = AwardCriterion.objects.get(record=record, reference="C3")
    with within_case(record.strand.case):
        price = AwardCriterion.objects.get(record=record, reference="C1")
        price.kind, price.measure_id, price.weight = criterion.kind, criterion.measure_id, Decimal(4)
        criterion.weight = Decimal(6)
        price.save()
        criterion.save()
    assert asked(record) == []
    with within_case(record.strand.case):
        agreed = MeasureWeight.objects.get()
        agreed.weight, agreed.minimum = Decimal(8), Decimal(2)
        agreed.save()
    assert [text.partition(". ")[0] for text in asked(record)] == [
        "On measure M1 the social value record asks for 8 per cent",
        "On measure M1 the social value record asks for 2 at least",
    ]
    assert "Criteria C1 and C3 weigh 10." in asked(record)[0]


def test_advice_refuses_nothing(record: TenderRecord) -> None:
    with within_case(record.strand.case):
        criterion = AwardCriterion.objects.get(record=record, reference="C3")
        criterion.weight = 20
        criterion.save()
        price = AwardCriterion.objects.get(record=record, reference="C1")
        price.weight = 30
        price.save()
        Kpi.objects.filter(record=record)[0].delete()
    assert changed(record, light_touch=False, value_gross=6_000_000) == []
    assert [(advice.section, advice.field) for advice in ROOM.advice(record)] == [
        ("criteria", "criteria"),
        ("kpis", "kpis"),
    ]
