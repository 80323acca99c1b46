"""A search that somebody shares, as its reader may use it: nothing of it tells what they may not know."""

from __future__ import annotations

from collections.abc import Collection

from django.http import QueryDict

from accounts.reach import Reach
from accounts.rights import Right
from commissioning.searches.models import SavedSearch

FOR_FIGURES = ("q", "value_from", "value_to", "retrospective")
BY_VALUE = "value"


def shared_search(token: str, reach: Reach) -> SavedSearch | None:
    """Return the search of a link, for who has cases to see: it is not for suppliers. None where none is shared."""
    return SavedSearch.objects.shared_by(token) if reach.over(Right.VIEW_CASE) else None


def usable_by(reach: Reach, query: str, services: Collection[str]) -> tuple[QueryDict, bool]:
    """Return what of a search a reader may use, and whether something is left out.

    A body they do not know is left out as one that never was. Without sight of figures so are amounts, the order by
    value, what was approved in retrospect, and the words it searches for, which may be a supplier's name.
    """
    asked = QueryDict(query, mutable=True)
    left_out = [name for name in asked if not _usable(name, asked.get(name, ""), reach, services)]
    for name in left_out:
        del asked[name]
    return asked, bool(left_out)


def _usable(name: str, value: str | None, reach: Reach, services: Collection[str]) -> bool:
    if name == "service":
        return value in services
    hidden = name in FOR_FIGURES or (name == "sort" and value == BY_VALUE)
    return not hidden or bool(reach.over(Right.SEE_FIGURES))
