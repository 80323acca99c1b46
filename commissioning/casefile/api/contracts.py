"""The contract register."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.reach import reach_of
from accounts.rules import day_of
from commissioning.casefile.api.asking import Address, listed
from commissioning.casefile.api.contract_serializers import ContractPageShape, ContractQueryShape, ContractShape
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.register import Sought, contracts_within, in_turn, sought_among


class Contracts(Address):
    """The contracts of the cases a person may see."""

    @documented("list_contracts", ContractPageShape, parameters=[ContractQueryShape])
    def get(self, request: Request) -> Response:
        """List contracts, those that end soonest first unless another order is asked for, 50 a page."""
        asked = self.asked(ContractQueryShape)
        page, at = asked.pop("page"), self.now()
        visible, sought = contracts_within(reach_of(self.person(), at)), Sought(**asked)
        found = in_turn(sought_among(visible, sought, day_of(at)), sought.sort)
        return listed(request, found, visible, ContractShape, page)
