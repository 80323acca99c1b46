"""What a body that became part of another kept in the register passes to that one: policies, linkages, memberships.

A reorganisation moves cases one by one, each in its own chain; so it is with policies. What is left is read from the
facts, and the worker goes on where a killed one stopped.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.succession import heir_of
from audit.deciding import deciding
from commissioning.errors import OvertakenError
from commissioning.policies.group_models import GroupMember
from commissioning.policies.models import Linkage, Policy
from commissioning.verbs import Verb


def left_behind() -> QuerySet[Policy]:
    """Return the policies in whose record a body still stands that has become part of another."""
    linkages = Linkage.objects.filter(policy=OuterRef("pk"), ended_at=None, owner__successor__isnull=False)
    members = GroupMember.objects.filter(policy=OuterRef("pk"), until=None, body__successor__isnull=False)
    left = Q(owner__successor__isnull=False) | Exists(linkages) | Exists(members)
    return Policy.objects.filter(left).select_related("owner__successor").order_by("pk")


def pass_on(policy: Policy, *, at: datetime) -> None:
    """Let what stands in a policy's record for a body that ended stand for the one that followed it.

    Raises OvertakenError where nothing is left to pass on.
    """
    key = f"policy-passed-on/{policy.pk}/{policy.head_number}"
    with deciding(Verb.POLICY_PASSED_ON, policy, by=None, at=at, key=key) as decision:
        passed = [*_owner(policy), *_linkages(policy), *_members(policy)]
        if not passed:
            raise OvertakenError(f"“{policy}” has been passed on already.")
        decision.about(policy=policy.title, passed=passed)


def _owner(policy: Policy) -> list[str]:
    former = Policy.objects.select_related("owner__successor").get(pk=policy.pk).owner
    heir = heir_of(former)
    if heir == former:
        return []
    policy.owner = heir
    policy.save(update_fields=["owner"])
    return [f"the policy, from {former.name} to {heir.name}"]


def _linkages(policy: Policy) -> list[str]:
    found = Linkage.objects.filter(policy=policy, ended_at=None, owner__successor__isnull=False)
    told = []
    for one in found.select_related("owner__successor", "other").order_by("pk"):
        former, one.owner = one.owner, heir_of(one.owner)
        one.save(update_fields=["owner"])
        told.append(f"how it bears on “{one.other}”, from {former.name} to {one.owner.name}")
    return told


def _members(policy: Policy) -> list[str]:
    found = GroupMember.objects.filter(policy=policy, until=None, body__successor__isnull=False)
    told = []
    for one in found.select_related("body__successor").order_by("pk"):
        former, one.body = one.body, heir_of(one.body)
        one.save(update_fields=["body"])
        told.append(f"{one.name} of its delivery group, from {former.name} to {one.body.name}")
    return told
