"""What a manager may hand over: the tasks that people are on in their service, and whether each can go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.authority import each_may
from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Body, Holding, Person
from accounts.reach import Reach
from accounts.rights import Right, Role
from accounts.rules import YOU, day_of
from audit.errors import RepeatedError
from commissioning.asks.models import Ask
from commissioning.case.models import in_sight
from commissioning.cover.handing import hand_over, place_of, unable, why_held_no_more
from commissioning.cover.rules import watches
from commissioning.errors import OvertakenError

MOST = 100
CLOSED = "It is done, or nobody has to do it any more."
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Held:
    """A task that is to be handed over, from whom, and why it cannot be: nothing where it can."""

    task: Ask
    holder: Person
    why_not: str = ""


@dataclass(frozen=True)
class SoughtTasks:
    """Which tasks a manager looks for; whatever is empty does not narrow the list."""

    holder: int | None = None
    service: str = ""
    late: bool = False


def held_within(reach: Reach) -> QuerySet[Ask]:
    """Return the tasks of posts at the bodies where somebody of this reach arranges cover, in cases they see."""
    seen = Ask.objects.filter(in_sight(reach, "case"), post__body__in=reach.over(Right.ARRANGE_COVER))
    seen = seen.exclude(post__role__in=[role for role in Role if watches(role)])
    return seen.select_related("case", "strand", "post__body", "taken_by").prefetch_related("case__owners")


def in_hand(reach: Reach) -> QuerySet[Ask]:
    """Return those that are open and that somebody is on, the most pressing first."""
    return held_within(reach).filter(closed_at=None, taken_by__isnull=False).order_by("due_on", "pk")


def sought_tasks(tasks: QuerySet[Ask], sought: SoughtTasks, today: date) -> QuerySet[Ask]:
    """Narrow the tasks to those sought. `service` is the slug of the body of their post."""
    given = {"taken_by": sought.holder, "post__body__slug": sought.service}
    tasks = tasks.filter(**{name: value for name, value in given.items() if value})
    return tasks.filter(due_on__lt=today, days_left=None) if sought.late else tasks


def holders(reach: Reach) -> list[tuple[str, str]]:
    """Return id and name of everybody who is on such a task, by name."""
    on = in_hand(reach).order_by().filter(taken_by=OuterRef("pk"))
    people = Person.objects.filter(Exists(on)).order_by("full_name", "pk")
    return [(str(pk), name) for pk, name in people.values_list("pk", "full_name")]


def places(reach: Reach) -> list[tuple[str, str]]:
    """Return slug and name of the bodies where somebody of this reach arranges cover, by name."""
    found = Body.objects.filter(pk__in=reach.over(Right.ARRANGE_COVER))
    return list(found.order_by("name", "pk").values_list("slug", "name"))


def could_take(bodies: Collection[int], at: datetime) -> QuerySet[Person]:
    """Return who holds or covers a post at these bodies today, by name."""
    held = Holding.objects.in_force(day_of(at)).filter(person=OuterRef("pk"), post__body__in=bodies)
    return Person.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk")


def ever_held(bodies: Collection[int]) -> QuerySet[Person]:
    """Return who holds or once held a post at these bodies: whoever may be found on a task of theirs."""
    return Person.objects.filter(Exists(Holding.objects.filter(person=OuterRef("pk"), post__body__in=bodies)))


def named(reach: Reach, pairs: Pairs) -> list[Held]:
    """Return the tasks that a page names, each with who was on it then; none that its reader cannot know of."""
    tasks = held_within(reach).in_bulk([task for task, _ in pairs])
    people = ever_held(reach.over(Right.ARRANGE_COVER)).in_bulk({holder for _, holder in pairs})
    return [Held(tasks[task], people[holder]) for task, holder in pairs if task in tasks and holder in people]


def checked(found: Sequence[Held], to: Person | None, by: Person, at: datetime) -> list[Held]:
    """Return the same, each with why it cannot go as things stand. However many, it costs the same."""
    tasks = [held.task for held in found]
    mine = each_may(by, [(Right.ARRANGE_COVER, place_of(task)) for task in tasks], at=at, voice=YOU)
    theirs = unable(tasks, to, at) if to else {}
    return [
        Held(held.task, held.holder, _why_not(held, answer.reason, theirs.get(held.task.pk, "")))
        for held, answer in zip(found, mine, strict=True)
    ]


def _why_not(held: Held, *refusals: str) -> str:
    closed = "" if held.task.open else CLOSED
    return next(filter(None, (closed, why_held_no_more(held.task, held.holder), *refusals)), "")


def carried_out(
    found: Sequence[Held], to: Person | None, *, reason: str, by: Person, at: datetime, key: str
) -> Iterator[Held]:
    """Hand each task over in a decision of its own, and yield it with why it was refused: nothing where it is done.

    Sent again under the same key, what was done stays done.
    """
    for held in found:
        yield Held(held.task, held.holder, _refusal(held, to, reason=reason, by=by, at=at, key=key))


def _refusal(held: Held, to: Person | None, *, reason: str, by: Person, at: datetime, key: str) -> str:
    own = f"{key}/{held.task.pk}"
    try:
        hand_over(held.task, holder=held.holder, to=to, reason=reason, together=key, by=by, at=at, key=own)
    except RepeatedError:
        return ""
    except (RefusedError, OvertakenError) as refused:
        return refused.message
    except NotAllowedError as refused:
        return refused.reason
    return ""
