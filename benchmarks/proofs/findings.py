"""What a proof comes to: figures in words, and faults."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter

from django.db import connection

BEGAN = perf_counter()
MOST_FAULTS = 40  # one fault that stands everywhere need not be told a thousand times


@dataclass(frozen=True)
class Form:
    """How much is to be tried: the short form for every commit, or the whole; so many gates where that is said."""

    quick: bool
    gates: int = 0

    def gates_of(self, few: int, many: int) -> int:
        """How many gates there are to be."""
        return self.gates or (few if self.quick else many)


@dataclass
class Findings:
    """Clean when there is no fault."""

    figures: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def check(self, holds: bool, fault: str) -> None:  # noqa: FBT001 - reads as an assertion
        """Note a fault unless something holds."""
        if not holds and len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)

    def same(self, found: object, expected: object, what: str) -> None:
        """Note a fault unless what was found is what was expected."""
        self.check(found == expected, f"{what}: {found} instead of {expected}")

    def check_none(self, wrong: Iterable[object], what: str) -> None:
        """Note a fault for each thing that should not be there."""
        for one in wrong:
            self.check(holds=False, fault=f"{what}: {one}")


def say(words: str) -> None:
    """Tell of progress at once."""
    sys.stdout.write(f"  {connection.vendor}: {perf_counter() - BEGAN:.0f} s: {words}\n")
    sys.stdout.flush()
