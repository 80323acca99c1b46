"""What a needs record must hold together."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from commissioning.needs.models import NeedOutcome, NeedsRecord, Option, OptionCost
from commissioning.needs.rules import of_costs, of_options, of_outcomes
from commissioning.needs.sections import ROOM
from commissioning.records.rules import faults_of
from tests.commissioning.needs.filled import a_case, filled_needs, the_strand, within_case


@dataclass(frozen=True)
class AnOption:
    """An option as a test gives it."""

    pk: int
    kind: str = "contract"
    chosen: bool | None = None


NOTHING = AnOption(1, "do_nothing")


@pytest.mark.parametrize(
    ("options", "starts"),
    [
        ([NOTHING, AnOption(2, chosen=True)], []),
        ([AnOption(1, "do_nothing", chosen=True), AnOption(2)], []),
        ([], ["Compare at least two", "No option is chosen"]),
        ([AnOption(2, chosen=True)], ["Compare at least two"]),
        ([AnOption(2, chosen=True), AnOption(3)], ["Add the option to do nothing"]),
        ([NOTHING, AnOption(2)], ["No option is chosen"]),
        ([NOTHING, AnOption(2, chosen=True), AnOption(3, chosen=True)], ["2 options are chosen"]),
    ],
)
def test_options_are_compared_and_one_is_chosen(options: list[AnOption], starts: list[str]) -> None:
    found = of_options(options)
    assert len(found) == len(starts)
    assert all(text.startswith(start) for text, start in zip(found, starts, strict=True))


def test_each_option_is_costed_once() -> None:
    options, names = [NOTHING, AnOption(2), AnOption(3)], {1: "Nothing", 2: "One lot", 3: "Two lots"}
    assert of_costs(options, [1, 2, 3], names, None) == []
    assert of_costs(options, [], names, Decimal("30.00")) == ["Give a cost for each option, since cost counts 30%."]
    assert of_costs([], [], {}, None) == []
    assert of_costs(options, [1, 3, 3], names, None) == [
        "Add what the option “One lot” costs.",
        "The option “Two lots” has 2 costs. Keep one.",
    ]


def test_an_outcome_is_sought() -> None:
    assert of_outcomes(1) == []
    assert of_outcomes(0) == ["Add at least one outcome: what will be different for people."]


@pytest.mark.django_db
def test_a_filled_record_has_no_fault() -> None:
    assert faults_of(ROOM, filled_needs(a_case())) == []


@pytest.mark.django_db
def test_an_untouched_record_lacks_every_needed_answer_in_the_order_of_its_sections() -> None:
    case = a_case()
    with within_case(case):
        record = NeedsRecord(strand=the_strand(case))
        record.save()
    found = faults_of(ROOM, record)
    order = [section.key for section in ROOM.sections]
    assert [fault.section for fault in found] == sorted((fault.section for fault in found), key=order.index)
    not_asked = {"data_protection", "staff", "equality_impact", "in_house", "grant"}
    assert {fault.section for fault in found} == set(order) - {"option_costs"} - not_asked
    assert "Answer “What is needed?”." in [fault.text for fault in found]
    assert [fault.text for fault in found if fault.field == "wards"] == ["Answer “Which wards are affected?”."]


@pytest.mark.django_db
def test_a_half_done_row_is_named() -> None:
    record = filled_needs(a_case())
    with within_case(record.strand.case):
        NeedOutcome(record=record, reference="O3", title="Carers rest", who_benefits="Carers").save()
        third = Option(record=record, kind="grant", title="A grant", benefits="Quick.", risks="None.")
        third.save()
        OptionCost(record=record, option=third, basis="A guess.").save()
    found = [(fault.section, fault.field, fault.text) for fault in faults_of(ROOM, record)]
    assert ("outcomes", "outcomes", "Answer “How will you know?” for the outcome “O3 Carers rest”.") in found
    assert ("option_scores", "options", "Answer “Score for its benefits” for the option “A grant”.") in found
    assert (
        "option_costs",
        "option_costs",
        "Answer “What does it cost over its whole life?” for the cost “A grant”.",
    ) in found
