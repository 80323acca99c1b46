"""The few hardened nodes our flows are made of: start, wait, fork, act, begin the next stage, end.

The deciding transaction holds the case's lock; the engine's own lock only asserts that there is a transaction.
Engine tasks carry no owner, permission, seed or data: authority is asked of asks, never of the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.timezone import now
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.nodes.end import EndActivation
from viewflow.workflow.nodes.func import FunctionActivation
from viewflow.workflow.nodes.handle import HandleActivation
from viewflow.workflow.status import PROCESS, STATUS

from commissioning.case.models import Strand

Fact = Callable[[Strand], bool]
Act = Callable[[Strand, datetime], object]
Judge = Callable[[Strand], TextChoices | None]


@contextmanager
def _held() -> Iterator[None]:
    if not connection.in_atomic_block:
        raise RuntimeError("The engine moves only inside a decision, which holds the lock of the case.")
    yield


def case_lock(_flow_class: object, _process_pk: int) -> AbstractContextManager[None]:
    """Stand in for the engine's lock: the decision already holds the case."""
    return _held()


class LeanActivation(HandleActivation):
    """Reads its process once, and runs the node's `enter` when the flow comes to it."""

    def __init__(self, task: Any) -> None:
        self.task, self.process = task, task.process.coerced

    @Activation.status.super()
    def activate(self) -> None:
        """Do what entering this node means."""
        if self.flow_task.enter is not None:
            self.flow_task.enter(self.process.strand, self.process.at)

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """Finish the engine task."""
        self.task.finished = now()
        self.task.save(update_fields=["status", "started", "finished"])


class ForkActivation(LeanActivation):
    """Leaves by the edge of what came out."""

    outcome: TextChoices

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Any]:
        """Go on along the outcome's edge. Raises KeyError where the flow has none for it."""
        yield self.flow_task.cases[self.outcome]._create(self, self.task.token)  # noqa: SLF001 - how the engine's own nodes do it


class LeanEndActivation(EndActivation):
    """Finishes its process."""

    @Activation.status.super()
    def activate(self) -> None:
        """Close the process; there is one task at a time, so nothing else can be open."""
        self.task.started = now()
        self.process.status, self.process.finished = PROCESS.DONE, now()
        self.process.save(update_fields=["status", "finished"])


class LeanFunctionActivation(FunctionActivation):
    """Does one thing and goes on; a failure rises and undoes the whole decision, storing nothing."""

    @Activation.status.super()
    def activate(self) -> None:
        """Act on the strand."""
        self.task.started = now()
        self.flow_task.act(self.process.strand, self.process.at)


class Waiting(flow.Handle):
    """Waits until a fact holds. `enter` runs once on arrival, `during` whenever the case has moved meanwhile."""

    activation_class = LeanActivation

    def __init__(self, until: Fact, *, enter: Act | None = None, during: Act | None = None) -> None:
        super().__init__()
        self.until, self.enter, self.during = until, enter, during

    def ready(self, strand: Strand) -> bool:
        """Whether the flow can leave this node."""
        return self.until(strand)

    def leave(self, activation: LeanActivation) -> None:
        """Go on."""
        activation.execute()


class Fork(flow.Handle):
    """Waits until something has come out, such as what the open tier of a gate answers; one edge an outcome."""

    activation_class = ForkActivation

    def __init__(self, outcome: Judge, *, enter: Act, during: Act | None = None) -> None:
        super().__init__()
        self.outcome, self.enter, self.during = outcome, enter, during
        self.cases: dict[TextChoices, Any] = {}

    def Case(self, outcome: TextChoices, node: Any) -> Fork:  # noqa: N802 - the engine's way of naming
        """Name the node an outcome leads to."""
        self.cases[outcome] = node
        return self

    def ready(self, strand: Strand) -> bool:
        """Whether something has come out."""
        return self.outcome(strand) is not None

    def leave(self, activation: ForkActivation) -> None:
        """Go on along the edge of the outcome."""
        found = self.outcome(activation.process.strand)
        if found is None:
            raise RuntimeError("A fork that waits cannot be left.")
        activation.outcome = found
        activation.execute()

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.cases = {outcome: this.resolve(instance, node) for outcome, node in self.cases.items()}

    def _outgoing(self) -> Iterator[Edge]:
        for outcome, node in self.cases.items():
            yield Edge(src=self, dst=node, edge_class="cond_true", label=str(outcome.label))


class Does(flow.Function):
    """Does one thing on the strand and goes on at once."""

    activation_class = LeanFunctionActivation

    def __init__(self, act: Act) -> None:
        super().__init__(None)
        self.act = act


class End(flow.End):
    """The end of a stage's flow."""

    activation_class = LeanEndActivation


def place_strand_in(activation: Any, strand: Strand, at: datetime) -> Any:
    """Tie a new process to its strand."""
    activation.process.strand, activation.process.at = strand, at
    return activation.process


class StartStage(flow.StartHandle):
    """Starts a stage's flow: `run(strand=, at=)` inside a decision."""

    def __init__(self) -> None:
        super().__init__(place_strand_in)
