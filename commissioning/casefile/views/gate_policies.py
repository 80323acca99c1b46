"""The versions of the gate policy: listed, read in plain words, compared, exported; and where drafts begin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from accounts.reach import Reach
from accounts.rights import Right
from accounts.rules import day_of
from audit.models import Entry
from commissioning.casefile import policy_words
from commissioning.casefile.files_of_json import read_in
from commissioning.casefile.people import reader
from commissioning.casefile.policy_forms import BeginForm, CompareForm, ImportForm
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.wording import stacked
from commissioning.gate_policies import wording
from commissioning.gate_policies.comparing import compare as compared
from commissioning.gate_policies.decisions import begin_draft
from commissioning.gates.documents import from_export
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy
from commissioning.gates.terms import PolicyTerms, to_document
from govuk.wording import day_in_words, moment_in_words

HEAD = [{"text": text} for text in ("Version", "In force from", "Published", "State")]
DRAFT_HEAD = [{"text": text} for text in ("Draft", "Begun by", "Changed last", "State")]
NOT_DRAFTED = "None of your posts may draft a gate policy. Procurement owns it: ask them for what should change."


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the versions, which of them is in force, and the drafts."""
    at = timezone.now()
    reach = policy_words.reading(reader(request), at)
    found = list(policy_words.versions())
    in_force = policy_words.in_force_on(day_of(at))
    context = {
        "head": HEAD,
        "rows": stacked(HEAD, [_row(policy, in_force, at) for policy in found]),
        "draft_head": DRAFT_HEAD,
        "drafts": stacked(DRAFT_HEAD, [policy_words.draft_row(one) for one in policy_words.every_draft()]),
        "may_draft": policy_words.drafts(reach, Right.DRAFT_GATE_POLICY),
        "several": len(found) > 1,
    }
    return render(request, "commissioning/gate_policies.html", context)


def _row(policy: GatePolicy, in_force: int | None, at: datetime) -> list[dict[str, object]]:
    return [
        {"text": str(policy), "href": policy_words.address(policy), "header": True},
        {"text": day_in_words(policy.effective_from)},
        {"text": moment_in_words(policy.published_at)},
        {"text": policy_words.standing(policy, in_force, day_of(at))[0]},
    ]


@require_safe
def show(request: HttpRequest, version: int) -> HttpResponse:
    """Show a version in plain words, each gate as a picture and in rows."""
    at = timezone.now()
    reach = policy_words.reading(reader(request), at)
    policy, bodies = policy_words.version_named(version), policy_words.names()
    terms = of_policy(policy)
    today = day_of(at)
    standing, colour = policy_words.standing(policy, policy_words.in_force_on(today), today)
    context = {
        "policy": policy,
        "standing": standing,
        "colour": colour,
        "facts": policy_words.facts_of_version(policy, terms),
        "may_draft": policy_words.drafts(reach, Right.DRAFT_GATE_POLICY),
        **in_words(terms, bodies),
    }
    return render(request, "commissioning/gate_policy.html", context)


def in_words(terms: PolicyTerms, bodies: dict[str, str]) -> dict[str, Any]:
    """Return what a policy says, for the template that tells it."""
    return {
        "gates": [policy_words.shown(terms, gate, bodies) for gate in terms.gates],
        "lanes": wording.lanes(terms),
        "chain": [wording.step(step, bodies) for step in terms.chain],
        "seat_head": policy_words.SEAT_HEAD,
    }


@require_safe
def export(request: HttpRequest, version: int) -> HttpResponse:
    """Hand out a version as one file with its digest."""
    policy_words.reading(reader(request), timezone.now())
    policy = policy_words.version_named(version)
    return file_of(of_policy(policy), f"gate-policy-{policy.version}")


def file_of(terms: PolicyTerms, name: str) -> HttpResponse:
    """Return terms as a file: the document, and its digest beside it."""
    answer = JsonResponse({**to_document(terms), "digest": terms.digest}, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{name}-{terms.digest[:12]}.json"'
    return answer


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show two versions or drafts side by side."""
    policy_words.reading(reader(request), timezone.now())
    choices = policy_words.choices()
    form = CompareForm(request.GET or None, choices=choices)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        sides = (form.cleaned_data["left"], form.cleaned_data["right"])
        (left, one), (right, other) = policy_words.terms_named(*sides)
        tables = policy_words.pairs(compared(one, other, policy_words.names()), left, right)
        context |= {"tables": tables, "left": left, "right": right, "same": one.digest == other.digest}
    return render(request, "commissioning/gate_policy_compare.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft from a version."""
    person, at = reader(request), timezone.now()
    owner = owner_of(policy_words.reading(person, at))
    known = {policy.version: policy for policy in policy_words.versions()}
    versions = [(number, str(policy)) for number, policy in known.items()]
    form = BeginForm(request.POST or None, versions=versions, initial={"version": next(iter(known), None)})
    if request.method == "POST" and form.is_valid():
        policy, key = known[form.cleaned_data["version"]], form.cleaned_data["key"]
        entry = carried_out(
            form,
            person,
            lambda: _begun(of_policy(policy), owner, person, at, key, based_on=policy),
            key=key,
        )
        if entry is not None:
            return _to_draft(request, entry)
    return render(request, "commissioning/gate_policy_begin.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Begin a draft from the file of another installation."""
    person, at = reader(request), timezone.now()
    owner = owner_of(policy_words.reading(person, at))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, key = form.cleaned_data["file"], form.cleaned_data["key"]

        def begin() -> None:
            _begun(read_in(file, from_export), owner, person, at, key, file=file.name)

        entry = carried_out(form, person, begin, key=key)
        if entry is not None:
            return _to_draft(request, entry)
    return render(request, "commissioning/gate_policy_import.html", {"form": form}, status=status_of(form))


def _begun(terms: PolicyTerms, owner: Body, person: Person, at: datetime, key: str, **more: Any) -> None:
    begin_draft(terms, owner=owner, by=person, at=at, key=key, **more)


def owner_of(reach: Reach) -> Body:
    """Return the council whose gate policy somebody of this reach drafts. Raises NotAllowedError for others."""
    owner = policy_words.owner_for(reach)
    if owner is None:
        raise NotAllowedError(NOT_DRAFTED)
    return owner


def _to_draft(request: HttpRequest, entry: Entry) -> HttpResponse:
    messages.success(request, "The draft is begun. Nothing of it is in force until somebody else publishes it.")
    return redirect("policy-draft", int(entry.stream.rpartition("/")[2]))
