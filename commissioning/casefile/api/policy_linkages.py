"""How policies bear on one another, and what conflicts or is missing."""

from __future__ import annotations

from functools import partial
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import NotAllowedError
from commissioning.casefile.api.asking import NEEDED_KEY, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.policies import CODE, Registered
from commissioning.casefile.api.policy_serializers import PolicyDecidedShape
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.policy_gaps import NO_CASES, GapKind, gaps, linkage_read, linkages_read
from commissioning.casefile.policy_register import body_standing, policy_read
from commissioning.casefile.policy_register_forms import LONGEST_COMMENT
from commissioning.casefile.policy_use import sees_cases
from commissioning.policies.kinds import Bond
from commissioning.policies.linking import Linked, end_linkage, link, review_linkage
from govuk.fields import LONGEST_REASON

LINKAGE = OpenApiParameter("linkage", OpenApiTypes.INT, OpenApiParameter.PATH, description="The linkage's id.")


class LinkageShape(Shape):
    """How one policy bears on another."""

    id = serializers.IntegerField()
    policy = serializers.CharField(source="policy.code")
    other = serializers.CharField(source="other.code")
    bond = serializers.ChoiceField(choices=Bond.choices)
    rationale = serializers.CharField()
    owner = serializers.CharField(source="owner.slug")
    review_on = serializers.DateField()
    digest = serializers.CharField(help_text="SHA-256 of what it says; whoever reviews or ends it names it.")


class LinkagesShape(Shape):
    """Every linkage that stands, between policies that the caller may know of."""

    results = LinkageShape(many=True)


class BearsShape(Shape):
    """How a policy bears on another one: in what way, why, who looks after it, when it is looked at again."""

    bond = serializers.ChoiceField(choices=Bond.choices)
    rationale = serializers.CharField(max_length=LONGEST_COMMENT)
    owner = serializers.SlugField(max_length=80)
    review_on = serializers.DateField()


class ReviewShape(BearsShape):
    """The same as it is to be now, and the digest of the linkage as it was read."""

    read = serializers.CharField(max_length=64)


class BondShape(BearsShape):
    """Which other policy, and how a policy bears on it."""

    other = serializers.SlugField(max_length=60)


class EndShape(Shape):
    """Why a linkage is ended, and its digest as it was read."""

    read = serializers.CharField(max_length=64)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class GapShape(Shape):
    """One conflict or gap."""

    kind = serializers.ChoiceField(choices=GapKind.choices)
    policy = serializers.CharField(source="policy.code")
    text = serializers.CharField()
    advice = serializers.CharField(help_text="What to do about it.")


class GapsShape(Shape):
    """Every conflict and gap that the caller may know of, kind by kind."""

    results = GapShape(many=True)


class Linkages(Registered):
    """The linkages between policies."""

    @documented("list_policy_linkages", LinkagesShape)
    def get(self, _request: Request) -> Response:
        """List how policies bear on one another."""
        return Response(LinkagesShape({"results": linkages_read(self.register())}).data)


class Gaps(Registered):
    """Conflicts and gaps."""

    @documented("list_policy_gaps", GapsShape)
    def get(self, _request: Request) -> Response:
        """List where policies conflict, and what is missing."""
        register = self.register()
        if not sees_cases(register.reach):
            raise NotAllowedError(NO_CASES)
        return Response(GapsShape({"results": gaps(register)}).data)


class LinkagesOfPolicy(Registered):
    """The linkages of one policy."""

    @documented("link_policy", PolicyDecidedShape, request=BondShape, status=201, parameters=[CODE, NEEDED_KEY])
    def post(self, request: Request, code: str) -> Response:
        """Say how a policy bears on another one."""
        asked, key = read(BondShape, request.data), key_of(request, needed=True)
        register = self.register()
        policy, _ = policy_read(register, code)
        other, _ = policy_read(register, asked.pop("other"))
        return self.told(partial(link, policy, other, _linked(asked, register.at)), key)


class OneLinkage(Registered):
    """One linkage of a policy."""

    @documented(
        "review_policy_linkage",
        PolicyDecidedShape,
        request=ReviewShape,
        status=201,
        parameters=[CODE, LINKAGE, NEEDED_KEY],
    )
    def post(self, request: Request, code: str, linkage: int) -> Response:
        """Look at a linkage again: confirm it or change it, until another day. 409 where it says something else now."""
        asked, key = read(ReviewShape, request.data), key_of(request, needed=True)
        register = self.register()
        found = linkage_read(register, policy_read(register, code)[0], linkage)
        return self.told(partial(review_linkage, found, _linked(asked, register.at)), key, read=asked["read"])

    @documented(
        "end_policy_linkage",
        PolicyDecidedShape,
        request=EndShape,
        status=201,
        parameters=[CODE, LINKAGE, NEEDED_KEY],
    )
    def patch(self, request: Request, code: str, linkage: int) -> Response:
        """End a linkage that does not hold any more."""
        asked, key = read(EndShape, request.data), key_of(request, needed=True)
        register = self.register()
        found = linkage_read(register, policy_read(register, code)[0], linkage)
        return self.told(partial(end_linkage, found), key, **asked)


def _linked(asked: dict[str, Any], at: Any) -> Linked:
    """What was asked, as the verbs take it. Raises RefusedError for a body that does not stand."""
    return Linked(Bond(asked["bond"]), asked["rationale"], body_standing(asked["owner"], at), asked["review_on"])
