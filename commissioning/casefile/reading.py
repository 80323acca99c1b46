"""What a script reads of a case beside the screens: its open seats, the record of a stage, a task by its id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.authority import may
from accounts.models import Body, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody, Strand, in_sight
from commissioning.casefile.people import own_posts, posts_on, printable, readable_within
from commissioning.casefile.stages import room_for
from commissioning.errors import RefusedError
from commissioning.gates.combining import decides, handing, writable_at
from commissioning.gates.models import Gate, Seat
from commissioning.records.models import StageRecord
from commissioning.records.rooms import Fault, Section, StageRoom
from commissioning.records.rules import faults_of, started
from commissioning.vocabulary import BodyPart, SeatState, Stage, State

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


def cases_within(reach: Reach) -> QuerySet[Seen]:
    """Return the cases that a reach covers, each with the short name of the body that leads it."""
    lead = CaseBody.objects.filter(case=OuterRef("pk"), part=BodyPart.LEAD)
    return readable_within(reach).annotate(lead_slug=Subquery(lead.values("body__slug")[:1]))


def case_read(person: Person, reference: str, at: datetime) -> Seen:
    """Return a case as a person may see it. Raises Http404 where there is none for them to know of."""
    reach = reach_of(person, at)
    found = get_object_or_404(cases_within(reach).prefetch_related("owners__body"), reference=printable(reference))
    vars(found)["reach"] = reach
    return found


def strand_of(case: Case, number: int) -> Strand:
    """Return a part of a case by its number. Raises Http404 where there is none."""
    strand = get_object_or_404(Strand.objects.select_related("origin__origin"), case=case, number=number)
    strand.case = case
    return strand


@dataclass(frozen=True)
class OpenSeat:
    """A seat that waits for an answer, with the task that asks for it."""

    task: Ask
    seat: Seat


def open_seats(case: Case, today: date) -> list[OpenSeat]:
    """Return the seats that a case waits for, the most pressing first."""
    found = Seat.objects.filter(gate__strand__case=case, state=SeatState.OPEN)
    seats = {seat.source: seat for seat in found.select_related("gate", "rule", "post__body")}
    tasks = Ask.objects.filter(case=case, closed_at=None, source__in=seats).select_related("strand").with_taker(today)
    return [OpenSeat(task, seats[task.source]) for task in tasks.order_by("due_on", "pk")]


def service_named(slug: str) -> Body:
    """Return the body of a short name. Raises RefusedError where there is none."""
    found = Body.objects.filter(slug=slug, closed_on=None).first()
    if found is None:
        words = f"There is no service called {slug}. Use the short name that cases give as their service."
        raise RefusedError(words, {"service": [words]})
    return found


def task_for(person: Person, task_id: int, at: datetime) -> Ask:
    """Return a task of a case that a person may see, or of a post they hold. Raises Http404 for any other."""
    visible = Q(in_sight(reach_of(person, at), "case")) | Q(post__in=own_posts(person, at))
    tasks = Ask.objects.filter(visible).select_related("case", "strand", "post__body", "closed_by")
    return get_object_or_404(tasks.with_taker(day_of(at)).prefetch_related("case__owners__body"), pk=task_id)


def first_answer(person: Person, key: str) -> Entry | None:
    """Return the entry that a person's key stands for already."""
    return Entry.objects.filter(person=person, key=key).first()


@dataclass(frozen=True)
class Written:
    """The record of one stage of one strand, with the sections that its reader may see."""

    room: StageRoom
    record: StageRecord
    sections: Sequence[Section]

    @property
    def strand(self) -> Strand:
        """The strand whose record it is."""
        return self.record.strand

    @property
    def current(self) -> bool:
        """Whether the strand stands at this stage and sequence now."""
        return (self.strand.stage, self.strand.sequence) == (self.room.stage, self.record.sequence)

    @property
    def state(self) -> State:
        """Where the record stands: as its strand while it is current, drafting before that and closed after it.

        One that was handed on stands as its strand until the gate that decides it has passed.
        """
        if self.current or (self.handed_on and self.strand.stage == self.room.stage.following):
            return State(self.strand.state)
        ahead = self.room.stage.number > Stage(self.strand.stage).number
        return State.DRAFTING if ahead else State.CLOSED

    @property
    def decided_with(self) -> Stage | None:
        """The stage whose record the same gate decides: the next one, or the one before that was handed on; or none."""
        if self.handed_on:
            return self.room.stage.following
        return self.room.stage.before if getattr(self.record, "with_earlier", False) else None

    @property
    def writable(self) -> bool:
        """Whether it can be written in now."""
        return writable_at(self.strand, self.room.stage, self.record.sequence, handed=self.handed_on)

    @property
    def handed_on(self) -> bool:
        """Whether it was handed on to the next stage, whose gate decides both."""
        return bool(getattr(self.record, "handed", False))


def written(case: Case, stage: Stage, *, strand: int | None, sequence: int | None) -> Written:
    """Return the record of a stage, all of it: the newest of the strand where no sequence is named.

    Raises Http404 where the stage has not begun, RefusedError where a strand must be named.
    """
    room = room_for(case, stage)
    records = room.record._default_manager.filter(strand__case=case).select_related("strand").order_by("-sequence")
    records = records.annotate(**handing(room.stage))
    if sequence is not None:
        records = records.filter(sequence=sequence)
    newest: dict[int, StageRecord] = {}
    for record in records:
        newest.setdefault(record.strand.number, record)
    found = newest[_strand(newest, strand)]
    found.strand.case = case
    return Written(room, found, room.sections)


def _strand(records: Mapping[int, StageRecord], named: int | None) -> int:
    if named is None and len(records) > 1:
        words = f"Several strands have this record. Name one: {', '.join(map(str, sorted(records)))}."
        raise RefusedError(words, {"strand": [words]})
    number = next(iter(records), None) if named is None else named
    if number is None or number not in records:
        raise Http404
    return number


def sees_all(person: Person, case: Case, stage: Stage, at: datetime) -> bool:
    """Whether a person may read all of a stage's record: its figures, and in award its bids."""
    rights = (Right.SEE_FIGURES, Right.SEE_BIDS) if stage == Stage.AWARD else (Right.SEE_FIGURES,)
    return all(may(person, right, on=case, at=at) for right in rights)


def seen(found: Written, person: Person, at: datetime) -> Written:
    """Return a record with the sections a person may see.

    Without the right to see figures (for bids also the right to see them) these are the sections of their own seats,
    no figures among them, and none of them while the record is being written.
    """
    if sees_all(person, found.strand.case, found.room.stage, at):
        return found
    own = set() if found.writable else _asked_of(person, found, at)
    shown = [section for section in found.sections if section.key in own and not section.figures]
    return Written(found.room, found.record, shown)


def _asked_of(person: Person, found: Written, at: datetime) -> set[str]:
    gates = Gate.objects.filter(decides(found.room.stage), strand=found.strand, sequence=found.record.sequence)
    seats = Seat.objects.filter(gate__in=gates, post__in=posts_on(found.strand.case, person, at))
    asked = seats.exclude(state__in=(SeatState.WAITING, SeatState.DROPPED))
    return {key for seat in asked for key in seat.sections}


def statuses(found: Written) -> dict[str, dict[str, Any]]:
    """Return for each section shown whether it is complete, and what keeps it from being so."""
    faults = faults_of(found.room, found.record)
    return {section.key: _status(section, found.record, faults) for section in found.sections}


def _status(section: Section, record: StageRecord, faults: Sequence[Fault]) -> dict[str, Any]:
    own, asking = [fault for fault in faults if fault.section == section.key], section.when(record)
    counts = {rows: len(getattr(record, rows.name).all()) for rows in section.rows}
    begun = started(section, record, counts)
    return {
        "status": _how_far(bool(own), begun) if asking.asked else "not_asked",
        "why": asking.why,
        "faults": [{"field": fault.field, "text": fault.text} for fault in own],
    }


def _how_far(wanting: bool, begun: bool) -> str:  # noqa: FBT001 - two facts of one section
    return "complete" if not wanting else "in_progress" if begun else "not_started"
