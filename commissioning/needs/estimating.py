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
    return case.amount or _of_choice(NeedsRecord.objects.of_case(case))


def _of_choice(record: NeedsRecord | None) -> Decimal | None:
    if record is None:
        return None
    chosen = {option.pk for option in record.options.all() if option.chosen}
    cost = next((row.cost for row in record.option_costs.all() if row.option_id in chosen), None)
    return None if cost is None else at_most(cost, None) or Decimal(0)
