"""The needs record's sections: their exact bytes, and what they leave to sections of their own."""

from decimal import Decimal

import pytest

from commissioning.needs.estimating import estimate
from commissioning.needs.models import NeedsRecord, OptionCost
from commissioning.needs.sections import ROOM
from tests.commissioning.needs.filled import a_case, filled_needs, the_strand, within_case

BYTES = {
    "need": (
        '{"population":"About 640 people over 75.","statement":"Older people wait 9 weeks for help at home.",'
        '"wards":["Mill Ward","Harbour Ward"]}'
    ),
    "evidence": (
        '{"evidence":"Delayed discharges rose from 21 to 34 a month.","sources":"Needs assessment, May 2026."}'
    ),
    "current_spend": '{"annual_spend":"612000.50","current_contract":"Bright Days Care Ltd, to 31 March 2027."}',
    "engagement": (
        '{"market_engagement":"An open event with 14 suppliers.",'
        '"vcse_engagement":"Two meetings with the council for voluntary service."}'
    ),
    "consultation": '{"consultation":true,"consultation_reason":"A survey of six weeks."}',
    "equality": (
        '{"discrimination":"Complaints are monitored.","full_assessment":false,'
        '"opportunity":"Visits at times that suit.","relations":"Lunch clubs."}'
    ),
    "funding": '{"external_funding":false}',
    "outcomes": (
        '{"outcomes":[{"how_known":"Days to the first visit.","reference":"O1","title":"At home within two days",'
        '"who_benefits":"People over 75."},{"how_known":"Days to the first visit.","reference":"O2",'
        '"title":"Less alone","who_benefits":"People over 75."}]}'
    ),
    "options": (
        '{"options":[{"benefits":"None.","chosen":false,"kind":"do_nothing","risks":"Waits grow.",'
        '"title":"Let it end"},{"benefits":"Choice.","chosen":true,"kind":"contract","risks":"Cost.",'
        '"title":"Two lots"}],"reason":"Only a contract can start in April."}'
    ),
    "option_costs": (
        '{"costs":[{"basis":"Hours at 21 pounds.","cost":"0.00","option":{"kind":"do_nothing","title":"Let it end"}},'
        '{"basis":"Hours at 21 pounds.","cost":"2400000.00","option":{"kind":"contract","title":"Two lots"}}]}'
    ),
    "lessons": '{"lessons":"One supplier left no choice."}',
}


@pytest.fixture
def record(db: None) -> NeedsRecord:
    return filled_needs(a_case())


@pytest.mark.parametrize("key", BYTES)
def test_the_bytes_of_each_section_are_frozen(record: NeedsRecord, key: str) -> None:
    assert ROOM.section(key).freeze(record).body.decode() == BYTES[key]


def test_the_sections_come_in_the_order_people_answer_them() -> None:
    assert [section.key for section in ROOM.sections] == list(BYTES)
    assert {section.version for section in ROOM.sections} == {1}


@pytest.mark.django_db
def test_an_untouched_record_states_nothing_but_what_is_counted() -> None:
    case = a_case()
    with within_case(case):
        record = NeedsRecord(strand=the_strand(case))
        record.save()
    assert [section.freeze(record).body for section in ROOM.sections] == [b"{}"] * len(ROOM.sections)


def test_the_same_answer_has_the_same_bytes_before_and_after_it_was_kept(record: NeedsRecord) -> None:
    before = ROOM.section("current_spend").freeze(record)
    record.annual_spend = Decimal("612000.5")
    assert ROOM.section("current_spend").freeze(record) == before
    record.refresh_from_db()
    assert ROOM.section("current_spend").freeze(record) == before


def test_money_stands_only_in_sections_marked_as_figures(record: NeedsRecord) -> None:
    """The voluntary sector's members may bid, so its seat answers for the other sections and sees no figure."""
    shown = b"".join(section.freeze(record).body for section in ROOM.sections if not section.figures)
    assert b"612000" not in shown
    assert b"2400000" not in shown
    assert {section.key for section in ROOM.sections if section.figures} == {"current_spend", "option_costs"}


@pytest.mark.parametrize(
    ("cost", "value"),
    [("2400000", "2880000.00"), ("0", "0"), (None, None)],
    ids=["with VAT at most", "free", "not stated yet"],
)
def test_a_case_without_a_value_is_worth_what_the_chosen_option_costs(
    record: NeedsRecord, cost: str | None, value: str | None
) -> None:
    case = record.strand.case
    with within_case(case):
        chosen = OptionCost.objects.get(record=record, option__chosen=True)
        chosen.cost = None if cost is None else Decimal(cost)
        chosen.save()
    assert ROOM.facts(record)["value_gross"] == (None if value is None else Decimal(value))
    case.value_gross = Decimal("90000.00")
    assert ROOM.facts(record)["value_gross"] == Decimal("90000.00")


@pytest.mark.django_db
def test_before_its_needs_are_written_nothing_is_known_of_its_value() -> None:
    assert estimate(a_case()) is None


def test_the_facts_a_gate_may_ask_about(record: NeedsRecord) -> None:
    assert ROOM.facts(record) == {
        "wards": 2,
        "consultation": True,
        "equality_assessment": False,
        "external_funding": False,
        "option": "contract",
        "value_gross": Decimal("2880000.00"),
    }
