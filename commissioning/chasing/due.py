"""Which steps of the chain are due."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.rules import day_of
from commissioning.asks.models import Ask, AskQuerySet
from commissioning.chasing.models import Chase
from commissioning.gates.models import ChainStep
from commissioning.gates.policy import in_effect
from commissioning.timetable.calendar import england_calendar


def steps_in_force(at: datetime) -> QuerySet[ChainStep]:
    """Return every step that may be due, the first step of a chain first; `asks_due` tells for which asks it is.

    One query for the steps and one for each of them, however many asks are open. An ask that missed escalations,
    because no worker ran, has them all taken, in their order. A chain that was begun is walked to its end as it was
    published: a newer policy's steps neither drop nor repeat any. A seat with a chain of its own is chased by that one,
    as the policy of its gate sets it out, and by no other.
    """
    today = day_of(at)
    begun = Chase.objects.filter(ask__closed_at=None, due_on=F("ask__due_on")).values("step__policy")
    default = Q(policy__in=in_effect(today).values("pk")[:1]) | Q(policy__in=begun)
    own = Q(seat__in=Ask.objects.filter(closed_at=None, chain__isnull=False).values("chain"))
    steps = ChainStep.objects.filter(Q(default, seat=None) | own)
    return steps.select_related("body").order_by("policy", "position")


def asks_due(step: ChainStep, today: date) -> AskQuerySet:
    """Return the open asks for which a step is due on a day and neither it nor a later one was taken.

    None of those whose clock stands because a question to the author is open.
    """
    running = Ask.objects.filter(closed_at=None, days_left=None, chain=step.seat_id)
    begun = Chase.objects.filter(ask=OuterRef("pk"), due_on=OuterRef("due_on"))
    other = begun.exclude(step__policy=step.policy_id)
    own = Q(seat__isnull=False)
    in_force = in_effect(today).values("pk")[:1]
    chain = Exists(begun) | Exists(ChainStep.objects.filter(own | Q(policy__in=in_force), pk=step.pk))
    late = Q(due_on__lte=last_day(step, today))
    if step.working_days <= 0:
        # What is late already is not reminded of, since the next step tells others; nor what was asked today.
        late &= Q(due_on__gte=today, opened_at__date__lt=today)
    found = running.filter(late, chain, ~Exists(other))
    return found.exclude(Exists(begun.filter(position__gte=step.position))).select_related("case").order_by("pk")


def last_day(step: ChainStep, today: date) -> date:
    """Return the latest last day of a task for which a step is due on a day."""
    if step.working_days <= 0:
        return england_calendar().add_working_days(today, -step.working_days)
    return england_calendar().late_by(step.working_days, today)
