"""What a case can be worth before its tender estimates it: by what the chosen option costs, where it says no more."""

from __future__ import annotations

from decimal import Decimal

from commissioning.case.models import Case
from commissioning.case.rules import at_most
from commissioning.needs.models import NeedsRecord


def estimate(case: Case) -> Decimal | None:
    """Return the most that a case can be worth, with VAT, in pounds; None where it is not known.

    The case's own value counts where that is known, else what the option chosen in its needs record costs over its
    whole life, which may be nothing.
    """
    return case.amount or estimate_of(NeedsRecord.objects.of_case(case))


def estimate_of(record: NeedsRecord | None) -> Decimal | None:
    """Return what the option chosen in a needs record can cost at most, with VAT, in pounds. One query."""
    if record is None:
        return None
    costs = record.option_costs.filter(option__chosen=True).order_by("pk")
    cost = costs.values_list("cost", flat=True).first()
    return None if cost is None else at_most(cost, None) or Decimal(0)
