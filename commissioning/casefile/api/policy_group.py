"""The delivery group of a policy: its members, meetings and evidence."""

from __future__ import annotations

from functools import partial
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commissioning.casefile.api.asking import NEEDED_KEY, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.policies import CODE, Registered
from commissioning.casefile.api.policy_serializers import PolicyDecidedShape
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.policy_group import (
    case_named,
    evidence_named,
    evidence_of,
    group_of,
    meetings_of,
    member_named,
    members_of,
)
from commissioning.casefile.policy_group_forms import LONGEST_NOTES
from commissioning.casefile.policy_register import body_standing
from commissioning.policies.documents import LONGEST_TITLE
from commissioning.policies.group import (
    add_member,
    commission_evidence,
    end_member,
    record_findings,
    record_group_meeting,
)
from commissioning.policies.kinds import Part

MEMBER = OpenApiParameter("member", OpenApiTypes.INT, OpenApiParameter.PATH, description="The member's id.")
EVIDENCE = OpenApiParameter("evidence", OpenApiTypes.INT, OpenApiParameter.PATH, description="The evidence's id.")


class MemberShape(Shape):
    """A member of the group."""

    id = serializers.IntegerField()
    part = serializers.ChoiceField(choices=Part.choices)
    name = serializers.CharField()
    body = serializers.CharField(source="body.slug")
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)


class GroupMeetingShape(Shape):
    """A meeting of the group."""

    id = serializers.IntegerField()
    held_on = serializers.DateField()
    attendees = serializers.CharField()
    notes = serializers.CharField()


class EvidenceShape(Shape):
    """Evidence that the group commissioned."""

    id = serializers.IntegerField(source="evidence.pk")
    title = serializers.CharField(source="evidence.title")
    question = serializers.CharField(source="evidence.question")
    supplier = serializers.CharField(source="evidence.supplier")
    commissioned_on = serializers.DateField(source="evidence.commissioned_on")
    delivered_on = serializers.DateField(source="evidence.delivered_on", allow_null=True)
    findings = serializers.CharField(source="evidence.findings")
    case = serializers.CharField(help_text="Its reference, where the caller may see it.")


class GroupShape(Shape):
    """The delivery group of a policy."""

    members = MemberShape(many=True)
    meetings = GroupMeetingShape(many=True)
    evidence = EvidenceShape(many=True)


class JoinShape(Shape):
    """Who joins the group, for which body and in what part."""

    name = serializers.CharField(max_length=LONGEST_TITLE)
    body = serializers.SlugField(max_length=80)
    part = serializers.ChoiceField(choices=Part.choices)
    since = serializers.DateField()


class LeaveShape(Shape):
    """The last day of a member."""

    until = serializers.DateField()


class MeetShape(Shape):
    """A meeting to record."""

    held_on = serializers.DateField()
    attendees = serializers.CharField(max_length=LONGEST_NOTES)
    notes = serializers.CharField(max_length=LONGEST_NOTES)


class CommissionShape(Shape):
    """Evidence that was commissioned."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    question = serializers.CharField(max_length=LONGEST_NOTES)
    supplier = serializers.CharField(max_length=LONGEST_TITLE)
    commissioned_on = serializers.DateField()
    case = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")


class FindingsShape(Shape):
    """What evidence found."""

    delivered_on = serializers.DateField()
    findings = serializers.CharField(max_length=LONGEST_NOTES)


class Group(Registered):
    """The delivery group of a policy."""

    @documented("read_policy_group", GroupShape, parameters=[CODE])
    def get(self, _request: Request, code: str) -> Response:
        """Read its members, meetings and evidence."""
        register = self.register()
        policy = group_of(register, code)
        told = {
            "members": members_of(policy),
            "meetings": meetings_of(policy),
            "evidence": evidence_of(policy, register),
        }
        return Response(GroupShape(told).data)


class GroupMembers(Registered):
    """The members of a group."""

    @documented("join_policy_group", PolicyDecidedShape, request=JoinShape, status=201, parameters=[CODE, NEEDED_KEY])
    def post(self, request: Request, code: str) -> Response:
        """Name a member."""
        asked, key = read(JoinShape, request.data), key_of(request, needed=True)
        register = self.register()
        body = body_standing(asked.pop("body"), register.at)
        return self.told(partial(add_member, group_of(register, code)), key, body=body, **_parted(asked))


class OneGroupMember(Registered):
    """One member of a group."""

    @documented(
        "leave_policy_group", PolicyDecidedShape, request=LeaveShape, status=201, parameters=[CODE, MEMBER, NEEDED_KEY]
    )
    def post(self, request: Request, code: str, member: int) -> Response:
        """End a membership."""
        asked, key = read(LeaveShape, request.data), key_of(request, needed=True)
        found = member_named(group_of(self.register(), code), member)
        return self.told(partial(end_member, found), key, **asked)


class GroupMeetings(Registered):
    """The meetings of a group."""

    @documented(
        "record_policy_group_meeting",
        PolicyDecidedShape,
        request=MeetShape,
        status=201,
        parameters=[CODE, NEEDED_KEY],
    )
    def post(self, request: Request, code: str) -> Response:
        """Record a meeting with its notes."""
        asked, key = read(MeetShape, request.data), key_of(request, needed=True)
        return self.told(partial(record_group_meeting, group_of(self.register(), code)), key, **asked)


class GroupEvidence(Registered):
    """The evidence of a group."""

    @documented(
        "commission_policy_evidence",
        PolicyDecidedShape,
        request=CommissionShape,
        status=201,
        parameters=[CODE, NEEDED_KEY],
    )
    def post(self, request: Request, code: str) -> Response:
        """Record evidence that was commissioned."""
        asked, key = read(CommissionShape, request.data), key_of(request, needed=True)
        register = self.register()
        policy, case = group_of(register, code), case_named(register, asked.pop("case"))
        return self.told(partial(commission_evidence, policy), key, case=case, **asked)


class OneEvidence(Registered):
    """Evidence of a group."""

    @documented(
        "record_policy_findings",
        PolicyDecidedShape,
        request=FindingsShape,
        status=201,
        parameters=[CODE, EVIDENCE, NEEDED_KEY],
    )
    def post(self, request: Request, code: str, evidence: int) -> Response:
        """Record what it found."""
        asked, key = read(FindingsShape, request.data), key_of(request, needed=True)
        found = evidence_named(group_of(self.register(), code), evidence)
        return self.told(partial(record_findings, found), key, **asked)


def _parted(asked: dict[str, Any]) -> dict[str, Any]:
    return {**asked, "part": Part(asked["part"])}
