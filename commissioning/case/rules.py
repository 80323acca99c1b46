"""Pure rules of a case: how its stage and state follow its strands."""

from __future__ import annotations

from collections.abc import Sequence

from commissioning.vocabulary import Stage, State

Standing = tuple[Stage, State]


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
