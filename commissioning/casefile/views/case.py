"""The case on one page, and setting its regime."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authority import holdings_inside
from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.decisions import set_regime
from commissioning.casefile import next_steps, overview, parts, pauses
from commissioning.casefile.discretion import events_told
from commissioning.casefile.forms import RegimeForm
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.policy_of_case import newer_in_words, newer_number
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.trail import entries_of
from commissioning.casefile.work import titled
from commissioning.records.placing import earlier_stages

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

RECENT = 5


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show where a case stands, what happens next, who holds it, and what happened lately."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at, newer_policy=newer_number(day_of(at)))
    context = {
        **frame(case, "case"),
        **_standing(case, person, at),
        "warnings": list(case.warnings.all()) if case.sees_figures else [],
        "facts": overview.key_facts(case, day_of(at)),
        "links": overview.links_of(case),
        "newer_policy": newer_in_words(vars(case)["newer_policy"]) if case.open else "",
        "may_go_back": case.writes and bool(earlier_stages(case)),
        "events": _recent(case) if case.reads_trail else [],
    }
    return render(request, "commissioning/case.html", context)


def _recent(case: Seen) -> list[dict[str, object]]:
    events = events_told(entries_of(case)[:RECENT], case)
    return [{"at": event.at, "title": event.sentence, "text": event.text} for event in events]


def _standing(case: Seen, person: Person, at: datetime) -> dict[str, object]:
    today = day_of(at)
    strands, seats = overview.strands_of(case, today), overview.open_seats_of(case)
    tasks = overview.open_tasks_of(case, today, holdings_inside(person, case.scopes, at))
    own = [task for task in tasks if task.own]
    head, rows = parts.parts_of(case, strands, tasks, today)
    return {
        "strip": overview.strip(case, strands, overview.gates_of(case), today),
        "next": next_steps.next_of(case, strands, tasks, seats, today, pauses.pauses_within(tasks)),
        "parts": rows,
        "parts_head": head,
        "own_task": reverse("task", args=[own[0].pk]) if len(own) == 1 else "",
        "own_tasks": [_task(task) for task in own] if len(own) > 1 else [],
    }


def _task(task: Ask) -> dict[str, str]:
    return {"title": titled(task), "href": reverse("task", args=[task.pk])}


@require_http_methods(["GET", "HEAD", "POST"])
def regime(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask under which body of law the case runs, and why."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.SET_REGIME, case, at, allowed=case.sets_regime)
    form = RegimeForm(request.POST or None, initial={"regime": case.regime})
    if request.method == "POST" and carried_out(
        form, person, lambda: set_regime(case, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, f"The regime of {case.reference} is {case.get_regime_display()}.")
        return redirect("case", case.reference)
    context = {**frame(case, "case", ("Regime", "")), "form": form}
    return render(request, "commissioning/regime.html", context, status=status_of(form))
