"""Who is away at the demonstration council: one post is covered now, and one colleague is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import Person, Post
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.cover.decisions import accept_cover, offer_cover
from workflows.demonstration.days import days_ago, moment

LIMIT = Decimal(100000)
COVERED_FOR, ASKED_AHEAD, ASKED_FOR = timedelta(days=21), timedelta(days=14), timedelta(days=11)


def arrange_cover(people: Mapping[str, Person], now: datetime) -> None:
    """Let the commissioner cover a contract manager's post, and Finance ask somebody to cover while it is closed.

    Neither colleague has a seat that is asked together with the post they cover, so that nothing they sign for another
    keeps them out of a seat of their own.
    """
    manager, author = people["contract.manager"], people["commissioner"]
    offer = offer_cover(
        _post(Role.CONTRACT_MANAGER, "parks-and-streets"),
        principal=manager,
        person=author,
        starts_on=days_ago(now, 1),
        ends_on=day_of(now) + COVERED_FOR,
        reason="Annual leave, and then training.",
        by=manager,
        at=moment(days_ago(now, 3), 1),
        key="demo/cover/parks",
    )
    accept_cover(offer, by=author, at=moment(days_ago(now, 2), 2), key="demo/cover/parks/accepted")
    offer_cover(
        _post(Role.FINANCE_OFFICER, "finance"),
        principal=people["finance"],
        person=people["mayor.office"],
        starts_on=day_of(now) + ASKED_AHEAD,
        ends_on=day_of(now) + ASKED_AHEAD + ASKED_FOR,
        value_limit=LIMIT,
        reason="Annual leave.",
        by=people["finance"],
        at=moment(days_ago(now, 1), 3),
        key="demo/cover/finance",
    )


def _post(role: Role, body: str) -> Post:
    return Post.objects.select_related("body").get(role=role, body__slug=body)
