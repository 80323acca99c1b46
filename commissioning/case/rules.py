"""Pure rules of a case: how its stage and state follow its strands, and what it can be worth at most."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Final

from commissioning.vocabulary import Stage, State

POUNDS: Final = "GBP"
WITH_VAT: Final = Decimal("1.2")
PENNY: Final = Decimal("0.01")
MOST: Final = Decimal("999999999999999.99")

Standing = tuple[Stage, State]
WRITABLE: Final = (State.DRAFTING, State.RETURNED)
AT_GATE: Final = (Stage.TENDER, State.IN_GATE)


def furthest_behind(strands: Sequence[Standing]) -> Stage:
    """Return the stage of the strand furthest behind; a stopped strand does not hold the case's stage."""
    running = [stage for stage, state in strands if state != State.STOPPED]
    return min(running or [stage for stage, _ in strands], key=lambda stage: stage.number)


def state_of(strands: Sequence[Standing]) -> State:
    """Return the state of the strand that gives the case its stage."""
    stage = furthest_behind(strands)
    states = [state for at, state in strands if at == stage]
    running = [state for state in states if state not in (State.STOPPED, State.CLOSED)]
    closed = [state for state in states if state == State.CLOSED]
    return (running or closed or states)[0]


def award_in_hand(strands: Sequence[Standing]) -> bool:
    """Whether what an award owes stands by now: some part is at the gate of its tender, or has come to its award."""
    going = [(stage, state) for stage, state in strands if state != State.STOPPED]
    return any(stage.number >= Stage.AWARD.number or (stage, state) == AT_GATE for stage, state in going)


def at_most(net: Decimal | None, gross: Decimal | None) -> Decimal | None:
    """Return the most that a value can come to with VAT, in pounds; None where it is not known.

    Limits and thresholds are held against values with VAT. One stated without VAT only may bear any rate, so it counts
    at the standard one, 20 per cent, the highest (Value Added Tax Act 1994 s.2). Nothing, or less than nothing, is no
    estimate. No more is returned than a column keeps.
    """
    with_vat = gross if gross is not None and gross > 0 else (net or Decimal(0)) * WITH_VAT
    most = max(with_vat, net or Decimal(0))
    return min(most.quantize(PENNY, ROUND_CEILING), MOST) if most > 0 else None


def largest(*amounts: Decimal | None) -> Decimal | None:
    """Return the largest of the amounts that are known; None where none is."""
    return max((amount for amount in amounts if amount is not None), default=None)
