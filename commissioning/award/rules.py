"""Pure rules of the award record: every bid scored once, one of them recommended, and why where it is not the best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Marked:
    """A bid's score as the rules see it. `bid` is the bid's id."""

    bid: int
    total: Decimal | None
    recommended: bool


def of_scores(bids: Mapping[int, str], marks: Sequence[Marked], *, awards: bool = True) -> list[str]:
    """Return what is wrong with the scores of bids, which are given by id with their names.

    One bid is recommended; none where nothing is awarded.
    """
    times = Counter(mark.bid for mark in marks)
    unscored = [f"Enter the scores of {name}." for bid, name in bids.items() if not times[bid]]
    doubled = [f"{bids[bid]} is scored {count} times. Remove all but one." for bid, count in times.items() if count > 1]
    recommended = sum(mark.recommended for mark in marks)
    return unscored + doubled + _of_recommended(recommended, awards=awards, any_bid=bool(bids))


def _of_recommended(count: int, *, awards: bool, any_bid: bool) -> list[str]:
    if not awards:
        return ["You say why nothing is awarded, so recommend no bid."] if count else []
    return [] if count == 1 or not any_bid else [f"Recommend one bid; {_recommended(count)} now."]


def _recommended(count: int) -> str:
    return f"you recommend {count}" if count else "none is recommended"


def departs(marks: Sequence[Marked]) -> bool:
    """Whether a bid is recommended although another scored higher."""
    totals = [mark.total for mark in marks if mark.total is not None]
    chosen = [mark.total for mark in marks if mark.recommended and mark.total is not None]
    return bool(chosen) and max(chosen) < max(totals)
