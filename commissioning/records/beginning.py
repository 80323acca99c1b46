"""Opening a stage's record for writing, for the first time or after a return, and asking its writers."""

from __future__ import annotations

from datetime import date, datetime

from accounts.authority import Over, eligible
from accounts.models import Person, Post
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.asks.opening import ask
from commissioning.case.models import Case, Strand
from commissioning.errors import RefusedError
from commissioning.gates.combining import handed_to
from commissioning.gates.submitting import current_gate
from commissioning.records.decisions import source_of
from commissioning.records.rooms import StageRoom
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import AskKind, Outcome


def begin(room: StageRoom, strand: Strand, at: datetime, *, returned: bool = False) -> None:
    """Open a stage's record for writing and ask its writers. Called by the flow inside a decision.

    A record that was begun before is gone on with, and what has become known since is brought along.
    """
    record = room.record._default_manager.filter(strand=strand, sequence=strand.sequence).first()
    if record is None:
        record = room.record(strand=strand, sequence=strand.sequence)
        record.save()
    if not returned:
        record.strand = strand
        room.prefill(record)
    post = writing_post(room, strand.case)
    earlier = handed_to(strand) if returned else None
    called = room.at(earlier).record_in_words
    opened = ask(
        strand,
        post,
        AskKind.WRITE,
        title=f"{'Mend' if returned else 'Write'} {called}",
        source=source_of(record, room),
        due_on=_due_on(room, strand, day_of(at)),
        at=at,
        earlier=earlier.stage if earlier else "",
        taken_by=_lead_in(post, strand.case, at) if room.writer == "commissioner" else None,
    )
    if returned:
        _tell_of_return(opened, called, _why_again(strand), at)
    else:
        room.begun(record, at)


def _lead_in(post: Post, case: Case, at: datetime) -> Person | None:
    """Return who leads a case, while they are here, hold the post that is asked, and no conflict keeps them out."""
    able = eligible(post, on=Over(case.bodies, scopes=case.scopes), at=at)
    return next((person for person in able if person.pk == case.commissioner_id), None)


def _due_on(room: StageRoom, strand: Strand, today: date) -> date:
    """By when a record is due: its own day, unless that has passed before anybody was asked."""
    planned = room.due_on(strand)
    if planned is not None and planned >= today:
        return planned
    return england_calendar().add_working_days(today, room.working_days)


def _why_again(strand: Strand) -> str:
    """Why the gate was opened again after it had passed; "" where the record came back from it."""
    gate = current_gate(strand)
    again = gate is not None and gate.outcome == Outcome.RETURNED
    return gate.reopened.removesuffix(".") if gate and again else ""


def _tell_of_return(opened: Ask, called: str, again: str, at: datetime) -> None:
    """Tell the writers that their record is theirs again: because it was returned, or because of what came later."""
    case = opened.case
    were, their, them = ("were", "their", "them") if opened.earlier else ("was", "its", "it")
    became = f"{'are' if opened.earlier else 'is'} open again" if again else f"{were} returned"
    reasons = "Every reason stands on the page of the task."
    text = f"{called} came back from {their} gate as not ready. {reasons} Please mend {them}"
    if again:
        text = f"{called} {became}. {again}. Nobody returned {them}. Please bring {them} up to date"
    tell(
        [opened.taken_by] if opened.taken_by else eligible(opened.post, on=opened, at=at),
        case=case,
        ask=opened,
        event=f"ask/{opened.pk}",
        subject=f"{case.reference}: {called} {became}",
        text=f"{case.title} ({case.reference}): {text} and submit {them} again.",
        at=at,
    )


def writing_post(room: StageRoom, case: Case) -> Post:
    """Return the post that writes a stage's record. Raises RefusedError where the lead body has none."""
    post = Post.objects.filter(role=room.writer, body=case.lead).select_related("body").first()
    if post is None:
        raise RefusedError(
            f"{case.lead.name} has no post of {room.writer.label.lower()} to write {room.record_in_words}. "
            "Ask the system administrator to establish it."
        )
    return post
