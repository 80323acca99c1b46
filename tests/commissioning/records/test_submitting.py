"""Handing a record in: every missing answer is named, the bytes are frozen, and it is done once."""

import pytest

from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.case.models import Case
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.gates.models import BundleSection, Gate, Submission
from commissioning.needs.sections import ROOM
from commissioning.records.decisions import current_record, facts_of, submit
from commissioning.records.regime import UNKNOWN
from commissioning.vocabulary import Action, Stage, State
from tests.accounts.factories import a_key
from tests.council import (
    AT,
    HOMECARE,
    SERVICE,
    People,
    a_case,
    ask_of,
    asks_of,
    below_threshold,
    body,
    changes,
    does,
    gate_of,
    strand_of,
)
from workflows.demonstration.walking import answer, walk
from workflows.demonstration.writing import write_record

pytestmark = pytest.mark.django_db


def test_an_empty_record_is_refused_with_every_missing_answer(people: People) -> None:
    case = a_case(people)
    with pytest.raises(RefusedError) as refused:
        does(ask_of(case, "Write"), Action.SUBMIT)
    errors = refused.value.errors
    assert errors["need.statement"][0].startswith("Answer “")
    assert {name.partition(".")[0] for name in errors} >= {"need", "evidence", "outcomes", "options", "equality"}
    count = sum(len(found) for found in errors.values())
    assert str(refused.value) == f"{count} answers are missing or wrong. Nothing was submitted."
    assert not Gate.objects.filter(strand__case=case).exists()
    assert strand_of(case).state == State.DRAFTING


def test_one_missing_answer_is_one(people: People) -> None:
    case = a_case(people)
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    changes(case, "lessons", lessons="  ")
    with pytest.raises(RefusedError, match=r"^1 answer is missing or wrong\. Nothing was submitted\.$") as refused:
        does(ask_of(case, "Write"), Action.SUBMIT)
    assert list(refused.value.errors) == ["lessons.lessons"]


def test_what_was_handed_in_is_frozen_section_by_section(people: People, case: Case) -> None:
    submission = Submission.objects.get(gate=gate_of(case))
    record = current_record(ROOM, strand_of(case))
    stored = BundleSection.objects.filter(submission=submission).order_by("position")
    assert [row.key for row in stored] == [section.key for section in ROOM.sections]
    for row, section in zip(stored, ROOM.sections, strict=True):
        frozen = section.freeze(record)
        assert (bytes(row.body), row.digest, row.title) == (frozen.body, frozen.digest, frozen.title)
    assert (submission.number, submission.submitted_by, submission.changed) == (1, people["commissioner"], [])
    assert submission.facts["value_gross"] == "240000.00"


def test_the_facts_of_a_gate_are_the_cases_own_and_the_records(case: Case) -> None:
    facts = facts_of(ROOM, current_record(ROOM, strand_of(case)))
    assert {"value_net", "value_gross", "lane", "regime", "light_touch", "key_decision"} <= set(facts)


def test_stored_sections_are_read_back_as_they_were_stated(case: Case) -> None:
    need = BundleSection.objects.get(submission__gate=gate_of(case), key="need")
    assert need.stated["wards"] == ["Castle", "Riverside North", "Weavers"]
    assert need.fault() == ""


def test_a_record_is_handed_in_once(people: People) -> None:
    case = a_case(people)
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    task = ask_of(case, "Write")
    does(task, Action.SUBMIT)
    with pytest.raises(OvertakenError, match="This task is closed: Amina Begum, submitted"):
        does(task, Action.SUBMIT, by=people["commissioner"])
    assert Submission.objects.filter(gate=gate_of(case)).count() == 1


def test_only_the_post_that_writes_hands_in(people: People) -> None:
    case = a_case(people)
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    for name in ("head.of.service", "finance", "procurement", "auditor"):
        with pytest.raises(NotAllowedError, match="This waits for the Commissioner, Adult Social Care"):
            submit(ROOM, ask_of(case, "Write"), by=people[name], at=AT, key=a_key())
    assert [ask.kind for ask in asks_of(case)] == ["write"]


def test_whoever_hands_in_is_an_author_too(people: People, case: Case) -> None:
    assert Ask.objects.get(case=case, kind="write").closed_by == people["commissioner"]
    assert people["commissioner"].exclusions.filter(scope=gate_of(case).scope).count() == 1


def test_a_tender_waits_until_it_is_known_under_which_law_it_buys(people: People) -> None:
    case = open_case(title="Day centres", service=body(SERVICE), by=people["commissioner"], at=AT, key=a_key())
    walk(case, HOMECARE, until=Stage.TENDER, at=AT)
    task = ask_of(case, "Write")
    with pytest.raises(RefusedError) as refused:
        answer(task, HOMECARE, at=AT)
    assert refused.value.errors == {"procedure": [UNKNOWN]}
    below_threshold(case, people)
    does(task, Action.SUBMIT)
    assert strand_of(case).state == State.IN_GATE
