"""How policies bear on one another: the map with its table, conflicts and gaps, and linking, reviewing and ending."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from commissioning.casefile.forms import ReasonForm
from commissioning.casefile.policy_gaps import (
    GAP_HEAD,
    LINKAGE_HEAD,
    NO_CASES,
    gap_tables,
    gaps,
    linkage_read,
    synergies,
)
from commissioning.casefile.policy_register import every_body, every_policy, policy_read
from commissioning.casefile.policy_register_forms import LinkageForm, LinkForm
from commissioning.casefile.policy_use import sees_cases
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.views.policies import opened
from commissioning.policies.linking import Linked, end_linkage, link, review_linkage


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show how policies bear on one another, as a map and as a table."""
    register = opened(request)
    picture, rows = synergies(register)
    context = {"picture": picture, "head": LINKAGE_HEAD, "rows": rows, "sees_gaps": sees_cases(register.reach)}
    return render(request, "commissioning/policy_synergies.html", context)


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Show where policies conflict, and what is missing."""
    register = opened(request)
    if not sees_cases(register.reach):
        raise NotAllowedError(NO_CASES)
    found = gaps(register)
    context = {"head": GAP_HEAD, "tables": gap_tables(found), "count": len(found)}
    return render(request, "commissioning/policy_gaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Ask how a policy bears on another one."""
    register = opened(request)
    policy, _ = policy_read(register, code)
    register.require_keeper(policy)
    others = {other.code: other for other, _ in every_policy(register) if other.pk != policy.pk}
    bodies = every_body(register.at)
    form = LinkForm(request.POST or None, policies=others.values(), bodies=bodies)
    by, at = register.person, register.at

    def act() -> None:
        given = {**form.cleaned_data}
        key, other = given.pop("key"), others[given.pop("other")]
        link(policy, other, Linked(**given), by=by, at=at, key=key)

    if form.is_bound and carried_out(form, by, act):
        messages.success(request, "The policies are linked.")
        return redirect("policy-synergies")
    context = {"form": form, "policy": policy, "others": bool(others)}
    return render(request, "commissioning/policy_link.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, linkage_id: int) -> HttpResponse:
    """Show a linkage; ask those who keep the policy to review it, or to end it with a reason."""
    register = opened(request)
    policy, _ = policy_read(register, code)
    found = linkage_read(register, policy, linkage_id)
    by, at, ends = register.person, register.at, "end" in request.POST
    initial = {name: getattr(found, name) for name in ("bond", "rationale", "review_on")}
    sent = request.POST or None
    bodies = every_body(at)
    form = LinkageForm(None if ends else sent, bodies=bodies, initial={**initial, "owner": found.owner.slug})
    reason = ReasonForm(sent if ends else None, auto_id="end_%s")
    if sent is not None:
        register.require_keeper(policy)

    def review() -> None:
        given: dict[str, Any] = {**form.cleaned_data}
        key = given.pop("key")
        review_linkage(found, Linked(**given), by=by, at=at, key=key)

    if form.is_bound and carried_out(form, by, review):
        messages.success(request, "The linkage is reviewed.")
        return redirect("policy-synergies")
    end = partial(end_linkage, found, by=by, at=at)
    if reason.is_bound and carried_out(reason, by, lambda: end(**reason.cleaned_data)):
        messages.success(request, "The linkage is ended.")
        return redirect("policy-synergies")
    context = {"form": form, "reason": reason, "policy": policy, "linkage": found, "keeps": register.keeps(policy)}
    status = max(status_of(form), status_of(reason))
    return render(request, "commissioning/policy_linkage.html", context, status=status)
