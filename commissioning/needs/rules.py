"""What a needs record must hold together. Pure: rows in, texts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from commissioning.needs.kinds import OptionKind

FEWEST_OPTIONS = 2


class Compared(Protocol):
    """An option as the rules need it."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def chosen(self) -> bool | None: ...


def of_outcomes(count: int) -> list[str]:
    """At least one outcome is sought."""
    return [] if count else ["Add at least one outcome: what will be different for people."]


def of_options(options: Sequence[Compared]) -> list[str]:
    """Two options or more, doing nothing among them, and exactly one chosen."""
    return [*_of_range(options), *_of_choice(sum(bool(option.chosen) for option in options))]


def _of_range(options: Sequence[Compared]) -> list[str]:
    if len(options) < FEWEST_OPTIONS:
        return ["Compare at least two options, one of them to do nothing."]
    if not any(option.kind == OptionKind.DO_NOTHING for option in options):
        return ["Add the option to do nothing, so that the others can be held against it."]
    return []


def _of_choice(chosen: int) -> list[str]:
    if chosen == 1:
        return []
    if chosen == 0:
        return ["No option is chosen. Say yes for the one you chose."]
    return [f"{chosen} options are chosen. Say yes for one only."]


def of_costs(options: Sequence[Compared], costed: Iterable[int], names: dict[int, str]) -> list[str]:
    """Each option has its cost, once. `costed` are the ids of options a cost was given for."""
    counts = Counter(costed)
    missing = [f"Add what the option “{names[option.pk]}” costs." for option in options if not counts[option.pk]]
    twice = [
        f"The option “{names[option.pk]}” has {counts[option.pk]} costs. Keep one."
        for option in options
        if counts[option.pk] > 1
    ]
    return [*missing, *twice]
