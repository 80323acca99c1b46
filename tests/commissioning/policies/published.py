"""A published social value policy."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Body
from commissioning.policies.decisions import publish_policy
from commissioning.policies.models import PolicyVersion
from commissioning.policies.rules import PriorityTerms, VersionTerms
from tests.accounts.factories import AT, a_body, a_key

JOBS = PriorityTerms(
    code="SV1", title="Jobs for local people", why="One in nine is out of work.", theme="A fair economy"
)
CLIMATE = PriorityTerms(
    code="SV2", title="Net zero", why="Homes flood.", theme="A green borough", mayoral_priority="A clean river"
)


def terms(**changed: Any) -> VersionTerms:
    """A sound version with two priorities, in force from 1 April 2026."""
    sound: dict[str, Any] = {
        "effective_from": date(2026, 4, 1),
        "approved_on": date(2026, 3, 4),
        "review_on": date(2028, 4, 1),
        "text": "We buy for the whole borough's good.",
        "priorities": (JOBS, CLIMATE),
    }
    return VersionTerms(**{**sound, **changed})


def a_policy(
    owner: Body | None = None, *, code: str = "social-value", title: str = "Social value policy", **changed: Any
) -> PolicyVersion:
    """A newly published version of a policy."""
    return publish_policy(
        code=code,
        title=title,
        owner=owner or a_body("Strategy, Policy and Performance"),
        terms=terms(**changed),
        at=AT,
        key=a_key(),
    )
