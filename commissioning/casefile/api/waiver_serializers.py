"""Waivers as a script reads and drafts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commissioning.casefile.api.serializers import LAST_PAGE, CountedPageShape, MoneyShape, Shape
from commissioning.casefile.finding import LONGEST_SEARCH
from commissioning.casefile.waiver_register import WaiverOrder
from commissioning.waivers.forms import LONGEST
from commissioning.waivers.kinds import WaivedRule, WaiverGround, WaiverState

if TYPE_CHECKING:
    from commissioning.waivers.models import Waiver


class WaiverShape(Shape):
    """A waiver of the council's own contract rules. It never sets the Act aside."""

    reference = serializers.CharField()
    case = serializers.CharField(source="case.reference")
    rule = serializers.ChoiceField(choices=WaivedRule.choices)
    rule_detail = serializers.CharField()
    ground = serializers.ChoiceField(choices=WaiverGround.choices)
    reason = serializers.CharField()
    supplier = serializers.CharField()
    value = serializers.SerializerMethodField("worth_of")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    expires_on = serializers.DateField(help_text="The last day on which it may be relied upon.")
    state = serializers.ChoiceField(choices=WaiverState.choices)
    retrospective = serializers.BooleanField()
    retrospective_reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(MoneyShape)
    def worth_of(self, waiver: Waiver) -> Any:
        """Net and gross."""
        return MoneyShape({"net": waiver.value_net, "gross": waiver.value_gross}).data


class WaiverPageShape(CountedPageShape):
    """A page of the register of waivers."""

    results = WaiverShape(many=True)


class WaiverQueryShape(Shape):
    """Which waivers are listed, of those that were handed in. `q` is looked for in reference, title and supplier."""

    service = serializers.SlugField(max_length=80, required=False, help_text="The body that leads the case.")
    ground = serializers.ChoiceField(choices=WaiverGround.choices, required=False)
    rule = serializers.ChoiceField(choices=WaivedRule.choices, required=False)
    state = serializers.ChoiceField(choices=WaiverState.choices, required=False)
    retrospective = serializers.BooleanField(required=False, default=False)
    expiring = serializers.IntegerField(
        min_value=1, max_value=250, required=False, help_text="Approved, and expiring within so many working days."
    )
    q = serializers.CharField(max_length=LONGEST_SEARCH, required=False, allow_blank=True)
    sort = serializers.ChoiceField(choices=WaiverOrder.choices, required=False, default=WaiverOrder.NEWEST)
    page = serializers.IntegerField(min_value=1, max_value=LAST_PAGE * 100, required=False, default=1)


class WaiversOfCaseShape(Shape):
    """The waivers of a case, those being drafted as well."""

    results = WaiverShape(many=True)


class DraftWaiverShape(Shape):
    """A waiver to draft. Its author checks it on its page and hands it in."""

    rule = serializers.ChoiceField(choices=WaivedRule.choices)
    rule_detail = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    ground = serializers.ChoiceField(choices=WaiverGround.choices)
    reason = serializers.CharField(max_length=LONGEST)
    supplier = serializers.CharField(max_length=300)
    value_net = serializers.DecimalField(15, 2, min_value=0)
    value_gross = serializers.DecimalField(15, 2, min_value=0)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    expires_on = serializers.DateField()
    begun_on = serializers.DateField(required=False, allow_null=True, default=None)
    retrospective_reason = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")
