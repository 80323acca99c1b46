"""The list of contracts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.authority import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.filters import ContractsForm
from commissioning.casefile.finding import owners_within
from commissioning.casefile.people import reader
from commissioning.casefile.register import contracts_within, in_turn, sought_among, value_of
from commissioning.casefile.shortlist import shortlist
from commissioning.casefile.views.lists import listed, removable
from commissioning.casefile.wording import began, ended, term_left
from commissioning.contract.kinds import ContractStatus

if TYPE_CHECKING:
    from commissioning.casefile.register import SeenContract


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the contracts of the cases that the reader may see, those that end soonest first."""
    at = timezone.now()
    reach = reach_of(reader(request), at)
    figures = bool(reach.over(Right.SEE_FIGURES))
    find = ContractsForm(request.GET or None, services=owners_within(reach), figures=figures)
    visible, sought = contracts_within(reach), find.sought()
    found = shortlist(in_turn(sought_among(visible, sought, day_of(at)), sought.sort))
    page = found.page(request.GET.get("page"))
    contracts = visible.in_bulk(list(page))
    context = {
        **listed(page, found),
        "rows": [_row(contracts[pk], day_of(at)) for pk in page if pk in contracts],
        "find": find,
        "selected": removable(find),
    }
    return render(request, "commissioning/contracts.html", context)


def _row(contract: SeenContract, today: date) -> dict[str, object]:
    live, ends = contract.status == ContractStatus.LIVE, contract.ends_on
    return {
        "contract": contract,
        "part": contract.strand.part,
        "supplier": (contract.supplier_name or "Supplier not stated") if contract.sees_figures else "",
        "value": value_of(contract) if contract.sees_figures else "",
        "began": began(contract.starts_on, today),
        "end": term_left(ends, today) if live else ended(contract.ended_on),
        "late": live and ends is not None and ends < today,
    }
