"""How policies bear on one another: the map with its table, conflicts and gaps, and linking, reviewing and ending."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from commissioning.casefile.clashing import clashes_on
from commissioning.casefile.policy_gaps import (
    GAP_HEAD,
    LINKAGE_HEAD,
    NO_CASES,
    gap_tables,
    gaps,
    linkage_read,
    synergies,
)
from commissioning.casefile.policy_register import Register, every_body, every_policy, policy_read
from commissioning.casefile.policy_register_forms import EndLinkageForm, LinkForm, ReviewForm
from commissioning.casefile.policy_use import sees_cases
from commissioning.casefile.refusals import OVERTAKEN, carried_out, status_of
from commissioning.casefile.views.policies import opened
from commissioning.errors import OvertakenError
from commissioning.policies.linking import Linked, end_linkage, link, review_linkage
from commissioning.policies.models import Linkage


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
    if request.method == "POST":
        register.require_keeper(policy)
    return (_ended if "end" in request.POST else _reviewed)(request, register, found)


def _reviewed(request: HttpRequest, register: Register, found: Linkage) -> HttpResponse:
    bodies = every_body(register.at)
    form = ReviewForm(request.POST or None, bodies=bodies, initial=_saved(found))

    def review() -> None:
        given: dict[str, Any] = {**form.cleaned_data}
        key, read = given.pop("key"), given.pop("read")
        review_linkage(found, Linked(**given), read=read, by=register.person, at=register.at, key=key)

    try:
        entry = carried_out(form, register.person, review) if form.is_bound else None
    except OvertakenError as overtaken:
        fresh = linkage_read(register, found.policy, found.pk)
        if fresh.ended_at is not None:
            raise
        form = ReviewForm(_again(request.POST, fresh), bodies=bodies, initial=_saved(fresh))
        return _asks(request, register, fresh, form, _end_form(fresh), why=overtaken.message)
    if entry:
        messages.success(request, "The linkage is reviewed.")
        return redirect("policy-synergies")
    return _asks(request, register, found, form, _end_form(found))


def _again(typed: QueryDict, fresh: Linkage) -> QueryDict:
    """What was typed once more, under a key of its own, to be compared with the linkage as it is now."""
    data = typed.copy()
    data["key"], data["read"] = uuid4().hex, fresh.digest
    return data


def _saved(found: Linkage) -> dict[str, object]:
    said = {name: getattr(found, name) for name in ("bond", "rationale", "review_on")}
    return {**said, "owner": found.owner.slug, "read": found.digest}


def _end_form(found: Linkage, sent: QueryDict | None = None) -> EndLinkageForm:
    return EndLinkageForm(sent, auto_id="end_%s", initial={"read": found.digest})


def _ended(request: HttpRequest, register: Register, found: Linkage) -> HttpResponse:
    reason = _end_form(found, request.POST)
    end = partial(end_linkage, found, by=register.person, at=register.at)
    if carried_out(reason, register.person, lambda: end(**reason.cleaned_data)):
        messages.success(request, "The linkage is ended.")
        return redirect("policy-synergies")
    form = ReviewForm(bodies=every_body(register.at), initial=_saved(found))
    return _asks(request, register, found, form, reason)


def _asks(
    request: HttpRequest, register: Register, found: Linkage, form: ReviewForm, reason: EndLinkageForm, *, why: str = ""
) -> HttpResponse:
    """The page of a linkage; where somebody was quicker, what is saved beside what was typed."""
    context = {
        "form": form,
        "reason": reason,
        "policy": found.policy,
        "linkage": found,
        "keeps": register.keeps(found.policy),
        "why": why,
        "clashes": clashes_on(form, bodies=every_body(register.at)) if why else (),
    }
    status = OVERTAKEN if why else max(status_of(form), status_of(reason))
    return render(request, "commissioning/policy_linkage.html", context, status=status)
