"""The list of cases, and opening one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.case.decisions import open_case
from commissioning.case.models import Strand
from commissioning.casefile.columns import CASE_COLUMNS, CaseRow, chosen, offered
from commissioning.casefile.filters import FindForm
from commissioning.casefile.finding import (
    going_apart,
    in_order,
    matching,
    named_outright,
    owners_within,
)
from commissioning.casefile.handing_out import Table, table
from commissioning.casefile.listing import case_rows, case_table
from commissioning.casefile.opening_forms import OpenCaseForm, OpenJoiningForm
from commissioning.casefile.overview import value_in_words
from commissioning.casefile.pauses import pauses_of
from commissioning.casefile.people import (
    case_of,
    readable_within,
    reader,
    services_where,
    services_within,
)
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.shortlist import shortlist
from commissioning.casefile.views.lists import exports, listed, query_of, removable, tabled, titled
from commissioning.casefile.wording import capital, deadline
from commissioning.joining.decisions import open_joining
from commissioning.searches.kinds import Listed
from commissioning.searches.models import SavedSearch
from commissioning.vocabulary import Lane

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the cases the reader may see, narrowed by filters and search; a reference leads straight to its case."""
    person, at = reader(request), timezone.now()
    reach = reach_of(person, at)
    find = find_form(request.GET, reach)
    wanted = find.wanted()
    visible = readable_within(reach)
    named = named_outright(visible, wanted.q)
    if named is not None:
        return redirect("case", named.reference)
    context = {
        **found_by(find, reach, person, at, request.GET.get("page")),
        "find": find,
        "narrowed": wanted.narrows,
        "selected": removable(find),
        "searches": SavedSearch.objects.visible_to(person).filter(of=Listed.CASES),
        "reads_meetings": bool(reach.over(Right.READ_TRAIL)),
        "may_open": services_within(reach, Right.OPEN_CASE, at).exists(),
    }
    return render(request, "commissioning/cases.html", context)


def find_form(data: QueryDict, reach: Reach) -> FindForm:
    """Return the filters as an address sets them, with what this reader may choose."""
    figures = bool(reach.over(Right.SEE_FIGURES))
    columns = offered(CASE_COLUMNS, reach)
    return FindForm(data or None, services=owners_within(reach), figures=figures, columns=columns)


def found_by(find: FindForm, reach: Reach, person: Person, at: datetime, number: object) -> dict[str, object]:
    """Return a page of the cases that filters find: as rows, or in a table where columns are chosen."""
    wanted, visible, today = find.wanted(), readable_within(reach), day_of(at)
    found = shortlist(in_order(matching(visible, wanted, person, today), wanted.sort))
    page = found.page(number)
    columns = chosen(CASE_COLUMNS, find.chosen_columns())
    rows = case_rows(visible.in_bulk(list(page)), page, Q(case__in=list(page)), today, ends=bool(columns))
    query = query_of(find)
    return {
        **listed(page, found),
        "rows": rows if columns else _rows(rows, list(page)),
        "table": tabled(columns, rows, "Case", lambda row: titled(row.case, row.case.reference)) if columns else None,
        "query": query,
        "exports": exports(query, "cases-csv", "cases-workbook"),
    }


def _rows(rows: list[CaseRow], page: list[int]) -> list[dict[str, object]]:
    parts = going_apart(page)
    paused = pauses_of([row.task for row in rows if row.task], rows[0].today) if rows else {}
    return [_row(row, parts.get(row.case.pk, []), paused.get(row.task.pk, "") if row.task else "") for row in rows]


def _row(row: CaseRow, parts: list[Strand], paused: str) -> dict[str, object]:
    case = row.case
    return {
        "case": case,
        "value": capital(value_in_words(case)) if case.sees_figures else "",
        "parts": parts,
        "due": paused or (capital(deadline(row.task.due_on, row.today)) if row.task else ""),
        "late": row.late,
        "holder": row.holder,
    }


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The cases that the filters find as CSV, with the columns that are chosen, else with all."""
    return _file(request, Table.CSV)


@require_safe
def as_workbook(request: HttpRequest) -> HttpResponse:
    """The same cases as a workbook."""
    return _file(request, Table.XLSX)


def _file(request: HttpRequest, kind: Table) -> HttpResponse:
    person, at = reader(request), timezone.now()
    reach = reach_of(person, at)
    find, today = find_form(request.GET, reach), day_of(at)
    columns = chosen(CASE_COLUMNS, find.chosen_columns()) or offered(CASE_COLUMNS, reach)
    rows = case_table(reach, find.wanted(), columns, person=person, today=today)
    return table(rows, kind, name="cases", on=today)


@require_http_methods(["GET", "HEAD", "POST"])
def open_(request: HttpRequest) -> HttpResponse:
    """Ask what a case cannot be opened without, and open it."""
    person, at = reader(request), timezone.now()
    form = OpenCaseForm(request.POST or None, services=_services(person, at))
    if request.method == "POST":
        entry = carried_out(form, person, lambda: open_case(**form.cleaned_data, by=person, at=at))
        if entry is not None:
            reference = entry.stream.removeprefix("case/")
            return _begin(request, case_of(person, reference, at))
    return render(request, "commissioning/open_case.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask who leads a procurement outside the council, and open the case of our part in it."""
    person, at = reader(request), timezone.now()
    form = OpenJoiningForm(request.POST or None, services=_services(person, at))
    if request.method == "POST":
        entry = carried_out(form, person, lambda: open_joining(**form.given(), by=person, at=at))
        if entry is not None:
            case = case_of(person, entry.stream.removeprefix("case/"), at)
            messages.success(request, f"{case.reference} is open. Write the joining record first.")
            return redirect("case", case.reference)
    return render(request, "commissioning/open_joining.html", {"form": form}, status=status_of(form))


def _services(person: Person, at: datetime) -> QuerySet[Body]:
    """The services in which a person may open a case. Raises NotAllowedError where there is none."""
    services = services_where(person, Right.OPEN_CASE, at)
    if not services.exists():
        raise NotAllowedError(
            "None of your posts may open a case. The commissioners of the services do: ask the one who needs it."
        )
    return services


def _begin(request: HttpRequest, case: Seen) -> HttpResponse:
    """Lead on to what is written first: in the fast lane straight to its one page."""
    if case.lane == Lane.FAST:
        messages.success(request, f"{case.reference} is open, in the fast lane. Fill in this page.")
        return redirect("fast-page", case.reference)
    messages.success(request, f"{case.reference} is open. Write its needs first.")
    return redirect("case", case.reference)
