"""Pure rules of a gate: which seats it has, when a tier is done, whose answer carries over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commissioning.vocabulary import Outcome, SeatKind, SeatState

ENDINGS = {
    SeatState.RETURNED: Outcome.RETURNED,
    SeatState.STOPPED: Outcome.STOPPED,
    SeatState.ENDED: Outcome.ENDED,
}
STANDING = {SeatState.SIGNED, SeatState.OBJECTED, SeatState.ADVISED, SeatState.SILENT}


@dataclass(frozen=True)
class Place:
    """What the rules need to know of a seat."""

    id: int
    kind: SeatKind
    tier: int
    state: SeatState
    sections: tuple[str, ...] = ()


def holds(condition: Mapping[str, object], facts: Mapping[str, object]) -> bool:
    """Whether one condition on a fact holds: "at_least" or "below" an amount as text, or "is" a value.

    An amount that is not known reaches every amount and is below none: whoever must be asked of the largest is asked.
    Raises KeyError for a condition of another shape.
    """
    value = facts.get(str(condition["fact"]))
    if "is" in condition:
        return value == condition["is"]
    amount = Decimal("Infinity") if value is None else Decimal(str(value))
    if "below" in condition:
        return amount < Decimal(str(condition["below"]))
    return amount >= Decimal(str(condition["at_least"]))


def needed(conditions: Iterable[Mapping[str, object]], facts: Mapping[str, object]) -> bool:
    """Whether a seat under these conditions exists for these facts: all must hold."""
    return all(holds(condition, facts) for condition in conditions)


def judge(places: Sequence[Place], tier: int) -> Outcome | None:
    """Return what a tier came to, or None while it waits.

    A tier concludes when every seat of it has answered; consult seats that stay silent are closed when due.
    """
    here = [place for place in places if place.tier == tier and place.state != SeatState.DROPPED]
    if any(place.state in (SeatState.OPEN, SeatState.WAITING) for place in here):
        return None
    for state, outcome in ENDINGS.items():
        if any(place.state == state for place in here):
            return outcome
    later = any(place.tier > tier and place.state == SeatState.WAITING for place in places)
    return Outcome.NEXT_TIER if later else Outcome.PASSED


def asked_again(places: Sequence[Place], changed: Collection[str]) -> set[int]:
    """Return the ids of the seats that a resubmission asks again; every other answer carries over.

    Asked again are seats whose sections changed, seats whose answer does not stand (the ones that returned, or never
    answered), and every later tier than the first of these.
    """
    again = {place for place in places if place.state not in STANDING or set(place.sections) & set(changed)}
    if not again:
        return set()
    first = min(place.tier for place in again)
    return {place.id for place in places if place in again or place.tier > first}


def next_tier(places: Sequence[Place]) -> int | None:
    """Return the first tier in which a seat still waits to be asked; None when every answer stands."""
    waiting = [place.tier for place in places if place.state == SeatState.WAITING]
    return min(waiting, default=None)
