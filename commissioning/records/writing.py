"""How writers put amounts into a section: at the column's own scale, so that the same answer has the same bytes."""

from __future__ import annotations

from decimal import Decimal

HUNDREDTH = Decimal("0.01")


def hundredths(value: Decimal | None) -> Decimal | None:
    """Return an amount or a share with two decimal places; nothing where there is none."""
    return None if value is None else Decimal(value).quantize(HUNDREDTH)
