"""The interests of a case: what is declared, who has still to, and declaring the caller's own."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.parts import DecidedShape
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.declaring import Interests, interests_of
from commissioning.casefile.reading import case_read, first_answer
from commissioning.interests.decisions import declare
from commissioning.interests.kinds import Conflict
from commissioning.interests.standing import Standing
from govuk.fields import LONGEST_REASON


class DeclareShape(Shape):
    """What the caller declares; nature and mitigation where it is no mere “none”."""

    kind = serializers.ChoiceField(choices=Conflict.choices)
    nature = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")
    mitigation = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")

    def validate_kind(self, kind: str) -> Conflict:
        """Return the kind as the verb takes it."""
        return Conflict(kind)


class DeclarationShape(Shape):
    """The newest declaration of one person, and what Procurement decided about it."""

    id = serializers.IntegerField()
    person = serializers.CharField()
    capacity = serializers.CharField()
    kind = serializers.ChoiceField(choices=Conflict.choices)
    nature = serializers.CharField()
    mitigation = serializers.CharField()
    declared_at = serializers.DateTimeField()
    kept_out = serializers.BooleanField()
    verdict = serializers.CharField(help_text="may_act or keep_out; empty while Procurement has not reviewed it.")
    verdict_reason = serializers.CharField()


class MissingShape(Shape):
    """Somebody who has still to declare before the tender gate, and why them."""

    person = serializers.CharField()
    why = serializers.CharField()


class InterestsShape(Shape):
    """What the caller may know of a case's interests: without the right to its trail their own declaration alone."""

    own = DeclarationShape(allow_null=True)
    declared = DeclarationShape(many=True)
    missing = MissingShape(many=True)


class CaseInterests(Address):
    """The interests declared on a case."""

    @documented("read_interests", InterestsShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """Read what is declared, and who has still to declare before the tender gate."""
        case = case_read(self.person(), reference, self.now())
        return Response(InterestsShape(_told(interests_of(case, self.person(), self.now()))).data)

    @documented("declare_interests", DecidedShape, request=DeclareShape, status=201, parameters=[REFERENCE, NEEDED_KEY])
    def post(self, request: Request, reference: str) -> Response:
        """Declare the caller's own interests. An actual conflict keeps them out of the case at once."""
        asked, key = read(DeclareShape, request.data), key_of(request, needed=True)
        case = case_read(self.person(), reference, self.now())
        try:
            declare(case, **asked, by=self.person(), at=self.now(), key=key)
        except RepeatedError as repeated:
            return _decided(reference, repeated.entry)
        return _decided(reference, first_answer(self.person(), key))


def _told(found: Interests) -> dict[str, Any]:
    return {
        "own": _declaration(found.own) if found.own else None,
        "declared": [_declaration(one) for one in found.declared],
        "missing": [{"person": named.person.full_name, "why": named.why} for named in found.missing],
    }


def _declaration(one: Standing) -> dict[str, Any]:
    declared = one.declaration
    return {
        "id": declared.pk,
        "person": declared.person.full_name,
        "capacity": declared.capacity,
        "kind": declared.kind,
        "nature": declared.nature,
        "mitigation": declared.mitigation,
        "declared_at": declared.at,
        "kept_out": one.kept_out,
        "verdict": one.verdict,
        "verdict_reason": one.reason,
    }


def _decided(reference: str, entry: Entry | None) -> Response:
    told = {"case": reference, "entry": entry and entry.number, "digest": entry and entry.digest}
    return Response(DecidedShape(told).data, status=status.HTTP_201_CREATED)
