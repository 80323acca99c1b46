"""What a needs record must hold together. Pure: rows in, texts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
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


class Funded(Protocol):
    """What is said of external funding, as the rules need it."""

    @property
    def external_funding(self) -> bool | None: ...
    @property
    def funder(self) -> str: ...
    @property
    def funding_grant(self) -> str: ...
    @property
    def funding_conditions(self) -> str: ...
    @property
    def funding_ends_on(self) -> date | None: ...


def of_funding(said: Funded) -> list[tuple[str, str]]:
    """External funding names funder, grant, conditions and its last day, and nothing of it where there is none.

    (field, text) for each that does not hold.
    """
    asked = (
        ("funder", said.funder.strip(), "Say who the funder is."),
        ("funding_grant", said.funding_grant.strip(), "Say what the grant is called."),
        ("funding_conditions", said.funding_conditions.strip(), "Say what conditions come with it, or that none do."),
        ("funding_ends_on", said.funding_ends_on, "Enter the day on which the funding ends."),
    )
    if said.external_funding:
        return [(field, text) for field, answer, text in asked if not answer]
    told = [field for field, answer, _ in asked if answer]
    if said.external_funding is False and told:
        return [(told[0], "You said that no external funding pays for it. Remove what you say of it, or change that.")]
    return []


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
