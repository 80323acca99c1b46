"""What the lists of cases and of contracts have in common on a page: how many, which filters are set, their address."""

from __future__ import annotations

from django.core.paginator import Page
from django.http import QueryDict

from commissioning.casefile.filters import Filters
from commissioning.casefile.shortlist import Shortlist

CUT = ". Only the first {:,} are listed: narrow the list to see others."


def listed(page: Page[int], found: Shortlist) -> dict[str, object]:
    """Return what a page of a list says of the whole of it."""
    return {"page": page, "more": found.more, "note": CUT.format(len(found.ids)) if found.more else ""}


def query_of(filters: Filters, *, without: str = "") -> str:
    """Return the address of a list as these filters make it, without what could not be read, nor one of them."""
    query = QueryDict(mutable=True)
    for name, value in filters.given().items():
        if name != without:
            query[name] = "on" if value is True else str(value)
    return query.urlencode()


def removable(filters: Filters) -> list[dict[str, str]]:
    """The filters that are set, each with the address without it."""
    return [{"text": words, "href": f"?{query_of(filters, without=name)}"} for name, words in filters.in_words()]
