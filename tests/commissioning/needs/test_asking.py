"""A small purchase answers few pages; value, a yes and the option chosen ask for more, and say why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from commissioning.needs.equality_forms import EqualityForm
from commissioning.needs.models import NeedsRecord, Option
from commissioning.needs.rows import EVIDENCE, GROUPS, LESSONS
from commissioning.needs.sections import ROOM
from commissioning.records.rules import faults_of
from tests.commissioning.needs.filled import a_case, filled_needs, the_strand, within_case

pytestmark = pytest.mark.django_db
SMALL = ["need", "screening", "evidence", "current_spend", "equality", "funding", "outcomes", "options"]
LARGE = ["market", "engagement", "consultation", "option_scores", "option_costs", "lessons"]


def a_record(**facts: Any) -> NeedsRecord:
    """An untouched record of a case."""
    case = a_case(**facts)
    with within_case(case):
        record = NeedsRecord(strand=the_strand(case))
        record.save()
    return record


def changed(record: NeedsRecord, **values: Any) -> NeedsRecord:
    """The record with other answers."""
    with within_case(record.strand.case):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
    return record


def asked(record: NeedsRecord) -> list[str]:
    """The pages that a record asks."""
    return [section.key for section in ROOM.sections if section.when(record).asked]


def test_a_small_purchase_answers_eight_pages_of_nineteen() -> None:
    record = a_record(value_gross=Decimal("99999.99"))
    assert asked(record) == SMALL
    assert (len(SMALL), len(ROOM.sections)) == (8, 19)
    assert {fault.section for fault in faults_of(ROOM, record)} <= set(SMALL)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"value_gross": Decimal(100_000)}, "the value with VAT over the whole life is £100,000 or more."),
        ({"value_net": Decimal("83333.34")}, "the value with VAT over the whole life is £100,000 or more."),
        ({}, "the value of the case is not known yet."),
        ({"value_gross": Decimal(5), "key_decision": True}, "the award is a key decision."),
    ],
)
def test_a_larger_one_answers_all_and_each_page_says_why(facts: dict[str, Any], why: str) -> None:
    record = a_record(**facts)
    assert set(asked(record)) == {*SMALL, *LARGE}
    assert ROOM.section("market").when(record).why == f"Asked because {why}"


@override_settings(FULL_NEEDS_FROM=20_000)
def test_the_limit_is_a_setting_of_the_council() -> None:
    assert "market" in asked(a_record(value_gross=Decimal(20_000)))
    assert "market" not in asked(a_record(value_gross=Decimal("19999.99")))


@pytest.mark.parametrize(
    ("answer", "section"),
    [("personal_data", "data_protection"), ("tupe", "staff"), ("equality_assessment", "equality_impact")],
)
def test_a_yes_asks_for_a_page_of_its_own(answer: str, section: str) -> None:
    record = a_record(value_gross=Decimal(5))
    assert asked(changed(record, **{answer: False})) == SMALL
    assert set(asked(changed(record, **{answer: True}))) == {*SMALL, section}
    assert ROOM.section(section).when(record).why.startswith("Asked because ")


@pytest.mark.parametrize("kind", ["in_house", "grant"])
def test_an_option_chosen_asks_how_it_is_carried_out(kind: str) -> None:
    record = a_record(value_gross=Decimal(5))
    with within_case(record.strand.case):
        Option(record=record, kind=kind, title="So", chosen=True).save()
    assert set(asked(NeedsRecord.objects.get(pk=record.pk))) == {*SMALL, kind}


def test_what_is_not_asked_says_so_in_its_text_without_an_amount() -> None:
    record = a_record(value_gross=Decimal(5))
    assert ROOM.section("market").freeze(record).body == b'{"not_asked":"Not asked: the purchase is small."}'
    assert ROOM.section("market").when(record).why == "the value with VAT over the whole life is under £100,000."
    changed(record, market="Two suppliers.")
    assert b'"market":"Two suppliers."' in ROOM.section("market").freeze(record).body


def faults(record: NeedsRecord) -> list[tuple[str, str]]:
    """Where something is wrong, as section and field."""
    fresh = NeedsRecord.objects.get(pk=record.pk)
    return [(fault.section, fault.field) for fault in faults_of(ROOM, fresh)]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"equality_opportunity_effect": "harms"}, [("equality", "equality_assessment")]),
        ({"equality_relations_effect": "unknown"}, [("equality", "equality_assessment")]),
        ({"sources": ""}, [("evidence", "sources")]),
        (
            {"market_engagement": "", "vcse_engagement": " "},
            [("engagement", name) for name in ("market_engagement", "vcse_engagement")],
        ),
        ({"outcomes_left_out": ""}, [("outcomes", "outcomes_left_out")]),
        ({"weight_cost": Decimal(10)}, [("option_scores", "weight_benefit")]),
        ({"lessons": ""}, [("lessons", "lessons")]),
        (
            {"personal_data": True},
            [("data_protection", name) for name in ("data_subjects", "data_special", "data_assessment")],
        ),
        ({"tupe": True}, [("staff", "staff_affected"), ("staff", "staff_told")]),
    ],
)
def test_what_does_not_hold_together_is_refused(answers: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert faults(changed(filled_needs(a_case()), **answers)) == found


def test_no_full_assessment_where_people_are_affected_more_than_others_is_advised_on_and_not_refused() -> None:
    record = filled_needs(a_case())
    assert (record.equality_characteristics, record.equality_assessment) == (["Age"], False)
    assert faults(record) == []
    [advised] = [fault.text for fault in ROOM.advice(record) if fault.section == "equality"]
    assert advised.endswith("no full assessment is made. Check that your reason says why none is needed.")
    changed(record, equality_characteristics=[])
    assert [fault for fault in ROOM.advice(record) if fault.section == "equality"] == []
    assert "say why none is needed" in EqualityForm.base_fields["equality_assessment"].help_text


def test_a_full_assessment_covers_every_group_that_the_screening_names() -> None:
    record = changed(
        filled_needs(a_case()),
        equality_assessment=True,
        equality_characteristics=["Age", "Sex"],
        impact_conclusion="Go on.",
        impact_decider="The head of service.",
        impact_review_on=date(2028, 4, 1),
    )
    with within_case(record.strand.case):
        said = dict.fromkeys(("positive", "negative", "evidence", "mitigation"), "Said.")
        GROUPS.place(record, characteristic="Age", **said)
    assert faults(record) == [("equality_impact", "groups")]
    with within_case(record.strand.case):
        GROUPS.place(record, characteristic="Sex", **said)
    assert faults(record) == []
    assert faults(changed(record, equality_characteristics=[])) == [("equality", "equality_characteristics")]


def test_evidence_names_a_file_that_is_attached() -> None:
    record = filled_needs(a_case())
    with within_case(record.strand.case):
        EVIDENCE.place(record, claim="So.", source="There", dated_on=date(2026, 5, 4), file="gone.pdf")
    assert faults(record) == [("evidence", "evidence_rows")]


def test_each_lesson_of_the_last_review_is_answered_before_the_needs_are_handed_in() -> None:
    record = changed(filled_needs(a_case(value_gross=Decimal(5))), lessons="")
    assert "lessons" not in asked(record)
    with within_case(record.strand.case):
        lesson = LESSONS.place(record, review_of="TG-2026-0001", text="Weekends were thin.", action="Ask for rotas.")
    assert faults(record) == [("lessons", "lesson_rows")] * 2
    with within_case(record.strand.case):
        lesson.adopted, lesson.reason = False, "We buy no weekends now."
        lesson.save()
    assert faults(record) == []
