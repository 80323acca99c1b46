"""Lists that may be long: the first thousand, found in one reading that also says how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PAGE = 25
# Nobody turns forty pages: whoever finds more is asked to narrow the list, and nothing is counted further.
CAP = 1_000
Ids = QuerySet[Any, int]


@dataclass(frozen=True)
class Shortlist:
    """The ids at the head of a list, in order, and whether there are more than these."""

    ids: Sequence[int]
    more: bool

    def page(self, number: object) -> Page[int]:
        """Return a page of the list; the first or the last where there is none of that number."""
        return Paginator(self.ids, PAGE).get_page(number)  # type: ignore[arg-type]  # what an address says it is


def shortlist(parts: Sequence[Ids], most: int = CAP) -> Shortlist:
    """Return the first `most` ids of lists that follow each other; a later one is read only where an earlier ends."""
    found: list[int] = []
    for part in parts:
        if len(found) <= most:
            found += part[: most + 1 - len(found)]
    return Shortlist(found[:most], more=len(found) > most)
