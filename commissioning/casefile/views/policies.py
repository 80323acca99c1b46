"""The council's policies, and one of them with its priorities."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.people import reader
from commissioning.casefile.wording import capital, deadline
from commissioning.policies.models import PolicyVersion
from govuk.wording import day_in_words


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the published policies with the version that is in force."""
    today = day_of(timezone.now())
    found = PolicyVersion.objects.published().select_related("policy__owner").order_by("policy__title", "-number")
    policies: dict[int, dict[str, object]] = {}
    for version in found:
        row = policies.setdefault(version.policy_id, {"policy": version.policy, "current": None, "coming": None})
        if version.effective_from > today:
            row["coming"] = version
        elif row["current"] is None:
            row["current"] = version
    context = {"policies": list(policies.values()), "today": today, "gate_policies": _reads_gate_policies(request)}
    return render(request, "commissioning/policies.html", context)


def _reads_gate_policies(request: HttpRequest) -> bool:
    return bool(reach_of(reader(request), timezone.now()).over(Right.SEE_FIGURES))


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show a policy: the version asked for, else the one in force, with its priorities."""
    today = day_of(timezone.now())
    published = PolicyVersion.objects.published().filter(policy__code=code).select_related("policy__owner")
    versions = list(published.order_by("-number"))
    current = next((version for version in versions if version.effective_from <= today), None)
    version = _asked(versions, current, request.GET.get("version", ""))
    standing, colour = _standing(version, current, today)
    context = {
        "policy": version.policy,
        "version": version,
        "versions": versions,
        "standing": standing,
        "colour": colour,
        "facts": _facts(version, today),
        "priorities": list(version.priorities.all()),
    }
    return render(request, "commissioning/policy.html", context)


def _asked(versions: list[PolicyVersion], current: PolicyVersion | None, number: str) -> PolicyVersion:
    found = [version for version in versions if str(version.number) == number] if number else versions[:1]
    if not found:
        raise Http404
    return found[0] if number or current is None else current


def _standing(version: PolicyVersion, current: PolicyVersion | None, today: date) -> tuple[str, str]:
    if version.effective_from > today:
        return "Not in force yet", "blue"
    return ("In force", "green") if version == current else ("Replaced", "grey")


def _facts(version: PolicyVersion, today: date) -> list[dict[str, str]]:
    review = version.review_on
    return [
        {"key": "Kept by", "value": version.policy.owner.name},
        {"key": "Approved on", "value": day_in_words(version.approved_on) if version.approved_on else ""},
        {"key": "In effect from", "value": day_in_words(version.effective_from)},
        {"key": "To be reviewed", "value": capital(deadline(review, today)) if review else ""},
    ]
