"""Where a tender asks bidders something else than its social value record set, measure by measure. Pure: it advises."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from textwrap import shorten
from typing import Final, Protocol

from commissioning.tender.rules import Weighted, figure
from govuk.wording import in_words

LONGEST_QUOTE: Final = 300
TOGETHER: Final = "Bring the two together, or say why they differ."


class Asking(Weighted, Protocol):
    """An award criterion with what it asks of bidders."""

    @property
    def question(self) -> str: ...
    @property
    def minimum(self) -> Decimal | None: ...


class Named(Protocol):
    """A measure by its reference."""

    @property
    def reference(self) -> str: ...


class Agreed(Protocol):
    """How the social value record has bids judged on a measure."""

    @property
    def measure(self) -> Named: ...
    @property
    def measure_id(self) -> int: ...
    @property
    def weight(self) -> Decimal | None: ...
    @property
    def question(self) -> str: ...
    @property
    def minimum(self) -> Decimal | None: ...


def of_weights(criteria: Sequence[Asking], agreed: Sequence[Agreed]) -> list[str]:
    """Each measure weighs in its criteria, all together, what was set for it."""
    return [
        f"{_asks(row)} for {figure(row.weight)} per cent. {_named(judged)} {_verb(judged, 'weigh')} {figure(total)}. "
        f"{TOGETHER}"
        for row, judged in _judged(criteria, agreed)
        if row.weight is not None
        and (total := sum((criterion.weight or Decimal(0) for criterion in judged), Decimal(0))) != row.weight
    ]


def of_questions(criteria: Sequence[Asking], agreed: Sequence[Agreed]) -> list[str]:
    """Bidders are asked on each measure what was set for it, in one of its criteria at least."""
    return [
        f"{_asks(row)}: “{shorten(row.question, LONGEST_QUOTE, placeholder=' …')}” {_named(judged)} "
        f"{_verb(judged, 'ask')} {_something(judged)}. {TOGETHER}"
        for row, judged in _judged(criteria, agreed)
        if row.question.strip() and row.question.strip() not in {criterion.question.strip() for criterion in judged}
    ]


def of_minimums(criteria: Sequence[Asking], agreed: Sequence[Agreed]) -> list[str]:
    """A bid must reach on each measure what was set for it, and no more where nothing was."""
    return [
        f"{_asks(row)} for {_least(row.minimum)}. {_named(judged)} {_verb(judged, 'ask')} for "
        f"{in_words(_least(minimum) for minimum in least)}. {TOGETHER}"
        for row, judged in _judged(criteria, agreed)
        if row.minimum not in (least := list(dict.fromkeys(criterion.minimum for criterion in judged)))
    ]


def _judged(criteria: Sequence[Asking], agreed: Sequence[Agreed]) -> list[tuple[Agreed, list[Asking]]]:
    """What was set for each measure that is judged, with the criteria that stand for it."""
    found = [(row, [criterion for criterion in criteria if criterion.measure_id == row.measure_id]) for row in agreed]
    return [(row, judged) for row, judged in found if judged]


def _asks(row: Agreed) -> str:
    return f"On measure {row.measure.reference} the social value record asks"


def _named(judged: Sequence[Asking]) -> str:
    noun = "Criterion" if len(judged) == 1 else "Criteria"
    return f"{noun} {in_words(criterion.reference for criterion in judged)}"


def _verb(judged: Sequence[Asking], verb: str) -> str:
    return f"{verb}s" if len(judged) == 1 else verb


def _something(judged: Sequence[Asking]) -> str:
    return "something else" if any(criterion.question.strip() for criterion in judged) else "nothing yet"


def _least(minimum: Decimal | None) -> str:
    return "no minimum" if minimum is None else f"{figure(minimum)} at least"
