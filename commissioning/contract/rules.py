"""Pure rules of a contract: when its years end, and what a year's record must hold together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.award.timing import months_later
from commissioning.contract.kinds import Rating

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Returned:
    """A return as the rules see it."""

    name: str
    claimed: Decimal | None
    verified: Decimal | None
    verified_by: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as the rules see it."""

    name: str
    rating: str
    reason: str


def year_due_on(starts_on: date, ends_on: date | None, year: int) -> date:
    """Return the day a contract's year is over: the anniversary of its start, or its last day where that comes first.

    `year` counts from 1. A contract that begins on 29 February has its anniversaries on the last day of February. The
    last day counts only in the year in which it lies: a contract that goes on after it has its anniversaries again.
    """
    before, after = (months_later(starts_on, MONTHS_A_YEAR * count) for count in (year - 1, year))
    return ends_on if ends_on is not None and before <= ends_on < after else after


def ended_on(starts_on: date | None, ends_on: date | None, on: date) -> date:
    """Return the day on which a contract that is ended on a day ends: its last day where that had passed.

    One that had not begun ends on its first day: it is never shown to end before it began.
    """
    last = on if ends_on is None else min(ends_on, on)
    return last if starts_on is None else max(starts_on, last)


def of_returns(returns: Iterable[Returned]) -> list[str]:
    """No more is verified than was claimed, and somebody verified it."""
    found = []
    for given in returns:
        if given.verified is None:
            continue
        if given.claimed is not None and given.verified > given.claimed:
            found.append(f"{given.name}: {given.verified} is verified, more than the {given.claimed} claimed.")
        if not given.verified_by.strip():
            found.append(f"{given.name}: say who verified it.")
    return found


def of_ratings(ratings: Iterable[Rated]) -> list[str]:
    """A rating other than good has its reason."""
    return [
        f"{given.name}: say why it is rated “{Rating(given.rating).label.lower()}”."
        for given in ratings
        if given.rating not in ("", Rating.GOOD) and not given.reason.strip()
    ]
