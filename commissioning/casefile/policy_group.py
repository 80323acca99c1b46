"""The delivery group of a policy as people read it: its members, meetings and evidence."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.errors import NotAllowedError
from accounts.rights import Right
from commissioning.case.models import Case
from commissioning.casefile.policy_register import Register, policy_read
from commissioning.errors import RefusedError
from commissioning.policies.group_models import Evidence, GroupMeeting, GroupMember
from commissioning.policies.kinds import Part
from commissioning.policies.models import Policy

NOT_FOR_SUPPLIERS = "The delivery group of a policy is read by the council and the voluntary sector."


def group_of(register: Register, code: str) -> Policy:
    """Return the policy whose group somebody reads. Raises NotAllowedError for suppliers and whoever sees no case."""
    policy, _ = policy_read(register, code)
    if not register.reach.over(Right.VIEW_CASE):
        raise NotAllowedError(NOT_FOR_SUPPLIERS)
    return policy


def members_of(policy: Policy) -> list[GroupMember]:
    """Return the members of a group: sponsor, chair, then the others by body; who left comes last. One query."""
    order = list(Part)
    found = GroupMember.objects.filter(policy=policy).select_related("body")
    return sorted(found, key=lambda one: (one.until is not None, order.index(Part(one.part)), one.body.name, one.name))


def meetings_of(policy: Policy) -> list[GroupMeeting]:
    """Return the meetings of a group, the newest first. One query."""
    return list(GroupMeeting.objects.filter(policy=policy).select_related("recorded_by"))


def evidence_of(policy: Policy, register: Register) -> list[dict[str, Any]]:
    """Return the evidence of a group, each with its case where the reader may see that. Two queries."""
    found = list(Evidence.objects.filter(policy=policy))
    cases = Case.objects.within(register.reach).filter(pk__in=[one.case_id for one in found if one.case_id])
    references = dict(cases.values_list("pk", "reference"))
    return [{"evidence": one, "case": references.get(one.case_id or 0, "")} for one in found]


def member_named(policy: Policy, member_id: int) -> GroupMember:
    """Return a member of a group. Raises Http404 where there is none."""
    found = get_object_or_404(GroupMember.objects.select_related("body"), pk=member_id, policy=policy)
    found.policy = policy
    return found


def evidence_named(policy: Policy, evidence_id: int) -> Evidence:
    """Return evidence of a group. Raises Http404 where there is none."""
    found = get_object_or_404(Evidence, pk=evidence_id, policy=policy)
    found.policy = policy
    return found


def case_named(register: Register, reference: str) -> Case | None:
    """Return the case of a reference; None for an empty one. Raises RefusedError where there is none for the reader."""
    if not reference.strip():
        return None
    if not reference.isprintable():
        raise Http404
    found = Case.objects.within(register.reach).filter(reference=reference.strip().upper()).first()
    if found is None:
        words = "There is no case of that reference that you may see. Leave it empty where there is none."
        raise RefusedError(words, {"case": [words]})
    return found
