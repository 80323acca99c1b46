"""The list of cases, and opening one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.casefile.finding import Wanted, leads_of, matching, most_pressing
from commissioning.casefile.forms import FindForm, OpenCaseForm
from commissioning.casefile.overview import value_in_words
from commissioning.casefile.people import case_of, readable, reader, services_where
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.wording import capital, deadline
from commissioning.vocabulary import Lane

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

PAGE = 25


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the cases the reader may see, narrowed by filters and search."""
    person, at = reader(request), timezone.now()
    visible = readable(person, at)
    form = FindForm(request.GET or None, services=leads_of(person, at))
    wanted = Wanted(**form.cleaned_data) if form.is_bound and form.is_valid() else Wanted()
    found = matching(visible, wanted, day_of(at)).order_by("-opened_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page, day_of(at)),
        "find": form,
        "narrowed": wanted != Wanted(),
        "selected": _selected(form, wanted),
        "may_open": services_where(person, Right.OPEN_CASE, at).exists(),
    }
    return render(request, "commissioning/cases.html", context)


def _rows(page: Page[Seen], today: date) -> list[dict[str, object]]:
    tasks = most_pressing([case.pk for case in page])
    return [_row(case, tasks.get(case.pk), today) for case in page]


def _row(case: Seen, task: Ask | None, today: date) -> dict[str, object]:
    return {
        "case": case,
        "value": capital(value_in_words(case)) if case.sees_figures else "",
        "due": capital(deadline(task.due_on, today)) if task else "",
        "late": task is not None and task.due_on < today,
        "holder": (task.taken_by.full_name if task.taken_by else task.post.title) if task else "",
    }


def _selected(form: FindForm, wanted: Wanted) -> list[dict[str, str]]:
    """The filters that are set, each with the address without it."""
    given = {name: value for name, value in vars(wanted).items() if value}
    return [
        {"text": _named(form, name, value), "href": f"?{urlencode({k: v for k, v in given.items() if k != name})}"}
        for name, value in given.items()
    ]


def _named(form: FindForm, name: str, value: object) -> str:
    if name == "q":
        return f"“{value}”"
    if name == "late":
        return "Something is late"
    choices: dict[object, object] = dict(form.fields[name].choices)  # type: ignore[attr-defined]  # a choice field
    return str(choices.get(value, value))


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
