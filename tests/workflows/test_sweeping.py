"""The sweep: silent advice lapses, a case left behind is moved on, and one case's trouble is nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.deciding import deciding
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case import ports
from commissioning.case.models import Case
from commissioning.errors import OvertakenError
from commissioning.gates import decisions
from commissioning.gates.decisions import lapse_advice
from commissioning.gates.models import Gate
from commissioning.vocabulary import Action, Outcome, SeatState, Stage, State
from tests.council import (
    AT,
    HOMECARE,
    People,
    a_case,
    ask_of,
    asks_of,
    at_gate,
    changes,
    does,
    entry_of,
    gate_of,
    seats_of,
    states_of,
    strand_of,
)
from workflows import sweeping
from workflows.advancing import left_behind, open_task
from workflows.demonstration.walking import answer
from workflows.jobs import run_sweep
from workflows.sweeping import begin_cycles, lapse, move, settle_covers, sweep

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ADVICE = "Finance officer", "Policy officer", "Voluntary-sector representative"
HEAD = "Decision: head of service"
# Five working days after 1 April 2026, with Good Friday and Easter Monday between, is 10 April.
LAST_DAY = datetime(2026, 4, 10, 22, 59, tzinfo=UTC)
DAY_AFTER = datetime(2026, 4, 10, 23, 0, tzinfo=UTC)


def test_advice_lapses_the_day_after_it_was_due_and_no_tier_waits_for_it(case: Case) -> None:
    for title in (FINANCE, POLICY):
        does(ask_of(case, title), Action.SIGN)
    advice = ask_of(case, ADVICE)
    assert lapse(LAST_DAY) == 0
    assert sweep(DAY_AFTER)["lapsed"] == 1
    assert states_of(case)[ADVICE] == SeatState.SILENT
    assert [ask.title for ask in asks_of(case)] == [HEAD]
    told = entry_of(case)["about"]
    assert told["seats"] == [ADVICE]
    with pytest.raises(OvertakenError, match="This task is closed: Tollgate"):
        does(advice, Action.ADVISE, reason="Too late.")
    assert sweep(DAY_AFTER)["lapsed"] == 0
    assert verify().sound


def test_lapsed_advice_does_not_conclude_a_tier_that_others_still_hold(case: Case) -> None:
    does(ask_of(case, FINANCE), Action.SIGN)
    assert lapse(DAY_AFTER) == 1
    assert [ask.title for ask in asks_of(case)] == [POLICY]
    does(ask_of(case, POLICY), Action.RETURN, reason="Not yet.", at=DAY_AFTER)
    changes(case, "current_spend", annual_spend=1, at=DAY_AFTER)
    does(ask_of(case, "Mend"), Action.SUBMIT, at=DAY_AFTER)
    seat = seats_of(case)[ADVICE]
    assert (seat.state, seat.carried) == (SeatState.SILENT, True)


def test_signers_and_deciders_never_lapse(case: Case) -> None:
    for title in (FINANCE, ADVICE):
        does(ask_of(case, title), {FINANCE: Action.SIGN, ADVICE: Action.ADVISE}[title], reason="None.")
    assert lapse(AT + timedelta(days=365)) == 0
    assert states_of(case)[POLICY] == SeatState.OPEN


def tell_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on decisions tell nobody that their case has moved."""
    monkeypatch.setattr(ports, "_movers", [])


@pytest.mark.parametrize("stage", [Stage.NEEDS, Stage.AWARD])
def test_a_case_left_behind_at_any_node_is_moved_on(
    people: People, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    """From writing to the gate, from tier to tier and onward: what a lost move did not do, the sweep does."""
    case = a_case(people, until=stage)
    tell_nobody(monkeypatch)
    steps = 0
    while strand_of(case).stage == stage:
        asks = asks_of(case)
        for ask in asks:
            answer(ask, HOMECARE, at=AT)
        assert asks_of(case) == []
        assert [strand.case for strand in left_behind()] == [case]
        assert sweep(AT)["moved"] == 1
        steps += 1
    assert steps == {Stage.NEEDS: 3, Stage.AWARD: 4}[stage]
    assert sweep(AT)["moved"] == 0
    assert verify().sound


def test_a_case_without_a_run_is_given_one(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_nobody(monkeypatch)
    case = a_case(people)
    assert (open_task(strand_of(case)), asks_of(case)) == (None, [])
    assert move(AT) == 1
    assert [ask.title for ask in asks_of(case)] == ["Write the record of needs analysis"]
    assert move(AT) == 0


def test_a_case_that_waits_for_people_is_left_alone(people: People, case: Case) -> None:
    drafting = a_case(people, title="Homecare, south")
    mending = at_gate(people)
    does(ask_of(mending, FINANCE), Action.RETURN, reason="Not yet.")
    does(ask_of(mending, "Mend"), Action.TAKE_BACK, reason="At once.")
    heads = [found.head_number for found in Case.objects.filter(pk__in=[case.pk, drafting.pk, mending.pk])]
    assert not any((sweep(AT) | {"sent": 0}).values())
    after = [found.head_number for found in Case.objects.filter(pk__in=[case.pk, drafting.pk, mending.pk])]
    assert sorted(after) == sorted(heads)


def queries_of_a_sweep() -> int:
    with CaptureQueriesContext(connection) as counted:
        assert (lapse(AT), move(AT), begin_cycles(AT), settle_covers(AT)) == (0, 0, 0, 0)
    return len(counted)


def test_an_idle_sweep_costs_the_same_however_many_cases_there_are(people: People, case: Case) -> None:
    assert case.state == State.IN_GATE
    one = queries_of_a_sweep()
    for number in range(3):
        a_case(people, title=f"Homecare, {number}")
    a_case(people, until=None)
    begin_cycles(AT)
    assert queries_of_a_sweep() == one == 5


def test_the_trouble_of_one_case_is_told_and_holds_up_no_other(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = at_gate(people)
    mail.outbox.clear()
    real = lapse_advice

    def troubled(gate: Gate, **more: object) -> None:
        if gate.strand.case_id == case.pk:
            raise LookupError("a post has gone")
        real(gate, **more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(sweeping, "lapse_advice", troubled)
    done = sweep(DAY_AFTER)
    assert done["lapsed"] == 1
    assert done["sent"] > 0
    assert states_of(other)[ADVICE] == SeatState.SILENT
    assert states_of(case)[ADVICE] == SeatState.OPEN


def test_another_worker_that_was_first_is_no_trouble(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = gate_of(case)
    monkeypatch.setattr(sweeping, "overdue_gates", lambda _: [gate, Gate.objects.get(pk=gate.pk)])
    assert lapse(DAY_AFTER) == 1
    assert Entry.objects.filter(stream=case.stream_name, verb="gate.advice_lapsed").count() == 1


def test_two_workers_that_move_one_case_move_it_once(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_nobody(monkeypatch)
    case = a_case(people, until=Stage.NEEDS)
    key = f"move/{case.pk}/{case.head_number}"
    with deciding("case.moved", Case.objects.get(pk=case.pk), by=None, at=AT, key=key):
        pass
    strand = strand_of(case)
    strand.case.head_number -= 1  # as the second worker had read it
    monkeypatch.setattr(sweeping, "left_behind", lambda: [strand])
    assert move(AT) == 0
    assert Ask.objects.filter(case=case).count() == 0


def test_the_worker_says_what_it_did(case: Case) -> None:
    assert case.open
    assert run_sweep().startswith("lapsed ")
    assert gate_of(case).outcome in ("", Outcome.NEXT_TIER)


def test_a_failure_inside_the_flow_undoes_the_lapse_it_came_from(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for title in (FINANCE, POLICY):
        does(ask_of(case, title), Action.SIGN)
    head = Case.objects.get(pk=case.pk).head_number

    def no_post(*_: object) -> None:
        raise LookupError("no such post")

    monkeypatch.setattr(decisions, "moved", no_post)
    assert lapse(DAY_AFTER) == 0
    assert states_of(case)[ADVICE] == SeatState.OPEN
    assert Case.objects.get(pk=case.pk).head_number == head
