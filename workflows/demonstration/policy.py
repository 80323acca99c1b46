"""The demonstration council's social value policy."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from accounts.models import Body
from accounts.rules import day_of
from commissioning.policies.decisions import publish_policy
from commissioning.policies.models import PolicyVersion
from commissioning.policies.register import SOCIAL_VALUE
from commissioning.policies.rules import PriorityTerms, SectionTerms, VersionTerms

EFFECTIVE_FROM = date(2025, 4, 1)
APPROVED_BEFORE, REVIEWED_AFTER = timedelta(days=20), timedelta(days=1095)
TEXT = """The council buys for the good of the borough. Every contract is asked what it can do for local people beyond \
what is bought, in proportion to its size, and what it promised is counted until it is proved."""
SECTIONS = (
    SectionTerms(
        "What it covers",
        "Every contract for services, works or supplies, and every grant in place of a contract. Small purchases are "
        "asked for it where it costs a small bidder nothing.",
    ),
    SectionTerms(
        "How much is asked",
        "In proportion: three measures at most below £250,000, and never one that only a large firm could promise.",
    ),
    SectionTerms(
        "How it is counted",
        "What was promised, claimed, shown and verified are four numbers. Nothing counts twice under two measures.",
    ),
)
PRIORITIES = (
    PriorityTerms(
        code="P1",
        title="Good work for local people",
        why="One resident in fourteen has been out of work for a year or more.",
        theme="A borough that works",
        mayoral_priority="Jobs and skills",
        geography="The whole borough",
        groups="People out of work for a year or more",
        period="April 2025 to March 2028",
        targets="300 people in work for 26 weeks by March 2028.",
    ),
    PriorityTerms(
        code="P2",
        title="Strong communities and voluntary groups",
        why="Local groups reach people whom services do not, and live from year to year.",
        theme="Neighbours who look out for each other",
        mayoral_priority="Community cohesion",
        geography="The whole borough",
        groups="Voluntary groups with an income under £100,000",
        period="April 2025 to March 2028",
        targets="One contract in four with a voluntary group among those who deliver.",
    ),
    PriorityTerms(
        code="P3",
        title="Cleaner air and less waste",
        why="Two wards are above the limits for nitrogen dioxide.",
        theme="A greener borough",
        mayoral_priority="Clean air",
        geography="Mill and Harbour wards first",
        groups="Children and older people near main roads",
        period="April 2025 to March 2028",
        targets="Nitrogen dioxide below the limits in every ward by 2028.",
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
        sections=SECTIONS,
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
