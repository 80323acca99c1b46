"""The demonstration council's social value policy."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from accounts.models import Body
from accounts.rules import day_of
from commissioning.policies.decisions import publish_policy
from commissioning.policies.models import PolicyVersion
from commissioning.policies.register import SOCIAL_VALUE
from commissioning.policies.rules import PriorityTerms, VersionTerms

EFFECTIVE_FROM = date(2025, 4, 1)
APPROVED_BEFORE, REVIEWED_AFTER = timedelta(days=20), timedelta(days=1095)
TEXT = """The council buys for the good of the borough. Every contract is asked what it can do for local people beyond \
what is bought, in proportion to its size, and what it promised is counted until it is proved."""
PRIORITIES = (
    PriorityTerms(
        code="P1",
        title="Good work for local people",
        why="One resident in fourteen has been out of work for a year or more.",
        theme="A borough that works",
        mayoral_priority="Jobs and skills",
    ),
    PriorityTerms(
        code="P2",
        title="Strong communities and voluntary groups",
        why="Local groups reach people whom services do not, and live from year to year.",
        theme="Neighbours who look out for each other",
        mayoral_priority="Community cohesion",
    ),
    PriorityTerms(
        code="P3",
        title="Cleaner air and less waste",
        why="Two wards are above the limits for nitrogen dioxide.",
        theme="A greener borough",
        mayoral_priority="Clean air",
    ),
)


def publish(owner: Body, at: datetime) -> PolicyVersion:
    """Publish the first version of the policy."""
    effective_from = min(EFFECTIVE_FROM, day_of(at))
    terms = VersionTerms(
        effective_from=effective_from,
        approved_on=effective_from - APPROVED_BEFORE,
        review_on=effective_from + REVIEWED_AFTER,
        text=TEXT,
        priorities=PRIORITIES,
    )
    return publish_policy(
        code=SOCIAL_VALUE,
        title="Social value policy",
        owner=owner,
        terms=terms,
        at=at,
        key="demo/social-value-policy",
    )
