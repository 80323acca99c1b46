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


def of_scores(bids: Mapping[int, str], marks: Sequence[Marked]) -> list[str]:
    """Return what is wrong with the scores of bids, which are given by id with their names."""
    times = Counter(mark.bid for mark in marks)
    unscored = [f"Enter the scores of {name}." for bid, name in bids.items() if not times[bid]]
    doubled = [f"{bids[bid]} is scored {count} times. Remove all but one." for bid, count in times.items() if count > 1]
    recommended = sum(mark.recommended for mark in marks)
    one = [] if recommended == 1 or not bids else [f"Recommend one bid; {_recommended(recommended)} now."]
    return unscored + doubled + one


def _recommended(count: int) -> str:
    return f"you recommend {count}" if count else "none is recommended"


def departs(marks: Sequence[Marked]) -> bool:
    """Whether a bid is recommended although another scored higher."""
    totals = [mark.total for mark in marks if mark.total is not None]
    chosen = [mark.total for mark in marks if mark.recommended and mark.total is not None]
    return bool(chosen) and max(chosen) < max(totals)
