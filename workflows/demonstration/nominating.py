"""A nomination of the demonstration that waits for the second administrator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import Person, Post
from accounts.nominating import nominate
from accounts.rights import Role
from accounts.rules import day_of
from workflows.demonstration.days import days_ago, moment

FROM_TODAY = timedelta(days=30)


def nominate_somebody(people: Mapping[str, Person], now: datetime) -> None:
    """Nominate the contract manager as head of Parks and Streets from next month on: somebody else confirms it."""
    post = Post.objects.select_related("body").get(role=Role.HEAD_OF_SERVICE, body__slug="parks-and-streets")
    nominate(
        people["contract.manager"],
        post,
        starts_on=day_of(now) + FROM_TODAY,
        by=people["admin"],
        at=moment(days_ago(now, 1), 3),
        key="demo/nomination",
    )
