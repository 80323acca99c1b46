"""The list of contracts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.columns import CONTRACT_COLUMNS, chosen, offered
from commissioning.casefile.filters import ContractsForm
from commissioning.casefile.finding import owners_within
from commissioning.casefile.handing_out import Table, table
from commissioning.casefile.listing import contract_table
from commissioning.casefile.people import reader
from commissioning.casefile.register import contracts_within, in_turn, sought_among, value_of
from commissioning.casefile.shortlist import shortlist
from commissioning.casefile.views.lists import exports, listed, query_of, removable, tabled, titled
from commissioning.casefile.wording import began, ended, term_left
from commissioning.contract.kinds import ContractStatus
from commissioning.searches.kinds import Listed
from commissioning.searches.models import SavedSearch

if TYPE_CHECKING:
    from commissioning.casefile.register import SeenContract


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the contracts of the cases that the reader may see, those that end soonest first."""
    person, at = reader(request), timezone.now()
    reach = reach_of(person, at)
    find = find_form(request.GET, reach)
    context = {
        **found_by(find, reach, at, request.GET.get("page")),
        "find": find,
        "selected": removable(find),
        "searches": SavedSearch.objects.visible_to(person).filter(of=Listed.CONTRACTS),
    }
    return render(request, "commissioning/contracts.html", context)


def find_form(data: QueryDict, reach: Reach) -> ContractsForm:
    """Return the filters as an address sets them, with what this reader may choose."""
    figures, columns = bool(reach.over(Right.SEE_FIGURES)), offered(CONTRACT_COLUMNS, reach)
    return ContractsForm(data or None, services=owners_within(reach), figures=figures, columns=columns)


def found_by(find: ContractsForm, reach: Reach, at: datetime, number: object) -> dict[str, object]:
    """Return a page of the contracts that filters find: as rows, or in a table where columns are chosen."""
    visible, sought = contracts_within(reach), find.sought()
    found = shortlist(in_turn(sought_among(visible, sought, day_of(at)), sought.sort))
    page = found.page(number)
    standing = visible.in_bulk(list(page))
    contracts = [standing[pk] for pk in page if pk in standing]
    columns = chosen(CONTRACT_COLUMNS, find.chosen_columns())
    query = query_of(find)
    return {
        **listed(page, found),
        "rows": [_row(contract, day_of(at)) for contract in contracts],
        "table": tabled(columns, contracts, "Contract", lambda found: titled(found, found.number, found.case.reference))
        if columns
        else None,
        "query": query,
        "exports": exports(query, "contracts-csv", "contracts-workbook"),
    }


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The contracts that the filters find as CSV, with the columns that are chosen, else with all."""
    return _file(request, Table.CSV)


@require_safe
def as_workbook(request: HttpRequest) -> HttpResponse:
    """The same contracts as a workbook."""
    return _file(request, Table.XLSX)


def _file(request: HttpRequest, kind: Table) -> HttpResponse:
    at = timezone.now()
    reach = reach_of(reader(request), at)
    find, today = find_form(request.GET, reach), day_of(at)
    columns = chosen(CONTRACT_COLUMNS, find.chosen_columns()) or offered(CONTRACT_COLUMNS, reach)
    return table(contract_table(reach, find.sought(), columns, today=today), kind, name="contracts", on=today)


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
