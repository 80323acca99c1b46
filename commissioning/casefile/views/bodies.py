"""Bodies with the names they had, and reorganisations: proposed by one person, confirmed by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decisions import appointer
from accounts.models import Person
from accounts.reach import Reach
from accounts.rights import Right
from commissioning.casefile import reorganising
from commissioning.casefile.forms import ReasonForm, SendForm
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.reorganising_forms import ReorganisationForm
from commissioning.reorganising.decisions import (
    confirm_reorganisation,
    decline_reorganisation,
    propose_reorganisation,
    withdraw_reorganisation,
)
from commissioning.reorganising.kinds import ReorganisationState
from commissioning.reorganising.models import Reorganisation

WITHDRAWABLE = (ReorganisationState.PROPOSED, ReorganisationState.CONFIRMED)


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the bodies, found by any name they have or had, and the reorganisations."""
    reach = reorganising.require_bodies(reader(request), timezone.now())
    words = request.GET.get("q", "")
    context = {
        "q": words,
        "bodies": reorganising.bodies_found(words),
        "head": reorganising.HEAD,
        "rows": reorganising.rows_of(reorganising.acts()),
        "proposes": bool(reach.over(Right.APPOINT)),
    }
    return render(request, "commissioning/bodies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reorganise(request: HttpRequest) -> HttpResponse:
    """Ask what becomes of which bodies, from when, and why."""
    person, at = reader(request), timezone.now()
    appointer(person, None, at=at)
    bodies = {body.slug: body for body in reorganising.standing_bodies()}
    form = ReorganisationForm(request.POST or None, bodies=bodies.values())

    def carry_out() -> None:
        given = {name: form.cleaned_data[name] for name in ("name", "effective_on", "reason", "key")}
        kind, body = form.cleaned_data["kind"], bodies[form.about()]
        propose_reorganisation(kind, body, goings=form.goings(), **given, by=person, at=at)

    entry = carried_out(form, person, carry_out) if form.is_bound else None
    if entry:
        messages.success(request, "It is proposed. A second person confirms it; nothing moves before.")
        return redirect("reorganisation", reorganising.act_made(entry).pk)
    return render(request, "commissioning/reorganise.html", {"form": form}, status=status_of(form))


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show what an act moves, who proposed it, who confirmed it and how far it is."""
    return _page(request, number, SendForm())


def _page(request: HttpRequest, number: int, form: SendForm) -> HttpResponse:
    person, at = reader(request), timezone.now()
    reach = reorganising.require_bodies(person, at)
    found = reorganising.act_of(number)
    confirms = _confirms(person, reach, found)
    context = {
        "act": found,
        "title": reorganising.headline(found),
        "rows": reorganising.summary_of(found),
        "effects": reorganising.effects(found, at),
        "form": form,
        "confirms": confirms,
        "own": found.state == ReorganisationState.PROPOSED and found.proposed_by_id == person.pk,
        "withdraws": not confirms and found.state in WITHDRAWABLE and bool(reach.over(Right.APPOINT)),
    }
    return render(request, "commissioning/reorganisation.html", context, status=status_of(form))


def _confirms(person: Person, reach: Reach, found: Reorganisation) -> bool:
    waits = found.state == ReorganisationState.PROPOSED and found.proposed_by_id != person.pk
    return waits and reorganising.confirms(reach, found)


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm an act as a second person."""
    person, at = reader(request), timezone.now()
    reorganising.require_bodies(person, at)
    found, form = reorganising.act_of(number), SendForm(request.POST)
    if carried_out(form, person, lambda: confirm_reorganisation(found, **form.cleaned_data, by=person, at=at)):
        messages.success(request, "It is confirmed. From its day on it is carried out within minutes, case by case.")
        return redirect("reorganisation", number)
    return _page(request, number, form)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a second person why they decline an act."""
    person, at = reader(request), timezone.now()
    reorganising.require_bodies(person, at)
    return _ended(request, number, "Decline", decline_reorganisation, at)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why an act is withdrawn."""
    person, at = reader(request), timezone.now()
    appointer(person, None, at=at)
    return _ended(request, number, "Withdraw", withdraw_reorganisation, at)


def _ended(request: HttpRequest, number: int, step: str, verb: Callable[..., None], at: datetime) -> HttpResponse:
    """Ask why an act ends before it is carried out, and end it."""
    person, found, form = reader(request), reorganising.act_of(number), ReasonForm(request.POST or None)
    if form.is_bound and carried_out(form, person, lambda: verb(found, **form.cleaned_data, by=person, at=at)):
        messages.success(request, f"It is {found.get_state_display().lower()}. Nothing was moved.")
        return redirect("reorganisation", number)
    context = {"form": form, "act": found, "title": reorganising.headline(found), "step": step}
    return render(request, "commissioning/reorganisation_end.html", context, status=status_of(form))
