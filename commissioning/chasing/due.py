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
    published: a newer policy's steps neither drop nor repeat any.
    """
    today = day_of(at)
    begun = Chase.objects.filter(ask__closed_at=None, due_on=F("ask__due_on")).values("step__policy")
    steps = ChainStep.objects.filter(Q(policy__in=in_effect(today).values("pk")[:1]) | Q(policy__in=begun))
    return steps.select_related("body").order_by("policy", "position")


def asks_due(step: ChainStep, today: date) -> AskQuerySet:
    """Return the open asks for which a step is due on a day and neither it nor a later one was taken."""
    begun = Chase.objects.filter(ask=OuterRef("pk"), due_on=OuterRef("due_on"))
    other = begun.exclude(step__policy=step.policy_id)
    in_force = in_effect(today).values("pk")[:1]
    chain = Exists(begun) | Exists(ChainStep.objects.filter(pk=step.pk, policy__in=in_force))
    late = Q(due_on__lte=last_day(step, today))
    if step.working_days <= 0:
        # What is late already is not reminded of, since the next step tells others; nor what was asked today.
        late &= Q(due_on__gte=today, opened_at__date__lt=today)
    found = Ask.objects.filter(late, chain, ~Exists(other), closed_at=None)
    return found.exclude(Exists(begun.filter(position__gte=step.position))).select_related("case").order_by("pk")


def last_day(step: ChainStep, today: date) -> date:
    """Return the latest last day of a task for which a step is due on a day."""
    if step.working_days <= 0:
        return england_calendar().add_working_days(today, -step.working_days)
    return england_calendar().late_by(step.working_days, today)
