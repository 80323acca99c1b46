"""How a draft of the gate policy comes into force: replayed, proposed, published by others, sent back or withdrawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_q.tasks import async_task

from accounts.authority import Over, require
from accounts.models import Person
from accounts.reach import reach_of
from accounts.rights import Right
from commissioning.case.models import Case
from commissioning.casefile import policy_words
from commissioning.casefile.forms import ReasonForm
from commissioning.casefile.people import reader
from commissioning.casefile.policy_forms import ProposeForm, PublishForm, ReplayForm
from commissioning.casefile.policy_replay import picture_of, rows_of, told
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.gate_policies.decisions import (
    faults_of,
    in_order,
    propose,
    publish,
    send_back,
    why_not_publish,
    withdraw,
)
from commissioning.gate_policies.models import DraftState, PolicyDraft
from commissioning.gate_policies.replaying import begin_replay, newest_replay

JOB = "workflows.jobs.run_replay"


@require_http_methods(["GET", "HEAD", "POST"])
def replay(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show what a draft would have changed, how far a replay is, or begin one."""
    person, at = reader(request), timezone.now()
    reach = policy_words.reading(person, at)
    draft = policy_words.draft_named(draft_id)
    form = ReplayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        require(person, Right.DRAFT_GATE_POLICY, on=Over([draft.owner_id]), at=at)
        begun = begin_replay(draft.terms, draft=draft, since=form.cleaned_data["since"], by=person, at=at)
        transaction.on_commit(partial(async_task, JOB, begun.pk))
        return redirect("policy-draft-replay", draft.pk)
    found = newest_replay(draft)
    cases = Case.objects.visible_to(person, at) if found else None
    context = {
        **_frame(draft),
        "form": form,
        "replay": found,
        "stale": found is not None and found.digest != draft.digest,
        "writes": draft.owner_id in reach.over(Right.DRAFT_GATE_POLICY),
        **({"told": told(found), "picture": picture_of(found), **rows_of(found, cases)} if found and cases else {}),
    }
    return render(request, "commissioning/policy_draft_replay.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def put_forward(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask from which day a draft is to be in force and why, and propose it."""
    person, at = reader(request), timezone.now()
    draft = _to_write(person, draft_id)
    faults = in_order(faults_of(draft, at))
    form = ProposeForm(request.POST or None)
    act = partial(propose, draft, by=person, at=at)
    if request.method == "POST" and carried_out(form, person, lambda: act(**form.cleaned_data)):
        messages.success(request, "The draft is proposed. Somebody who wrote nothing of it publishes it.")
        return redirect("policy-draft", draft.pk)
    context = {**_frame(draft), "form": form, "faults": faults}
    return render(request, "commissioning/policy_draft_propose.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def put_in_force(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask whoever may publish a proposed draft to do so, or to send it back; tell its writers who can."""
    person, at = reader(request), timezone.now()
    policy_words.reading(person, at)
    draft = policy_words.draft_named(draft_id)
    back = "send_back" in request.POST
    form = PublishForm(None if back else request.POST or None, initial={"read": draft.proposal})
    reason = ReasonForm(request.POST if back else None, auto_id="back_%s")
    if request.method == "POST" and not back and carried_out(form, person, lambda: _publish(draft, form, person, at)):
        messages.success(request, "The gate policy is published.")
        return redirect("gate-policies")
    send = partial(send_back, draft, by=person, at=at)
    if back and carried_out(reason, person, lambda: send(**reason.cleaned_data)):
        messages.success(request, "The draft is sent back, with your reason.")
        return redirect("policy-draft", draft.pk)
    context = {
        **_frame(draft),
        "form": form,
        "reason": reason,
        "proposed": draft.state == DraftState.PROPOSED,
        "why_not": why_not_publish(person, draft, at),
        "replay": newest_replay(draft),
        "name": f"{policy_words.DRAFT}{draft.pk}",
    }
    status = max(status_of(form), status_of(reason))
    return render(request, "commissioning/policy_draft_publish.html", context, status=status)


def _publish(draft: PolicyDraft, form: PublishForm, person: Person, at: Any) -> None:
    given = form.cleaned_data
    publish(draft, read=given["read"], by=person, at=at, key=given["key"])


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask why a draft is withdrawn, and withdraw it."""
    person, at = reader(request), timezone.now()
    draft = _to_write(person, draft_id)
    form = ReasonForm(request.POST or None)
    act = partial(withdraw, draft, by=person, at=at)
    if request.method == "POST" and carried_out(form, person, lambda: act(**form.cleaned_data)):
        messages.success(request, "The draft is withdrawn.")
        return redirect("gate-policies")
    return render(
        request, "commissioning/policy_draft_withdraw.html", {**_frame(draft), "form": form}, status=status_of(form)
    )


def _to_write(person: Person, draft_id: int) -> PolicyDraft:
    """The draft that an address names, for those who may draft it."""
    at = timezone.now()
    policy_words.reading(person, at)
    draft = policy_words.draft_named(draft_id)
    if draft.owner_id not in reach_of(person, at).over(Right.DRAFT_GATE_POLICY):
        require(person, Right.DRAFT_GATE_POLICY, on=Over([draft.owner_id]), at=at)
    return draft


def _frame(draft: PolicyDraft) -> dict[str, object]:
    return {"draft": draft, "back": reverse("policy-draft", args=[draft.pk])}
