"""Pure rules of a gate: which seats it has, when a tier is done, whose answer carries over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commissioning.vocabulary import Outcome, SeatKind, SeatState

ENDINGS = {
    SeatState.RETURNED: Outcome.RETURNED,
    SeatState.STOPPED: Outcome.STOPPED,
    SeatState.ENDED: Outcome.ENDED,
}
STANDING = {SeatState.SIGNED, SeatState.OBJECTED, SeatState.ADVISED, SeatState.SILENT}
ANSWERED = {SeatState.SIGNED, SeatState.OBJECTED, SeatState.RETURNED}
UNANSWERED = {SeatState.OPEN, SeatState.WAITING}


@dataclass(frozen=True)
class Place:
    """What the rules need to know of a seat."""

    id: int
    kind: SeatKind
    tier: int
    state: SeatState
    sections: tuple[str, ...] = ()
    group: str = ""
    needs: int = 0


@dataclass(frozen=True)
class Answering:
    """What the rules need to know of a seat that may answer for a record: of its group so many are enough."""

    kind: SeatKind
    touches: bool
    group: str = ""
    needs: int = 0


def somebody_answers(seats: Sequence[Answering]) -> bool:
    """Whether a gate with these seats cannot pass without somebody's answer for a record that it decides.

    A seat that signs or decides sees to it; so does a group of which too few are about other things to be enough.
    Advice does not: its silence lapses.
    """
    if any(seat.touches and not seat.group and seat.kind != SeatKind.CONSULT for seat in seats):
        return True
    groups = [[seat for seat in seats if seat.group == name] for name in {seat.group for seat in seats} - {""}]
    return any(sum(not one.touches for one in group) < min(group[0].needs, len(group)) for group in groups)


def holds(condition: Mapping[str, object], facts: Mapping[str, object]) -> bool:
    """Whether one condition on a fact holds: "at_least" or "below" an amount as text, "is" a value, "one_of" several.

    An amount that is not known reaches every amount and is below none: whoever must be asked of the largest is asked.
    Raises KeyError for a condition of another shape.
    """
    value = facts.get(str(condition["fact"]))
    if "is" in condition:
        return value == condition["is"]
    if "one_of" in condition:
        listed: Any = condition["one_of"]
        return value in listed
    amount = Decimal("Infinity") if value is None else Decimal(str(value))
    if "below" in condition:
        return amount < Decimal(str(condition["below"]))
    return amount >= Decimal(str(condition["at_least"]))


def needed(conditions: Sequence[Any], facts: Mapping[str, object]) -> bool:
    """Whether a seat under these conditions exists for these facts.

    All of a plain list must hold; of several lists one must, with all that is in it.
    """
    if conditions and isinstance(conditions[0], list):
        return any(needed(every, facts) for every in conditions)
    return all(holds(condition, facts) for condition in conditions)


def settled(conditions: Sequence[Any], facts: Mapping[str, object]) -> list[Any]:
    """Return the conditions without those on facts that are not known yet; empty where one alternative asks no more."""
    lists = conditions if conditions and isinstance(conditions[0], list) else [conditions]
    known = [[one for one in every if facts.get(str(one["fact"])) is not None] for every in lists]
    return known if all(known) else []


def spared(places: Sequence[Place]) -> set[int]:
    """Return the ids of the unanswered seats that need not answer, because enough others of their group have.

    Where fewer of a group are asked than it needs, all of them must answer.
    """
    live = [place for place in places if place.group and place.state != SeatState.DROPPED]
    found = set()
    for place in live:
        group = [other for other in live if (other.group, other.tier) == (place.group, place.tier)]
        answers = sum(other.state in ANSWERED for other in group)
        if place.state in UNANSWERED and answers >= min(place.needs, len(group)):
            found.add(place.id)
    return found


def judge(places: Sequence[Place], tier: int) -> Outcome | None:
    """Return what a tier came to, or None while it waits.

    A tier concludes when every seat of it has answered, of a group as many as it needs; consult seats that stay silent
    are closed when due. What one of a group returns is returned, whatever the others say.
    """
    here = [place for place in places if place.tier == tier and place.state != SeatState.DROPPED]
    spare = spared(here)
    if any(place.state in UNANSWERED and place.id not in spare for place in here):
        return None
    for state, outcome in ENDINGS.items():
        if any(place.state == state for place in here):
            return outcome
    later = any(place.tier > tier and place.state == SeatState.WAITING for place in places)
    return Outcome.NEXT_TIER if later else Outcome.PASSED


def asked_again(places: Sequence[Place], changed: Collection[str]) -> set[int]:
    """Return the ids of the seats that a resubmission asks again; every other answer carries over.

    Asked again are seats whose sections changed, seats whose answer does not stand (the ones that returned, or never
    answered), the rest of a group that has too few answers left, and every later tier than the first of these.
    """
    stale = {place for place in places if _stale(place, changed)}
    again = stale | {place for place in places if place.state == SeatState.SPARED and not _enough(place, places, stale)}
    if not again:
        return set()
    first = min(place.tier for place in again)
    return {place.id for place in places if place in again or place.tier > first}


def _stale(place: Place, changed: Collection[str]) -> bool:
    return place.state != SeatState.SPARED and (place.state not in STANDING or bool(set(place.sections) & set(changed)))


def _enough(place: Place, places: Sequence[Place], stale: Collection[Place]) -> bool:
    """Whether the answers of a seat's group that still stand are as many as it needs."""
    group = [other for other in places if (other.group, other.tier) == (place.group, place.tier)]
    standing = sum(other.state in STANDING and other not in stale for other in group)
    return standing >= min(place.needs, len(group))


def next_tier(places: Sequence[Place]) -> int | None:
    """Return the first tier in which a seat still waits to be asked; None when every answer stands."""
    waiting = [place.tier for place in places if place.state == SeatState.WAITING]
    return min(waiting, default=None)
