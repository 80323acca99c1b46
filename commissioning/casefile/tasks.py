"""A task as a reader meets it: what it asks, of which text, and what can be done with it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.authority import may
from accounts.models import Person
from commissioning.asks.decisions import RIGHT_OF_KIND
from commissioning.asks.models import Ask
from commissioning.gates.answers import actions_of
from commissioning.gates.models import BundleSection, Gate, Seat, Submission
from commissioning.gates.submitting import current_gate
from commissioning.records.decisions import WRITABLE
from commissioning.vocabulary import Action, AskKind, SeatKind, SeatState, Stage

AT_A_SEAT = (AskKind.CONSULT, AskKind.SIGN, AskKind.DECIDE)


@dataclass(frozen=True)
class Task:
    """An ask with what its reader needs to answer it."""

    ask: Ask
    actions: Sequence[Action]
    refusal: str = ""
    gate: Gate | None = None
    seat: Seat | None = None
    submission: Submission | None = None
    sections: Sequence[BundleSection] = field(default_factory=tuple)

    @property
    def digest(self) -> str:
        """The digest of the bundle the seat answers; empty where there is none."""
        return self.submission.digest if self.submission else ""


def task_of(ask: Ask, person: Person, at: datetime) -> Task:
    """Return a task as `person` meets it at `at`; closed ones have no action."""
    answer = may(person, RIGHT_OF_KIND[AskKind(ask.kind)], on=ask, at=at)
    allowed = ask.open and answer.allowed
    if ask.kind in AT_A_SEAT:
        return _at_a_seat(ask, person, allowed=allowed, refusal=answer.reason)
    actions = _own_actions(ask, person) if allowed else ()
    return Task(ask, actions, refusal=answer.reason)


def _at_a_seat(ask: Ask, person: Person, *, allowed: bool, refusal: str) -> Task:
    seat = Seat.objects.select_related("gate", "rule", "post__body").get(pk=ask.source.removeprefix("seat/"))
    submission = seat.gate.submissions.order_by("-number")[0]
    sections = [row for row in submission.sections.all() if row.key in seat.sections]
    actions = (*actions_of(SeatKind(seat.kind), Stage(ask.stage)), *_taking(ask, person)) if allowed else ()
    return Task(ask, actions, refusal, seat.gate, seat, submission, sections)


def _own_actions(ask: Ask, person: Person) -> tuple[Action, ...]:
    if ask.kind == AskKind.RECORD:
        return (Action.DONE, *_taking(ask, person))
    if ask.strand.state in WRITABLE:
        return (Action.SUBMIT, *_taking(ask, person))
    return (*((Action.TAKE_BACK,) if _returned(ask) else ()), *_taking(ask, person))


def _returned(ask: Ask) -> bool:
    gate = current_gate(ask.strand)
    return gate is not None and gate.outcome == "" and gate.seats.filter(state=SeatState.RETURNED).exists()


def _taking(ask: Ask, person: Person) -> tuple[Action, ...]:
    return (Action.GIVE_BACK,) if ask.taken_by_id == person.pk else (Action.TAKE,)
