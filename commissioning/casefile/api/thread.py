"""The golden thread of a case: its nodes, the links between them, and what is missing."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commissioning.casefile.api.asking import REFERENCE, Address
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.reading import case_read
from commissioning.casefile.thread_of_case import MATTERS, thread_seen
from commissioning.thread.rules import Missing
from commissioning.vocabulary import Stage, ThreadKind


class ThreadNodeShape(Shape):
    """One thing in the thread."""

    id = serializers.CharField(help_text="Stays the same for as long as it stands.")
    kind = serializers.ChoiceField(choices=ThreadKind.choices)
    reference = serializers.CharField(help_text="Such as P1, O2 or OB3; of what was claimed the year; may be empty.")
    title = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices, help_text="The stage in which it is stated.")
    note = serializers.CharField(help_text="A target, a weight, a quantity, or that it ended; may be empty.")


class ThreadLinkShape(Shape):
    """From one node to the next on the way from the policy to what was proved, each by its id."""

    to = serializers.CharField(source="target")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with one whose name is a word of Python."""
        return {"from": serializers.CharField(source="source"), **super().get_fields()}


class ThreadMissingShape(Shape):
    """Something that is missing in the thread."""

    stage = serializers.ChoiceField(choices=Stage.choices, help_text="Where it is mended.")
    kind = serializers.ChoiceField(choices=ThreadKind.choices, help_text="What is missing.")
    why = serializers.CharField(help_text="In words; where it is broken those with which its gate refuses it.")
    broken = serializers.BooleanField(
        help_text="Whether the gate of its stage refuses a record because of it; else it is worth a look."
    )
    at = serializers.CharField(help_text="The id of the node that lacks it; empty where it is the thread as a whole.")
    matters = serializers.SerializerMethodField(help_text="Why it matters.")

    def get_matters(self, missing: Missing) -> str:
        """Why it matters."""
        return MATTERS[missing.kind]


class ThreadShape(Shape):
    """The golden thread of a case, as far as the caller may see it."""

    case = serializers.CharField()
    nodes = ThreadNodeShape(many=True)
    links = ThreadLinkShape(many=True)
    missing = ThreadMissingShape(many=True)


class CaseThread(Address):
    """The golden thread of a case."""

    @documented("read_thread", ThreadShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """Read what leads from the policy to what was proved, where that is broken, and what is worth a look."""
        case = case_read(self.person(), reference, self.now())
        thread = thread_seen(case, self.person(), self.now())
        told = {"nodes": thread.nodes, "links": thread.links, "missing": thread.missing}
        return Response(ThreadShape({"case": case.reference, **told}).data)
