"""Passing on what somebody who leaves has in hand."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Person
from audit.errors import RepeatedError
from commissioning.casefile.leavers import Passing, leavers_of, passing, successors_of
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import status_of
from commissioning.cover.forms import LeaverForm
from commissioning.cover.leaving import pass_on
from commissioning.cover.reading import arranged_bodies
from commissioning.errors import OvertakenError
from govuk.wording import how_many

UNNAMED = "A case that you may not see stays. Ask the head of its service to pass it on."


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask whose work passes to whom; then say case by case what passes, and pass it on."""
    person, at = reader(request), timezone.now()
    bodies = arranged_bodies(person, at)
    if not bodies:
        words = "None of your posts passes on what others have in hand."
        raise NotAllowedError(f"{words} Heads of service, directors and administrators do.")
    form = LeaverForm(request.POST or None, leavers=leavers_of(bodies, at), successors=successors_of(bodies, at))
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        return _checked(request, form, person, bodies, at)
    if "change" in request.POST:
        form = LeaverForm(
            initial=form.cleaned_data if form.is_valid() else {},
            leavers=leavers_of(bodies, at),
            successors=successors_of(bodies, at),
        )
    return render(request, "commissioning/leaving.html", {"form": form}, status=status_of(form))


def _checked(request: HttpRequest, form: LeaverForm, person: Person, bodies: set[int], at: datetime) -> HttpResponse:
    leaver, successor = form.cleaned_data["leaver"], form.cleaned_data["successor"]
    found = passing(leaver, successor, bodies, at, by=person)
    if "confirm" in request.POST:
        if found.cases:
            messages.success(request, _passed(form, found.cases, person, at))
        return redirect("leaving")
    context = {"form": form, "leaver": leaver, "successor": successor, "passing": found, "kept": _kept(form)}
    return render(request, "commissioning/leaving_check.html", context)


def _passed(form: LeaverForm, cases: list[Passing], person: Person, at: datetime) -> str:
    """Pass on each case in a decision of its own, and say how many passed and what did not."""
    refusals = [words for one in cases if (words := _refusal(form, one, person, at))]
    to = form.cleaned_data["successor"].full_name
    passed = f"{how_many(len(cases) - len(refusals), 'case passes,cases pass')} to {to}, who is told."
    return " ".join([passed, *refusals])


def _refusal(form: LeaverForm, one: Passing, person: Person, at: datetime) -> str:
    found, case = form.cleaned_data, one.case
    key = f"{found['key']}/{case.reference}"
    try:
        pass_on(
            case,
            leaver=found["leaver"],
            successor=found["successor"],
            reason=found["reason"],
            by=person,
            at=at,
            key=key,
        )
    except RepeatedError:
        return ""
    except (RefusedError, OvertakenError) as refused:
        return refused.message if one.seen else UNNAMED
    except NotAllowedError as refused:
        return f"{case.reference}: {refused.reason}" if one.seen else UNNAMED
    return ""


def _kept(form: LeaverForm) -> list[tuple[str, str]]:
    found = form.cleaned_data
    people = [(name, str(found[name].pk)) for name in ("leaver", "successor")]
    return [*people, ("reason", found["reason"]), ("key", found["key"])]
