"""The tender record's sections: their exact bytes, and the facts they give the gate."""

from decimal import Decimal

import pytest

from commissioning.tender.models import TenderRecord
from commissioning.tender.sections import ROOM
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.tender.filled import filled_tender

BYTES = {
    "value": '{"basis":"28,000 hours a year.","gross":"2880000.00","net":"2400000.00"}',
    "term": '{"extension_months":12,"extensions":"Once, by a recorded decision.","months":48}',
    "lots": (
        '{"cpv":["85312400-3","85320000"],"divided":true,"lots":[{"net":"1200000.00","reference":"L1",'
        '"title":"North"},{"net":"1200000.00","reference":"L2","title":"South"}]}'
    ),
    "procedure": '{"key_decision":true,"light_touch":true,"procedure":"open","reason":"One round is enough.",'
    '"regime":"below_threshold"}',
    "timetable": (
        '{"award_on":"2027-01-29","starts_on":"2027-04-01","tender_opens_on":"2026-11-02",'
        '"tenders_due_on":"2026-12-04"}'
    ),
    "conditions": '{"conditions":"Registered with the regulator."}',
    "criteria": (
        '{"criteria":[{"kind":"price","reference":"C1","title":"Price","weight":"40.00"},'
        '{"kind":"quality","reference":"C2","title":"Quality of care","weight":"50.00"},'
        '{"kind":"social_value","measure":{"reference":"M1","title":"People who start a job"},'
        '"question":"How many, and how?","reference":"C3","title":"Jobs","weight":"10.00"}]}'
    ),
    "panel": (
        '{"evaluators":[{"assesses":"quality and social value","declared_on":"2026-10-01","name":"Dr Priya Nair",'
        '"organisation":"Riverside College","reference":"E1"}]}'
    ),
    "kpis": '{"kpis":[{"reference":"K1","target":"95 in 100","title":"First visit within two days"}]}',
    "risk": '{"personal_data":false,"risks":"The supplier fails.","tupe":true,"tupe_note":"Some 40 staff."}',
    "conflicts": '{"assessed":true,"note":"By Procurement, 2 September."}',
}


@pytest.fixture
def record(db: None) -> TenderRecord:
    return filled_tender(a_case())


@pytest.mark.parametrize("key", BYTES)
def test_the_bytes_of_each_section_are_frozen(record: TenderRecord, key: str) -> None:
    assert ROOM.section(key).freeze(record).body.decode() == BYTES[key]


def test_the_sections_come_in_the_order_people_answer_them() -> None:
    assert [section.key for section in ROOM.sections] == list(BYTES)


def test_figures_weights_and_draft_questions_are_marked() -> None:
    """Whoever may bid sees them when the whole market does."""
    assert [section.key for section in ROOM.sections if section.figures] == [
        "value",
        "lots",
        "conditions",
        "criteria",
        "panel",
        "kpis",
        "conflicts",
    ]


@pytest.mark.django_db
def test_an_untouched_record_states_nothing() -> None:
    case = a_case()
    with within_case(case):
        record = TenderRecord(strand=the_strand(case, Stage.TENDER))
        record.save()
    stated = {section.key: section.freeze(record).body for section in ROOM.sections}
    assert stated.pop("procedure") == b'{"regime":"below_threshold"}'
    assert set(stated.values()) == {b"{}"}


def test_the_facts_a_gate_may_ask_about(record: TenderRecord) -> None:
    assert ROOM.facts(record) == {
        "value_net": Decimal("2400000.00"),
        "value_gross": Decimal("2880000.00"),
        "light_touch": True,
        "key_decision": True,
        "tupe": True,
        "personal_data": False,
        "procedure": "open",
        "term_months": 48,
        "lots": 2,
    }
