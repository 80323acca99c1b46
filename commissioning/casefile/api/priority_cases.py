"""The cases that serve one priority of a policy, and how, as a script reads them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import NotAllowedError
from accounts.rules import day_of
from commissioning.casefile.api.asking import paged
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.policies import CODE, NUMBER, Registered
from commissioning.casefile.api.serializers import PageQueryShape, PageShape, Shape
from commissioning.casefile.policy_register import approved_among, policy_read
from commissioning.casefile.policy_use import sees_cases
from commissioning.casefile.priority_cases import Serving, served_by
from commissioning.vocabulary import Stage, State

PRIORITY = OpenApiParameter(
    "priority", OpenApiTypes.INT, OpenApiParameter.PATH, description="The priority's place in its version, from 1."
)
NO_CASES = "What serves a policy is told over cases, which none of your posts lets you see."
HIDDEN = "Null for a reader who may not see its figures."


class ChosenPriorityShape(Shape):
    """A priority that a case chose, and the number of its version."""

    code = serializers.CharField()
    version = serializers.IntegerField(source="version.number")


class MeasureOfPriorityShape(Shape):
    """A measure by which a case serves the priority."""

    reference = serializers.CharField()
    title = serializers.CharField()


class UnitsShape(Shape):
    """So much of one unit."""

    quantity = serializers.DecimalField(max_digits=17, decimal_places=2)
    unit = serializers.CharField()


class CaseOfPriorityShape(Shape):
    """A case that serves a priority. How is told to those who see its figures."""

    case = serializers.CharField(source="case.reference")
    title = serializers.CharField(source="case.title")
    stage = serializers.ChoiceField(choices=Stage.choices, source="case.stage")
    state = serializers.ChoiceField(choices=State.choices, source="case.state")
    chosen = ChosenPriorityShape(many=True)
    measures = serializers.SerializerMethodField(help_text=HIDDEN)
    committed = serializers.SerializerMethodField(help_text=f"By its contracts, unit by unit. {HIDDEN}")
    verified = serializers.SerializerMethodField(help_text=f"Of that so far. {HIDDEN}")

    @extend_schema_field(MeasureOfPriorityShape(many=True, allow_null=True))
    def get_measures(self, serving: Serving) -> Any:
        """What measures the case has for it."""
        return MeasureOfPriorityShape(serving.measures, many=True).data if serving.case.sees_figures else None

    @extend_schema_field(UnitsShape(many=True, allow_null=True))
    def get_committed(self, serving: Serving) -> Any:
        """What its contracts commit to."""
        return _sums(serving.committed) if serving.case.sees_figures else None

    @extend_schema_field(UnitsShape(many=True, allow_null=True))
    def get_verified(self, serving: Serving) -> Any:
        """What of that was verified."""
        return _sums(serving.verified) if serving.case.sees_figures else None


class PriorityCasesShape(PageShape):
    """A page of the cases that serve a priority."""

    results = CaseOfPriorityShape(many=True)


def _sums(quantities: Mapping[str, Decimal]) -> Any:
    found = [{"quantity": quantity, "unit": unit} for unit, quantity in quantities.items()]
    return UnitsShape(found, many=True).data


class PriorityCases(Registered):
    """The cases that serve a priority."""

    @documented("list_cases_of_priority", PriorityCasesShape, parameters=[CODE, NUMBER, PRIORITY, PageQueryShape])
    def get(self, request: Request, code: str, number: int, priority: int) -> Response:
        """List the cases that chose a priority, what became of it or what it was before, the newest first, and how."""
        asked, register = self.asked(PageQueryShape), self.register()
        if not sees_cases(register.reach):
            raise NotAllowedError(NO_CASES)
        version = approved_among(policy_read(register, code)[1], number, day_of(register.at))
        found = served_by(version, priority, register.reach, asked["page"])
        return paged(request, CaseOfPriorityShape(found.cases, many=True).data, asked["page"], more=found.more)
