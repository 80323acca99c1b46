"""The work list in two queries: what the reader holds, then the first asks of each post in one union.

A later page costs the same two: each post gives as many as all pages up to it hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.authority import posts_of
from accounts.models import Exclusion, Holding, Person
from commissioning.asks.models import VALUED, Ask

PAGE = 50


@dataclass(frozen=True)
class WorkList:
    """A page of the reader's open asks, newest danger first, and whether there are more."""

    asks: list[Ask]
    more: bool

    @property
    def count(self) -> str:
        """How many, in words that stop counting."""
        return f"{PAGE}+" if self.more else str(len(self.asks))


def work_list(person: Person, at: datetime, *, page: int = 1, case: str = "") -> WorkList:
    """Return what waits for a person at `at`, 50 asks a page, of one case where its reference is given."""
    start = (page - 1) * PAGE
    asks = Ask.objects.filter(closed_at=None)
    if case:
        asks = asks.filter(case__reference=case)
    first = start + PAGE + 1
    branches = [_of_holding(asks, person, holding, at, first=first) for holding in posts_of(person, at)]
    if not branches:
        return WorkList([], more=False)
    found = list(branches[0].union(*branches[1:]).order_by("due_on", "pk")[start:first])
    return WorkList(found[:PAGE], more=len(found) > PAGE)


def _of_holding(asks: QuerySet[Ask], person: Person, holding: Holding, at: datetime, *, first: int) -> QuerySet[Ask]:
    asks = asks.filter(post=holding.post_id)
    if holding.value_limit is not None:
        asks = asks.filter(Q(amount__lte=holding.value_limit) | (Q(amount=None) & ~Q(kind__in=VALUED)))
    people = [person.pk, *([holding.principal_id] if holding.principal_id else [])]
    kept_out = (
        Exclusion.objects.filter(person__in=people, scope=OuterRef("scope"))
        .filter(Q(ends_at=None) | Q(ends_at__gt=at))
        .exclude(source=OuterRef("source"))
    )
    pressing = asks.filter(~Exists(kept_out)).order_by("due_on", "pk")[:first]
    return Ask.objects.filter(pk__in=pressing.values("pk")).select_related("case", "strand", "post__body", "taken_by")
