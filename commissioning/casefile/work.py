"""My work: what waits for the reader, what others hold of theirs, what they did lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Holding, Person
from accounts.rules import day_of
from commissioning.asks.models import Ask, AskQuerySet, Snooze
from commissioning.casefile.pauses import pauses_of
from commissioning.casefile.stages import room_for
from commissioning.casefile.wording import capital, deadline
from commissioning.gates.answers import ANSWERS
from commissioning.vocabulary import AskKind, Stage
from govuk.wording import day_in_words, how_many, moment_in_words

LATELY = 20
SAID = {action.label.lower(): state.label.lower() for action, state in ANSWERS.items()}
QUARTER = timedelta(days=92)
HELD_SHOWN = 50

Item = dict[str, object]
Group = dict[str, object]


def done_as(task: Ask) -> str:
    """Return what was done with a task: `signed`, `recorded`."""
    return SAID.get(task.closed_as, task.closed_as)


def title_of(task: Ask) -> str:
    """Return what a task asks: `Sign the record of tender`, or the title alone where it says so itself.

    What a seat is called is told only where it says more than whose it is, as `Legal comments` does.
    """
    if not task.seated:
        return task.title
    room = room_for(task.case, Stage(task.stage)).at(task.earlier)
    asked = f"{ASKS[AskKind(task.kind)]} {room.record_in_words}"
    role, called = task.post.get_role_display().lower(), task.title.lower()
    return asked if role in called or called in role else f"{asked}: {task.title}"


def titled(task: Ask) -> str:
    """Return what a task asks, with the part of the case that it is about where there are several."""
    return f"{title_of(task)}: {task.strand.part}" if task.strand.part else title_of(task)


ASKS = {AskKind.CONSULT: "Give advice on", AskKind.SIGN: "Sign", AskKind.DECIDE: "Decide on"}


def case_in_words(task: Ask) -> str:
    """Return the title of a task's case, with the part of it that the task is about where there are several."""
    return f"{task.case.title}: {task.strand.part}" if task.strand.part else task.case.title


def groups(tasks: Sequence[Ask], person: Person, holdings: Sequence[Holding], at: datetime) -> list[Group]:
    """Return the reader's tasks by urgency, the worst first, those whose clock stands last; no group is empty."""
    today = day_of(at)
    covered, paused = _covered(holdings), pauses_of(tasks, today)
    running = [task for task in tasks if not task.paused]
    found: list[Group] = []
    for heading, belongs in URGENCIES:
        items = [_waiting(task, person, covered, today, "") for task in running if belongs((task.due_on - today).days)]
        if items:
            found.append({"heading": heading, "danger": heading == "Overdue", "items": items})
    if stand := [task for task in tasks if task.paused]:
        items = [_waiting(task, person, covered, today, paused.get(task.pk, "")) for task in stand]
        found.append({"heading": "Paused by a question to the author", "items": items})
    return found


URGENCIES: tuple[tuple[str, Callable[[int], bool]], ...] = (
    ("Overdue", lambda days: days < 0),
    ("Due today or tomorrow", lambda days: 0 <= days <= 1),
    ("Later", lambda days: days > 1),
)


def _waiting(task: Ask, person: Person, covered: dict[int, str], today: date, paused: str) -> Item:
    notes = [f"For {covered[task.post_id]}" if task.post_id in covered else "", _taken(task, person)]
    return {
        "title": title_of(task),
        "href": reverse("task", args=[task.pk]),
        "reference": task.case.reference,
        "case_title": case_in_words(task),
        "note": ". ".join(note for note in notes if note),
        "since": f"Since {day_in_words(task.opened_at)}",
        "due": paused or capital(deadline(task.due_on, today)),
        "late": task.late(today),
    }


def _taken(task: Ask, person: Person) -> str:
    if task.on_it is None:
        return ""
    return "You are on it" if task.on_it == person else f"{task.on_it.full_name} is on it"


def _covered(holdings: Sequence[Holding]) -> dict[int, str]:
    """The posts a person holds for someone else alone, with whom for."""
    own = {holding.post_id for holding in holdings if holding.principal_id is None}
    return {found.post_id: found.on_behalf_of for found in holdings if found.post_id not in own}


@dataclass(frozen=True)
class Cover:
    """A post the reader covers, until when, and how much of the list that is."""

    text: str
    whom: str


def covers(tasks: Sequence[Ask], holdings: Sequence[Holding]) -> list[Cover]:
    """Return a sentence for each post the reader covers."""
    return [_cover(tasks, found) for found in holdings if found.principal_id is not None]


def _cover(tasks: Sequence[Ask], found: Holding) -> Cover:
    whom = found.on_behalf_of
    return Cover(f"You cover for {whom} as {found.title}{_until(found)}: {_items(tasks, found.post_id)}.", whom)


def _until(holding: Holding) -> str:
    return f" until {day_in_words(holding.ends_on)}" if holding.ends_on else ""


def _items(tasks: Sequence[Ask], post: int) -> str:
    return how_many(sum(task.post_id == post for task in tasks), "task,tasks").lower()


def held_by_others(person: Person, holdings: Sequence[Holding], at: datetime) -> QuerySet[Ask]:
    """Return the open tasks of the reader's own cases that wait for posts they do not hold, the latest first."""
    tasks = _of_others(person, holdings).select_related("case", "strand", "post__body")
    return tasks.with_taker(day_of(at)).order_by("due_on", "pk")


def count_of_others(person: Person, holdings: Sequence[Holding]) -> int:
    """Return how many those are, counted to one more than are shown."""
    return _of_others(person, holdings)[: HELD_SHOWN + 1].count()


def _of_others(person: Person, holdings: Sequence[Holding]) -> AskQuerySet:
    own = [holding.post_id for holding in holdings]
    return Ask.objects.filter(case__commissioner=person, closed_at=None).exclude(post__in=own)


def others(tasks: Sequence[Ask], at: datetime) -> list[Item]:
    """Return tasks that others hold as items of a list; each leads to its case."""
    today = day_of(at)
    paused = pauses_of(tasks, today)
    return [
        {
            "title": title_of(task),
            "href": reverse("case", args=[task.case.reference]),
            "reference": task.case.reference,
            "case_title": case_in_words(task),
            "note": f"{task.post.title}{f': {task.on_it.full_name} is on it' if task.on_it else ''}",
            "since": f"Since {day_in_words(task.opened_at)}",
            "due": paused.get(task.pk) or capital(deadline(task.due_on, today)),
            "late": task.late(today),
        }
        for task in tasks
    ]


def aside(found: Sequence[Snooze], today: date) -> list[Item]:
    """Return what the reader put aside as items of a list, each with the day on which it comes back."""
    return [
        {
            "title": title_of(snooze.ask),
            "href": reverse("task", args=[snooze.ask_id]),
            "reference": snooze.ask.case.reference,
            "case_title": case_in_words(snooze.ask),
            "note": f"Back on {day_in_words(snooze.until)}",
            "since": f"Since {day_in_words(snooze.ask.opened_at)}",
            "due": "Paused by a question" if snooze.ask.paused else capital(deadline(snooze.ask.due_on, today)),
            "late": snooze.ask.late(today),
        }
        for snooze in found
    ]


def done_lately(person: Person, at: datetime) -> QuerySet[Ask]:
    """Return the tasks the reader closed in the last quarter, newest first."""
    closed = Ask.objects.filter(closed_by=person, closed_at__gt=at - QUARTER).select_related("case", "strand", "post")
    return closed.order_by("-closed_at", "-pk")[:LATELY]


def done(tasks: Sequence[Ask]) -> list[Item]:
    """Return tasks that were done as items of a list."""
    return [
        {
            "title": title_of(task),
            "href": reverse("task", args=[task.pk]),
            "reference": task.case.reference,
            "case_title": case_in_words(task),
            "note": "",
            "since": moment_in_words(task.closed_at) if task.closed_at else "",
            "due": capital(done_as(task)),
            "late": False,
        }
        for task in tasks
    ]
