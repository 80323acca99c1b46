"""Which post answers for a body that owns a case, and who leads one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from accounts.authority import Over, eligible
from accounts.models import Body, Person, Post
from accounts.rights import Right, Role
from commissioning.case.models import Case
from commissioning.errors import RefusedError

# Whoever answers for a body, the first of these that it has.
ANSWERING: Final = (Role.HEAD_OF_SERVICE, Role.COMMISSIONER, Role.CORPORATE_DIRECTOR)


def answering_posts(bodies: Sequence[int]) -> dict[int, Post]:
    """Return for each body the post that answers for it; none for a body that has no such post. One query."""
    posts = Post.objects.filter(body__in=bodies, role__in=ANSWERING).select_related("body")
    first = sorted(posts, key=lambda post: ANSWERING.index(Role(post.role)), reverse=True)
    return {post.body_id: post for post in first}


def require_answering(body: Body) -> None:
    """Raise RefusedError unless a body has a post that can accept a stage for it."""
    if body.pk not in answering_posts([body.pk]):
        roles = " or ".join(role.label.lower() for role in ANSWERING)
        words = (
            f"{body.name} has no {roles}, so nobody could accept ownership for it. "
            "Ask the system administrator to establish one."
        )
        raise RefusedError(words, {"body": [words]})


def leaders_of(case: Case, at: datetime) -> list[Person]:
    """Return who leads a case: its commissioner, and whoever answers for the body that leads it."""
    post = answering_posts(case.bodies[:1]).get(case.bodies[0])
    heads = eligible(post, on=Over(case.bodies), at=at, right=Right.VIEW_CASE) if post else []
    people = {person.pk: person for person in (case.commissioner, *heads) if person and person.is_active}
    return list(people.values())
