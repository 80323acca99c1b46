"""Which steps of the chain are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.chasing.models import Chase
from commissioning.gates.models import ChainStep
from commissioning.gates.policy import in_effect
from commissioning.timetable.calendar import england_calendar

ONE_DAY = timedelta(days=1)


def due_steps(at: datetime) -> Iterator[tuple[ChainStep, QuerySet[Ask]]]:
    """Yield every step of the chain in force with the open asks it is due for, the last step first.

    One query for the chain and one for each step, however many asks are open. An ask that missed a step, because no
    worker ran, goes on with the latest that is due.
    """
    today = day_of(at)
    steps = ChainStep.objects.filter(policy__in=in_effect(today).values("pk")[:1]).select_related("body")
    for step in steps.order_by("-position"):
        yield step, asks_due(step, today)


def asks_due(step: ChainStep, today: date) -> QuerySet[Ask]:
    """Return the open asks for which a step is due on a day and neither it nor a later one was taken."""
    taken = Chase.objects.filter(ask=OuterRef("pk"), due_on=OuterRef("due_on"), position__gte=step.position)
    late = Q(due_on__lte=last_day(step, today))
    if step.working_days <= 0:
        # What is late already is not reminded of, since the next step tells others; nor what was asked today.
        late &= Q(due_on__gte=today, opened_at__date__lt=today)
    return Ask.objects.filter(late, ~Exists(taken), closed_at=None).select_related("case").order_by("pk")


def last_day(step: ChainStep, today: date) -> date:
    """Return the latest last day of a task for which a step is due on a day."""
    if step.working_days <= 0:
        return england_calendar().add_working_days(today, -step.working_days)
    day, left = today, step.working_days
    while left:
        left -= england_calendar().is_working_day(day)
        day -= ONE_DAY
    return day
