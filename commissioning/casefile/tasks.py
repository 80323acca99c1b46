"""A task as a reader meets it: what it asks, of which text, and what can be done with it now.

`task_of` reads one; `tasks_of` reads a whole list in a number of queries that does not grow with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery, prefetch_related_objects

from accounts.authority import may
from accounts.models import Person
from accounts.reach import reach_of
from accounts.rules import day_of
from commissioning.asks.decisions import RIGHT_OF_KIND
from commissioning.asks.models import Ask
from commissioning.case.models import Strand
from commissioning.case.rules import WRITABLE
from commissioning.casefile.people import posts_on
from commissioning.casefile.reading import sees_all
from commissioning.casefile.seats import seats_beside
from commissioning.gates.answers import actions_of
from commissioning.gates.combining import combines, decided_later
from commissioning.gates.handing_models import HandedOn
from commissioning.gates.models import BundleSection, Gate, Seat, Submission
from commissioning.gates.submitting import current_gate
from commissioning.vocabulary import Action, AskKind, Lane, SeatKind, SeatState, Stage


@dataclass(frozen=True)
class Task:
    """An ask with what its reader needs to answer it.

    `bundle` is all that was handed in, `sections` what of it the reader reads; `before` is what its seat answered last,
    where that was an earlier submission.
    """

    ask: Ask
    actions: Sequence[Action]
    refusal: str = ""
    gate: Gate | None = None
    seat: Seat | None = None
    submission: Submission | None = None
    sections: Sequence[BundleSection] = field(default_factory=tuple)
    seats: Sequence[Seat] = field(default_factory=tuple)
    bundle: Sequence[BundleSection] = field(default_factory=tuple)
    before: Mapping[str, BundleSection] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The digest of the bundle the seat answers; empty where there is none."""
        return self.submission.digest if self.submission else ""


def task_of(ask: Ask, person: Person, at: datetime) -> Task:
    """Return a task as `person` meets it at `at`; closed ones have no action.

    Who neither holds its post nor sees the case whole is shown no text, nor is whom a conflict of interest keeps out.
    """
    answer = may(person, RIGHT_OF_KIND[AskKind(ask.kind)], on=ask, at=at)
    allowed = ask.open and answer.allowed
    if ask.seated:
        beside = seats_beside(_seat_id(ask))
        seat = next(found for found in beside if found.pk == _seat_id(ask))
        here = Q(submission=Subquery(seat.gate.submissions.order_by("-number").values("pk")[:1]))
        answered = Q(submission__gate=seat.gate_id, submission__number=seat.answered_in)
        read_both = BundleSection.objects.filter(here | answered).select_related("submission")
        rows = list(read_both.order_by("submission__number", "position"))
        bundle = [row for row in rows if row.submission_id == rows[-1].submission_id]
        asked = answer.allowed or ask.post_id in posts_on(ask.case, person, at)
        read = asked or sees_all(person, ask.case, Stage(ask.stage), at)
        task = _at_a_seat(ask, person, seat, bundle, allowed=allowed, read=read, refusal=answer.reason, at=at)
        before = {row.key: row for row in rows if row.submission_id != rows[-1].submission_id}
        return replace(task, seats=beside, before=before)
    returned = ask.kind == AskKind.WRITE and _returned(ask)
    onward = allowed and ask.kind == AskKind.WRITE and decided_later(_strand(ask), day_of(at)) is not None
    actions = _own_actions(ask, person, returned=returned, onward=onward) if allowed else ()
    return Task(ask, actions, refusal=answer.reason)


def tasks_of(asks: Sequence[Ask], person: Person, at: datetime) -> list[Task]:
    """Return the tasks of a work list as the person it waits for meets them, in the order given."""
    prefetch_related_objects(asks, "strand")
    granted, returned, onward = _granted(asks, person, at), _all_returned(asks), _onward(asks, day_of(at))
    bundles = _bundles([_seat_id(ask) for ask in asks if ask.seated])
    tasks = []
    for ask in asks:
        allowed = ask.open and ask.pk in granted
        if ask.seated:
            seat, bundle = bundles[_seat_id(ask)]
            tasks.append(_at_a_seat(ask, person, seat, bundle, allowed=allowed, read=True, refusal="", at=at))
        else:
            back, on = _place(ask) in returned, ask.pk in onward
            actions = _own_actions(ask, person, returned=back, onward=on) if allowed else ()
            tasks.append(Task(ask, actions))
    return tasks


def _seat_id(ask: Ask) -> int:
    return int(ask.source.removeprefix("seat/"))


def _granted(asks: Sequence[Ask], person: Person, at: datetime) -> set[int]:
    """The ids of the asks over whose case the person has the right that the ask needs."""
    allowed, reach = Q(), reach_of(person, at)
    for kind in sorted({AskKind(ask.kind) for ask in asks}):
        allowed |= Q(kind=kind, case__owners__body__in=reach.over(RIGHT_OF_KIND[kind]))
    found = Ask.objects.filter(allowed, pk__in=[ask.pk for ask in asks])
    return set(found.values_list("pk", flat=True))


def _bundles(seat_ids: Collection[int]) -> dict[int, tuple[Seat, list[BundleSection]]]:
    """Each seat with the sections of the newest submission of its gate."""
    seats = list(Seat.objects.filter(pk__in=seat_ids).select_related("gate", "rule"))
    handed_in = Submission.objects.filter(gate__in={seat.gate_id for seat in seats}).order_by("number")
    newest = {submission.gate_id: submission for submission in handed_in}
    prefetch_related_objects(list(newest.values()), "sections")
    return {seat.pk: (seat, list(newest[seat.gate_id].sections.all())) for seat in seats}


def _at_a_seat(  # noqa: PLR0913 - a seat, its text and who meets it
    ask: Ask,
    person: Person,
    seat: Seat,
    bundle: Sequence[BundleSection],
    *,
    allowed: bool,
    read: bool,
    refusal: str,
    at: datetime,
) -> Task:
    sections = [row for row in bundle if read and row.key in seat.sections]
    answers = actions_of(SeatKind(seat.kind), Stage(ask.stage))
    actions = (*answers, *_asking(ask, day_of(at)), Action.DECLARE, *_taking(ask, person)) if allowed else ()
    return Task(ask, actions, refusal, seat.gate, seat, bundle[0].submission, sections, bundle=bundle)


def _asking(ask: Ask, today: date) -> tuple[Action, ...]:
    """A question to the author: while its clock runs it can be asked, and withdrawn while that stands."""
    if ask.paused:
        return (Action.WITHDRAW,)
    return () if ask.late(today) else (Action.ASK,)


def _own_actions(ask: Ask, person: Person, *, returned: bool, onward: bool) -> tuple[Action, ...]:
    if ask.filled_in:
        return (Action.DONE, *_taking(ask, person))
    if ask.strand.state in WRITABLE:
        leave = (Action.LIFT,) if ask.case.lane == Lane.FAST else ()
        return (Action.HAND_ON if onward else Action.SUBMIT, *leave, *_taking(ask, person))
    return (*((Action.TAKE_BACK,) if returned else ()), *_taking(ask, person))


def _returned(ask: Ask) -> bool:
    gate = current_gate(ask.strand)
    return gate is not None and gate.outcome == "" and gate.seats.filter(state=SeatState.RETURNED).exists()


def _place(ask: Ask) -> tuple[int, str, int]:
    return ask.strand_id, ask.strand.stage, ask.strand.sequence


def _all_returned(asks: Sequence[Ask]) -> set[tuple[int, str, int]]:
    """Strand, stage and sequence of the open gates at which a seat has returned what these asks would write."""
    strands = {ask.strand_id for ask in asks if ask.kind == AskKind.WRITE}
    gates = Gate.objects.filter(strand__in=strands, outcome="", seats__state=SeatState.RETURNED)
    return set(gates.values_list("strand", "stage", "sequence"))


def _strand(ask: Ask) -> Strand:
    ask.strand.case = ask.case
    return ask.strand


def _onward(asks: Sequence[Ask], today: date) -> set[int]:
    """The ids of the asks whose record is handed on, and not submitted: none of it has a gate or came with another."""
    strands = Strand.objects.filter(asks__in=[ask.pk for ask in asks if ask.kind == AskKind.WRITE])
    handed = HandedOn.objects.filter(strand=OuterRef("pk"))
    gates = Gate.objects.filter(strand=OuterRef("pk"), stage=OuterRef("stage"), sequence=OuterRef("sequence"))
    found = strands.filter(combines(today)).filter(~Exists(handed), ~Exists(gates), asks__closed_at=None)
    return set(found.filter(asks__stage=F("stage"), asks__kind=AskKind.WRITE).values_list("asks", flat=True))


def _taking(ask: Ask, person: Person) -> tuple[Action, ...]:
    return (Action.GIVE_BACK,) if ask.taken_by_id == person.pk else (Action.TAKE,)
