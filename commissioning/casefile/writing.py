"""A stage's record as its writers meet it: which record, which sections, how far each is, what was returned and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import (
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat
from django.http import Http404
from django.urls import reverse

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.casefile.returned import Returned
from commissioning.casefile.shelves import Stored, written
from commissioning.casefile.stages import room_for
from commissioning.casefile.wording import deadline
from commissioning.drafts.slips import Slip
from commissioning.fast.lane import assess
from commissioning.fast.models import FastRecord
from commissioning.fast.rules import Verdict
from commissioning.fast.sections import ROOM as FAST
from commissioning.gates.canonical import Frozen
from commissioning.gates.combining import combines, decides, handing, writable_at
from commissioning.gates.models import BundleSection, Gate, Seat, Submission
from commissioning.gates.submitting import changed_keys, passed_before
from commissioning.records.decisions import source_of
from commissioning.records.models import Attachment, StageRecord
from commissioning.records.rooms import Section, StageRoom, always
from commissioning.records.rules import faults_of, read_rows, started
from commissioning.vocabulary import Lane, Outcome, SeatState, Stage

if TYPE_CHECKING:
    from commissioning.case.models import Case
    from commissioning.casefile.people import Seen


@dataclass(frozen=True)
class Place:
    """One record of a case: the stage's room and the record, with its strand and case read."""

    room: StageRoom
    record: StageRecord

    @property
    def title(self) -> str:
        """Which record it is: its stage, and what tells it from others of its stage."""
        record = self.record
        year = f"year {record.sequence}" if self.room.stage == Stage.MONITORING else ""
        return ", ".join(word for word in (self.room.name, record.strand.part, year) if word)

    @property
    def open(self) -> bool:
        """Whether the record can be written now."""
        handed = bool(getattr(self.record, "handed", False))
        return writable_at(self.record.strand, self.room.stage, self.record.sequence, handed=handed)

    @property
    def goes_with(self) -> str:
        """Where the record was handed on and is open: the stage with whose record it is submitted; else ""."""
        stage = self.record.strand.stage
        return stage if self.open and stage != self.room.stage else ""

    @property
    def with_earlier(self) -> bool:
        """Whether the record of the stage before is decided with it."""
        return bool(getattr(self.record, "with_earlier", False))

    @property
    def onward(self) -> bool:
        """Whether the gate policy in force decides its stage with the next one."""
        return bool(getattr(self.record, "onward", False))

    @property
    def earlier(self) -> Place | None:
        """The record of the stage before where it is decided with this one. Read once, in one query."""
        room = self.room.before
        if room is None or not self.with_earlier:
            return None
        kept: Place | None = vars(self.record).get("earlier_place")
        if kept is None:
            strand, related = self.record.strand, room.related
            found = room.record._default_manager.select_related(*related) if related else room.record._default_manager
            record = found.get(strand=strand, sequence=self.record.sequence)
            record.strand, vars(record)["handed"] = strand, True
            kept = vars(self.record)["earlier_place"] = Place(room, record)
        return kept

    @property
    def one_page(self) -> bool:
        """Whether it is the one page of the fast lane, open for writing."""
        return self.open and self.record.strand.case.lane == Lane.FAST

    @property
    def task(self) -> int | None:
        """The id of the open task to write this record."""
        found: int | None = getattr(self.record, "task", None)
        return found

    def slip(self, person: Person, page: str, *more: str) -> Slip:
        """Return what lets a page of this record keep what is typed on it, for the person who writes it."""
        return Slip(person.pk, self.source, "".join(more), self.url(page, *more))

    def held(self, today: date) -> str:
        """Return who holds the record and until when, while someone is asked to write it; else ""."""
        if self.task is None:
            return ""
        found: Any = self.record
        who = found.held_by or f"the {self.room.writer.label.lower()} of {found.held_at}"
        return f"It is with {who}, {deadline(found.held_until, today)}."

    @property
    def gated(self) -> bool:
        """Whether the record has a gate already: it was submitted before."""
        return bool(getattr(self.record, "gated", True))

    @property
    def reopened(self) -> str:
        """Why the record's gate was opened again after it had passed; "" where it was not."""
        return getattr(self.record, "gate_reopened", None) or ""

    @property
    def source(self) -> str:
        """What asks for the record, and under which drafts of it are kept."""
        return source_of(self.record, self.room)

    def url(self, page: str, *more: str) -> str:
        """Return the address of a page of this record, with what tells it from others of its stage."""
        strand, record = self.record.strand, self.record
        yearly = self.room.stage == Stage.MONITORING  # whose first year is not the newest for long
        named = {"strand": strand.number, "year": record.sequence}
        asked = urlencode({name: value for name, value in named.items() if value != 1 or (name == "year" and yearly)})
        address = reverse(page, args=[strand.case.reference, str(self.room.stage), *more])
        return f"{address}?{asked}" if asked else address

    def beside_url(self, stage: str) -> str:
        """Return the address of the record of another stage of the same strand."""
        strand = self.record.strand
        address = reverse("record", args=[strand.case.reference, stage])
        return f"{address}?strand={strand.number}" if strand.number != 1 else address


def place_of(case: Seen, stage: str, strand: int | None, year: int | None, today: date) -> Place:
    """Return a record of a case; without a strand or year the first strand's newest. Raises Http404 for none."""
    room = room_of(case, stage)
    found = room.record._default_manager.filter(strand__case=case).select_related("strand", *room.related)
    if strand is not None:
        found = found.filter(strand__number=strand)
    if year is not None:
        found = found.filter(sequence=year)
    source = Concat(Value("write/"), "strand", Value(f"/{room.stage}/"), "sequence", output_field=TextField())
    task = Ask.objects.filter(case=case, source=OuterRef("written_as"), closed_at=None)
    asked = {"task": "pk", "held_at": "post__body__name", "held_until": "due_on"}
    told = {name: Subquery(task.values(column)[:1]) for name, column in asked.items()}
    told["held_by"] = Subquery(task.attended(today).values("taken_by__full_name")[:1])
    gated = Exists(_own_gates(room.stage))
    files = Attachment.objects.filter(stage=room.stage, sequence=OuterRef("sequence"), removed_at=None)
    there = {
        "lifted": Exists(FastRecord.objects.filter(strand=OuterRef("strand"))),
        "has_files": Exists(files.filter(strand=OuterRef("strand"))),
    }
    found = found.annotate(written_as=source, gated=gated, gate_reopened=_why_reopened(room.stage), **there, **told)
    found = found.annotate(onward=combines(today, room.stage), **handing(room.stage))
    record = found.order_by("strand__number", "-sequence").first()
    if record is None:
        raise Http404
    record.strand.case = case
    if not getattr(record, "has_files", True):
        vars(record)["filed"] = []
    return Place(room, record)


def one_page_of(case: Seen, today: date) -> Place:
    """Return the one page of a purchase, also once it left the fast lane. Raises Http404 where it never had one."""
    if case.lane == Lane.FAST:
        return place_of(case, Stage.NEEDS, None, None, today)
    record = FastRecord.objects.of_case(case)
    if record is None:
        raise Http404
    record.strand.case = case
    return Place(FAST, record)


def _own_gates(stage: Stage) -> QuerySet[Gate]:
    return Gate.objects.filter(decides(stage), strand=OuterRef("strand"), sequence=OuterRef("sequence"))


def _why_reopened(stage: Stage) -> Subquery:
    return Subquery(_own_gates(stage).filter(outcome=Outcome.RETURNED).values("reopened")[:1])


def room_of(case: Case, stage: str) -> StageRoom:
    """Return the room of a stage as an address names it. Raises Http404 for a word that is none."""
    if stage not in Stage.values:
        raise Http404
    return room_for(case, Stage(stage))


def section_of(room: StageRoom, key: str) -> Section:
    """Return a section as an address names it. Raises Http404 where there is none."""
    found = next((section for section in room.sections if section.key == key), None)
    if found is None:
        raise Http404
    return found


def with_rows(place: Place, sections: Sequence[Section]) -> None:
    """Read every kind of row of these sections onto the record, one query each."""
    read_rows(place.record, sections)


@dataclass(frozen=True)
class Step:
    """One section in the task list of a record."""

    section: Section
    status: str
    colour: str
    hint: str
    href: str
    wrong: Sequence[str] = ()
    beside: str = ""
    why: str = ""

    @property
    def asked(self) -> bool:
        """Whether the section is asked of this record."""
        return self.status != LEFT_OUT

    @property
    def to_do(self) -> str:
        """What is left to do in a section that was begun, each thing by name."""
        return f"{self.hint}: {' '.join(self.wrong)}" if self.hint and len(self.wrong) > 1 else self.hint

    def as_item(self) -> dict[str, str]:
        """Return the step in the shape of the task list."""
        return {
            "title": self.section.title,
            "status": self.status,
            "colour": self.colour,
            "hint": ". ".join(text.removesuffix(".") for text in (self.to_do, self.why, self.beside) if text),
            "href": self.href,
        }


def steps_of(place: Place, returns: Sequence[Returned], beside: Mapping[str, str] | None = None) -> list[Step]:
    """Return the sections of a record with how far each is. Reads each kind of row once.

    `beside` is what else there is to say of a section, such as who has it open, by its key.
    """
    wrong: dict[str, list[str]] = {}
    for fault in faults_of(place.room, place.record):
        wrong.setdefault(fault.section, []).append(fault.text)
    back = _not_mended(place, {key for found in returns if found.returning for key in found.sections})
    steps = [_step(place, section, wrong.get(section.key, []), back) for section in place.room.sections]
    said = beside or {}
    return [replace(step, beside=said.get(step.section.key, "")) for step in steps]


def _not_mended(place: Place, back: Collection[str]) -> set[str]:
    """The sections among those returned that still read as they were submitted."""
    newest = Submission.objects.filter(gate__in=gates_behind(place)).order_by("-number").values("pk")[:1]
    submitted = BundleSection.objects.filter(submission=Subquery(newest), key__in=back)
    then = dict(submitted.values_list("key", "digest")) if back else {}
    known = [section for section in place.room.sections if section.key in then]
    return {section.key for section in known if section.freeze(place.record).digest == then[section.key]}


def _step(place: Place, section: Section, wrong: Sequence[str], back: Collection[str]) -> Step:
    href, asking = place.url("section", section.key), section.when(place.record)
    if not asking.asked:
        return Step(section, LEFT_OUT, "", "", href, why=asking.why)
    begun = _begun(place, section)
    hint = "" if not wrong or not begun else wrong[0] if len(wrong) == 1 else f"{len(wrong)} things to do"
    if section.key in back:
        return Step(section, "Returned", "red", hint, href, wrong, why=asking.why)
    status, colour = STATUSES[begun, bool(wrong)]
    return Step(section, status, colour, hint, href, wrong, why=asking.why)


def _begun(place: Place, section: Section) -> bool:
    rows = {row_set: len(getattr(place.record, row_set.name).all()) for row_set in section.rows}
    return started(section, place.record, rows)


def to_do_in(place: Place, section: Section) -> list[str]:
    """Return what is still to do in one section as it is saved; nothing where it was not begun."""
    wrong = [fault.text for fault in faults_of(place.room, place.record) if fault.section == section.key]
    return wrong if _begun(place, section) else []


LEFT_OUT = "Not asked"
# By whether anything was answered, and whether anything is missing or wrong.
STATUSES = {
    (False, True): ("Not started", "blue"),
    (False, False): ("Optional", ""),
    (True, True): ("In progress", "light-blue"),
    (True, False): ("Complete", ""),
}


def following(place: Place, section: Section) -> Section | None:
    """Return the next section that is asked after this one; None after the last."""
    index = list(place.room.sections).index(section)
    return next((after for after in place.room.sections[index + 1 :] if after.when(place.record).asked), None)


def named_ahead(place: Place, section: Section) -> str:
    """Return the title of the section that follows whatever is answered in this one; "" where that decides."""
    sections = list(place.room.sections)
    after = sections[sections.index(section) + 1 :][:1]
    return after[0].title if after and after[0].when is always else ""


def submissions_of(place: Place) -> list[Submission]:
    """Return the submissions of a record, the newest first."""
    record = place.record
    own = {"gate__strand": record.strand_id, "gate__sequence": record.sequence}
    found = Submission.objects.filter(decides(place.room.stage, "gate__"), **own).select_related("submitted_by", "gate")
    return list(found.order_by("-number"))


def sections_of(submission: Submission, keys: Collection[str] | None = None) -> list[BundleSection]:
    """Return the stored sections of a submission, all of them or those named."""
    found = BundleSection.objects.filter(submission=submission).order_by("position")
    return [section for section in found if keys is None or section.key in keys]


def own_sections(case: Case, stage: str, posts: Collection[int]) -> set[str]:
    """Return the keys of the sections that the seats of these posts answer for at a stage's gates."""
    seats = Seat.objects.filter(decides(stage, "gate__"), gate__strand__case=case, post__in=posts)
    asked = seats.exclude(state__in=(SeatState.DROPPED, SeatState.WAITING))
    return {key for seat in asked for key in seat.sections}


def gates_behind(place: Place) -> QuerySet[Gate]:
    """Return the gate whose answers a submission builds on: the record's own, else that of the attempt before."""
    record = place.record
    if not place.gated and record.strand.attempt > 1:
        earlier = passed_before(record.strand)
        return Gate.objects.filter(pk__in=[earlier.pk] if earlier else [])
    return Gate.objects.filter(decides(place.room.stage), strand=record.strand_id, sequence=record.sequence)


def changed_since(place: Place, frozen: Sequence[Frozen]) -> list[str] | None:
    """Return the keys of the sections that differ from the last submission; None where there was none.

    `frozen` are those of every record that was handed in with it, where seats are asked again by what changed.
    """
    newest = Submission.objects.filter(gate__in=gates_behind(place)).order_by("-number").values("pk")[:1]
    before = dict(BundleSection.objects.filter(submission=Subquery(newest)).values_list("key", "digest"))
    return changed_keys(before, frozen) if before else None


def place_of_task(task: Ask) -> Place:
    """Return the record that a write task asks for, from its source: write/strand/stage/sequence."""
    _, strand, stage, sequence = task.source.split("/")
    room = room_of(task.case, stage)
    found = room.record._default_manager.select_related("strand")
    found = found.annotate(gate_reopened=_why_reopened(room.stage), **handing(room.stage))
    record = found.get(strand=int(strand), sequence=int(sequence))
    record.strand.case = task.case
    return Place(room, record)


def verdict_on(place: Place, at: datetime) -> Verdict:
    """Return the lane that a fast-lane page belongs in as it stands, and why."""
    case, record = place.record.strand.case, place.record
    return assess(case, at, record if isinstance(record, FastRecord) else None)


def page_before(place: Place) -> list[Stored]:
    """Return what was written on the one page before the case left the fast lane; nothing where it never was there."""
    if not getattr(place.record, "lifted", True):
        return []
    record = FastRecord.objects.of_case(place.record.strand.case)
    if record is None:
        return []
    if record.strand_id == place.record.strand_id:
        record.strand, vars(record)["filed"] = place.record.strand, place.record.filed
    return [written(section, record) for section in FAST.sections]
