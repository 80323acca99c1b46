"""Reading the policy register: which version holds on a day, and whether a newer one does."""

from __future__ import annotations

from datetime import date
from typing import Final

from commissioning.policies.models import PolicyVersion, PolicyVersionQuerySet

SOCIAL_VALUE: Final = "social-value"


def versions_of(code: str) -> PolicyVersionQuerySet:
    """Return every published version of a policy, the first one first."""
    return PolicyVersion.objects.published().filter(policy__code=code).select_related("policy").order_by("number")


def version_in_force(on: date, code: str = SOCIAL_VALUE) -> PolicyVersion | None:
    """Return the version of a policy in effect on a day; None where there was none yet."""
    return PolicyVersion.objects.in_force(on).filter(policy__code=code).select_related("policy").first()


def newer_version(than: PolicyVersion, on: date) -> PolicyVersion | None:
    """Return the version that has taken the place of another by a day, if any has."""
    found = PolicyVersion.objects.in_force(on).filter(policy=than.policy_id, number__gt=than.number)
    return found.select_related("policy").first()
