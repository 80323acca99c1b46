"""What a social value record begins with: the policy in force when the case began, and each of its priorities."""

from __future__ import annotations

from accounts.rules import day_of
from commissioning.case.models import Case
from commissioning.policies.models import PolicyVersion
from commissioning.policies.register import SOCIAL_VALUE, version_in_force, versions_of
from commissioning.records.rooms import ever, fill
from commissioning.social_value.models import PriorityChoice, SocialValueRecord


def prefill(record: SocialValueRecord) -> None:
    """Name the policy version that applies and put each of its priorities before the writer, once."""
    if record.policy_version is None:
        fill(record, {"policy_version": version_for(record.strand.case)})
    if record.policy_version is None:
        return
    known = ever(PriorityChoice, record, "priority_id")
    for priority in record.policy_version.priorities.exclude(pk__in=known).order_by("position"):
        PriorityChoice(record=record, priority=priority).save()


def version_for(case: Case) -> PolicyVersion | None:
    """Return the version that a case holds until it adopts a newer one.

    That is the one in force when the procurement commenced, or when the case was opened while that is not known.

    Where the council had none yet, its first.
    """
    began = case.commenced_on or day_of(case.opened_at)
    return version_in_force(began) or versions_of(SOCIAL_VALUE).first()
