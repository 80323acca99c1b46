"""What a needs record must hold together. Pure: rows in, texts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from commissioning.needs.kinds import Effect, Engaged, OptionKind, OutcomeKind

FEWEST_OPTIONS = 2
WHOLE = Decimal(100)


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


def of_evidence(sources: str, rows: int, named: Iterable[str], attached: Iterable[str]) -> list[tuple[str, str]]:
    """The evidence has a source, and a file that it names is attached. (field, text) for each that does not hold."""
    found = (
        [] if rows or sources.strip() else [("sources", "Name at least one source: in words, or as a row of its own.")]
    )
    gone = sorted({name for name in named if name} - set(attached))
    return [
        *found,
        *(("evidence_rows", f"The file “{name}” is not attached any more. Choose another.") for name in gone),
    ]


def of_engagement(market: str, vcse: str, kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Suppliers, and voluntary and community organisations, were asked, or it says why not. (field, text) if not."""
    told = set(kinds)
    missing = (
        (
            "market_engagement",
            market.strip() or told & {Engaged.SUPPLIERS, Engaged.SMALL},
            "Say how you engaged with suppliers, or why you did not: in words, or as a row of its own.",
        ),
        (
            "vcse_engagement",
            vcse.strip() or Engaged.VCSE in told,
            "Say how you engaged with community organisations, or why you did not: in words, or as a row of its own.",
        ),
    )
    return [(field, text) for field, answer, text in missing if not answer]


def of_equality(effects: Iterable[str], characteristics: Sequence[str], *, full: bool | None) -> list[tuple[str, str]]:
    """A full assessment is made where a limb may be made worse, or is not known. (field, text) if not."""
    worse = {Effect.HARMS, Effect.UNKNOWN} & set(effects)
    if full is False and worse:
        words = "You said that a part may be made worse, or is not known yet, so a full assessment is needed."
        return [("equality_assessment", words)]
    if full and not characteristics:
        words = "A full assessment is needed: say which protected characteristics the people have who are affected."
        return [("equality_characteristics", words)]
    return []


def of_unassessed(characteristics: Sequence[str], *, full: bool | None) -> list[str]:
    """Advice: where people are affected more than others and no full assessment is made, the reason says why not."""
    if full is not False or not characteristics:
        return []
    words = "Some people are affected more than others, and no full assessment is made. Check that your reason says why"
    return [f"{words} none is needed."]


def of_groups(characteristics: Iterable[str], assessed: Iterable[str]) -> list[str]:
    """The full assessment covers every characteristic that the screening names."""
    done = set(assessed)
    return [f"Assess people by “{name}”: the screening names it." for name in characteristics if name not in done]


def of_outcomes(count: int) -> list[str]:
    """At least one outcome is sought."""
    return [] if count else ["Add at least one outcome: what will be different for people."]


def of_outcome_kinds(kinds: Iterable[str], left_out: str) -> list[str]:
    """Community cohesion and value for money have an outcome each, or it says why not."""
    missing = [kind for kind in (OutcomeKind.COHESION, OutcomeKind.VALUE_FOR_MONEY) if kind not in set(kinds)]
    if not missing or left_out.strip():
        return []
    named = " or ".join(f"“{kind.label}”" for kind in missing)
    return [f"No outcome is about {named}. Add one, or say why there is none."]


def of_weights(weights: Sequence[Decimal | None]) -> list[str]:
    """The weights of the comparison add up to 100 per cent, once all are there."""
    given = [weight for weight in weights if weight is not None]
    if len(given) < len(weights) or sum(given) == WHOLE:
        return []
    return [f"The weights add up to {sum(given):f} per cent. Change them until they are 100."]


def of_lessons(words: str, rows: int) -> list[str]:
    """It says what was learned: in answer to the lessons of a review, else in words of its own."""
    told = bool(rows or words.strip())
    return [] if told else ["Answer “What was learned from the last cycle, and what will you do differently?”."]


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


def of_costs(
    options: Sequence[Compared], costed: Iterable[int], names: dict[int, str], weight: Decimal | None
) -> list[str]:
    """Each option has its cost, once. `costed`: the ids of options a cost was given for; `weight`: what cost counts."""
    counts = Counter(costed)
    if options and not counts:
        why = f", since cost counts {weight.normalize():f}%" if weight else ""
        return [f"Give a cost for each option{why}."]
    missing = [f"Add what the option “{names[option.pk]}” costs." for option in options if not counts[option.pk]]
    twice = [
        f"The option “{names[option.pk]}” has {counts[option.pk]} costs. Keep one."
        for option in options
        if counts[option.pk] > 1
    ]
    return [*missing, *twice]
