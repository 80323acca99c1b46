"""Whether what a record asks of bidders is in proportion to the contract's value and to who is likely to bid.

It advises and never refuses. How much is in proportion is data, with its basis stated; the rest is pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from commissioning.social_value.kinds import Bidders
from govuk.wording import exact_pounds, how_many

GUIDE: Final = Path(__file__).parent / "data" / "proportionality.json"
MEASURES, EVIDENCE = "measure,measures", "piece of evidence,pieces of evidence"
UNKNOWN_VALUE: Final = (
    "What the contract is worth is not known yet, so that it cannot be said how much is in proportion. It is once the "
    "needs say what the chosen option costs, or the tender what it is worth."
)
UNKNOWN_BIDDERS: Final = "Say who is likely to bid: of small organisations less is asked."


@dataclass(frozen=True)
class Burden:
    """What bidders are asked for: how many measures, and how many pieces of evidence for them."""

    measures: int
    evidence: int

    def __str__(self) -> str:
        if not self.measures:
            return "no measures yet"
        return f"{how_many(self.measures, MEASURES)} with {how_many(self.evidence, EVIDENCE).lower()}"


@dataclass(frozen=True)
class Band:
    """How much is in proportion for contracts from one value to below another, with VAT; None: without limit."""

    start: Decimal
    below: Decimal | None
    usual: Burden
    small: Burden

    def __str__(self) -> str:
        if self.below is None:
            return f"{exact_pounds(self.start)} or more"
        return (
            f"{exact_pounds(self.start)} to below {exact_pounds(self.below)}"
            if self.start
            else (f"Below {exact_pounds(self.below)}")
        )

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies in it."""
        return self.start <= value and (self.below is None or value < self.below)


@dataclass(frozen=True)
class Guide:
    """What is in proportion, and on what basis."""

    title: str
    basis: str
    values: str
    small: str
    bands: Sequence[Band]


@dataclass(frozen=True)
class Proportion:
    """What a record asks for beside what is in proportion. `most` is None while the value is not known."""

    asked: Burden
    value: Decimal | None
    bidders: str
    band: Band | None

    @property
    def most(self) -> Burden | None:
        """What the guide has as the most for this value and these bidders."""
        if self.band is None:
            return None
        return self.band.small if self.bidders == Bidders.SMALL else self.band.usual

    @property
    def over(self) -> bool:
        """Whether more is asked than the guide has."""
        most = self.most
        return most is not None and (self.asked.measures > most.measures or self.asked.evidence > most.evidence)

    @property
    def advice(self) -> list[str]:
        """What to think of, in words and figures."""
        found = [UNKNOWN_VALUE] if self.value is None and self.asked.measures else []
        if self.over:
            found.append(self._too_much())
        if not self.bidders and self.asked.measures:
            found.append(UNKNOWN_BIDDERS)
        return [*found, *([GUIDE_HELD.small] if self.bidders == Bidders.SMALL else [])]

    def _too_much(self) -> str:
        whose = ", where bidders are mostly small" if self.bidders == Bidders.SMALL else ""
        return (
            f"This record asks for {self.asked}. For a contract of {exact_pounds(self.value or 0)} the council’s guide "
            f"is at most {self.most}{whose}. Each one costs every bidder, also those who lose. Take some away, or say "
            "under proportionality why they are worth it."
        )


def proportion(asked: Burden, value: Decimal | None, bidders: str) -> Proportion:
    """Weigh what is asked against a value with VAT, in pounds, and against who is likely to bid."""
    band = None if value is None else next(band for band in GUIDE_HELD.bands if band.holds(value))
    return Proportion(asked, value, bidders, band)


def burden(evidence: Iterable[str]) -> Burden:
    """Return what measures ask for, by what each takes as evidence: one piece a line."""
    texts = list(evidence)
    return Burden(len(texts), sum(1 for text in texts for line in text.splitlines() if line.strip()))


def guide() -> Guide:
    """Return the guide that is held."""
    return GUIDE_HELD


def _guide(stated: Mapping[str, Any]) -> Guide:
    bands: list[Band] = []
    start = Decimal(0)
    for one in stated["bands"]:
        below = None if one["below"] is None else Decimal(one["below"])
        small = one["small"]
        bands.append(
            Band(start, below, Burden(one["measures"], one["evidence"]), Burden(small["measures"], small["evidence"]))
        )
        start = below or start
    return Guide(**{name: stated[name] for name in ("title", "basis", "values", "small")}, bands=bands)


GUIDE_HELD: Final = _guide(json.loads(GUIDE.read_text("utf-8")))
