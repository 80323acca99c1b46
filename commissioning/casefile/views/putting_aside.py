"""Putting a task aside for oneself until a day, and bringing it back."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.asks.snoozing import asleep, snooze, wake
from commissioning.casefile import work
from commissioning.casefile.people import reader, task_seen
from commissioning.casefile.refusals import put, status_of
from commissioning.casefile.time_forms import AsideForm
from commissioning.casefile.wording import deadline
from commissioning.errors import RefusedError
from govuk.wording import day_in_words


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, task_id: int) -> HttpResponse:
    """Ask until when a task is put aside, or bring it back."""
    person, at = reader(request), timezone.now()
    found = task_seen(person, task_id, at)
    if request.method == "POST" and "back" in request.POST:
        wake(found, by=person)
        messages.success(request, f"“{work.titled(found)}” is in your list again.")
        return redirect("work")
    form = AsideForm(request.POST or None)
    if form.is_bound and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            snooze(found, until, by=person, at=at)
        except RefusedError as refused:
            put(form, refused)
        else:
            messages.success(request, f"“{work.titled(found)}” is put aside until {day_in_words(until)}.")
            return redirect("work")
    return render(request, "commissioning/put_aside.html", _context(found, form, person, at), status=status_of(form))


def _context(found: Ask, form: AsideForm, person: Person, at: datetime) -> dict[str, object]:
    standing = next((one.until for one in asleep(person, at) if one.ask_id == found.pk), None)
    return {
        "task": found,
        "title": work.titled(found),
        "due": deadline(found.due_on, day_of(at)),
        "until": standing,
        "form": form,
    }
