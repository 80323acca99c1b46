"""A task's page: the text a seat answers for, what of it changed since, what the others answered, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.asks.models import Ask
from commissioning.casefile import seats
from commissioning.casefile.differences import Changed, Effort, changes
from commissioning.casefile.files import changed_files, folder_of, lane_of
from commissioning.casefile.questions import questions_of_stored
from commissioning.casefile.shelves import Stored, stored, without_files
from commissioning.casefile.stages import room_in
from commissioning.casefile.tasks import Task
from commissioning.casefile.trail import Event
from commissioning.casefile.work import done_as
from commissioning.gates.models import BundleSection, Seat, SignOff, Submission
from commissioning.records.rooms import StageRoom
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, AskKind, Stage
from govuk.wording import moment_in_words

ANSWERED = {
    Action.SIGN: "You signed",
    Action.OBJECT: "You signed, not supported",
    Action.RETURN: "You returned the record",
    Action.ADVISE: "Your advice is given",
    Action.PASS: "You agreed",
    Action.AMEND: "You agreed as amended",
    Action.DEFER: "You deferred the decision",
    Action.STOP: "You stopped {what}",
    Action.END: "You ended the monitoring",
}
WRITTEN: Mapping[str, str] = {
    Verb.RECORD_SUBMITTED: "The record is at its gate",
    Verb.RECORD_HANDED_ON: "The record is handed on",
    Verb.RECORD_TAKEN_BACK: "The record is yours again",
    Verb.CASE_LIFTED: "The purchase is in the standard lane",
    Verb.CONFLICT_DECLARED: "Your conflict of interest is declared",
}


def recorded(task: Ask, event: Event) -> str:
    """Return what an entry recorded of a task, as the heading of its receipt; "" for an entry about anything else."""
    if not task.opened_at <= event.at <= (task.closed_at or event.at):
        return ""
    if event.entry.verb == Verb.CONFLICT_DECLARED:
        return WRITTEN[Verb.CONFLICT_DECLARED] if event.about.get("task") == task.pk else ""
    if task.seated:
        seats = [row["changes"].get("seat_id") for row in event.rows if row["model"] == SignOff._meta.label_lower]
        own = [None, int(task.source.removeprefix("seat/"))] in seats
        said = ANSWERED.get(event.about.get("action", ""), "It is recorded")
        return said.format(what=task.strand.part or "the case") if own else ""
    if event.stage != task.stage:
        return ""
    if task.kind == AskKind.WRITE:
        return WRITTEN.get(event.entry.verb, "")
    return "It is recorded" if event.about.get("task") == task.title and event.entry.verb not in ASIDE else ""


ASIDE = (Verb.ASK_TAKEN, Verb.ASK_GIVEN_BACK, Verb.ASK_HANDED_OVER, Verb.ASK_FREED)


@dataclass(frozen=True)
class Reread:
    """A section that changed since the seat answered it last."""

    title: str
    changes: Sequence[Changed]


def changed(task: Task) -> list[Reread] | None:
    """Return what changed in a task's sections since its seat last answered; None where it never did."""
    if task.seat is None or task.submission is None:
        return None
    before = task.before or seats.sections_of_attempt(task.seat)
    room = _room(task, task.submission)
    differing = [section for section in task.sections if _differs(section, before)]
    effort = Effort()
    return [_reread(section, before, room, effort) for section in differing] if before else None


def _differs(section: BundleSection, before: Mapping[str, BundleSection]) -> bool:
    then = before.get(section.key)
    return then is None or then.digest != section.digest


def _reread(section: BundleSection, before: Mapping[str, BundleSection], room: StageRoom, effort: Effort) -> Reread:
    then = before.get(section.key)
    questions = questions_of_stored(section, room)
    was, now = then.stated if then else {}, section.stated
    text = changes(without_files(was), without_files(now), questions, effort)
    return Reread(section.title, [*text, *changed_files(was, now)])


def _room(task: Task, submission: Submission) -> StageRoom:
    room = room_in(lane_of(task.ask.case, submission, task.ask.stage), Stage(task.ask.stage))
    return room.at(task.ask.earlier)


def text_of(task: Task) -> list[Stored]:
    """Return the sections a task's seat answers for, as they are stored."""
    if task.submission is None or task.gate is None:
        return []
    room = _room(task, task.submission)
    folder = folder_of(task.ask.case, task.gate, task.submission)
    return [stored(section, room, folder) for section in task.sections]


def others(task: Task, today: date, paused: Mapping[int, str], *, reasons: bool) -> list[seats.Chair]:
    """Return what the other seats of the gate answered; `reasons` where the reader may read why.

    `paused` says of those whose clock stands why it does.
    """
    if task.gate is None or task.seat is None:
        return []
    given = seats.sign_offs_of(task.gate)
    return [
        seats.chair(seat, seats.answers_of(seat, given), today, reasons=reasons, paused=paused.get(seat.pk, ""))
        for seat in task.seats
        if _other(seat, task.seat)
    ]


def _other(seat: Seat, own: Seat) -> bool:
    return seat.pk != own.pk and seat.state != "dropped"


def closed_in_words(task: Ask) -> str:
    """Return who closed a task, how and when."""
    who = task.closed_by.full_name if task.closed_by else "Tollgate"
    when = moment_in_words(task.closed_at) if task.closed_at else ""
    return f"{who} closed this task on {when}: {done_as(task)}."
