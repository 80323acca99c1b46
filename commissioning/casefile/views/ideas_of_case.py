"""The ideas that bear on a case, and what it makes of each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.frame import frame
from commissioning.casefile.idea_forms import IdeaAnswerForm
from commissioning.casefile.ideas import facts_of, idea_to_answer
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.ideas.answering import answer_idea, bearing_of, ideas_for

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

MOST = 100


def _case(request: HttpRequest, reference: str) -> tuple[Person, datetime, Seen]:
    """Return who reads, when, and the case. Raises NotAllowedError for who may not read its records as a whole."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.SEE_FIGURES, case, at, allowed=case.sees_figures)
    return person, at, case


@require_safe
def show_all(request: HttpRequest, reference: str) -> HttpResponse:
    """List the ideas that bear on a case with what it made of them, those without an answer first."""
    _, at, case = _case(request, reference)
    bearing = bearing_of(case)
    found = list(ideas_for(case, bearing, day_of(at))[: MOST + 1])
    context = {
        **frame(case, "case-ideas"),
        "bearing": bearing,
        "ideas": found[:MOST],
        "more": len(found) > MOST,
        "answers": case.writes and case.open,
    }
    return render(request, "commissioning/case_ideas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask what the case makes of an idea: used and how, or not and why."""
    person, at, case = _case(request, reference)
    require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    idea = idea_to_answer(number)
    form = IdeaAnswerForm(request.POST or None)
    if form.is_bound and carried_out(
        form, person, lambda: answer_idea(idea, case, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, f"Recorded. {idea.organisation} is told.")
        return redirect("case-ideas", case.reference)
    context = {**frame(case, "case-ideas", (f"Idea {number}", "")), "form": form, "idea": idea, "facts": facts_of(idea)}
    return render(request, "commissioning/case_idea_answer.html", context, status=status_of(form))
