"""Whether the bid that is recommended reaches what the social value record asks of every bid. It advises alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from commissioning.social_value.models import MeasureWeight
from commissioning.social_value.weighing import figure, reaches


class Offered(Protocol):
    """What a bid commits to, as the rules need it."""

    @property
    def bid_id(self) -> int: ...
    @property
    def measure_id(self) -> int | None: ...
    @property
    def quantity(self) -> Decimal | None: ...


def minimums_of(case: int) -> Sequence[MeasureWeight]:
    """Return how bids are judged on each measure of a case of which a bid must reach so much. One query."""
    found = MeasureWeight.objects.filter(record__strand__case=case, minimum__isnull=False)
    return list(found.select_related("measure").order_by("measure"))


def short_of(bid: int, name: str, offers: Iterable[Offered], asked: Sequence[MeasureWeight]) -> list[str]:
    """Say on which measures a bid offers less than every bid must reach, or nothing; the sum counts of several."""
    total: dict[int, Decimal] = {}
    for offer in offers:
        if offer.bid_id == bid and offer.measure_id is not None and offer.quantity is not None:
            total[offer.measure_id] = total.get(offer.measure_id, Decimal(0)) + offer.quantity
    return [_short(name, row, total) for row in asked if not _reached(row, total.get(row.measure_id))]


def _reached(row: MeasureWeight, offered: Decimal | None) -> bool:
    return row.minimum is None or (offered is not None and reaches(offered, row.minimum, row.measure.direction))


def _short(name: str, row: MeasureWeight, total: Mapping[int, Decimal]) -> str:
    offered = total.get(row.measure_id)
    told = "nothing" if offered is None else figure(offered)
    least = figure(row.minimum) if row.minimum is not None else ""
    return (
        f"{name} offers {told} on measure {row.measure.reference}, and the social value record says that a bid must "
        f"reach {least}. Check what it offers, or say why it is recommended all the same."
    )
