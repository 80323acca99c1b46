"""Consulting on a version of a policy, and approving it: comments and answers, put forward, approved, sent back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rules import day_of
from commissioning.casefile.forms import ReasonForm
from commissioning.casefile.policy_register import address, comment_cards, comment_read, counted, facts_of, shown
from commissioning.casefile.policy_register_forms import (
    AnswerForm,
    ApproveForm,
    CommentForm,
    ConsultForm,
    EnterCommentForm,
    PublicAnswerForm,
    PutForwardForm,
)
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.views.policy_versions import frame, opened
from commissioning.policies.approving import against, approve, proposal_of, put_forward, send_back, why_not_approve
from commissioning.policies.consulting import answer, comment, enter_comment, may_comment, open_consultation
from commissioning.policies.drafting import taking_comments
from commissioning.policies.kinds import Received, VersionState
from commissioning.policies.writing import newest_before, titles_of


@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask until which day comments are taken, and open the consultation."""
    register, version = opened(request, code, number)
    register.require_keeper(version.policy)
    form = ConsultForm(request.POST or None, initial={"read": version.digest})
    act = partial(open_consultation, version, by=register.person, at=register.at)
    if form.is_bound and carried_out(form, register.person, lambda: act(**form.cleaned_data)):
        messages.success(request, "The consultation is open.")
        return redirect("policy-comments", code, number)
    context = {**frame(version), "form": form}
    return render(request, "commissioning/policy_consult.html", context, status=status_of(form))


@require_safe
def comments(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show every comment with its answer."""
    register, version = opened(request, code, number)
    keeps = register.keeps(version.policy)
    taking = taking_comments(version, day_of(register.at))
    consulted = version.state == VersionState.CONSULTATION
    context = {
        **frame(version),
        "cards": comment_cards(register, version),
        "taking": taking,
        "may_comment": taking and may_comment(register.person, register.at),
        "answers": keeps and consulted,
    }
    return render(request, "commissioning/policy_comments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for a comment of one's own."""
    register, version = opened(request, code, number)
    form = CommentForm(request.POST or None)
    act = partial(comment, version, by=register.person, at=register.at)
    if form.is_bound and carried_out(form, register.person, lambda: act(**form.cleaned_data)):
        messages.success(request, "Your comment is recorded. It will be answered before the policy is approved.")
        return redirect("policy-comments", code, number)
    context = {**frame(version), "form": form}
    return render(request, "commissioning/policy_comment.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for a comment that reached the council in another way: who from, how and when."""
    register, version = opened(request, code, number)
    register.require_keeper(version.policy)
    form = EnterCommentForm(request.POST or None)
    act = partial(enter_comment, version, by=register.person, at=register.at)
    if form.is_bound and carried_out(form, register.person, lambda: act(**form.cleaned_data)):
        messages.success(request, "The comment is entered.")
        return redirect("policy-comments", code, number)
    context = {**frame(version), "form": form}
    return render(request, "commissioning/policy_comment_enter.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, code: str, number: int, comment_number: int) -> HttpResponse:
    """Ask for the answer to a comment, and what was changed because of it."""
    register, version = opened(request, code, number)
    register.require_keeper(version.policy)
    found = comment_read(register, version, comment_number)
    asks = PublicAnswerForm if found.received == Received.ONLINE else AnswerForm
    form = asks(request.POST or None)
    act = partial(answer, found, by=register.person, at=register.at)
    if form.is_bound and carried_out(form, register.person, lambda: act(**form.cleaned_data)):
        messages.success(request, f"Comment {found.number} is answered.")
        return redirect("policy-comments", code, number)
    context = {**frame(version), "form": form, "comment": found, "answer": getattr(found, "answer", None)}
    return render(request, "commissioning/policy_answer.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for the days of a version and why the policy changes, and put it forward."""
    register, version = opened(request, code, number)
    register.require_keeper(version.policy)
    form = PutForwardForm(request.POST or None)
    act = partial(put_forward, version, by=register.person, at=register.at)
    if form.is_bound and carried_out(form, register.person, lambda: act(**form.cleaned_data)):
        messages.success(request, "The version is put forward. Somebody who wrote nothing of it approves it.")
        return redirect(address(version))
    context = {**frame(version), "form": form, "against": against(version, day_of(register.at))}
    return render(request, "commissioning/policy_propose.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask whoever may approve a version to do so, or to send it back; tell its writers who can."""
    register, version = opened(request, code, number)
    by, at, back = register.person, register.at, "send_back" in request.POST
    initial = {"read": proposal_of(version), "approved_on": day_of(at)}
    form = ApproveForm(None if back else request.POST or None, initial=initial)
    reason = ReasonForm(request.POST if back else None, auto_id="back_%s")
    if form.is_bound and carried_out(form, by, lambda: approve(version, **form.cleaned_data, by=by, at=at)):
        messages.success(request, "The version is approved. What it says never changes from now on.")
        return redirect(f"/policies/{code}/?version={number}")
    if reason.is_bound and carried_out(reason, by, lambda: send_back(version, **reason.cleaned_data, by=by, at=at)):
        messages.success(request, "The version is sent back, with your reason.")
        return redirect(address(version))
    context = {
        **frame(version),
        "form": form,
        "reason": reason,
        "facts": facts_of(version, day_of(at)),
        **shown(version.wording, titles_of(newest_before(version))),
        "comments": counted(version),
        "proposed": version.state == VersionState.PROPOSED,
        "why_not": why_not_approve(by, version, at),
        "may_send_back": register.keeps(version.policy) or register.approves(version.policy),
    }
    status = max(status_of(form), status_of(reason))
    return render(request, "commissioning/policy_approve.html", context, status=status)
