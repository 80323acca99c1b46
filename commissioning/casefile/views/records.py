"""The records of a case: all six, one as a task list or as it was submitted, and its check before the gate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile import drafting, overview, returned, shelves, together, writing
from commissioning.casefile.asking import asked_by
from commissioning.casefile.comparing import COMPARED, Comparison, comparison_of
from commissioning.casefile.files import enclosed_now, folder_of, lane_of
from commissioning.casefile.finding import number_in
from commissioning.casefile.forms import DeedForm
from commissioning.casefile.frame import frame
from commissioning.casefile.ideas import beside
from commissioning.casefile.people import case_of, posts_on, reader, require_sight, require_whole, sees_whole
from commissioning.casefile.questions import BROUGHT, questions_of
from commissioning.casefile.refusals import unnamed
from commissioning.casefile.seats import outcome_in_words
from commissioning.casefile.shelves import Stored
from commissioning.casefile.stages import room_in
from commissioning.casefile.stated import Line, lines_of
from commissioning.drafts.keeping import around
from commissioning.errors import RefusedError
from commissioning.gates.canonical import Frozen
from commissioning.gates.combining import in_sentence
from commissioning.gates.models import BundleSection, Submission
from commissioning.ownership.asking import not_accepted, owners_must_accept
from commissioning.records.rooms import Section, StageRoom
from commissioning.vocabulary import Action, Lane, Stage
from govuk.wording import in_words

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.writing import Place


@require_safe
def show_all(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the records of every stage that the case has reached."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    found = shelves.records_of(case, overview.strands_of(case), overview.gates_of(case))
    return render(request, "commissioning/records.html", {**frame(case, "case-records"), "stages": found})


@require_safe
def show(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Show one record: as a task list while it is written, as it was submitted afterwards."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    place = place_asked(request, case, stage)
    if place.one_page and case.writes:
        return redirect("fast-page", case.reference)
    context = {**frame(case, "case-records", (place.title, "")), "place": place}
    if not sees_whole(case, place.room.stage) or not place.open:
        return _stored(request, case, place, person, at, context)
    returns = returned.returns_of(place)
    open_now = around(place.source, person, at) if case.writes else []
    steps = writing.steps_of(place, returns, drafting.by_section(open_now, person, at))
    near = beside(place, case, day_of(at))
    context |= {
        "near": near,
        "items": [step.as_item() for step in steps if step.asked],
        "left_out": [step.as_item() for step in steps if not step.asked],
        "complete": sum(step.status == "Complete" for step in steps),
        "wanted": sum(step.asked and step.status != "Optional" for step in steps),
        "reopened": place.reopened,
        "held": place.held(day_of(at)),
        "returns": returns,
        "check": place.url("record-check") if case.writes else "",
        "comparison": _compared(place),
        "advice": [*_advice(place), *([near.advice] if near and near.advice else [])],
        "beside": together.beside(place),
        "page_before": _page_before(case, place),
        "page_typed": case.lane == Lane.STANDARD and drafting.whole_page_typed(open_now, person),
    }
    return render(request, "commissioning/record.html", context)


def _advice(place: Place) -> list[str]:
    """What refuses nothing and is worth a look before the record goes to its gate."""
    return [fault.text for fault in place.room.advice(place.record)]


def _compared(place: Place) -> Comparison | None:
    """How the options of a needs record compare as it stands; None of any other record."""
    options = [section for section in place.room.sections if section.key in COMPARED]
    return comparison_of({section.key: json.loads(section.freeze(place.record).body) for section in options})


def _page_before(case: Seen, place: Place) -> list[Stored]:
    """What was written on the one page before the case left the fast lane."""
    return writing.page_before(place) if place.room.stage == Stage.NEEDS and case.lane == Lane.STANDARD else []


def place_asked(request: HttpRequest, case: Seen, stage: str) -> Place:
    """Return the record that an address names, with its strand and year."""
    return writing.place_of(case, stage, _number(request, "strand"), _number(request, "year"), day_of(timezone.now()))


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return number_in(text)


def _stored(
    request: HttpRequest, case: Seen, place: Place, person: Person, at: datetime, context: dict[str, object]
) -> HttpResponse:
    """The record as it was submitted; those who may not read all of it read what their own seats answer for."""
    submissions = writing.submissions_of(place)
    shown = _submission(submissions, _number(request, "submission"))
    stage = place.room.stage
    keys = None if sees_whole(case, stage) else writing.own_sections(case, stage, posts_on(case, person, at))
    room = room_in(lane_of(case, shown, stage), stage) if shown else place.room
    sections = writing.sections_of(shown, keys) if shown else []
    if shown and shown.gate.earlier:
        sections = [section for section in sections if section.key in {own.key for own in room.sections}]
    context |= {
        "submissions": submissions,
        "shown": shown,
        "outcome": outcome_in_words(shown.gate) if shown else "",
        "decided_together": in_sentence(shown.gate.stages) if shown and shown.gate.earlier else "",
        "held": place.held(day_of(at)) if place.open else "",
        "sections": _in_words(case, shown, sections, room) if shown else [],
        "comparison": comparison_of({section.key: section.stated for section in sections}),
        "whole": keys is None,
    }
    return render(request, "commissioning/record_stored.html", context)


def _in_words(case: Seen, shown: Submission, sections: Sequence[BundleSection], room: StageRoom) -> list[Stored]:
    folder = folder_of(case, shown.gate, shown)
    return [shelves.stored(section, room, folder) for section in sections]


def _submission(submissions: list[Submission], number: int | None) -> Submission | None:
    if number is None:
        return submissions[0] if submissions else None
    found = next((submission for submission in submissions if submission.number == number), None)
    if found is None:
        raise Http404
    return found


@require_safe
def check(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Show all answers as they would go to the gate, and what keeps them from going there."""
    place, case = _written(request, reference, stage)
    if not place.open:
        return redirect(place.url("record"))
    steps = writing.steps_of(place, [])
    frozen = [section.freeze(place.record) for section in place.room.sections]
    changed = writing.changed_since(place, frozen)
    context = {
        **frame(case, "case-records", (place.title, place.url("record")), ("Check your answers", "")),
        "place": place,
        "answers": [
            {
                "title": step.section.title,
                "href": step.href,
                "lines": _every_line(step.section, text),
                "files": enclosed_now(place.record, step.section),
                "changed": changed is not None and text.key in changed,
            }
            for step, text in zip(steps, frozen, strict=True)
            if step.asked
        ],
        "left_out": [step.as_item() for step in steps if not step.asked],
        "comparison": comparison_of({text.key: json.loads(text.body) for text in frozen}),
        "again": changed is not None,
        "advice": _advice(place),
        "unfinished": [step for step in steps if step.wrong],
        "onward": place.url("record-submit"),
        "next_stage": together.hands_on(place),
        "beside": together.beside(place),
    }
    return render(request, "commissioning/check.html", context)


@require_safe
def submit(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Show who will be asked, for which sections, until when and why them; the button carries the write task out."""
    place, case = _written(request, reference, stage)
    if not place.open or place.goes_with:
        return redirect(place.url("record"))
    if any(step.wrong for step in writing.steps_of(place, [])):
        return redirect(place.url("record-check"))
    checked = ("Check your answers", place.url("record-check"))
    shown = frame(case, "case-records", (place.title, place.url("record")), checked, ("Submit", ""))
    next_stage = together.hands_on(place)
    if next_stage is not None:
        deed = DeedForm(initial={"action": Action.HAND_ON})
        told = {"place": place, "task": place.task, "hand_on": deed, "next_stage": next_stage}
        return render(request, "commissioning/hand_on.html", {**shown, **told})
    context = {
        **shown,
        "place": place,
        "fast": place.one_page,
        "advice": [] if place.gated else _advice(place),  # once it came back the check before this page says it
        "task": place.task,
        "submit": DeedForm(initial={"action": Action.SUBMIT}),
        "beside": together.beside(place),
        "owners_missing": _owners_missing(case, place, timezone.now()),
        "near": beside(place, case, day_of(timezone.now())),
        **_asked_of(place, reader(request), timezone.now()),
    }
    return render(request, "commissioning/submit.html", context)


def _owners_missing(case: Seen, place: Place, at: datetime) -> str:
    """Say which owners have not accepted the stage, and whether the record can be submitted all the same."""
    wanting = not_accepted(case, place.room.stage) if case.partner_count else []
    if not wanting:
        return ""
    names = in_words(found.body.name for found in wanting)
    told = f"{names} {'has' if len(wanting) == 1 else 'have'} not accepted ownership of this stage."
    if owners_must_accept(place.record.strand, at):
        return f"{told} The gate policy asks for it, so the record is not submitted before."
    return f"{told} You can submit the record all the same."


def _every_line(section: Section, text: Frozen) -> list[Line]:
    """The answers of a section as they stand, and its questions that nobody has answered yet."""
    questions = questions_of(section)
    asked = dict.fromkeys((key for key in questions.own if key not in BROUGHT), "")
    return lines_of(asked | shelves.without_files(json.loads(text.body)), questions)


def _written(request: HttpRequest, reference: str, stage: str) -> tuple[Place, Seen]:
    """The record that an address names, for those who may write it."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    require_whole(person, case, stage, at)
    return place_asked(request, case, stage), case


def _asked_of(place: Place, person: Person, at: datetime) -> dict[str, object]:
    """Who would be asked; of a purchase that no longer belongs in the fast lane why it moves instead."""
    verdict = writing.verdict_on(place, at) if place.one_page else None
    if verdict is not None and verdict.lane != Lane.FAST:
        return {"moves": verdict.why}
    return _asked(place, person, at)


def _asked(place: Place, person: Person, at: datetime) -> dict[str, object]:
    try:
        return {"asked": asked_by(place, person, at), "unseated": []}
    except RefusedError as refused:
        return {"asked": [], "unseated": unnamed(refused)}
