"""The work list in two queries: what the reader holds, then the first asks of each post in one union."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.authority import posts_of
from accounts.models import Exclusion, Holding, Person
from commissioning.asks.models import Ask

PAGE = 50


@dataclass(frozen=True)
class WorkList:
    """The reader's first open asks, newest danger first, and whether there are more."""

    asks: list[Ask]
    more: bool

    @property
    def count(self) -> str:
        """How many, in words that stop counting."""
        return f"{PAGE}+" if self.more else str(len(self.asks))


def work_list(person: Person, at: datetime) -> WorkList:
    """Return what waits for a person at `at`."""
    branches = [_of_holding(person, holding, at) for holding in posts_of(person, at)]
    if not branches:
        return WorkList([], more=False)
    found = list(branches[0].union(*branches[1:]).order_by("due_on", "pk")[: PAGE + 1])
    return WorkList(found[:PAGE], more=len(found) > PAGE)


def _of_holding(person: Person, holding: Holding, at: datetime) -> QuerySet[Ask]:
    asks = Ask.objects.filter(post=holding.post_id, closed_at=None)
    if holding.value_limit is not None:
        asks = asks.filter(Q(amount=None) | Q(amount__lte=holding.value_limit))
    people = [person.pk, *([holding.principal_id] if holding.principal_id else [])]
    kept_out = (
        Exclusion.objects.filter(person__in=people, scope=OuterRef("scope"), starts_at__lte=at)
        .filter(Q(ends_at=None) | Q(ends_at__gt=at))
        .exclude(source=OuterRef("source"))
    )
    first = asks.filter(~Exists(kept_out)).order_by("due_on", "pk")[: PAGE + 1]
    return Ask.objects.filter(pk__in=first.values("pk")).select_related("case", "post__body", "taken_by")
