"""The delivery group of a policy: shown whole, and its members, meetings and evidence recorded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.casefile.policy_group import (
    case_named,
    evidence_named,
    evidence_of,
    group_of,
    meetings_of,
    member_named,
    members_of,
)
from commissioning.casefile.policy_group_forms import (
    EvidenceForm,
    FindingsForm,
    GroupMeetingForm,
    LeaveForm,
    MemberForm,
)
from commissioning.casefile.policy_register import Register, every_body
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.views.policies import opened
from commissioning.policies.group import (
    add_member,
    commission_evidence,
    end_member,
    record_findings,
    record_group_meeting,
)
from commissioning.policies.models import Policy


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is in the group, what its meetings noted, and what evidence it commissioned."""
    register = opened(request)
    policy = group_of(register, code)
    context = {
        "policy": policy,
        "members": members_of(policy),
        "meetings": meetings_of(policy),
        "evidence": evidence_of(policy, register),
        "keeps": register.keeps(policy),
    }
    return render(request, "commissioning/policy_group.html", context)


def _kept(request: HttpRequest, code: str) -> tuple[Register, Policy]:
    register = opened(request)
    policy = group_of(register, code)
    register.require_keeper(policy)
    return register, policy


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Ask who joins the group, for which body and in what part."""
    register, policy = _kept(request, code)
    form = MemberForm(request.POST or None, bodies=every_body(register.at))
    return _asks(request, register, policy, form, partial(add_member, policy), "Name a member", "The member is named.")


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, code: str, member_id: int) -> HttpResponse:
    """Ask for the last day of a member."""
    register, policy = _kept(request, code)
    member = member_named(policy, member_id)
    title, form = f"End the membership of {member.name}", LeaveForm(request.POST or None)
    return _asks(request, register, policy, form, partial(end_member, member), title, "The membership is ended.")


@require_http_methods(["GET", "HEAD", "POST"])
def meet(request: HttpRequest, code: str) -> HttpResponse:
    """Ask when the group met, who was there, and what was noted."""
    register, policy = _kept(request, code)
    form, act = GroupMeetingForm(request.POST or None), partial(record_group_meeting, policy)
    return _asks(request, register, policy, form, act, "Record a meeting", "The meeting is recorded.")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what evidence was commissioned, from whom, and in which case."""
    register, policy = _kept(request, code)
    form = EvidenceForm(request.POST or None)

    def act(**given: Any) -> object:
        case = case_named(register, given.pop("case"))
        return commission_evidence(policy, case=case, **given)

    return _asks(request, register, policy, form, act, "Record commissioned evidence", "The evidence is recorded.")


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, code: str, evidence_id: int) -> HttpResponse:
    """Ask what commissioned evidence found."""
    register, policy = _kept(request, code)
    evidence = evidence_named(policy, evidence_id)
    form, act = FindingsForm(request.POST or None), partial(record_findings, evidence)
    return _asks(request, register, policy, form, act, f"What “{evidence}” found", "The findings are recorded.")


def _asks(
    request: HttpRequest,
    register: Register,
    policy: Policy,
    form: Form,
    act: Callable[..., object],
    title: str,
    done: str,
) -> HttpResponse:
    by, at = register.person, register.at
    if form.is_bound and carried_out(form, by, lambda: act(**form.cleaned_data, by=by, at=at)):
        messages.success(request, done)
        return redirect("policy-group", policy.code)
    back = reverse("policy-group", args=[policy.code])
    context = {"form": form, "policy": policy, "title": title, "back": back}
    return render(request, "commissioning/policy_group_form.html", context, status=status_of(form))
