"""What a social value record must hold together. Pure: rows in, texts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol


class Choice(Protocol):
    """Whether a priority was chosen, as the rules need it."""

    @property
    def pk(self) -> int: ...
    @property
    def priority_id(self) -> int: ...
    @property
    def chosen(self) -> bool | None: ...


class Counted(Protocol):
    """A measure, as the rules need it."""

    @property
    def reference(self) -> str: ...
    @property
    def choice_id(self) -> int | None: ...


def of_choices(choices: Sequence[Choice], priorities: Mapping[int, str]) -> list[str]:
    """Each priority of the version is answered once, and none of another version is. `priorities`: names by id."""
    counts = Counter(choice.priority_id for choice in choices)
    missing = [f"Say of “{name}” whether you choose it, and why." for pk, name in priorities.items() if not counts[pk]]
    twice = [f"“{name}” is answered {counts[pk]} times. Keep one." for pk, name in priorities.items() if counts[pk] > 1]
    strange = sum(count for pk, count in counts.items() if pk not in priorities)
    return [*missing, *twice, *_of_strange(strange)]


def _of_strange(count: int) -> list[str]:
    if not count:
        return []
    those, them = ("A priority here is", "it") if count == 1 else (f"{count} priorities here are", "them")
    return [f"{those} not in the version of the policy you named. Remove {them}, or name the other version."]


def of_measures(measures: Iterable[Counted], choices: Sequence[Choice], names: Mapping[int, str]) -> list[str]:
    """Each chosen priority has a measure; no measure serves one that is not chosen. `names`: of choices, by id."""
    measures = list(measures)
    chosen = {choice.pk for choice in choices if choice.chosen}
    served = {measure.choice_id for measure in measures}
    unserved = [f"Add a measure for “{names[choice.pk]}”." for choice in choices if choice.pk in chosen - served]
    idle = [
        f"Measure {measure.reference} serves “{names[measure.choice_id]}”, which is not chosen. "
        "Choose that priority, or another one for the measure."
        for measure in measures
        if measure.choice_id is not None and measure.choice_id not in chosen
    ]
    return [*unserved, *idle]
