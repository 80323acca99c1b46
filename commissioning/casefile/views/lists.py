"""What the lists of cases and of contracts have in common on a page: how many, which filters are set, their address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from django.core.paginator import Page
from django.http import QueryDict
from django.urls import reverse

from commissioning.casefile.columns import Column, Row
from commissioning.casefile.filters import Filters
from commissioning.casefile.handing_out import Table
from commissioning.casefile.shortlist import Shortlist

Cell = dict[str, object]
CUT = ". Only the first {:,} are listed: narrow the list to see others."


class Named(Protocol):
    """What has a title."""

    @property
    def title(self) -> str: ...


def listed(page: Page[int], found: Shortlist) -> dict[str, object]:
    """Return what a page of a list says of the whole of it."""
    return {"page": page, "more": found.more, "note": CUT.format(len(found.ids)) if found.more else ""}


def query_of(filters: Filters, *, without: str = "") -> str:
    """Return the address of a list as these filters make it, without what could not be read, nor one of them."""
    query = QueryDict(mutable=True)
    for name, value in filters.given().items():
        if name != without:
            query.setlist(name, value if isinstance(value, list) else ["on" if value is True else str(value)])
    return query.urlencode()


def removable(filters: Filters) -> list[dict[str, str]]:
    """The filters that are set, each with the address without it."""
    return [{"text": words, "href": f"?{query_of(filters, without=name)}"} for name, words in filters.in_words()]


def exports(query: str, *names: str) -> list[dict[str, str]]:
    """The files of a list, as its filters and columns have it: CSV, then Excel."""
    return [
        {"text": str(kind.label), "href": f"{reverse(name)}{f'?{query}' if query else ''}"}
        for kind, name in zip((Table.CSV, Table.XLSX), names, strict=True)
    ]


def titled(named: Named, reference: str, case: str = "") -> Cell:
    """The first cell of a row: its title and reference, leading to its case."""
    href = reverse("case", args=[case or reference])
    return {"text": f"{named.title} ({reference})", "href": href, "header": True}


def tabled(
    columns: Sequence[Column[Row]], rows: Iterable[Row], first: str, head: Callable[[Row], Cell]
) -> dict[str, object]:
    """A list with the columns that were chosen, as a table: on a phone each fact stands under its name."""
    return {
        "head": [{"text": first}, *({"text": column.label, "numeric": column.numeric} for column in columns)],
        "rows": [[head(row), *(_cell(column, row) for column in columns)] for row in rows],
    }


def _cell(column: Column[Row], row: Row) -> Cell:
    return {"text": column.words(row), "numeric": column.numeric, "label": column.label}
