"""Reorganisations: proposed, read with what they move, confirmed or declined by a second person, or withdrawn."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.owning import body_known
from commissioning.casefile.reorganising import act_made, act_of, acts, effects, require_bodies
from commissioning.reorganising.decisions import (
    confirm_reorganisation,
    decline_reorganisation,
    propose_reorganisation,
    withdraw_reorganisation,
)
from commissioning.reorganising.kinds import ReorganisationKind, ReorganisationState
from commissioning.reorganising.rules import MOST_CASES, Going
from govuk.fields import LONGEST_REASON

if TYPE_CHECKING:
    from commissioning.reorganising.models import Reorganisation

NUMBER = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH, description="The reorganisation's id.")
CONFIRM, DECLINE, WITHDRAW = "confirm", "decline", "withdraw"
ENDS = {DECLINE: decline_reorganisation, WITHDRAW: withdraw_reorganisation}


class GoingShape(Shape):
    """What goes from one body to another: the cases named, or all of them where none is."""

    former = serializers.SlugField(max_length=80)
    into = serializers.SlugField(max_length=80)
    references = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, default=list, max_length=MOST_CASES
    )


class ProposeShape(Shape):
    """A reorganisation to propose. `body` is what it is about: of a merger the body that takes over."""

    kind = serializers.ChoiceField(choices=ReorganisationKind.choices)
    body = serializers.SlugField(max_length=80)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    moves = GoingShape(many=True, required=False, default=list)
    effective_on = serializers.DateField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


class ActShape(Shape):
    """What to do with a reorganisation: `confirm` or, with the reason, `decline` as a second person, or `withdraw`."""

    action = serializers.ChoiceField(choices=[CONFIRM, DECLINE, WITHDRAW])
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class ReorganisationShape(Shape):
    """A reorganisation, and what it moves or has still to move."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ReorganisationKind.choices)
    body = serializers.CharField()
    name = serializers.CharField()
    effective_on = serializers.DateField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=ReorganisationState.choices)
    proposed_by = serializers.CharField()
    confirmed_by = serializers.CharField(allow_null=True)
    end_reason = serializers.CharField(help_text="Why it was declined or withdrawn; else empty.")
    effects = serializers.ListField(child=serializers.CharField(), help_text="In sentences; none in a list.")


class ReorganisationsShape(Shape):
    """The newest hundred reorganisations."""

    results = ReorganisationShape(many=True)


class Reorganisations(Address):
    """The reorganisations of the council."""

    @documented("list_reorganisations", ReorganisationsShape)
    def get(self, _request: Request) -> Response:
        """List the reorganisations, the newest first."""
        require_bodies(self.person(), self.now())
        return Response(ReorganisationsShape({"results": [_told(one, []) for one in acts()]}).data)

    @documented(
        "propose_reorganisation", ReorganisationShape, request=ProposeShape, status=201, parameters=[NEEDED_KEY]
    )
    def post(self, request: Request) -> Response:
        """Propose a reorganisation. Nothing moves before a second person confirms it and its day has come."""
        asked, key = read(ProposeShape, request.data), key_of(request, needed=True)
        goings = [Going(one["former"], one["into"], tuple(one["references"])) for one in asked.pop("moves")]
        kind, body = ReorganisationKind(asked.pop("kind")), body_known(asked.pop("body"))
        by, at = self.person(), self.now()
        try:
            found = propose_reorganisation(kind, body, goings=goings, **asked, by=by, at=at, key=key)
        except RepeatedError as repeated:
            found = act_made(repeated.entry)
        told = _told(act_of(found.pk), effects(found, at))
        return Response(ReorganisationShape(told).data, status=status.HTTP_201_CREATED)


class OneReorganisation(Address):
    """One reorganisation."""

    @documented("read_reorganisation", ReorganisationShape, parameters=[NUMBER])
    def get(self, _request: Request, number: int) -> Response:
        """Read a reorganisation, with what it moves or has still to move."""
        require_bodies(self.person(), self.now())
        return self._told(number)

    @documented("act_on_reorganisation", ReorganisationShape, request=ActShape, parameters=[NUMBER, NEEDED_KEY])
    def post(self, request: Request, number: int) -> Response:
        """Confirm or decline what somebody else proposed, or withdraw it before it is carried out."""
        asked, key = read(ActShape, request.data), key_of(request, needed=True)
        require_bodies(self.person(), self.now())
        found, by, at = act_of(number), self.person(), self.now()
        with suppress(RepeatedError):  # answered as it was the first time
            if asked["action"] == CONFIRM:
                confirm_reorganisation(found, by=by, at=at, key=key)
            else:
                ENDS[asked["action"]](found, reason=asked["reason"], by=by, at=at, key=key)
        return self._told(number)

    def _told(self, number: int) -> Response:
        found = act_of(number)
        return Response(ReorganisationShape(_told(found, effects(found, self.now()))).data)


def _told(found: Reorganisation, moved: list[str]) -> dict[str, Any]:
    return {
        "id": found.pk,
        "kind": found.kind,
        "body": found.body.slug,
        "name": found.name,
        "effective_on": found.effective_on,
        "reason": found.reason,
        "state": found.state,
        "proposed_by": found.proposed_by.full_name,
        "confirmed_by": found.confirmed_by.full_name if found.confirmed_by else None,
        "end_reason": found.end_reason,
        "effects": moved,
    }
