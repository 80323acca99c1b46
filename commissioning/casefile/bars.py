"""A small picture of how many there are of each kind: a bar for each, the most first. A table says the same. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, GAP, MARGIN = 22, 10, 8
NAMES, LONGEST_BAR, NUMBERS = 330, 260, 50  # widths, in units of the picture
LONGEST_NAME = 42  # letters of 14 units fit, of which the widest usual fonts take 7.6 each
BASELINE = 16


@dataclass(frozen=True)
class Bar:
    """One kind in the picture."""

    name: str
    count: int
    y: int
    width: int

    @property
    def text_y(self) -> int:
        """The line of its words."""
        return self.y + BASELINE

    @property
    def number_x(self) -> int:
        """Where its number stands, behind the bar."""
        return MARGIN + NAMES + self.width + 6


@dataclass(frozen=True)
class Bars:
    """Where everything stands, in units of the picture."""

    bars: Sequence[Bar]
    words: str
    x: int = MARGIN + NAMES
    name_x: int = MARGIN
    bar_height: int = HEIGHT
    width: int = 2 * MARGIN + NAMES + LONGEST_BAR + NUMBERS

    @property
    def height(self) -> int:
        """As high as its bars need."""
        return 2 * MARGIN + len(self.bars) * (HEIGHT + GAP) - GAP


def bars_of(counted: Sequence[tuple[str, int]]) -> Bars:
    """Return the picture of so many of each kind."""
    most = max((count for _, count in counted), default=1)
    bars = [
        Bar(_short(name), count, MARGIN + place * (HEIGHT + GAP), max(1, count * LONGEST_BAR // most))
        for place, (name, count) in enumerate(counted)
    ]
    return Bars(bars, "; ".join(f"{name}: {count}" for name, count in counted))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
