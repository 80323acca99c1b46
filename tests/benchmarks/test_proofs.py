"""What the proofs hold things against: each finds the fault that it is there to find."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from audit.models import Entry
from benchmarks.proofs import altering, crash, moving, race, signing
from benchmarks.proofs.asking import Answer
from benchmarks.proofs.findings import Findings
from benchmarks.proofs.insider import Change, Tally, attempt, update
from commissioning.asks.models import Ask
from commissioning.vocabulary import Action
from tests.audit.ledger import some_ledger
from tests.council import does

pytestmark = pytest.mark.django_db
ACTOR = Entry._meta.get_field("actor")
Proof = Callable[[], Findings]


def test_every_column_of_an_entry_and_every_row_are_tried_and_found() -> None:
    some_ledger()
    for batches in (altering.entries(), moving.swaps(), moving.removals(), moving.additions()):
        tally = Tally()
        assert [missed for batch in batches for missed in attempt(batch, tally)] == []
        assert tally.tried > len(tally.refused)


def test_a_change_that_verification_names_elsewhere_counts_as_missed() -> None:
    some_ledger()
    row, tally = Entry.objects.order_by("pk")[0], Tally()
    wrong = Change("the actor", [update(row, ACTOR, "Somebody")], [("elsewhere", 1, "the entry was altered")])
    assert attempt([wrong], tally) == ["the actor"]
    assert "1 tried, 0 refused by the database, 0 found and located" in tally.told


def test_what_the_database_refuses_is_told_apart() -> None:
    some_ledger()
    tally = Tally()
    assert attempt([Change("nothing", [("UPDATE nowhere SET nothing = 1", ())], [])], tally) == []
    assert tally.refused == ["nothing"]


def test_a_gate_is_clean_only_once_everyone_has_signed() -> None:
    now = timezone.now() - timedelta(days=1)
    people, _ = signing.a_council_of_signers(now, 2)
    gates, before, after = signing.gates_of(people, 1, now), Findings(), Findings()
    signing.check_all_passed(gates, before)
    assert any("sign-offs: 0 instead of 2" in fault for fault in before.faults)
    for task in gates[0].tasks:
        does(Ask.objects.get(pk=task), Action.SIGN, at=now)
    signing.check_all_passed(gates, after)
    assert after.faults == []


def signature(answer: Answer, now: Answer) -> crash.Signature:
    """One that was answered so while everything was killed, and is answered so now."""
    one = crash.Signature("nowhere", signing.Signer(1, "", ""), (1, ""), answer=answer)
    vars(one)["send"] = lambda: now
    return one


DONE = Answer(200, 7, "a")


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (DONE, replace(DONE, entry=8), "was answered"),
        (DONE, replace(DONE, digest="b"), "was answered"),
        (Answer(0), Answer(409), "cannot be sent again"),
    ],
)
def test_a_key_that_answers_otherwise_afterwards_is_a_fault(then: Answer, now: Answer, words: str) -> None:
    findings = Findings()
    crash.replay([signature(then, now)], findings)
    assert words in findings.faults[0]


def test_a_key_that_was_never_acknowledged_may_be_done_now() -> None:
    findings = Findings()
    crash.replay([signature(Answer(0), DONE), signature(DONE, DONE)], findings)
    assert findings.faults == []
    assert findings.figures == ["0 lost", "2 keys replayed"]


def test_a_server_error_is_a_fault_while_everything_is_killed_and_a_busy_database_is_none() -> None:
    findings = Findings()
    crash.outcomes([signature(Answer(503), DONE), signature(Answer(500, words="oh"), DONE)], findings)
    assert [fault for fault in findings.faults if "500 oh" in fault] == findings.faults != []


def test_a_race_counts_every_answer_and_takes_no_answer_for_a_fault() -> None:
    with ThreadPoolExecutor(2) as threads:
        run = race.Race("nowhere", (), {}, threads)
        run.together("siblings", [partial(Answer, 200), partial(Answer, 0)])
    assert race.told(run.answers) == ["siblings 0x1 200x1"]
    assert len(run.findings.faults) == 1


class Fair(race.Race):
    """A race in which everyone signs their own seat once, and whoever has signed is refused another."""

    twin = 0

    def script(self, place: int, task: int, digest: str, key: str) -> race.Act:
        """Answer as the API would."""
        del task, digest
        return partial(Answer, 200, place, "a") if key.endswith("-own") else partial(Answer, 403)

    def either(self, place: int, task: int, digest: str, key: str) -> race.Act:
        """Answer the same key again, or, where `twin` is set, with another entry."""
        del task, digest, key
        return partial(Answer, 302, place + self.twin)


@pytest.mark.parametrize(("twin", "faults"), [(0, 0), (100, signing.SIGNERS - 1)])
def test_one_key_sent_twice_at_once_must_be_one_entry(twin: int, faults: int) -> None:
    gate = signing.Seats("TG-2026-0001", tuple(range(signing.SIGNERS)), "a")
    keys = [str(place) for place in range(signing.SIGNERS)]
    with ThreadPoolExecutor(2 * signing.SIGNERS) as threads:
        run = Fair("nowhere", (), {}, threads)
        run.twin = twin
        race.siblings(run, gate, keys, (0, DONE))
    assert len(run.findings.faults) == faults
