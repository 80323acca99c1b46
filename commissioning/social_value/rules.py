"""What a social value record must hold together. Pure: rows in, texts out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Protocol

from commissioning.measures.rules import group_name
from commissioning.records.broken import Broken
from commissioning.vocabulary import ThreadKind
from govuk.wording import in_words

NO_MEASURE: Final = "No measure is for {name}."  # of an outcome: worth a look, for what serves a need may be no measure


class Choice(Protocol):
    """Whether a priority was chosen, as the rules need it."""

    @property
    def pk(self) -> int: ...
    @property
    def priority_id(self) -> int: ...
    @property
    def chosen(self) -> bool | None: ...
    @property
    def ground(self) -> str: ...


class Counted(Protocol):
    """A measure, as the rules need it."""

    @property
    def pk(self) -> int: ...
    @property
    def reference(self) -> str: ...
    @property
    def choice_id(self) -> int | None: ...
    @property
    def outcome_id(self) -> int | None: ...


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


def of_grounds(choices: Iterable[Choice], names: Mapping[int, str]) -> list[str]:
    """A priority that is not chosen is not relevant or not proportionate; one that is chosen is neither."""
    choices = list(choices)
    open_ones = [
        f"Say whether “{names[choice.pk]}” is not relevant, or not proportionate."
        for choice in choices
        if choice.chosen is False and not choice.ground
    ]
    both = [
        f"You choose “{names[choice.pk]}” and also say why you leave it out. Take the ground away, or do not choose it."
        for choice in choices
        if choice.chosen and choice.ground
    ]
    return [*open_ones, *both]


def of_wellbeing(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """One kind of well-being at least is answered. (field, text) out; `texts`: the answers by field."""
    if any(text.strip() for text in texts.values()):
        return []
    words = "Say how what you buy might improve the area’s well-being: economic, social or environmental."
    return [(next(iter(texts)), words)]


def of_open_kinds(texts: Mapping[str, str]) -> list[str]:
    """Advice: each kind of well-being is answered (Public Services (Social Value) Act 2012 s.1(3)(a), not verified)."""
    empty = [name for name, text in texts.items() if not text.strip()]
    if not empty or len(empty) == len(texts):
        return []
    of_act = "The Social Value Act may ask for it too (s.1(3)(a), not verified)."
    return [f"Nothing is said of {in_words(empty)} well-being. {of_act}"]


def broken(
    measures: Iterable[Counted], choices: Sequence[Choice], names: Mapping[int, str], outcomes: Sequence[str]
) -> list[Broken]:
    """Return the links of the golden thread that a social value record leaves broken.

    Each chosen priority has a measure; no measure serves one that is not chosen; each brings about an outcome, where
    the need seeks any. `names`: of choices, by id; `outcomes`: the references of those that the need seeks.
    """
    measures = list(measures)
    chosen = {choice.pk for choice in choices if choice.chosen}
    served = {measure.choice_id for measure in measures}
    unserved = [
        Broken(
            ThreadKind.MEASURE, (ThreadKind.PRIORITY, choice.priority_id), f"Add a measure for “{names[choice.pk]}”."
        )
        for choice in choices
        if choice.pk in chosen - served
    ]
    idle = [
        Broken(
            ThreadKind.PRIORITY,
            (ThreadKind.MEASURE, measure.pk),
            f"Measure {measure.reference} serves “{names[measure.choice_id]}”, which is not chosen. "
            "Choose that priority, or another one for the measure.",
        )
        for measure in measures
        if measure.choice_id is not None and measure.choice_id not in chosen
    ]
    return [*unserved, *idle, *_without_outcome(measures, outcomes)]


def _without_outcome(measures: Iterable[Counted], outcomes: Sequence[str]) -> list[Broken]:
    """Nothing where the need seeks no outcome here, such as one that was stated before Tollgate."""
    return [
        Broken(
            ThreadKind.OUTCOME,
            (ThreadKind.MEASURE, measure.pk),
            f"Measure {measure.reference} brings about no outcome. Say which one: the need seeks {in_words(outcomes)}.",
        )
        for measure in measures
        if outcomes and measure.outcome_id is None
    ]


@dataclass(frozen=True)
class Taken:
    """A measure of a record that was taken from a framework: from which one, under which code, in which groups."""

    reference: str
    unit: str
    framework: str
    code: str
    catalogue_unit: str
    guards: tuple[str, ...] = ()
    direction: str = ""
    catalogue_direction: str = ""

    @property
    def same(self) -> tuple[str, str]:
        """What two measures share that are the same one, whichever version each was taken from."""
        return self.framework, self.code.casefold()


def of_catalogue(taken: Sequence[Taken]) -> list[str]:
    """Nothing is counted twice, and each measure taken from a framework counts in its unit and its direction."""
    other = [
        f"Measure {one.reference} counts in “{one.unit}”, but {one.code} of {one.framework} counts in "
        f"“{one.catalogue_unit}”. Use that unit, or let the measure be one of your own."
        for one in taken
        if one.unit and one.unit != one.catalogue_unit
    ]
    turned = [
        f"Measure {one.reference} says that {one.direction} is better, but of {one.code} of {one.framework} "
        f"{one.catalogue_direction} is better. Turn it round, or let the measure be one of your own."
        for one in taken
        if one.direction and one.direction != one.catalogue_direction
    ]
    return [*_twice(taken), *_guarded(taken), *other, *turned]


def _twice(taken: Sequence[Taken]) -> list[str]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in taken:
        found[one.same].append(one.reference)
    return [
        f"{in_words(references)} are the same measure, {code.upper()} of {framework}, so that what is delivered would "
        "count twice. Keep one of them."
        for (framework, code), references in found.items()
        if len(references) > 1
    ]


def _guarded(taken: Sequence[Taken]) -> list[str]:
    groups: defaultdict[str, dict[tuple[str, str], Taken]] = defaultdict(dict)
    for one, name in chain.from_iterable(((one, name) for name in one.guards) for one in taken):
        groups[group_name(name)].setdefault(one.same, one)
    return [
        f"{in_words(f'{one.reference} ({one.code} of {one.framework})' for one in found.values())} are guarded against "
        f"counting twice, in the group “{name}”: one activity counts under one of them alone. Keep one of them."
        for name, found in groups.items()
        if len(found) > 1
    ]
