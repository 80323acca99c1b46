"""What targets, minimums and weights of measures must hold together. Pure: rows in, texts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Protocol

from commissioning.measures.kinds import Direction

NOTHING: Final = Decimal(0)


class Targeted(Protocol):
    """A measure, as the rules need it."""

    @property
    def reference(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def target(self) -> Decimal | None: ...
    @property
    def left_to_bidders(self) -> bool | None: ...


class Weighed(Protocol):
    """How bids are judged on a measure, as the rules need it."""

    @property
    def measure(self) -> Targeted: ...
    @property
    def weight(self) -> Decimal | None: ...
    @property
    def minimum(self) -> Decimal | None: ...


def of_targets(measures: Iterable[Targeted]) -> list[str]:
    """Each measure has a target of the council's, or leaves it to bidders: not both, not neither."""
    measures = list(measures)
    neither = [
        f"Enter the target of measure {one.reference}, or say that bidders offer it."
        for one in measures
        if one.target is None and not one.left_to_bidders
    ]
    both = [
        f"Measure {one.reference} has a target and leaves it to bidders as well. Take one of the two away."
        for one in measures
        if one.target is not None and one.left_to_bidders
    ]
    return [*neither, *both]


def of_weights(weights: Sequence[Weighed], references: Sequence[str], share: Decimal | None) -> list[str]:
    """Each measure is weighed once, and the weights add up to what social value carries in the award, in per cent."""
    counts = Counter(row.measure.reference for row in weights)
    missing = [
        f"Say what measure {name} weighs, and what bidders are asked." for name in references if not counts[name]
    ]
    twice = [f"Measure {name} is weighed {count} times. Keep one." for name, count in counts.items() if count > 1]
    idle = [
        f"The weight of measure {row.measure.reference} must be more than 0. Raise it, or remove the measure."
        for row in weights
        if row.weight is not None and row.weight <= NOTHING
    ]
    return [*missing, *twice, *idle, *(_of_sum(weights, share) if not missing and not twice else [])]


def _of_sum(weights: Sequence[Weighed], share: Decimal | None) -> list[str]:
    given = [row.weight for row in weights if row.weight is not None]
    total = sum(given, NOTHING)
    if share is None or len(given) < len(weights) or total == share:
        return []
    if not weights:
        return [f"Social value carries {figure(share)} per cent, and no measure carries it. Add a measure, or enter 0."]
    more = f"Take {figure(total - share)} away" if total > share else f"Add {figure(share - total)} more"
    text = f"The weights of the measures add up to {figure(total)}, and social value carries {figure(share)} per cent."
    return [f"{text} {more}, or change that share."]


def of_minimums(weights: Iterable[Weighed]) -> list[str]:
    """A minimum asks for no more than the target; where lower is better, it is no lower than it."""
    return [
        f"A bid must reach {figure(row.minimum)} on measure {row.measure.reference}, which asks more than its target "
        f"of {figure(row.measure.target)}{_which_way(row.measure)}. Change one of the two."
        for row in weights
        if row.minimum is not None
        and row.measure.target is not None
        and not reaches(row.measure.target, row.minimum, row.measure.direction)
    ]


def reaches(amount: Decimal, minimum: Decimal, direction: str) -> bool:
    """Whether an amount is as good as a minimum or better. No direction: higher is better."""
    return amount <= minimum if direction == Direction.LOWER else amount >= minimum


def _which_way(measure: Targeted) -> str:
    return ", for lower is better" if measure.direction == Direction.LOWER else ""


def figure(number: Decimal) -> str:
    """A number without idle zeros: 95, 97.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
