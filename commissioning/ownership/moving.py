"""What waits for posts of one body in a case passes to the same posts of another. Called inside a decision."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import eligible
from accounts.models import Body, Post
from accounts.rules import day
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.conditions.kinds import UNMET
from commissioning.conditions.models import Condition
from commissioning.gates.models import Seat
from commissioning.ownership.answering import ACCEPT
from commissioning.telling.outbox import tell
from commissioning.vocabulary import SeatState

STILL_ASKED = (SeatState.WAITING, SeatState.OPEN)


def move_tasks(
    case: Case, former: Body, into: Body, at: datetime, *, named: bool = False
) -> tuple[list[str], list[str]]:
    """Pass open tasks and seats on. Returns the titles of tasks that passed, and of those whose post is missing there.

    What each owner accepts for itself is not passed on here. Where the former body goes on (not `named`), a seat that
    the gate policy gives to it by name stays there.
    """
    there = {post.role: post for post in Post.objects.filter(body=into).select_related("body")}
    stay = _move_seats(case, former, there, named=named)
    _move_conditions(case, former, there)
    passed: list[str] = []
    kept: list[str] = []
    for task in _tasks(case, former):
        if task.source in stay:
            continue
        post = there.get(task.post.role)
        (passed if post else kept).append(task.title)
        if post:
            pass_on(task, post, at)
    return passed, kept


def _tasks(case: Case, former: Body) -> list[Ask]:
    found = Ask.objects.filter(case=case, closed_at=None, post__body=former).select_related("post", "strand")
    return list(found.exclude(source__startswith=f"{ACCEPT.source}/").order_by("pk"))


def _move_seats(case: Case, former: Body, there: dict[str, Post], *, named: bool) -> set[str]:
    """Give the seats of a body to the new one. Returns the sources of those that stay by name."""
    seats = Seat.objects.filter(gate__strand__case=case, gate__closed_at=None, post__body=former, state__in=STILL_ASKED)
    stay = set()
    for seat in seats.select_related("rule", "post").order_by("pk"):
        post = there.get(seat.post.role)
        if seat.rule.body_id is not None and not named:
            stay.add(seat.source)
        elif post is not None:
            seat.post = post
            seat.save(update_fields=["post"])
    return stay


def _move_conditions(case: Case, former: Body, there: dict[str, Post]) -> None:
    """Let conditions that are unmet be met by the same post of the new body, also once they are sent back."""
    unmet = Condition.objects.filter(case=case, post__body=former, state__in=UNMET)
    for condition in unmet.select_related("post").order_by("number"):
        if post := there.get(condition.post.role):
            condition.post = post
            condition.save(update_fields=["post"])


def pass_on(task: Ask, post: Post, at: datetime) -> None:
    """Let a task wait for another post, whose holders are told."""
    task.post = post
    able = eligible(post, on=task, at=at)
    leads = task.case.commissioner
    task.taken_by = leads if task.taken_by_id is not None and leads in able else None
    task.save(update_fields=["post", "taken_by"])
    tell(
        able,
        case=task.case,
        ask=task,
        event=f"owner/passed/{task.pk}/{post.pk}",
        subject=f"{task.case.reference}: {task.title} passes to you",
        text=(
            f"{task.case.title} ({task.case.reference}) has come to {post.body.name}, so this task passes to you as "
            f"{post.title}. Please answer it by {day(task.due_on)}."
        ),
        at=at,
    )
