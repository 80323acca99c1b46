"""The gate policy's versions as documents, and beginning a draft from such a document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rules import day_of
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.casefile import policy_words
from commissioning.casefile.api.asking import NEEDED_KEY, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.reading import first_answer
from commissioning.casefile.views.gate_policies import owner_of
from commissioning.gate_policies.decisions import begin_draft
from commissioning.gates.documents import from_export
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy
from commissioning.gates.terms import to_document

VERSION = OpenApiParameter(
    "version", OpenApiTypes.INT, OpenApiParameter.PATH, description="The number of the version, from 1."
)


class VersionShape(Shape):
    """A version of the gate policy."""

    version = serializers.IntegerField()
    title = serializers.CharField()
    effective_from = serializers.DateField()
    published_at = serializers.DateTimeField()
    reason = serializers.CharField()
    in_force = serializers.BooleanField()
    digest = serializers.CharField(help_text="SHA-256 of the document's exact bytes.")


class VersionsShape(Shape):
    """Every version, the newest first."""

    results = VersionShape(many=True)


class DocumentShape(VersionShape):
    """A version with all that it says."""

    document = serializers.DictField(help_text="What an export holds, without its digest.")


class BroughtShape(Shape):
    """A document to begin a draft from."""

    document = serializers.DictField(allow_empty=False)
    name = serializers.CharField(max_length=200, required=False, default="the API", help_text="Where it comes from.")


class DraftShape(Shape):
    """The draft that was begun: its number, and number and digest of the ledger entry."""

    draft = serializers.IntegerField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()


class GatePolicies(Address):
    """The versions of the gate policy."""

    @documented("list_gate_policies", VersionsShape)
    def get(self, _request: Request) -> Response:
        """List every version with its digest, the newest first."""
        policy_words.reading(self.person(), self.now())
        in_force = policy_words.in_force_on(day_of(self.now()))
        return Response({"results": [_told(policy, in_force) for policy in policy_words.versions()]})

    @documented("begin_gate_policy", DraftShape, request=BroughtShape, status=201, parameters=[NEEDED_KEY])
    def post(self, request: Request) -> Response:
        """Begin a draft from a document, such as another installation's export. Nothing comes into force."""
        asked, key = read(BroughtShape, request.data), key_of(request, needed=True)
        owner = owner_of(policy_words.reading(self.person(), self.now()))
        try:
            terms = from_export(asked["document"])
            begin_draft(terms, owner=owner, file=asked["name"], by=self.person(), at=self.now(), key=key)
        except RepeatedError as repeated:
            return _begun(repeated.entry)
        return _begun(first_answer(self.person(), key))


class OneGatePolicy(Address):
    """One version of the gate policy."""

    @documented("read_gate_policy", DocumentShape, parameters=[VERSION])
    def get(self, _request: Request, version: int) -> Response:
        """Read a version: its document, and the digest that an export of it carries."""
        policy_words.reading(self.person(), self.now())
        policy = policy_words.version_named(version)
        told = _told(policy, policy_words.in_force_on(day_of(self.now())))
        return Response({**told, "document": to_document(of_policy(policy))})


def _told(policy: GatePolicy, in_force: int | None) -> dict[str, Any]:
    told = {
        "version": policy.version,
        "title": policy.title,
        "effective_from": policy.effective_from,
        "published_at": policy.published_at,
        "reason": policy.reason,
        "in_force": policy.version == in_force,
        "digest": of_policy(policy).digest,
    }
    return dict(VersionShape(told).data)


def _begun(entry: Entry | None) -> Response:
    draft = int(entry.stream.rpartition("/")[2]) if entry else None
    told = {"draft": draft, "entry": entry and entry.number, "digest": entry and entry.digest}
    return Response(told, status=status.HTTP_201_CREATED)
