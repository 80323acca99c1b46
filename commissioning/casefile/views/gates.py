"""The gates of a case, and one gate with its seats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.rules import day_of
from commissioning.casefile import next_steps, overview, seats
from commissioning.casefile.drawing import drawing_of
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, own_posts, reader
from commissioning.casefile.wording import stacked

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

HEAD = [{"text": text} for text in ("Gate", "How far", "Submissions", "Opened", "Over")]


@require_safe
def show_all(request: HttpRequest, reference: str) -> HttpResponse:
    """List the gates a case has come to."""
    case = case_of(reader(request), reference, timezone.now())
    rows = stacked(HEAD, [seats.row_of(case, gate) for gate in seats.gates_of(case)])
    return render(request, "commissioning/gates.html", {**frame(case, "case-gates"), "head": HEAD, "rows": rows})


@require_safe
def show(request: HttpRequest, reference: str, gate_id: int) -> HttpResponse:
    """Show one gate: who is asked, who answered what, when and why, and which answers carried over."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    gate = get_object_or_404(seats.gates_of(case), pk=gate_id)
    own = () if case.sees_figures else own_posts(person, at)
    given = seats.sign_offs_of(gate)
    tiers = seats.tiers(seats.seats_of(gate), given, day_of(at), reasons=case.sees_figures, own=own)
    context = {
        **frame(case, "case-gates", (gate.get_stage_display(), "")),
        "gate": gate,
        "outcome": seats.outcome_in_words(gate),
        "submissions": list(gate.submissions.all()),
        "tiers": tiers,
        "drawing": drawing_of(tiers),
        "next": None if gate.closed_at else _next(case, day_of(at)),
    }
    return render(request, "commissioning/gate.html", context)


def _next(case: Seen, today: date) -> next_steps.Next:
    strands, seats_there = overview.strands_of(case), overview.open_seats_of(case)
    return next_steps.next_of(case, strands, overview.open_tasks_of(case), seats_there, today)
