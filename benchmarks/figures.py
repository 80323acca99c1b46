"""What a benchmark comes to, and how much of it is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from benchmarks.measuring import Spread


class Size(StrEnum):
    """How much is measured: in seconds to see that it runs, in minutes to look, in full for figures to keep."""

    TINY = "tiny"
    QUICK = "quick"
    FULL = "full"


@dataclass(frozen=True)
class Figures:
    """A figure for each goal of a benchmark, the samples behind them, and whatever else it saw."""

    goals: Mapping[str, float]
    taken: Mapping[str, Spread] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return everything as it is kept."""
        samples = {name: {**asdict(found), "noise": found.noise} for name, found in self.taken.items()}
        return {"goals": dict(self.goals), "samples_ms": samples, **self.more}
