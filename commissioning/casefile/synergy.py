"""The map of synergies: policies down both sides, a line for each linkage. A table says the same. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

WIDTH, MARGIN = 720, 14
BOX_WIDTH, BOX_HEIGHT = 196, 54
LEAST_HEIGHT, FOR_EACH = 140, 130  # the numbers of two that stand one above the other lie between their boxes
LONGEST_LINE, LINES = 24, 2
LINE_HEIGHT, FIRST_LINE = 17, 23
BADGE, BADGE_DROP = 11, 5
# Where on a line its number stands, as a share of the way: nearer to the policy of which it is said, and more so where
# two policies bear on each other.
AWAY, AWAY_OF_TWO = 0.42, 0.34
APART = 14  # how far two lines of one pair lie from the way between their middles


@dataclass(frozen=True)
class Node:
    """One policy in the picture, its title in lines."""

    x: int
    y: int
    lines: Sequence[tuple[int, str]]

    @property
    def text_x(self) -> int:
        """The middle of its box."""
        return self.x + BOX_WIDTH // 2


@dataclass(frozen=True)
class Thread:
    """One linkage in the picture: from the middle of one box to that of another, with its number in the table."""

    x1: int
    y1: int
    x2: int
    y2: int
    bond: str
    number: int
    at_x: int
    at_y: int

    @property
    def number_y(self) -> int:
        """The line of its number."""
        return self.at_y + BADGE_DROP


@dataclass(frozen=True)
class SynergyMap:
    """Where everything stands, in units of the picture."""

    height: int
    nodes: Sequence[Node]
    threads: Sequence[Thread]
    words: str
    width: int = WIDTH
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT
    badge: int = BADGE


def map_of(titles: Sequence[str], bonds: Sequence[tuple[int, int, str, str]]) -> SynergyMap:
    """Return the picture of policies and of linkages, each from one place among the titles to another.

    A linkage has its bond, by which it is drawn, and its words.
    """
    height = max(LEAST_HEIGHT, 2 * MARGIN + BOX_HEIGHT + FOR_EACH * ((len(titles) - 1) // 2))
    middles = [_middle(place, len(titles), height) for place in range(len(titles))]
    both = {(one, other) for one, other, *_ in bonds}
    threads = [
        _thread(middles[one], middles[other], bond, number, twice=(other, one) in both)
        for number, (one, other, bond, _) in enumerate(bonds, start=1)
    ]
    nodes = [_node(title, middle) for title, middle in zip(titles, middles, strict=True)]
    words = "; ".join(f"{number}: {text}" for number, (*_, text) in enumerate(bonds, start=1))
    return SynergyMap(height, nodes, threads, words)


def _middle(place: int, count: int, height: int) -> tuple[int, int]:
    """The middle of a box: the first half goes down on the left, the others on the right, bent as an ellipse is."""
    if count == 1:
        return WIDTH // 2, height // 2
    left = (count + 1) // 2
    side, row, rows = (-1, place, left) if place < left else (1, place - left, count - left)
    across = (row - (rows - 1) / 2) / (rows / 2)  # from above -1 to below 1
    wide = WIDTH / 2 - MARGIN - BOX_WIDTH / 2
    away = max(BOX_WIDTH / 2 + MARGIN, wide * sqrt(1 - across**2))
    high = height - 2 * MARGIN - BOX_HEIGHT
    down = high * row / (rows - 1) if rows > 1 else high / 2
    return round(WIDTH / 2 + side * away), round(MARGIN + BOX_HEIGHT / 2 + down)


def _node(title: str, middle: tuple[int, int]) -> Node:
    left, top = middle[0] - BOX_WIDTH // 2, middle[1] - BOX_HEIGHT // 2
    found = _lines(title)
    first = top + FIRST_LINE + (LINE_HEIGHT // 2 if len(found) == 1 else 0)
    return Node(left, top, [(first + LINE_HEIGHT * place, line) for place, line in enumerate(found)])


def _lines(title: str) -> list[str]:
    """A title in two lines at most, between words."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LONGEST_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > LINES:
        lines = [lines[0], f"{lines[1]}…"]
    return [line if len(line) <= LONGEST_LINE + 1 else f"{line[:LONGEST_LINE]}…" for line in lines]


def _thread(one: tuple[int, int], other: tuple[int, int], bond: str, number: int, *, twice: bool) -> Thread:
    if twice:
        one, other = _aside(one, other)
    share = AWAY_OF_TWO if twice else AWAY
    at_x, at_y = (round(start + (end - start) * share) for start, end in zip(one, other, strict=True))
    return Thread(*one, *other, bond, number, at_x, at_y)


def _aside(one: tuple[int, int], other: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The line beside the one between two middles, on its left: the way back has its own."""
    across, down = other[0] - one[0], other[1] - one[1]
    share = APART / max(1, hypot(across, down))
    x, y = round(down * share), round(-across * share)
    return (one[0] + x, one[1] + y), (other[0] + x, other[1] + y)
