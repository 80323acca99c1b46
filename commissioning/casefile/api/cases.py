"""Cases: the list, opening one, reading one."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from audit.errors import RepeatedError
from commissioning.case.decisions import open_case
from commissioning.casefile.api.asking import OWN_KEY, REFERENCE, Address, key_of, listed, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.opening_serializers import OpenCaseShape
from commissioning.casefile.api.serializers import (
    CasePageShape,
    CaseQueryShape,
    CaseReadShape,
    CaseShape,
)
from commissioning.casefile.finding import Wanted, in_order, matching
from commissioning.casefile.reading import case_read, cases_within, service_named
from commissioning.casefile.statutory import statutory
from commissioning.joining.decisions import Lead, open_joining

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


class Cases(Address):
    """The cases a person may see."""

    @documented("list_cases", CasePageShape, parameters=[CaseQueryShape])
    def get(self, request: Request) -> Response:
        """List cases, the newest first unless another order is asked for, 50 a page."""
        person, at, asked = self.person(), self.now(), self.asked(CaseQueryShape)
        reach, page = reach_of(person, at), asked.pop("page")
        wanted = Wanted(**asked).seen_with(figures=bool(reach.over(Right.SEE_FIGURES)))
        cases = matching(cases_within(reach), wanted, person, day_of(at))
        return listed(request, in_order(cases, wanted.sort), cases_within(reach), CaseShape, page)

    @documented("open_case", CaseReadShape, request=OpenCaseShape, status=201, parameters=[OWN_KEY])
    def post(self, request: Request) -> Response:
        """Open a case in its needs stage, with the caller as its commissioner.

        Where `led_by` names a body outside the council, it begins with the joining record instead.
        """
        asked = read(OpenCaseShape, request.data)
        reference = self._open(asked, key_of(request, needed=False))
        case = case_read(self.person(), reference, self.now())
        address = reverse("api-case", args=[reference], request=request)
        return Response(_told(case, self.now()), status=status.HTTP_201_CREATED, headers={"Location": address})

    def _open(self, asked: dict[str, Any], key: str) -> str:
        value, lead = asked.get("estimated_value") or {}, asked.get("led_by")
        open_it = partial(open_joining, lead=Lead(**lead)) if lead else open_case
        try:
            opened = open_it(
                title=asked["title"],
                service=service_named(asked["service"]),
                value_net=value.get("net", asked.get("value_net")),
                value_gross=value.get("gross", asked.get("value_gross")),
                description=asked["description"],
                by=self.person(),
                at=self.now(),
                key=key,
            )
        except RepeatedError as repeated:
            return repeated.entry.stream.removeprefix("case/")
        return opened.reference


class OneCase(Address):
    """One case."""

    @documented("read_case", CaseReadShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """Read a case: where it stands, who holds it, what the law asks of it."""
        return Response(_told(case_read(self.person(), reference, self.now()), self.now()))


def _told(case: Seen, at: datetime) -> Any:
    return CaseReadShape(case, context={"law": statutory(case, day_of(at)), "today": day_of(at)}).data
