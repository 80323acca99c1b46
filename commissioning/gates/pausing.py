"""The clock of a seat: it stands while a question to the author is open, and goes on with the days that were left."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import eligible
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.asks.opening import close, close_source
from commissioning.gates.models import Question, Seat
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar


def open_question(seat: Seat) -> Question | None:
    """Return the question of a seat that waits for its answer; None where its clock runs."""
    open_ones = Question.objects.filter(seat=seat, ask__closed_at=None)
    return open_ones.select_related("ask__post__body", "ask__case", "ask__strand", "ask__taken_by").first()


def pause(task: Ask, days_left: int) -> None:
    """Stop the clock of a seat's task with so many working days left. Within the open decision."""
    task.days_left = days_left
    task.save(update_fields=["days_left"])


def resume(question: Question, at: datetime) -> Ask | None:
    """Let the clock of a seat go on: its last day is set anew, from today. Returns its task while it is open."""
    seat = question.seat
    task = Ask.objects.filter(source=seat.source, closed_at=None).select_related("case", "strand", "post__body").first()
    if task is None:
        return None
    due = england_calendar().add_working_days(day_of(at), question.days_left)
    task.due_on, task.days_left = due, None
    task.save(update_fields=["due_on", "days_left"])
    seat.due_on = due
    seat.save(update_fields=["due_on"])
    return task


def end_question(seat: Seat, at: datetime, *, as_: str) -> bool:
    """Close what a seat still asks the author, because it needs no answer any more. Returns whether it asked anything.

    Its clock is not set: the seat has answered, or is not asked any more.
    """
    question = open_question(seat)
    if question is None:
        return False
    close(question.ask, by=None, at=at, as_=as_)
    _tell_ended(question, at, as_)
    return True


def _tell_ended(question: Question, at: datetime, as_: str) -> None:
    """Tell whoever was to answer a question that nobody needs it any more."""
    opened, case = question.ask, question.ask.case
    able = eligible(opened.post, on=opened, at=at, right=Right.WRITE_RECORD)
    tell(
        [opened.taken_by] if opened.taken_by else able,
        case=case,
        event=f"question/{question.pk}/ended",
        subject=f"{case.reference}: a question to you needs no answer any more",
        text=f"About {case.title} ({case.reference}) you were asked: {question.text}\n\nYou need not answer ({as_}).",
        at=at,
    )


def put_away(seat: Seat, at: datetime, *, as_: str) -> None:
    """Close a seat's task without an answer, and its question with it."""
    end_question(seat, at, as_=as_)
    close_source(seat.source, by=None, at=at, as_=as_)
