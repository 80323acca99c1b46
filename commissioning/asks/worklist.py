"""The work list in three queries: what the reader holds, which of its asks are due first, and those they may answer.

Which are due first is read along the index of each post, merged by the database, and what keeps a person out is asked
of those few: who holds a hundred posts would wait long for an answer about the first asks of each. Somebody who is kept
out of so many that a page is not full has more read, at the cost of two queries more. A later page costs the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.authority import Held, held_by
from accounts.models import Exclusion, Holding, Person
from accounts.rules import day_of
from commissioning.asks.models import VALUED, Ask
from commissioning.case.models import CASE_SCOPE

Holds = Held | Holding

PAGE = 25
# What stands in a compiled query for what differs between holdings: no row has such an id, and nobody such a limit.
POST, PRINCIPAL, LIMIT = -1, -2, Decimal(-3)
OWN = 0  # whose an ask is that reaches a person in a post of their own
AT_ONCE = 10_000  # asks that one query is about: SQLite takes no more than some 32,000 values
READ = 8  # asks that are read for each that is wanted, since a person may be kept out of some; then so many times more


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
    held: Sequence[Holds] | None = None,
) -> WorkList:
    """Return what waits for a person at `at`, a page of it, of one case where its reference is given.

    `aside` are the ids of asks that they put aside: those are left out. `held` is what they hold then, where it was
    read already.
    """
    start = (page - 1) * size
    asks = Ask.objects.filter(closed_at=None)
    if case:
        asks = asks.filter(case__reference=case)
    if aside:
        asks = asks.exclude(pk__in=list(aside))
    held = held_by(person, at) if held is None else held
    found = _free(asks, person, held, at, first=start + size + 1)[start:] if held else []
    return WorkList(found[:size], more=len(found) > size, number=page, before=start)


def _free(asks: QuerySet[Ask], person: Person, held: Sequence[Holds], at: datetime, *, first: int) -> list[Ask]:
    """Return the first asks of what is held that nothing keeps the person out of."""
    read = READ * first
    while True:
        due, found = _due(asks, held, read), dict[int, Ask]()  # by id: two posts may lead to one
        for start in range(0, len(due), AT_ONCE):
            some = _answerable(due[start : start + AT_ONCE], person, at, first=first - len(found))
            found |= {one.pk: one for one in some}
            if len(found) == first:
                break
        if len(found) == first or len(due) < read:
            return list(found.values())
        read *= READ


def _due(asks: QuerySet[Ask], held: Sequence[Holds], first: int) -> list[tuple[int, int]]:
    """Return the first asks of all that is held, each with the principal for whom it is held.

    A query is compiled once for each kind of holding and not for each holding: whoever holds eighty posts would wait
    for the building of eighty queries longer than for their answer.
    """
    kinds: dict[bool, tuple[str, Sequence[Any]]] = {}
    branches: list[str] = []
    params: list[Any] = []
    for holding in held:
        limited = holding.value_limit is not None
        if limited not in kinds:
            kinds[limited] = _of_a_kind(asks, limited=limited).query.sql_with_params()
        sql, compiled = kinds[limited]
        branches.append(sql)
        params += _filled(compiled, holding)
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(branches)} ORDER BY 1, 2 LIMIT {first}", params)
        return [(pk, whose) for _, pk, whose in cursor.fetchall()]


def _of_a_kind(asks: QuerySet[Ask], *, limited: bool) -> QuerySet[Any]:
    """Return the asks of a holding of a kind, with what is the holding's own left to be filled in."""
    asks = asks.filter(post=POST)
    if limited:
        asks = asks.filter(Q(amount__lte=LIMIT) | (Q(amount=None) & ~Q(kind__in=VALUED)))
    return asks.annotate(whose=Value(PRINCIPAL)).values_list("due_on", "pk", "whose")


def _filled(compiled: Sequence[Any], holding: Holds) -> Iterator[Any]:
    limit, whose = _stored(holding.value_limit), holding.principal_id or OWN
    own = {POST: holding.post_id, PRINCIPAL: whose, _stored(LIMIT): limit}
    return (own.get(value, value) for value in compiled)


def _answerable(due: Sequence[tuple[int, int]], person: Person, at: datetime, *, first: int) -> list[Ask]:
    """Return the first of these out of which the person is not kept, nor the principal for whom they are held."""
    theirs: defaultdict[int, list[int]] = defaultdict(list)
    for pk, whose in due:
        theirs[whose].append(pk)
    free = (Q(pk__in=pks) & ~Q(_kept_out({person.pk, whose or person.pk}, at)) for whose, pks in theirs.items())
    waiting = Ask.objects.filter(reduce(or_, free)).select_related("case", "strand", "post__body")
    return list(waiting.with_taker(day_of(at)).order_by("due_on", "pk")[:first])


def _kept_out(people: Collection[int], at: datetime) -> Exists:
    """Return whether one of these people is kept out of an ask."""
    whole = Concat(Value(CASE_SCOPE), Cast(OuterRef("case"), CharField()))
    scopes = [OuterRef("scope"), OuterRef("apart"), whole]
    found = Exclusion.objects.open_at(at).filter(person__in=people, scope__in=scopes)
    return Exists(found.exclude(source=OuterRef("source")))


def _stored(amount: Decimal | None) -> Any:
    """An amount as the database takes it."""
    field: Any = Ask._meta.get_field("amount")
    return field.get_db_prep_value(amount, connection)
