"""Writing an approved version as rows, and what its approval does to the one before. Inside a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db.models import Max

from commissioning.policies.models import Policy, PolicySection, PolicyVersion, Priority, PriorityFate
from commissioning.policies.rules import Wording


def next_number(policy: Policy) -> int:
    """Return the number of a policy's next version: one that was withdrawn keeps its own."""
    highest: int | None = policy.versions.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def newest_approved(policy: Policy) -> PolicyVersion | None:
    """Return the version that was approved last, whether or not it is in force yet."""
    return policy.versions.published().select_related("policy").order_by("-number").first()


def titles_of(version: PolicyVersion | None) -> dict[str, str]:
    """Return the titles of a version's priorities by their codes; none where there is no version."""
    if version is None:
        return {}
    return dict(version.priorities.order_by("position").values_list("code", "title"))


def write_rows(version: PolicyVersion, wording: Wording, before: Mapping[str, str]) -> None:
    """Write sections, priorities and the fates of the ones before; `before` are those that there were, by code."""
    for position, section in enumerate(wording.sections, start=1):
        PolicySection(version=version, position=position, title=section.title, text=section.text).save()
    made: dict[str, Priority] = {}
    for position, terms in enumerate(wording.priorities, start=1):
        said = {name: value.strip() for name, value in asdict(terms).items()}
        made[said["code"]] = Priority(version=version, position=position, **said)
        made[said["code"]].save()
    if before:
        _write_fates(version, wording, made)


def _write_fates(version: PolicyVersion, wording: Wording, made: Mapping[str, Priority]) -> None:
    earlier = newest_before(version)
    old = {one.code: one for one in earlier.priorities.all()} if earlier else {}
    for terms in wording.fates:
        into = made.get(terms.into)
        PriorityFate(version=version, old=old[terms.old], fate=terms.fate, into=into, reason=terms.reason).save()


def newest_before(version: PolicyVersion) -> PolicyVersion | None:
    """Return the approved version that one follows."""
    earlier = PolicyVersion.objects.published().filter(policy=version.policy_id, number__lt=version.number)
    return earlier.order_by("-number").first()


def supersede(earlier: PolicyVersion | None, later: PolicyVersion) -> None:
    """Write on a version from which day the next one takes its place."""
    if earlier is not None:
        earlier.superseded_from = later.effective_from
        earlier.save(update_fields=["superseded_from"])
