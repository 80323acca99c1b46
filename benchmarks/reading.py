"""What reading costs at two sizes of council: cases made up by `seed_load`, then copied within the database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from accounts.models import Person
from benchmarks.bare.filling import fill, grant
from benchmarks.figures import Figures, Size
from benchmarks.making import make
from benchmarks.multiplying import CASES, multiply
from commissioning.case.models import Case
from workflows.seeding.council import DOMAIN, WIDE

SMALL = {Size.TINY: 12, Size.QUICK: 200, Size.FULL: 1_000}
TIMES = {Size.TINY: 3, Size.QUICK: 20, Size.FULL: 100}
NARROW = "seed-001.commissioner"
GRANTS = {Size.TINY: (3, 9), Size.QUICK: (50, 800), Size.FULL: (250, 20_000)}


@dataclass(frozen=True)
class Council:
    """A council with so many cases, and two who read: one with a single post, one with every post there is."""

    cases: int
    size: Size
    narrow: Person
    wide: Person


class Reading(Protocol):
    """A benchmark of reading."""

    def at(self, council: Council) -> None:
        """Take figures at one size."""

    def figures(self) -> Figures:
        """Return what both sizes came to."""


def measure(size: Size, readings: Sequence[Reading]) -> Figures:
    """Measure every reading on a small council, then on the same one many times as large."""
    make(SMALL[size], size)
    for times in (1, TIMES[size]):
        if times > 1:
            multiply(CASES, times)
        council = _council(size, times)
        for reading in readings:
            sys.stderr.write(f"{type(reading).__name__} at {council.cases} cases\n")
            reading.at(council)
    found = [reading.figures() for reading in readings]
    return Figures(
        {name: figure for one in found for name, figure in one.goals.items()},
        {name: taken for one in found for name, taken in one.taken.items()},
        {name: seen for one in found for name, seen in one.more.items()},
    )


def _council(size: Size, times: int) -> Council:
    narrow, wide = (Person.objects.get(email=f"{name}@{DOMAIN}") for name in (NARROW, WIDE))
    fill(SMALL[size] * times)
    few, many = GRANTS[size]
    grant(narrow, few)
    grant(wide, many if times > 1 else min(many, SMALL[size]))
    return Council(Case.objects.count(), size, narrow, wide)
