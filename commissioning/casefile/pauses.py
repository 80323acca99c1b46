"""Whose clock stands still, because the author has been asked something, and for whom one waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commissioning.asks.models import Ask
from commissioning.gates.models import BundleSection, Gate, Question, Seat
from commissioning.vocabulary import SeatState
from govuk.wording import day_in_words, in_words, moment_in_words, working_days


@dataclass(frozen=True)
class Asked:
    """A question with its answer in words, for a reader who may read the sections it is about."""

    title: str
    text: str
    reply: str
    standing: str


def pauses_of(tasks: Iterable[Ask], today: date) -> dict[int, str]:
    """Return why the clock of each task stands, by its id. No query where none does."""
    seats = {task.source.removeprefix("seat/"): task.pk for task in tasks if task.paused}
    if not seats:
        return {}
    found = Question.objects.filter(seat__in=seats, ask__closed_at=None).whole(today)
    return {seats[str(question.seat_id)]: paused(question) for question in found}


def pauses_within(tasks: Sequence[Ask]) -> dict[int, str]:
    """Return why the clock of each task stands, by its id, of tasks that hold all that their case waits for.

    The author's own tasks are among them, so that nothing is asked.
    """
    asked = {task.source: task for task in tasks}
    found = {}
    for task in tasks:
        own = asked.get(f"question/{task.source.removeprefix('seat/')}")
        if task.paused and own is not None:
            found[task.pk] = _words(own.on_it.full_name if own.on_it else own.post.title, own.opened_at, task.days_left)
    return found


def questions_at(gate: Gate, today: date) -> list[Question]:
    """Return every question that was asked at a gate, the oldest first, each with its answer and who is on it."""
    return list(Question.objects.filter(seat__gate=gate).whole(today))


def asked_of_author(task: Ask, today: date) -> list[Question]:
    """Return the question that a task asks its author to answer."""
    return list(Question.objects.filter(ask=task).whole(today))


def paused(question: Question) -> str:
    """Return that a question stops the clock of its seat: of whom it is asked, since when, and what is left."""
    return _words(question.with_whom, question.asked_at, question.days_left)


def _words(whom: str, since: datetime, left: int | None) -> str:
    return f"Paused: question to {whom} since {day_in_words(since)}, {working_days(left or 0)} left"


def standing(questions: Iterable[Question]) -> dict[int, str]:
    """Return why the clock of each seat stands, by its id."""
    return {question.seat_id: paused(question) for question in questions if question.ask.open}


def readable(questions: Iterable[Question], keys: Collection[str] | None) -> list[Question]:
    """Return the questions about sections that a reader may read: those of `keys`; None: of all."""
    return [question for question in questions if keys is None or set(question.sections) <= set(keys)]


def asked(questions: Sequence[Question], titles: Mapping[str, str]) -> list[Asked]:
    """Return questions in words. `titles` are those of the sections, by key."""
    return [_asked(question, titles) for question in questions]


def titles_of(sections: Iterable[BundleSection]) -> dict[str, str]:
    """Return what sections are called, by key."""
    return {section.key: section.title for section in sections}


def _asked(question: Question, titles: Mapping[str, str]) -> Asked:
    about = in_words(f"“{titles.get(key, key)}”" for key in question.sections)
    title = f"{question.seat.rule.title} asks about {about}, on submission {question.submission.number}"
    return Asked(title, question.text, question.reply, _standing(question))


def _standing(question: Question) -> str:
    asker = f"Asked by {question.asked_by.full_name} ({question.capacity}), {moment_in_words(question.asked_at)}"
    if question.answered_by and question.answered_at:
        given = f"answered by {question.answered_by.full_name} ({question.answered_as})"
        return f"{asker}; {given}, {moment_in_words(question.answered_at)}."
    if question.ask.open:
        return f"{asker}; it waits for {question.with_whom} until {day_in_words(question.ask.due_on)}."
    return f"{asker}; closed without an answer: {question.ask.closed_as}."


def sections_read(seats: Iterable[Seat], posts: Collection[int]) -> set[str]:
    """Return the keys of the sections that seats of some posts answer for, once they were asked."""
    unasked = (SeatState.WAITING, SeatState.DROPPED)
    return {key for seat in seats if seat.post_id in posts and seat.state not in unasked for key in seat.sections}
