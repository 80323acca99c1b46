"""The list of cases, and opening one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authority import Reach, reach_of
from accounts.errors import NotAllowedError
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.case.models import Strand
from commissioning.casefile.filters import FindForm
from commissioning.casefile.finding import (
    going_apart,
    in_order,
    matching,
    most_pressing,
    named_outright,
    owners_within,
)
from commissioning.casefile.forms import OpenCaseForm
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
from commissioning.casefile.views.lists import listed, query_of, removable
from commissioning.casefile.wording import capital, deadline
from commissioning.searches.models import SavedSearch
from commissioning.vocabulary import Lane

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the cases the reader may see, narrowed by filters and search; a reference leads straight to its case."""
    person, at = reader(request), timezone.now()
    reach = reach_of(person, at)
    find = find_form(request, reach)
    wanted = find.wanted()
    visible = readable_within(reach)
    named = named_outright(visible, wanted.q)
    if named is not None:
        return redirect("case", named.reference)
    found = shortlist(in_order(matching(visible, wanted, person, day_of(at)), wanted.sort))
    page = found.page(request.GET.get("page"))
    context = {
        **listed(page, found),
        "rows": _rows(page, visible.in_bulk(list(page)), day_of(at)),
        "find": find,
        "narrowed": wanted.narrows,
        "selected": removable(find),
        "query": query_of(find),
        "searches": SavedSearch.objects.visible_to(person),
        "reads_meetings": bool(reach.over(Right.READ_TRAIL)),
        "may_open": services_within(reach, Right.OPEN_CASE, at).exists(),
    }
    return render(request, "commissioning/cases.html", context)


def find_form(request: HttpRequest, reach: Reach) -> FindForm:
    """Return the filters as the address sets them, with what this reader may choose."""
    figures = bool(reach.over(Right.SEE_FIGURES))
    return FindForm(request.GET or None, services=owners_within(reach), figures=figures)


def _rows(page: Page[int], cases: dict[int, Seen], today: date) -> list[dict[str, object]]:
    tasks, parts = most_pressing(list(page), today), going_apart(list(page))
    paused = pauses_of(tasks.values(), today)
    due = {pk: paused.get(task.pk) or capital(deadline(task.due_on, today)) for pk, task in tasks.items()}
    return [_row(cases[pk], tasks.get(pk), parts.get(pk, []), due.get(pk, ""), today) for pk in page if pk in cases]


def _row(case: Seen, task: Ask | None, parts: list[Strand], due: str, today: date) -> dict[str, object]:
    return {
        "case": case,
        "value": capital(value_in_words(case)) if case.sees_figures else "",
        "parts": parts,
        "due": due,
        "late": task is not None and task.late(today),
        "holder": (task.on_it.full_name if task.on_it else task.post.title) if task else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def open_(request: HttpRequest) -> HttpResponse:
    """Ask what a case cannot be opened without, and open it."""
    person, at = reader(request), timezone.now()
    services = services_where(person, Right.OPEN_CASE, at)
    if not services.exists():
        raise NotAllowedError(
            "None of your posts may open a case. The commissioners of the services do: ask the one who needs it."
        )
    form = OpenCaseForm(request.POST or None, services=services)
    if request.method == "POST":
        entry = carried_out(form, person, lambda: open_case(**form.cleaned_data, by=person, at=at))
        if entry is not None:
            reference = entry.stream.removeprefix("case/")
            return _begin(request, case_of(person, reference, at))
    return render(request, "commissioning/open_case.html", {"form": form}, status=status_of(form))


def _begin(request: HttpRequest, case: Seen) -> HttpResponse:
    """Lead on to what is written first: in the fast lane straight to its one page."""
    if case.lane == Lane.FAST:
        messages.success(request, f"{case.reference} is open, in the fast lane. Fill in this page.")
        return redirect("fast-page", case.reference)
    messages.success(request, f"{case.reference} is open. Write its needs first.")
    return redirect("case", case.reference)
