"""The gates of a case, and one gate with its seats."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.rules import day_of
from commissioning.casefile import next_steps, overview, pauses, seats
from commissioning.casefile.drawing import drawing_of
from commissioning.casefile.files import folder_of
from commissioning.casefile.frame import frame
from commissioning.casefile.meeting import clearable
from commissioning.casefile.people import case_of, posts_on, reader, sees_whole
from commissioning.casefile.stages import room_for
from commissioning.casefile.wording import stacked
from commissioning.casefile.writing import sections_of
from commissioning.gates.combining import in_sentence
from commissioning.gates.models import Gate, Question, Seat
from commissioning.vocabulary import Stage
from govuk.wording import in_a_sentence

if TYPE_CHECKING:
    from commissioning.casefile.overview import Chased
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
    whole = sees_whole(case, gate.stage)
    own = () if whole else posts_on(case, person, at)
    standing = [] if gate.closed_at else overview.open_seats_of(case)
    here = [seat for seat in standing if seat.gate_id == gate.pk] or seats.seats_of(gate)
    waiting = [] if gate.closed_at else overview.open_tasks_of(case, day_of(at))
    questions = pauses.questions_at(gate, day_of(at))
    paused = pauses.standing(questions)
    tiers = seats.tiers(here, seats.sign_offs_of(gate), day_of(at), reasons=whole, own=own, paused=paused)
    context = {
        **frame(case, "case-gates", (_named(case, gate), "")),
        "gate": gate,
        "title": f"Gate of {in_a_sentence(_named(case, gate))}",
        "outcome": seats.outcome_in_words(gate),
        "submissions": list(gate.submissions.all()),
        "handed_in": _handed_in(case, gate) if whole else [],
        "tiers": tiers,
        "questions": _asked(case, gate, questions, None if whole else pauses.sections_read(here, own)),
        "clearable": clearable(case, here, waiting),
        "drawing": drawing_of(tiers, [stage.label for stage in gate.stages] if gate.earlier else ()),
        "together": in_sentence(gate.stages) if gate.earlier else "",
        "next": None if gate.closed_at else _next(case, gate, here, waiting, day_of(at)),
    }
    return render(request, "commissioning/gate.html", context)


def _asked(case: Seen, gate: Gate, questions: Sequence[Question], keys: Collection[str] | None) -> list[pauses.Asked]:
    """The questions that a reader may read; `keys` are those of the sections they may read, None: all."""
    room = room_for(case, Stage(gate.stage)).at(gate.earlier)
    titles = {section.key: section.title for section in room.sections}
    return pauses.asked(pauses.readable(questions, keys), titles)


def _named(case: Seen, gate: Gate) -> str:
    year = f"year {gate.sequence}" if gate.stage == Stage.MONITORING else ""
    return ", ".join(word for word in (seats.gate_name(case, gate), gate.strand.part, year) if word)


def _handed_in(case: Seen, gate: Gate) -> list[dict[str, object]]:
    """The sections of the newest submission that have files. Others find those of their own sections in its record."""
    newest = max(gate.submissions.all(), key=lambda submission: submission.number, default=None)
    if newest is None:
        return []
    folder = folder_of(case, gate, newest)
    found = [(section.title, folder.enclosed(section.key, section.stated)) for section in sections_of(newest)]
    return [{"title": title, "files": files} for title, files in found if files]


def _next(case: Seen, gate: Gate, here: Sequence[Seat], waiting: Sequence[Chased], today: date) -> next_steps.Next:
    """What happens next in the part of the case that the gate belongs to."""
    strand = gate.strand
    strand.case, vars(strand)["earlier"] = case, gate.earlier
    tasks = [task for task in waiting if task.strand_id == strand.pk]
    return next_steps.next_of(case, [strand], tasks, here, today, pauses.pauses_within(waiting))
