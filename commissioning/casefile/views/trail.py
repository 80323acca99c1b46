"""The trail of a case: every decision in order, by whom, for whom, why, and what it changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.rights import Right
from commissioning.casefile.changes import heaps, summary, written
from commissioning.casefile.differences import Effort
from commissioning.casefile.discretion import events_told
from commissioning.casefile.forms import TrailForm
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.trail import Event, Sought, entries_of, sought, told_in

PAGE = 20


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the trail by day, the newest first, narrowed by stage, deed and person."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.READ_TRAIL, case, at, allowed=case.reads_trail)
    verbs, people = told_in(case)
    form = TrailForm(request.GET or None, verbs=verbs, people=people)
    wanted = Sought(**form.cleaned_data) if form.is_bound and form.is_valid() else Sought()
    page: Page[Any] = Paginator(sought(entries_of(case), wanted), PAGE).get_page(request.GET.get("page"))
    effort = Effort()
    events = events_told(page, case)
    context = {
        **frame(case, "case-trail"),
        "page": page,
        "find": form,
        "narrowed": wanted != Sought(),
        "selected": _selected(wanted, form),
        "events": [{**vars(event), "at": event.at, **_written(event, effort)} for event in events],
    }
    return render(request, "commissioning/trail.html", context)


def _written(event: Event, effort: Effort) -> dict[str, object]:
    found = written(event.rows, effort)
    return {"written": heaps(found), "summary": summary(found)}


def _selected(wanted: Sought, form: TrailForm) -> list[dict[str, str]]:
    given = {name: value for name, value in vars(wanted).items() if value}
    return [
        {
            "text": str(dict(form.fields[name].choices).get(value, value)),  # type: ignore[attr-defined]  # a choice field
            "href": f"?{urlencode({other: kept for other, kept in given.items() if other != name})}",
        }
        for name, value in given.items()
    ]
