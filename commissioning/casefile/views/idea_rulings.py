"""Moderating ideas: those that wait, and what a moderator makes of each."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from commissioning.casefile.idea_forms import RulingForm
from commissioning.casefile.ideas import by_phone_alone, contact_of, facts_of, idea_read, waiting_ideas
from commissioning.casefile.people import reader
from commissioning.casefile.public import Visit
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.shortlist import PAGE
from commissioning.ideas.decisions import ask_for_change, decline, publish
from commissioning.ideas.kinds import Ruling
from commissioning.ideas.models import Idea
from commissioning.ideas.standing import keepers, moderates

DONE = {
    Ruling.PUBLISH: "The idea is published.",
    Ruling.ASK_FOR_CHANGE: "The idea is sent back, with what should change.",
    Ruling.DECLINE: "The idea is declined, with your reason.",
}


def _moderator(request: HttpRequest) -> Visit:
    """Return who moderates. Raises NotAllowedError, saying who can, for others."""
    visit = Visit(request, timezone.now())
    if not moderates(visit.reach):
        require(reader(request), Right.MODERATE_IDEAS, on=Over(keepers()), at=visit.at)
    return visit


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the ideas that wait for a moderator, the oldest first."""
    _moderator(request)
    found = list(waiting_ideas()[: PAGE + 1])
    context = {"ideas": found[:PAGE], "more": len(found) > PAGE}
    return render(request, "commissioning/ideas_waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what a moderator makes of an idea: publish, ask for a change, decline."""
    visit = _moderator(request)
    idea, by = idea_read(visit, number), reader(request)
    form = RulingForm(request.POST or None, initial={"read": idea.terms.digest})
    if form.is_bound and carried_out(form, by, lambda: _rule(idea, form, by, visit.at)):
        messages.success(request, DONE[form.cleaned_data["ruling"]])
        return redirect("idea", number)
    context = {
        "form": form,
        "idea": idea,
        "facts": facts_of(idea),
        "contact": contact_of(idea),
        "call": by_phone_alone(idea),
    }
    return render(request, "commissioning/idea_moderate.html", context, status=status_of(form))


def _rule(idea: Idea, form: RulingForm, by: Person, at: datetime) -> None:
    given = form.cleaned_data
    said = {"read": given["read"], "by": by, "at": at, "key": given["key"]}
    if given["ruling"] == Ruling.PUBLISH:
        publish(idea, **said)
    elif given["ruling"] == Ruling.ASK_FOR_CHANGE:
        ask_for_change(idea, reason=given["reason"], **said)
    else:
        decline(idea, reason=given["reason"], **said)
