"""Who owns a case: the page, and letting a partner in, letting one go, letting another body lead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile import owning
from commissioning.casefile.forms import ReasonForm
from commissioning.casefile.frame import frame
from commissioning.casefile.owner_forms import LeadForm, PartnerForm
from commissioning.casefile.people import case_of, posts_on, reader, require_sight
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.ownership.decisions import add_partner, change_lead, remove_partner
from commissioning.ownership.reconsidering import accept_after_all
from commissioning.vocabulary import Lane

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

OWNERS = "Owners"


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who owns a case, and what each body said of its stages."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    owners = owning.owners_of(case, day_of(at))
    alone = len(owners) == 1
    context = {
        **frame(case, "case", (OWNERS, "")),
        "owners": owners,
        "alone": alone,
        "fast": case.lane == Lane.FAST,
        "writer": owning.writer_of(case) if alone else "",
        "head": owning.HEAD,
        "rows": owning.history_of(case, day_of(at)),
        "shares": owning.may_share(case),
        "changeable": [] if alone else owning.changeable(case, posts_on(case, person, at)),
    }
    return render(request, "commissioning/owners.html", context)


def _sharing(request: HttpRequest, reference: str) -> tuple[Person, datetime, Seen]:
    """Return who reads, when, and the case. Raises NotAllowedError for who may not change its owners."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    if case.open and case.lane != Lane.FAST and not owning.may_share(case):
        require_sight(person, Right.SHARE_CASE, case, at, allowed=False)
    return person, at, case


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask which body owns the case too, and why."""
    person, at, case = _sharing(request, reference)
    bodies = {body.slug: body for body in owning.could_join(case)}
    form = PartnerForm(request.POST or None, bodies=bodies.values())

    def carry_out() -> None:
        given = form.cleaned_data
        body = bodies[given["body"]]
        add_partner(case, body, reason=given["reason"], by=person, at=at, key=given["key"])

    if form.is_bound and carried_out(form, person, carry_out):
        messages.success(request, "It owns the case too, and is asked to accept the stage.")
        return redirect("case-owners", case.reference)
    context = {**frame(case, "case", _above(case), ("Add a partner", "")), "form": form}
    return render(request, "commissioning/owner_add.html", context, status=status_of(form))


def _above(case: Seen) -> tuple[str, str]:
    return OWNERS, reverse("case-owners", args=[case.reference])


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Ask why a partner goes."""
    person, at, case = _sharing(request, reference)
    body = owning.body_named(slug)
    form = ReasonForm(request.POST or None)
    if form.is_bound and carried_out(
        form, person, lambda: remove_partner(case, body, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, f"{body.name} no longer owns the case.")
        return redirect("case-owners", case.reference)
    context = {**frame(case, "case", _above(case), (f"Remove {body.name}", "")), "form": form, "body": body}
    return render(request, "commissioning/owner_remove.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask which of the owners leads from now on, in whose hands, and why."""
    person, at, case = _sharing(request, reference)
    partners = {owner.body.slug: owner.body for owner in owning.owners_of(case, day_of(at)) if not owner.leads}
    people = {str(one.pk): one for one in owning.could_lead(list(partners.values()), at)}
    form = LeadForm(request.POST or None, bodies=partners.values(), people=people.values())

    def carry_out() -> None:
        given = form.cleaned_data
        commissioner = people.get(given["commissioner"])
        body, why = partners[given["body"]], given["reason"]
        change_lead(case, body, commissioner=commissioner, reason=why, by=person, at=at, key=given["key"])

    if form.is_bound and carried_out(form, person, carry_out):
        messages.success(request, "The case has another lead. What waited for its posts passed with it.")
        return redirect("case-owners", case.reference)
    context = {**frame(case, "case", _above(case), ("Change the lead", "")), "form": form, "alone": not partners}
    return render(request, "commissioning/owner_lead.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def reconsider(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask why a body owns a stage now that it declined before."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    found, form = owning.acceptance_named(case, number), ReasonForm(request.POST or None)
    if form.is_bound and carried_out(
        form, person, lambda: accept_after_all(found, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, f"{found.body.name} owns the stage now. Whoever leads the case is told.")
        return redirect("case-owners", case.reference)
    above = frame(case, "case", _above(case), ("Accept it after all", ""))
    context = {**above, "form": form, "acceptance": found, "said": owning.said(found, case)}
    return render(request, "commissioning/owner_reconsider.html", context, status=status_of(form))
