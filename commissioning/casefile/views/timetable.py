"""The statutory timetable of a case: what the law asks, by when, and what of it is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.rules import day_of
from commissioning.casefile.duties import duty_in_words
from commissioning.casefile.frame import frame
from commissioning.casefile.overview import name_of, strands_of
from commissioning.casefile.people import case_of, reader
from commissioning.casefile.statutory import statutory

NO_RULES = "Tollgate holds the duties of the Procurement Act 2023 and of below-threshold contracts. It shows no others."


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the duties of a case under its regime; where no rules are held for it, say so and show no others."""
    at = timezone.now()
    case = case_of(reader(request), reference, at)
    found = statutory(case, day_of(at))
    strands = strands_of(case)
    names = {strand.number: name_of(strand, strands) for strand in strands if len(strands) > 1}
    duties = [duty_in_words(owed, names, day_of(at)) for owed in found.duties]
    context = {
        **frame(case, "case-timetable"),
        "held": found.held,
        "duties": duties,
        "below": found.below if case.sees_figures else None,
        "of_what": found.of_what,
        "between": found.between if case.sees_figures else None,
        "commenced": case.commenced_on,
        "no_rules": NO_RULES,
    }
    return render(request, "commissioning/timetable.html", context)
