"""The shapes of contracts that the API reads and answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commissioning.casefile.api.serializers import LAST_PAGE, CountedPageShape, MoneyShape, Shape
from commissioning.casefile.finding import LONGEST_SEARCH
from commissioning.casefile.register import Order
from commissioning.contract.kinds import ContractStatus

if TYPE_CHECKING:
    from commissioning.casefile.register import SeenContract


class ContractShape(Shape):
    """An entry of the contract register."""

    reference = serializers.CharField(source="number")
    title = serializers.CharField()
    case = serializers.CharField(source="case.reference")
    strand = serializers.IntegerField(source="strand.number")
    supplier = serializers.SerializerMethodField(help_text="Null for a reader who may not see figures.")
    value = serializers.SerializerMethodField("worth_of", help_text="Null for a reader who may not see figures.")
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(choices=ContractStatus.choices)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_supplier(self, contract: SeenContract) -> str | None:
        """The supplier's name, for those who may see figures."""
        return contract.supplier_name if contract.sees_figures else None

    @extend_schema_field(MoneyShape(allow_null=True))
    def worth_of(self, contract: SeenContract) -> Any:
        """Net and gross, for those who may see figures."""
        if not contract.sees_figures:
            return None
        return MoneyShape({"net": contract.value_net, "gross": contract.value_gross}).data


class ContractPageShape(CountedPageShape):
    """A page of the contract register."""

    results = ContractShape(many=True)


class ContractFilterShape(Shape):
    """Which contracts are listed. `q` is looked for in reference, title and supplier."""

    service = serializers.SlugField(max_length=80, required=False, help_text="The body that leads the case.")
    status = serializers.ChoiceField(choices=ContractStatus.choices, required=False)
    ending = serializers.IntegerField(
        min_value=1, max_value=600, required=False, help_text="Live, and ending within so many months."
    )
    q = serializers.CharField(max_length=LONGEST_SEARCH, required=False, allow_blank=True)
    sort = serializers.ChoiceField(choices=Order.choices, required=False, default=Order.SOONEST)


class ContractQueryShape(ContractFilterShape):
    """Which of them, and which page."""

    page = serializers.IntegerField(min_value=1, max_value=LAST_PAGE * 100, required=False, default=1)
