"""What a script sends to open a case: of one that we lead, and of our part in what another body leads."""

from __future__ import annotations

from rest_framework import serializers

from commissioning.casefile.api.serializers import MoneyShape, Shape
from commissioning.casefile.forms import LONGEST_DESCRIPTION, LONGEST_TITLE
from commissioning.joining.kinds import Basis


class LeadShape(Shape):
    """Who leads a procurement outside the council."""

    name = serializers.CharField(max_length=LONGEST_TITLE)
    basis = serializers.ChoiceField(choices=Basis.choices)
    contact = serializers.CharField(max_length=LONGEST_DESCRIPTION, required=False, allow_blank=True, default="")
    notice = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default="", help_text="The number of its tender notice."
    )
    ocid = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class OpenCaseShape(Shape):
    """A case to open. The value may be given as one object or as two fields.

    With `led_by` it is our part of a procurement that a body outside the council leads, and begins with joining.
    """

    title = serializers.CharField(max_length=LONGEST_TITLE)
    service = serializers.SlugField(max_length=80, help_text="The short name of the service that leads the case.")
    description = serializers.CharField(max_length=LONGEST_DESCRIPTION, required=False, allow_blank=True, default="")
    estimated_value = MoneyShape(required=False, allow_null=True)
    value_net = serializers.DecimalField(15, 2, min_value=0, required=False, allow_null=True)
    value_gross = serializers.DecimalField(15, 2, min_value=0, required=False, allow_null=True)
    led_by = LeadShape(required=False, allow_null=True)
