"""The board: what each body holds over all cases that the caller may see."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rules import day_of
from commissioning.casefile.api.asking import Address
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.board import Age, Holds, board_of, require_board


class AgesShape(Shape):
    """Open tasks by how many working days they are late."""

    not_due = serializers.IntegerField()
    days_5 = serializers.IntegerField(help_text="Late by up to 5 working days.")
    days_10 = serializers.IntegerField(help_text="Late by 6 to 10.")
    days_20 = serializers.IntegerField(help_text="Late by 11 to 20.")
    over_20 = serializers.IntegerField(help_text="Late by more than 20.")


class HoldsShape(Shape):
    """What one body holds. Contracts, waivers and what went ahead count for the body that leads the case."""

    body = serializers.CharField(help_text="The body's short name.")
    name = serializers.CharField()
    tasks = serializers.IntegerField()
    late = serializers.IntegerField()
    ages = AgesShape()
    oldest_due = serializers.DateField(allow_null=True)
    held_since = serializers.DateTimeField(allow_null=True)
    leads = serializers.IntegerField(help_text="Open cases it leads.")
    partners = serializers.IntegerField(help_text="Open cases it owns as partner.")
    contracts = serializers.IntegerField(help_text="Live contracts.")
    not_accepted = serializers.IntegerField(help_text="Stages it has not accepted, or declined.")
    retrospective = serializers.IntegerField()
    waivers = serializers.IntegerField(help_text="Waivers that run.")
    against_advice = serializers.IntegerField(help_text="Gates that went ahead although a seat did not support it.")


class BoardShape(Shape):
    """The board, the body with the latest tasks first."""

    results = HoldsShape(many=True)


class Board(Address):
    """What each body holds."""

    @documented("read_board", BoardShape)
    def get(self, _request: Request) -> Response:
        """Read what each body holds and what of it is late, over all cases that the caller may see."""
        held = board_of(require_board(self.person(), self.now()), day_of(self.now()))
        return Response(BoardShape({"results": [_told(one) for one in held]}).data)


def _told(one: Holds) -> dict[str, Any]:
    counted = ("tasks", "late", "oldest_due", "held_since", "leads", "partners", "contracts")
    flagged = ("not_accepted", "retrospective", "waivers", "against_advice")
    ages = {age.value: one.ages[age] for age in Age}
    named = {name: getattr(one, name) for name in (*counted, *flagged)}
    return {"body": one.body.slug, "name": one.body.name, "ages": ages, **named}
