"""Consultations on policies as everybody reads them: the text, what was answered, and a comment without an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rules import day_of
from commissioning.casefile.finding import number_in
from commissioning.casefile.policy_register import comments_shown, shown, versions_in_public
from commissioning.casefile.policy_register_forms import PublicCommentForm
from commissioning.casefile.public import TrapForm, sent_in_public
from commissioning.casefile.trail import body_of
from commissioning.policies.consulting import comment_in_public, consulted_on
from commissioning.policies.drafting import taking_comments
from commissioning.policies.kinds import VersionState
from commissioning.policies.models import PolicyVersion
from commissioning.policies.writing import newest_before, titles_of

MOST = 50


@login_not_required
@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List what is consulted on now, then what was."""
    today = day_of(timezone.now())
    found = versions_in_public().order_by("-consulted_until", "-pk")[:MOST]
    rows = [{"version": one, "taking": taking_comments(one, today)} for one in found]
    context = {"open": [row for row in rows if row["taking"]], "over": [row for row in rows if not row["taking"]]}
    return render(request, "commissioning/consultations.html", context)


@login_not_required
@require_safe
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what was consulted on, once approved what was approved, and the comments of the public that are answered."""
    version = _version(code, number)
    approved = version.state == VersionState.APPROVED
    as_consulted = not approved or "consulted" in request.GET
    wording = consulted_on(version) if as_consulted else version.wording
    context = {
        "version": version,
        "policy": version.policy,
        "taking": taking_comments(version, day_of(timezone.now())),
        "approved": approved,
        "as_consulted": as_consulted,
        **shown(wording, titles_of(newest_before(version))),
        "comments": comments_shown(version),
        "sent": number_in(request.GET.get("comment", "")),
    }
    return render(request, "commissioning/consultation.html", context)


def _version(code: str, number: int) -> PolicyVersion:
    return get_object_or_404(versions_in_public(), policy__code=code, number=number)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for a comment, and for a name if its writer wants to be named."""
    version, at = _version(code, number), timezone.now()
    back = reverse("consultation", args=[code, number])
    if not taking_comments(version, day_of(at)):
        return redirect(back)
    form, status = PublicCommentForm(request.POST or None), 200

    def act(key: str) -> None:
        given = form.cleaned_data
        comment_in_public(version, text=given["text"], name=given["name"], at=at, key=key)

    if form.is_bound:
        entry, status = sent_in_public(request, form, act)
        if entry:
            return redirect(f"{back}?comment={body_of(entry)['about']['comment']}")
    context = {"version": version, "policy": version.policy, "form": form, "trap": TrapForm(), "back": back}
    return render(request, "commissioning/consultation_comment.html", context, status=status)
