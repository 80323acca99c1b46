"""The council's policies, one of them with its versions and priorities, and what was done to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.finding import number_in
from commissioning.casefile.forms import SendForm
from commissioning.casefile.people import reader
from commissioning.casefile.policy_gaps import linkages_of
from commissioning.casefile.policy_register import (
    NOT_KEPT,
    VERSION_HEAD,
    Register,
    approved_among,
    bodies_kept,
    current_of,
    facts_of,
    history_of,
    policies_read,
    policy_read,
    register_for,
    shown,
    standing_of,
    version_rows,
)
from commissioning.casefile.policy_register_forms import BeginPolicyForm
from commissioning.casefile.policy_use import USE_HEAD, sees_cases, use_rows, uses_of
from commissioning.casefile.priority_cases import HEAD, served_by, serving_rows
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.trail import body_of
from commissioning.policies.drafting import begin_policy, begin_version
from commissioning.policies.models import PolicyVersion
from commissioning.policies.register import SOCIAL_VALUE
from commissioning.policies.writing import newest_before, titles_of


def opened(request: HttpRequest) -> Register:
    """Return the register as the reader of a page reads it, now."""
    return register_for(reader(request), timezone.now())


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the policies with the version that is in force, one to come and one that is open."""
    register = opened(request)
    context = {
        "policies": policies_read(register),
        "today": day_of(register.at),
        "gate_policies": bool(register.reach.over(Right.SEE_FIGURES)),
        "sees_gaps": sees_cases(register.reach),
        "drafts": bool(register.reach.over(Right.DRAFT_POLICY)),
    }
    return render(request, "commissioning/policies.html", context)


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show a policy: the version asked for, else the one in force, with its text and priorities."""
    register = opened(request)
    today = day_of(register.at)
    policy, versions = policy_read(register, code)
    current = current_of(versions, today)
    version = _asked(versions, current, request.GET.get("version", ""))
    standing, colour = standing_of(version, current, today)
    context = {
        "policy": policy,
        "version": version,
        "standing": standing,
        "colour": colour,
        "facts": facts_of(version, today),
        **shown(version.wording, titles_of(newest_before(version))),
        "version_head": VERSION_HEAD,
        "versions": version_rows(versions, today),
        "open": next((one for one in versions if one.open), None),
        "linkages": linkages_of(register, policy),
        "keeps": register.keeps(policy),
        "counts": code == SOCIAL_VALUE and sees_cases(register.reach),
        "serving": reverse("policy-version", args=[code, version.number]) if sees_cases(register.reach) else "",
        "sees_group": bool(register.reach.over(Right.VIEW_CASE)),
        "reads_history": register.reads_history(policy),
        "reads_comments": register.reads_comments,
    }
    return render(request, "commissioning/policy.html", context)


def _asked(versions: list[PolicyVersion], current: PolicyVersion | None, number: str) -> PolicyVersion:
    found = [version for version in versions if str(version.number) == number] if number else versions[:1]
    if not found:
        raise Http404
    return found[0] if number or current is None else current


@require_safe
def use(request: HttpRequest, code: str) -> HttpResponse:
    """Show what serves each priority of a version: cases, measures, live contracts, whatever version they hold."""
    register = opened(request)
    if not sees_cases(register.reach):
        raise NotAllowedError("What serves a policy is counted over cases, which none of your posts lets you see.")
    policy, versions = policy_read(register, code)
    number = request.GET.get("version", "")
    if number and not number.isdecimal():
        raise Http404
    version = approved_among(versions, int(number) if number else None, day_of(register.at))
    context = {
        "policy": policy,
        "version": version,
        "versions": [one for one in versions if one.approved_on],
        "head": USE_HEAD,
        "rows": use_rows(uses_of([version], register.reach)),
    }
    return render(request, "commissioning/policy_use.html", context)


@require_safe
def priority_cases(request: HttpRequest, code: str, number: int, place: int) -> HttpResponse:
    """List the cases that serve one priority of a version, and how."""
    register = opened(request)
    if not sees_cases(register.reach):
        raise NotAllowedError("What serves a policy is told over cases, which none of your posts lets you see.")
    policy, versions = policy_read(register, code)
    version = approved_among(versions, number, day_of(register.at))
    page = served_by(version, place, register.reach, number_in(request.GET.get("page", "")) or 1)
    context = {
        "version": version,
        "priority": page.priority,
        "page": page,
        "head": HEAD,
        "rows": serving_rows(page.cases),
        "back": f"{reverse('policy-use', args=[policy.code])}?version={version.number}",
    }
    return render(request, "commissioning/policy_priority_cases.html", context)


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was done to a policy, from the ledger."""
    register = opened(request)
    policy, _ = policy_read(register, code)
    if not register.reads_history(policy):
        raise NotAllowedError("The history of a policy is read by those who keep, approve or audit it.")
    context = {"policy": policy, "events": history_of(policy.stream_name)}
    return render(request, "commissioning/policy_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for a new policy's title and the body that keeps it, and begin its draft."""
    register = opened(request)
    bodies = bodies_kept(register)
    if not bodies:
        raise NotAllowedError(NOT_KEPT)
    form = BeginPolicyForm(request.POST or None, bodies=bodies)
    by, at = register.person, register.at
    entry = carried_out(form, by, lambda: begin_policy(**form.cleaned_data, by=by, at=at)) if form.is_bound else None
    if entry:
        messages.success(request, "The policy is begun. Write its text and its priorities.")
        return redirect("policy-version", entry.stream.rpartition("/")[2], body_of(entry)["about"]["version"])
    return render(request, "commissioning/policy_begin.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def begin_next(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whether to begin the next version of a policy, and begin it as the newest one reads."""
    register = opened(request)
    policy, versions = policy_read(register, code)
    register.require_keeper(policy)
    form, by = SendForm(request.POST or None), register.person
    entry = (
        carried_out(form, by, lambda: begin_version(policy, **form.cleaned_data, by=by, at=register.at))
        if form.is_bound
        else None
    )
    if entry:
        messages.success(request, "The version is begun as the newest one reads. Change what should change.")
        return redirect("policy-version", code, body_of(entry)["about"]["version"])
    context = {"form": form, "policy": policy, "open": next((one for one in versions if one.open), None)}
    return render(request, "commissioning/policy_begin_version.html", context, status=status_of(form))
