"""The work list in two queries: what the reader holds, then the first asks of each post in one union.

A later page costs the same two: each post gives as many as all pages up to it hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.authority import Held, held_by
from accounts.models import Exclusion, Person
from accounts.rules import day_of
from commissioning.asks.models import VALUED, Ask
from commissioning.case.models import CASE_SCOPE

PAGE = 25
# What stands in a compiled query for what differs between holdings: no row has such an id, and nobody such a limit.
POST, PRINCIPAL, LIMIT = -1, -2, Decimal(-3)


@dataclass(frozen=True)
class WorkList:
    """A page of the reader's open asks, newest danger first, and whether there are more."""

    asks: list[Ask]
    more: bool
    number: int = 1
    before: int = 0  # asks on the pages before this one

    @property
    def count(self) -> str:
        """How many, in words that stop counting."""
        return f"{self.before + len(self.asks)}{'+' if self.more else ''}"

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.more

    @property
    def has_other_pages(self) -> bool:
        """Whether there is anywhere to go."""
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        """The number of the page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The number of the page after."""
        return self.number + 1


def work_list(
    person: Person,
    at: datetime,
    *,
    page: int = 1,
    size: int = PAGE,
    case: str = "",
    aside: Collection[int] = (),
) -> WorkList:
    """Return what waits for a person at `at`, a page of it, of one case where its reference is given.

    `aside` are the ids of asks that they put aside: those are left out.
    """
    start = (page - 1) * size
    asks = Ask.objects.filter(closed_at=None)
    if case:
        asks = asks.filter(case__reference=case)
    if aside:
        asks = asks.exclude(pk__in=list(aside))
    first = start + size + 1
    pressing = _pressing(asks, person, held_by(person, at), at, first=first)
    if pressing is None:
        return WorkList([], more=False)
    waiting = Ask.objects.filter(pk__in=pressing).select_related("case", "strand", "post__body")
    found = list(waiting.with_taker(day_of(at)).order_by("due_on", "pk")[start:first])
    return WorkList(found[:size], more=len(found) > size, number=page, before=start)


def _pressing(asks: QuerySet[Ask], person: Person, held: Sequence[Held], at: datetime, *, first: int) -> RawSQL | None:
    """Return the ids of the first asks of each holding; None for who holds nothing.

    A query is compiled once for each kind of holding and not for each holding: whoever holds eighty posts would wait
    for the building of eighty queries longer than for their answer.
    """
    kinds: dict[tuple[bool, bool], tuple[str, Sequence[Any]]] = {}
    branches: list[str] = []
    params: list[Any] = []
    for holding in held:
        kind = (holding.value_limit is not None, holding.principal_id is not None)
        if kind not in kinds:
            kinds[kind] = _of_a_kind(asks, person, at, *kind, first=first).query.sql_with_params()
        sql, compiled = kinds[kind]
        branches.append(f"SELECT * FROM ({sql}) AS held")  # noqa: S608 # nosec B608 - compiled by Django from our own query
        params += _filled(compiled, holding)
    return RawSQL(" UNION ".join(branches), params) if branches else None  # noqa: S611 # nosec B611 - see above


def _of_a_kind(asks: QuerySet[Ask], person: Person, at: datetime, *kind: bool, first: int) -> QuerySet[Any]:
    """Return the first asks of a holding of a kind, with what is the holding's own left to be filled in."""
    limited, covered = kind
    asks = asks.filter(post=POST)
    if limited:
        asks = asks.filter(Q(amount__lte=LIMIT) | (Q(amount=None) & ~Q(kind__in=VALUED)))
    whole = Concat(Value(CASE_SCOPE), Cast(OuterRef("case"), CharField()))
    people = [person.pk, *([PRINCIPAL] if covered else [])]
    kept_out = (
        Exclusion.objects.filter(person__in=people, scope__in=[OuterRef("scope"), OuterRef("apart"), whole])
        .filter(Q(ends_at=None) | Q(ends_at__gt=at))
        .exclude(source=OuterRef("source"))
    )
    # Asked ask by ask, and not as a condition that PostgreSQL may turn into a join over all that is open: the first
    # few that are due are all that is wanted.
    barred = Coalesce(Subquery(kept_out.values(barred=Value(True))[:1]), Value(False))  # noqa: FBT003 - an SQL literal
    return asks.filter(~Q(barred)).order_by("due_on", "pk").values("pk")[:first]


def _filled(compiled: Sequence[Any], holding: Held) -> Iterator[Any]:
    own = {POST: holding.post_id, PRINCIPAL: holding.principal_id, _stored(LIMIT): _stored(holding.value_limit)}
    return (own.get(value, value) for value in compiled)


def _stored(amount: Decimal | None) -> Any:
    """An amount as the database takes it."""
    field: Any = Ask._meta.get_field("amount")
    return field.get_db_prep_value(amount, connection)
