"""Meetings: the list, recording one, and recording case by case what it decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.casefile import correcting
from commissioning.casefile.meeting import (
    MEETINGS_HEAD,
    WAITING_HEAD,
    ask_for,
    bodies_that_meet,
    body_that_meets,
    decided_head,
    meeting_of,
    newest_of,
    reach_of_reader,
    records,
    rows_decided,
    rows_of_meetings,
    rows_waiting,
    stages_after,
)
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.trail import body_of
from commissioning.meetings.bringing_along import bring_all_along
from commissioning.meetings.conditions import Wanted, owners_of
from commissioning.meetings.correcting import Recount, correct_decision, correct_meeting
from commissioning.meetings.decisions import Taken, decide
from commissioning.meetings.forms import CorrectMeetingForm, MeetingForm, RecountForm, TakenForm
from commissioning.meetings.kinds import AS_ANSWERS
from commissioning.meetings.meeting import Held, record_meeting
from commissioning.meetings.models import Meeting
from commissioning.meetings.reading import waiting_for
from commissioning.vocabulary import SeatKind, Stage

OF_CONDITIONS = ("condition", "condition_post", "condition_due_on", "condition_stage")


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the meetings that were recorded."""
    reach = reach_of_reader(reader(request), timezone.now())
    context = {"head": MEETINGS_HEAD, "rows": rows_of_meetings(), "records": records(reach)}
    return render(request, "commissioning/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask which body met, when, and who was there."""
    person, at = reader(request), timezone.now()
    reach_of_reader(person, at, recording=True)
    form = MeetingForm(request.POST or None, bodies=bodies_that_meet())

    def record() -> None:
        given = {**form.cleaned_data}
        key, body = given.pop("key"), body_that_meets(pk=given.pop("body"))
        record_meeting(body, Held(**given), by=person, at=at, key=key)

    if form.is_bound and (entry := carried_out(form, person, record)):
        messages.success(request, "The meeting is recorded. Now record what it decided, case by case.")
        return redirect("meeting", body_of(entry)["about"]["meeting"])
    return render(request, "commissioning/meeting_record.html", {"form": form}, status=status_of(form))


@require_safe
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show who attended, what was decided, and which seats still wait for this body."""
    person, at = reader(request), timezone.now()
    reach, meeting = reach_of_reader(person, at), meeting_of(meeting_id)
    attendees = list(meeting.attendees.all())
    context = {
        "meeting": meeting,
        "members": [found for found in attendees if found.member],
        "beside": [found for found in attendees if not found.member],
        "waiting": rows_waiting(meeting, waiting_for(meeting, reach), day_of(at)),
        "waiting_head": WAITING_HEAD,
        "decided": rows_decided(meeting, reach),
        "decided_head": decided_head(reach),
        "records": records(reach),
        "corrections": correcting.corrections_of(meeting, reach),
    }
    return render(request, "commissioning/meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, meeting_id: int, task_id: int) -> HttpResponse:
    """Ask what a meeting resolved on one recommendation."""
    person, at = reader(request), timezone.now()
    ask, meeting = ask_for(task_id, person, at), meeting_of(meeting_id)
    form = _form(request, meeting, ask)
    if form.is_bound and carried_out(form, person, lambda: _record(meeting, ask, form, person, at)):
        messages.success(request, f"The decision on {ask.case.reference} is recorded.")
        return redirect("meeting", meeting.pk)
    submission = newest_of(ask)
    context = {"form": form, "meeting": meeting, "ask": ask, "submission": submission}
    return render(request, "commissioning/meeting_decide.html", context, status=status_of(form))


def _form(request: HttpRequest, meeting: Meeting, ask: Ask) -> TakenForm:
    return TakenForm(
        request.POST or None,
        initial={"digest": newest_of(ask).digest},
        attendees=[(found.pk, str(found)) for found in meeting.attendees.all()],
        results=list(AS_ANSWERS.get(SeatKind(ask.kind), {})),
        posts=[(post.pk, post.title) for post in owners_of(ask.case)],
        stages=stages_after(Stage(ask.stage)),
    )


def _record(meeting: Meeting, ask: Ask, form: TakenForm, person: Person, at: datetime) -> None:
    given: dict[str, Any] = {**form.cleaned_data}
    text, post, due_on, stage = (given.pop(name) for name in OF_CONDITIONS)
    key, left = given.pop("key"), tuple(given.pop("left"))
    posts = {found.pk: found for found in owners_of(ask.case)} if text else {}
    conditions = (Wanted(text, posts[post], due_on, stage),) if text else ()
    decide(meeting, ask, Taken(**given, left=left, conditions=conditions), by=person, at=at, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ask what is to be corrected in the record of a meeting, and why."""
    person, at = reader(request), timezone.now()
    reach_of_reader(person, at, recording=True)
    meeting = meeting_of(meeting_id)
    usual = correcting.of_meeting(meeting, list(meeting.attendees.all()))
    form = CorrectMeetingForm(request.POST or None, initial=usual, named=correcting.may_rename(meeting))

    def act() -> None:
        given = {**form.cleaned_data}
        key, why = given.pop("key"), given.pop("reason")
        correct_meeting(meeting, Held(**given), reason=why, by=person, at=at, key=key)

    if form.is_bound and carried_out(form, person, act):
        bring_all_along(at)
        messages.success(request, "The record is corrected. What it was stays below, and in the trail of each case.")
        return redirect("meeting", meeting.pk)
    return render(
        request, "commissioning/meeting_correct.html", {"form": form, "meeting": meeting}, status=status_of(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def recount(request: HttpRequest, meeting_id: int, decision_id: int) -> HttpResponse:
    """Ask what is to be corrected in how a decision was minuted and counted, and why."""
    person, at = reader(request), timezone.now()
    reach = reach_of_reader(person, at, recording=True)
    meeting = meeting_of(meeting_id)
    made = correcting.decision_of(meeting, decision_id, reach)
    attendees = list(meeting.attendees.all())
    form = RecountForm(
        request.POST or None,
        initial=correcting.of_decision(made, attendees),
        attendees=[(found.pk, str(found)) for found in attendees],
    )

    def act() -> None:
        given = {**form.cleaned_data}
        key, why, left = given.pop("key"), given.pop("reason"), tuple(given.pop("left"))
        correct_decision(made, Recount(**given, left=left), reason=why, by=person, at=at, key=key)

    if form.is_bound and carried_out(form, person, act):
        messages.success(request, f"The record is corrected. What it was stays in the trail of {made.case.reference}.")
        return redirect("meeting", meeting.pk)
    context = {"form": form, "meeting": meeting, "made": made}
    return render(request, "commissioning/decision_correct.html", context, status=status_of(form))
