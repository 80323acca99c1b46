"""Where the facts of an imported case come from: its notices, and which of them states what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.casefile import sources
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the notices of a case, and to those who may see its figures each fact with the notice that states it."""
    case = case_of(reader(request), reference, timezone.now())
    notices = sources.notices_of(case)
    context = {
        **frame(case, "case", ("Where these facts come from", "")),
        "notices": sources.cards_of(notices),
        "note": ", the first published first" if len(notices) > 1 else "",
        "groups": sources.facts_of(case, notices) if case.sees_figures else [],
        "head": sources.HEAD,
    }
    return render(request, "commissioning/sources.html", context)
