"""Recording that a seat was cleared already, in another system."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commissioning.casefile.meeting import ask_for, newest_of
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.meetings.clearing import Cleared, record_clearance
from commissioning.meetings.forms import ClearanceForm


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, task_id: int) -> HttpResponse:
    """Ask in which system a seat was cleared, when, by whom, and which version of the text that covered."""
    person, at = reader(request), timezone.now()
    ask = ask_for(task_id, person, at)
    submission = newest_of(ask)
    form = ClearanceForm(request.POST or None, initial={"digest": submission.digest})

    def clear() -> None:
        given = {**form.cleaned_data}
        key = given.pop("key")
        record_clearance(ask, Cleared(**given), by=person, at=at, key=key)

    if form.is_bound and carried_out(form, person, clear):
        messages.success(request, f"The clearance is recorded: “{ask.title}” is not asked any more.")
        return redirect("case-gate", ask.case.reference, submission.gate_id)
    context = {"form": form, "ask": ask, "submission": submission}
    return render(request, "commissioning/clearance.html", context, status=status_of(form))
