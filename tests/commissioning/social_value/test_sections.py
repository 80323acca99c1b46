"""The social value record's sections: their exact bytes, in the policy's order."""

from decimal import Decimal

import pytest

from commissioning.records.rules import faults_of
from commissioning.social_value.models import Measure, PriorityChoice, SocialValueRecord
from commissioning.social_value.sections import ROOM
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.social_value.filled import filled_social_value

BYTES = {
    "relevance": (
        '{"policy":{"code":"social-value","title":"Social value policy","version":1},'
        '"proportionality":"One measure: bidders are small.","relevance":"Home care is local work."}'
    ),
    "wellbeing": (
        '{"consulted":true,"consulted_why":"A survey of six weeks.","economic":"Some 60 jobs.",'
        '"environmental":"Rounds on foot.",'
        '"securing":"A criterion and a contract term.","social":"Carers who stay."}'
    ),
    "priorities": (
        '{"priorities":[{"chosen":true,"priority":{"code":"SV1","title":"Jobs for local people"},'
        '"reason":"A third of posts are vacant."},{"chosen":false,"ground":"not_relevant",'
        '"priority":{"code":"SV2","title":"Net zero"},'
        '"reason":"Nothing is built."}]}'
    ),
    "measures": (
        '{"measures":[{"evidence":"A list without names.","outcome":{"reference":"O1",'
        '"title":"At home within two days"},"priority":{"code":"SV1","title":"Jobs for local people"},'
        '"reference":"M1","target":"12.00","title":"People who start a job","unit":"people"}]}'
    ),
    "weighting": (
        '{"measures":[{"measure":{"reference":"M1","title":"People who start a job"},'
        '"question":"How many, and how?","weight":"10.00"}],"reason":"The usual share.","weighting":"10.00"}'
    ),
}


@pytest.fixture
def record(db: None) -> SocialValueRecord:
    return filled_social_value(a_case())


@pytest.mark.parametrize("key", BYTES)
def test_the_bytes_of_each_section_are_frozen(record: SocialValueRecord, key: str) -> None:
    assert ROOM.section(key).freeze(record).body.decode() == BYTES[key]


def test_the_sections_come_in_the_order_people_answer_them() -> None:
    assert [section.key for section in ROOM.sections] == list(BYTES)
    assert [section.key for section in ROOM.sections if section.figures] == ["weighting"]


def test_a_target_left_to_bidders_says_so(record: SocialValueRecord) -> None:
    with within_case(record.strand.case):
        measure = Measure.objects.get(record=record)
        measure.target = measure.outcome = None
        measure.left_to_bidders = True
        measure.save()
    body = ROOM.section("measures").freeze(record).body
    assert b"target" not in body
    assert b'"left_to_bidders":true' in body
    assert b"outcome" not in body
    [fault] = faults_of(ROOM, record)
    assert (fault.section, fault.text) == (
        "measures",
        "Measure M1 brings about no outcome. Say which one: the need seeks O1 and O2.",
    )


def test_a_measure_without_a_priority_states_none(record: SocialValueRecord) -> None:
    with within_case(record.strand.case):
        measure = Measure.objects.get(record=record)
        measure.choice = None
        measure.save()
    assert b"priority" not in ROOM.section("measures").freeze(record).body


@pytest.mark.django_db
def test_an_untouched_record_states_nothing() -> None:
    case = a_case()
    with within_case(case):
        record = SocialValueRecord(strand=the_strand(case, Stage.SOCIAL_VALUE))
        record.save()
    assert [section.freeze(record).body for section in ROOM.sections] == [b"{}"] * len(ROOM.sections)


def test_the_weight_stands_in_a_section_of_its_own(record: SocialValueRecord) -> None:
    shown = b"".join(section.freeze(record).body for section in ROOM.sections if not section.figures)
    assert b"10.00" not in shown


def test_the_facts_a_gate_may_ask_about(record: SocialValueRecord) -> None:
    found = ROOM.facts(record)
    assert (found["priorities"], found["measures"], str(found["weighting"])) == (1, 1, "10.00")
    assert found["value_gross"] == Decimal("2880000.00")  # as its needs estimate it


def test_a_choice_reads_as_its_priority(record: SocialValueRecord) -> None:
    assert [str(choice) for choice in PriorityChoice.objects.filter(record=record)] == [
        "SV2 Net zero",
        "SV1 Jobs for local people",
    ]
