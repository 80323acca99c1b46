"""The trail of a case: its ledger entries in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rights import Right
from audit.models import Entry
from commissioning.casefile.api.asking import REFERENCE, Address, paged
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import EntryPageShape, EntryShape, PageQueryShape
from commissioning.casefile.discretion import bodies_told
from commissioning.casefile.people import require_sight
from commissioning.casefile.reading import case_read
from commissioning.casefile.trail import entries_of, sentence

PAGE = 1000


@dataclass(frozen=True)
class Told:
    """An entry with its payload, read from the stored bytes; one whose payload is gone tells only of itself."""

    entry: Entry
    body: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        """The entry in words."""
        return sentence(self.entry, self.body)

    @property
    def reason(self) -> str:
        """Why it was done."""
        return str(self.body.get("reason", ""))

    @property
    def about(self) -> Any:
        """What was decided."""
        return self.body.get("about", {})

    @property
    def rows(self) -> Any:
        """The facts it changed."""
        return self.body.get("rows", [])


class Trail(Address):
    """Every decision on a case."""

    @documented("read_trail", EntryPageShape, parameters=[REFERENCE, PageQueryShape])
    def get(self, request: Request, reference: str) -> Response:
        """List the ledger entries of a case in order, 1,000 a page."""
        page: int = self.asked(PageQueryShape)["page"]
        case = case_read(self.person(), reference, self.now())
        require_sight(self.person(), Right.READ_TRAIL, case, self.now(), allowed=case.reads_trail)
        start = (page - 1) * PAGE
        found = list(entries_of(case).order_by("number")[start : start + PAGE + 1])
        entries = [Told(entry, body) for entry, body in bodies_told(found[:PAGE], case)]
        results = EntryShape(entries, many=True).data
        return paged(request, results, page, more=len(found) > PAGE, count=case.head_number)
