"""What may happen at a step: each move with when it can, how often it is drawn among all that can, and with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Act = Callable[..., None]


@dataclass(frozen=True)
class Move:
    """One of the moves."""

    act: Act
    can: Callable[[Any], object]
    often: int
    drawn: Mapping[str, st.SearchStrategy[Any]]


MOVES: dict[str, Move] = {}


def move(
    can: Callable[[Any], object] = bool, *, often: int = 1, **drawn: st.SearchStrategy[Any]
) -> Callable[[Act], Act]:
    """Mark a method as a move of the machine.

    Rules of their own would be left out for whole runs at a time, most of them at once, so that one seldom met another.
    """

    def mark(act: Act) -> Act:
        MOVES[act.__name__] = Move(act, can, often, drawn)
        return act

    return mark


def happens(machine: object, data: st.DataObject) -> None:
    """Let one of the moves happen that can happen now."""
    can = [name for name, found in MOVES.items() for _ in range(found.often) if found.can(machine)]
    found = MOVES[data.draw(st.sampled_from(can), label="move")]
    found.act(machine, data, **{name: data.draw(one, label=name) for name, one in found.drawn.items()})
