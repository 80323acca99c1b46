"""Waivers: the register, those of a case, and drafting one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, listed, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.waiver_serializers import (
    DraftWaiverShape,
    WaiverPageShape,
    WaiverQueryShape,
    WaiverShape,
    WaiversOfCaseShape,
)
from commissioning.casefile.people import require_sight
from commissioning.casefile.reading import case_read
from commissioning.casefile.waiver_register import SoughtWaivers, in_turn, sought_waivers, waivers_within
from commissioning.casefile.waiving import number_of, waiver_of, waivers_of
from commissioning.waivers.decisions import draft

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


class Waivers(Address):
    """The register of waivers."""

    @documented("list_waivers", WaiverPageShape, parameters=[WaiverQueryShape])
    def get(self, request: Request) -> Response:
        """List the waivers that were handed in, the newest first unless another order is asked for, 50 a page."""
        asked, at = self.asked(WaiverQueryShape), self.now()
        page, visible = asked.pop("page"), waivers_within(reach_of(self.person(), at))
        sought = SoughtWaivers(**asked)
        found = in_turn(sought_waivers(visible, sought, day_of(at)), sought.sort)
        return listed(request, found, visible.select_related("case"), WaiverShape, page)


class WaiversOfCase(Address):
    """The waivers of a case."""

    @documented("list_waivers_of_case", WaiversOfCaseShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """List the waivers of a case, those being drafted as well."""
        return Response(WaiversOfCaseShape({"results": waivers_of(self._case(reference))}).data)

    @documented("draft_waiver", WaiverShape, request=DraftWaiverShape, status=201, parameters=[REFERENCE, NEEDED_KEY])
    def post(self, request: Request, reference: str) -> Response:
        """Draft a waiver. It is refused where the Act covers the procurement, saying what to do instead."""
        answers, key = read(DraftWaiverShape, request.data), key_of(request, needed=True)
        case = self._case(reference)
        try:
            number = draft(case, answers=answers, by=self.person(), at=self.now(), key=key).number
        except RepeatedError as repeated:
            number = number_of(repeated.entry)
        return Response(WaiverShape(waiver_of(case, number)).data, status=status.HTTP_201_CREATED)

    def _case(self, reference: str) -> Seen:
        """Return the case. Raises NotAllowedError for who may not see its figures: a waiver says who is paid what."""
        case = case_read(self.person(), reference, self.now())
        require_sight(self.person(), Right.SEE_FIGURES, case, self.now(), allowed=case.sees_figures)
        return case
