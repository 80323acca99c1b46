"""The engine's traps that our use of it can still meet, each shut."""

from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import ProtectedError
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import Join, Split, Switch, Timer, View
from viewflow.workflow.status import PROCESS, STATUS

from accounts.models import Person
from audit.deciding import deciding
from audit.errors import OutsideDecisionError
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.decisions import place_case
from commissioning.case.models import Case
from commissioning.gates.models import Gate
from commissioning.needs.models import NeedsRecord
from commissioning.records.placing import take_to_stage
from commissioning.vocabulary import Action, Outcome, Stage, State
from tests.accounts.factories import a_key
from tests.council import (
    AT,
    HOMECARE,
    SERVICE,
    People,
    a_case,
    ask_of,
    asks_of,
    at_gate,
    body,
    does,
    gate_of,
    strand_of,
)
from workflows import advancing
from workflows.advancing import advance, open_task
from workflows.award import AwardTakenOnV1, AwardV1
from workflows.checks import check_references
from workflows.demonstration.walking import walk
from workflows.flow import flow_of, flows, start
from workflows.management.commands import draw_cycle
from workflows.models import StageProcess
from workflows.needs import NeedsV2
from workflows.nodes import Does, End, Fork, StartStage, Waiting

pytestmark = pytest.mark.django_db

FINANCE = "Finance officer"


def moved_by_hand(case: Case, at: Any = AT) -> Entry:
    """Advance a case in a decision of its own, as the sweeper would."""
    with deciding("case.moved", case, by=None, at=at, key=a_key()) as decision:
        advance(case, at)
    return decision.entry


def engine_rows() -> dict[str, list[Any]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (Task, Process, StageProcess)}


def test_a_stage_cannot_begin_outside_a_decision(people: People) -> None:
    case = a_case(people)
    with pytest.raises(OutsideDecisionError), transaction.atomic():
        start(strand_of(case), Stage.NEEDS, AT)


def test_no_request_is_a_transaction_of_its_own() -> None:
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")


@pytest.fixture(scope="module")
def a_walk(people: People, django_db_blocker: Any) -> int:
    """The id of a case that went through the whole cycle, returned once on its way."""
    with django_db_blocker.unblock():
        case = at_gate(people)
        does(ask_of(case, FINANCE), Action.RETURN, reason="Not yet.")
        walk(case, HOMECARE, until=None, at=AT)
        return int(case.pk)


@pytest.fixture
def walked(a_walk: int, db: None) -> Case:
    return Case.objects.get(pk=a_walk)


def test_engine_tasks_carry_nobody_no_right_and_no_facts(walked: Case) -> None:
    tasks = Task.objects.filter(process__stageprocess__strand__case=walked)
    assert tasks.count() > 20
    for task in tasks:
        assert (task.owner_id, task.owner_permission, task.seed, task.artifact) == (None, None, None, None)
        assert task.data == {}
    for process in StageProcess.objects.filter(strand__case=walked):
        assert (process.data, process.seed, process.artifact) == ({}, None, None)


def test_every_run_is_finished_once_and_nothing_waits_behind_a_closed_case(walked: Case) -> None:
    runs = StageProcess.objects.filter(strand__case=walked).order_by("pk")
    assert [run.flow_class.stage for run in runs] == list(Stage)
    assert {run.status for run in runs} == {PROCESS.DONE}
    assert all(run.finished for run in runs)
    tasks = Task.objects.filter(process__in=runs)
    assert {task.status for task in tasks} == {STATUS.DONE}
    assert not tasks.filter(finished=None).exists()


def test_a_person_who_acted_is_never_deleted_with_what_they_did(walked: Case, people: People) -> None:
    with pytest.raises(ProtectedError):
        people["finance"].delete()
    assert Person.objects.filter(pk=people["finance"].pk).exists()
    assert Task.objects.filter(process__stageprocess__strand__case=walked).exists()


def test_a_strand_with_a_run_cannot_be_deleted(case: Case) -> None:
    with pytest.raises(ProtectedError):
        strand_of(case).delete()


def test_advancing_again_changes_no_row_and_adds_no_entry_but_its_own(people: People) -> None:
    case = a_case(people)
    for _ in range(4):
        case.refresh_from_db()
        before, asks, entries = engine_rows(), list(Ask.objects.order_by("pk").values()), Entry.objects.count()
        first, second = moved_by_hand(case), moved_by_hand(case)
        assert (engine_rows(), list(Ask.objects.order_by("pk").values())) == (before, asks)
        assert Entry.objects.count() == entries + 2
        for entry in (first, second):
            assert b'"rows":[]' in bytes(entry.payload.body)
        for ask in asks_of(case):
            walk_one(ask)


def walk_one(ask: Ask) -> None:
    walk(ask.case, HOMECARE, until=None, at=AT, while_=lambda _: Ask.objects.filter(pk=ask.pk, closed_at=None).exists())


def test_advancing_a_returned_gate_again_asks_the_author_once(case: Case) -> None:
    does(ask_of(case, FINANCE), Action.RETURN, reason="Not yet.")
    mend = ask_of(case, "Mend")
    moved_by_hand(case)
    assert ask_of(case, "Mend") == mend


def test_one_engine_task_waits_for_a_gate_whatever_the_number_of_its_seats(case: Case) -> None:
    waiting = Task.objects.filter(process__stageprocess__strand__case=case, finished=None)
    assert [task.flow_task.name for task in waiting] == ["tier"]
    before = engine_rows()
    does(ask_of(case, FINANCE), Action.SIGN)
    assert engine_rows() == before


def test_each_flow_has_nodes_of_its_own_and_only_hardened_ones() -> None:
    every = [node for flow_class in flows() for node in flow_class.instance.nodes()]
    assert len({id(node) for node in every}) == len(every)
    for node in every:
        assert isinstance(node, (StartStage, Waiting, Fork, Does, End))
        assert not isinstance(node, (View, Join, Split, Switch, Timer))
        assert {edge.src for edge in node._outgoing()} <= {node}
        assert {edge.dst.flow_class for edge in node._outgoing()} <= {node.flow_class}
    for flow_class in flows():
        assert [base.__name__ for base in flow_class.__mro__[1:3]] == ["StageFlow", "Flow"]
        assert flow_class.__name__.removeprefix(flow_class.__name__.rstrip("0123456789")).isdigit()


@pytest.mark.parametrize("stage", list(Stage))
def test_each_tier_has_an_edge_for_each_outcome_its_gate_can_have(stage: Stage) -> None:
    tier = flow_of(stage).instance.node("tier")
    ended = {Outcome.ENDED} if stage == Stage.MONITORING else set()
    assert set(tier.cases) == {Outcome.NEXT_TIER, Outcome.RETURNED, Outcome.PASSED, Outcome.STOPPED} | ended


def test_a_fork_that_waits_cannot_be_left(case: Case) -> None:
    task = open_task(strand_of(case))
    task.process = task.process.coerced
    activation = task.flow_task.activation_class(task)
    activation.run(None)
    with pytest.raises(RuntimeError, match="A fork that waits cannot be left"):
        task.flow_task.leave(activation)
    assert open_task(strand_of(case)) == task


@pytest.mark.parametrize(
    ("model", "column", "reference"),
    [
        (Process, "flow_class", "workflows/needs.NeedsV0"),
        (Process, "flow_class", "elsewhere/needs.NeedsV1"),
        (Process, "flow_class", "workflows/flow.StageFlows"),
        (Process, "flow_class", "workflows/flow.begin"),
        (Task, "flow_task", "workflows/needs.NeedsV1.gone"),
        (Task, "flow_task", "workflows/needs.NeedsV0.write"),
        (Task, "flow_task", "elsewhere/needs.NeedsV1.write"),
    ],
)
def test_a_stored_reference_that_no_longer_resolves_keeps_the_server_from_starting(
    case: Case, model: Any, column: str, reference: str
) -> None:
    assert case.open
    assert check_references(databases=["default"]) == []
    newest = model.objects.order_by("-pk").values("pk")[0]["pk"]
    model.objects.filter(pk=newest).update(**{column: reference})
    [error] = check_references(databases=["default"])
    assert error.id == "workflows.E001"
    assert error.msg.startswith(f"{reference} is stored")


def test_references_are_checked_only_where_a_database_is_asked_about() -> None:
    assert check_references(databases=None) == []


def test_a_flow_that_never_comes_to_rest_is_stopped_and_undone(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advancing, "_step", lambda *_: True)
    head = case.head_number
    with pytest.raises(RuntimeError, match="runs in a circle"):
        does(ask_of(case, FINANCE), Action.RETURN, reason="Not yet.")
    assert Case.objects.get(pk=case.pk).head_number == head
    assert gate_of(case).seats.filter(state="returned").count() == 0


def test_a_failing_node_stores_no_error_and_none_of_its_variables(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for title, action in (("Policy", Action.SIGN), ("Voluntary", Action.ADVISE)):
        does(ask_of(case, title), action, reason="Fine.")
    before = engine_rows()

    def fails(strand: Any, at: Any) -> None:
        bids = "secret"
        raise OSError(f"the disk is full {len(bids)}")

    tier = flow_of(Stage.NEEDS).instance.node("tier")
    monkeypatch.setattr(tier, "enter", fails)
    with pytest.raises(OSError, match="the disk is full"):
        does(ask_of(case, FINANCE), Action.SIGN)
    assert engine_rows() == before
    assert not Task.objects.filter(status=STATUS.ERROR).exists()


def taken_on(people: People, *, gate_before: bool) -> Case:
    """A case that came from outside, at its award."""
    key = a_key()
    with deciding("case.imported", None, by=None, at=AT, key=key) as decision:
        case = place_case(
            decision,
            [body(SERVICE)],
            title="Meals",
            stage=Stage.AWARD,
            state=State.DRAFTING,
            taken_on_at=Stage.AWARD,
            gate_before_tollgate=gate_before,
            commissioner=people["commissioner"],
        )
        advance(case, AT)
    return case


def runs_of(case: Case) -> list[tuple[Any, str, bool]]:
    runs = StageProcess.objects.filter(strand__case=case).order_by("pk")
    return [(run.flow_class, run.status, run.finished is not None) for run in runs]


def test_a_case_taken_back_to_an_earlier_stage_leaves_its_run_and_begins_another(people: People) -> None:
    case = taken_on(people, gate_before=False)
    assert runs_of(case) == [(AwardV1, PROCESS.NEW, False)]
    take_to_stage(case, Stage.NEEDS, reason="Done properly.", by=people["commissioner"], at=AT, key=a_key())
    assert runs_of(case) == [(AwardV1, PROCESS.CANCELED, True), (NeedsV2, PROCESS.NEW, False)]
    [left] = Task.objects.filter(process__stageprocess__strand__case=case, status=STATUS.CANCELED)
    assert left.finished is not None
    assert [ask.title for ask in asks_of(case)] == ["Write the record of needs analysis"]
    walk(case, HOMECARE, until=Stage.SOCIAL_VALUE, at=AT)
    assert strand_of(case).stage == Stage.SOCIAL_VALUE
    assert NeedsRecord.objects.filter(strand__case=case).count() == 1


def test_an_award_before_tollgate_waits_for_its_signature_until_it_is_taken_back(people: People) -> None:
    case = taken_on(people, gate_before=True)
    assert [run[0] for run in runs_of(case)] == [AwardTakenOnV1]
    assert [ask.title for ask in asks_of(case)] == ["Record the signature of the contract"]
    take_to_stage(case, Stage.AWARD, reason="Awarded again.", by=people["commissioner"], at=AT, key=a_key())
    assert runs_of(case) == [(AwardTakenOnV1, PROCESS.CANCELED, True), (AwardV1, PROCESS.NEW, False)]
    assert [ask.title for ask in asks_of(case)] == ["Write the record of award"]
    assert not Gate.objects.filter(strand__case=case).exists()


def test_the_drawn_cycle_is_the_one_that_runs() -> None:
    call_command("draw_cycle", check=True)


def test_a_stale_drawing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw_cycle, "documents", lambda: [("cycle.md", "another cycle")])
    with pytest.raises(CommandError, match="is stale"):
        call_command("draw_cycle", check=True)
