"""Nominations over the API: made by one administrator, confirmed or declined by another."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.nominating import confirm, decline, nominate, person_at, post_at
from accounts.rights import Role
from accounts.vocabulary import Nominated
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.nominating import (
    nomination_made,
    nomination_of,
    nominations_of,
    require_appointer,
)
from govuk.fields import LONGEST_REASON

NUMBER = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH, description="The nomination's id.")
CONFIRM, DECLINE = "confirm", "decline"


class NominateShape(Shape):
    """Somebody to nominate, by the address they sign in with, for the post of a role at a body (its short name)."""

    person = serializers.EmailField()
    role = serializers.ChoiceField(choices=Role.choices)
    body = serializers.SlugField(max_length=80)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    value_limit = serializers.DecimalField(
        15, 2, min_value=0, required=False, allow_null=True, default=None, help_text="In pounds, with VAT."
    )


class NominationActShape(Shape):
    """What to do with a nomination: `confirm`, as a second person, or `decline` with the reason."""

    action = serializers.ChoiceField(choices=[CONFIRM, DECLINE])
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class NominationShape(Shape):
    """A nomination, and what became of it."""

    id = serializers.IntegerField(source="pk")
    person = serializers.CharField(source="person.full_name")
    role = serializers.ChoiceField(choices=Role.choices, source="post.role")
    body = serializers.CharField(source="post.body.slug")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    value_limit = serializers.DecimalField(15, 2, allow_null=True)
    state = serializers.ChoiceField(choices=Nominated.choices)
    nominated_by = serializers.CharField(source="nominated_by.full_name")
    nominated_for = serializers.CharField(
        source="nominated_for.full_name", default=None, help_text="For whom they acted; null: in a post of their own."
    )
    nominated_at = serializers.DateTimeField()
    answered_by = serializers.CharField(source="answered_by.full_name", default=None, allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class NominationsShape(Shape):
    """The newest hundred nominations, those that wait first."""

    results = NominationShape(many=True)


class Nominations(Address):
    """The nominations for posts that decide, publish or appoint."""

    @documented("list_nominations", NominationsShape)
    def get(self, _request: Request) -> Response:
        """List the nominations that the caller may answer."""
        person, at = self.person(), self.now()
        require_appointer(person, at)
        return Response(NominationsShape({"results": nominations_of(person, at)}).data)

    @documented("nominate", NominationShape, request=NominateShape, status=201, parameters=[NEEDED_KEY])
    def post(self, request: Request) -> Response:
        """Nominate somebody. It gives them nothing until a second person confirms it."""
        asked, key = read(NominateShape, request.data), key_of(request, needed=True)
        by, at = self.person(), self.now()
        require_appointer(by, at)
        person, post = person_at(asked.pop("person")), post_at(Role(asked.pop("role")), asked.pop("body"))
        try:
            found = nominate(person, post, **asked, by=by, at=at, key=key)
        except RepeatedError as repeated:
            found = nomination_made(person, post, repeated.entry)
        return Response(self._told(found.pk), status=status.HTTP_201_CREATED)

    def _told(self, number: int) -> Any:
        return NominationShape(nomination_of(self.person(), number, self.now())).data


class OneNomination(Address):
    """One nomination."""

    @documented("read_nomination", NominationShape, parameters=[NUMBER])
    def get(self, _request: Request, number: int) -> Response:
        """Read a nomination: one that the caller may answer, or their own."""
        return Response(NominationShape(nomination_of(self.person(), number, self.now())).data)

    @documented("answer_nomination", NominationShape, request=NominationActShape, parameters=[NUMBER, NEEDED_KEY])
    def post(self, request: Request, number: int) -> Response:
        """Confirm what somebody else nominated, or decline it with the reason."""
        asked, key = read(NominationActShape, request.data), key_of(request, needed=True)
        by, at = self.person(), self.now()
        found = nomination_of(by, number, at)
        with suppress(RepeatedError):  # answered as it was the first time
            if asked["action"] == CONFIRM:
                confirm(found, by=by, at=at, key=key)
            else:
                decline(found, reason=asked["reason"], by=by, at=at, key=key)
        return self.get(request, number)
