"""Who posts in whose name, and who moderates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from accounts.authority import Over, holders_over, posts_of, require
from accounts.models import Body, Holding, Person
from accounts.reach import Reach
from accounts.rights import Right
from accounts.vocabulary import BodyKind
from commissioning.policies.models import Policy
from commissioning.policies.register import SOCIAL_VALUE, version_in_force

if TYPE_CHECKING:
    from commissioning.ideas.models import Idea

COMMUNITY = (BodyKind.ORGANISATION, BodyKind.SUPPLIER)


def posting_post(person: Person, at: datetime) -> Holding | None:
    """Return the post at an organisation or supplier in which somebody posts ideas; None for people of the council."""
    return next((held for held in posts_of(person, at) if held.post.body.kind in COMMUNITY), None)


def themes(today: date) -> list[str]:
    """Return the themes of the priorities of the social value policy in force, in its order. Two queries."""
    version = version_in_force(today)
    if version is None:
        return []
    named = version.priorities.order_by("position").values_list("theme", flat=True)
    return [theme for theme in dict.fromkeys(named) if theme]


def keepers() -> list[int]:
    """Return the body whose people moderate: the one that keeps the social value policy, else the council."""
    owner = Policy.objects.filter(code=SOCIAL_VALUE).values_list("owner", flat=True).first()
    if owner is not None:
        return [owner]
    return list(Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").values_list("pk", flat=True))


def moderates(reach: Reach | None) -> bool:
    """Whether a reach covers the body whose people moderate. One query for who has the right anywhere, else none."""
    over = reach.over(Right.MODERATE_IDEAS) if reach else frozenset[int]()
    return bool(over) and not over.isdisjoint(keepers())


def moderator(idea: Idea, by: Person, at: datetime) -> Holding:
    """Return the post in which somebody moderates an idea. Raises NotAllowedError for others, and for its poster."""
    return require(by, Right.MODERATE_IDEAS, on=Over(keepers(), scopes=[idea.scope]), at=at)


def moderators(at: datetime) -> list[Person]:
    """Return who moderates ideas, by name."""
    return holders_over(keepers(), Right.MODERATE_IDEAS, at)
