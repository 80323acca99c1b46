"""Awards and amounts that a later notice states anew, and slips of two decimal places among them."""

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

from commissioning.opendata.merged import Award, Money
from commissioning.opendata.merging import Merged

HUNDRED: Final = Decimal(100)
POUND: Final = Decimal(1)


def without_restated(awards: tuple[Award, ...], merged: Merged) -> tuple[Award, ...]:
    """The awards, each that a newer one restates marked with the newer one's id, so that only one of them counts."""
    return tuple(replace(award, replaced_by=_restatement(award, awards, merged)) for award in awards)


def _restatement(award: Award, awards: tuple[Award, ...], merged: Merged) -> str:
    last = merged.releases_with(("awards", award.id))[-1]
    newer = [(merged.releases_with(("awards", other.id))[0], other.id) for other in awards if _restates(other, award)]
    return max((found for found in newer if found[0] > last), default=(last, ""))[1]


def _restates(newer: Award, older: Award) -> bool:
    """Whether two awards are the same one: same day, suppliers and lots, and the same period or a slipped value."""
    if newer.id == older.id or not (newer.counts and older.counts):
        return False
    if newer.awarded_on is None or (newer.awarded_on, set(newer.lots)) != (older.awarded_on, set(older.lots)):
        return False
    names = _names(older)
    same = newer.period == older.period or slipped(newer.value, older.value)
    return bool(names) and names <= _names(newer) and same


def _names(award: Award) -> set[str]:
    return {supplier.name.casefold() or supplier.id for supplier in award.suppliers}


def slipped(one: Money, other: Money) -> bool:
    """Whether two values are the same digits with the decimal point two places apart."""
    pairs = ((one.net, other.net), (one.gross, other.gross))
    return any(first and second and is_hundredfold(first, second) for first, second in pairs)


def is_hundredfold(one: Decimal, other: Decimal) -> bool:
    """Whether one amount is a hundred times the other, also where the smaller one was cut or rounded to pounds."""
    small, large = sorted((abs(one), abs(other)))
    exact = large / HUNDRED
    if small < HUNDRED:
        return small == exact
    return small in {exact, exact.quantize(POUND, ROUND_DOWN), exact.quantize(POUND, ROUND_HALF_UP)}
