"""The lists of cases and of contracts with the columns that were chosen: as rows of a page, and as rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Min, Q, QuerySet

from accounts.models import Person
from accounts.reach import Reach
from commissioning.casefile.columns import CaseRow, Column, Row
from commissioning.casefile.exporting import Cell
from commissioning.casefile.finding import Wanted, in_order, matching, most_pressing
from commissioning.casefile.people import readable_within
from commissioning.casefile.register import Sought, contracts_within, in_turn, sought_among
from commissioning.casefile.shortlist import Ids, shortlist
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.register import SeenContract

MOST_ROWS = 10_000
CUT = "Only the first {most:,} {what} are in this file. Narrow the list to get the others."


def case_rows(
    cases: dict[int, Seen], ids: Iterable[int], places: Q, today: date, *, ends: bool = True
) -> list[CaseRow]:
    """Return cases as rows, in the order of their ids. `places` narrows rows about cases, by their `case`.

    Without `ends` nobody asks when their contracts end.
    """
    tasks, last = most_pressing(places, today), _ends(places) if ends else {}
    return [CaseRow(cases[pk], tasks.get(pk), last.get(pk), today) for pk in ids if pk in cases]


def _ends(places: Q) -> dict[int, date]:
    """The first day on which a live contract of each case ends."""
    live = Contract.objects.filter(places, status=ContractStatus.LIVE, ends_on__isnull=False)
    return dict(live.order_by().values_list("case").annotate(first=Min("ends_on")))


def case_table(
    reach: Reach,
    wanted: Wanted,
    columns: Sequence[Column[CaseRow]],
    *,
    person: Person,
    today: date,
    most: int = MOST_ROWS,
) -> Iterator[list[Cell]]:
    """Yield the cases as a file has them: the head, the first `most` of the list, and where it is cut, that it is.

    What a list of thousands has is asked for by the list's own query and not by their ids: five queries, however many.
    """
    visible = readable_within(reach)
    parts = in_order(matching(visible, wanted, person, today), wanted.sort)
    found = shortlist(parts, most)
    cases: dict[int, Seen] = {case.pk: case for case in visible.filter(_among(parts, "pk", most))}
    rows = case_rows(cases, found.ids, _among(parts, "case", most), today)
    yield ["Reference", "Title", *(column.label for column in columns)]
    for row in rows:
        yield [row.case.reference, row.case.title, *_cells(columns, row)]
    if found.more:
        yield [CUT.format(most=most, what="cases")]


def contract_table(
    reach: Reach,
    sought: Sought,
    columns: Sequence[Column[SeenContract]],
    *,
    today: date,
    most: int = MOST_ROWS,
) -> Iterator[list[Cell]]:
    """Yield the contracts as a file has them, in the same way."""
    visible = contracts_within(reach)
    parts = in_turn(sought_among(visible, sought, today), sought.sort)
    found = shortlist(parts, most)
    contracts = {contract.pk: contract for contract in visible.filter(_among(parts, "pk", most))}
    yield ["Reference", "Title", *(column.label for column in columns)]
    for contract in (contracts[pk] for pk in found.ids if pk in contracts):
        yield [contract.number, contract.title, *_cells(columns, contract)]
    if found.more:
        yield [CUT.format(most=most, what="contracts")]


def _among(parts: Sequence[Ids], column: str, most: int) -> Q:
    """Return the condition that a row is of the first of these lists."""
    found = Q(pk__in=[])
    for part in parts:
        first: QuerySet[Any, Any] = part[:most]
        found |= Q(**{f"{column}__in": first})
    return found


def _cells(columns: Sequence[Column[Row]], row: Row) -> list[Cell]:
    return [column.value(row) for column in columns]
