"""The picture of a golden thread: a column for each kind, a box for each node, a line for each link. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.thread.rules import Node, Thread
from commissioning.vocabulary import ThreadKind

BOX_WIDTH, BOX_HEIGHT = 144, 62
BETWEEN, GAP, MARGIN = 30, 14, 10
HEAD, HEAD_LINE = 34, 20
LONGEST_LINE, LINES = 17, 3
INDENT, FIRST_LINE, LINE_HEIGHT = 8, 18, 16
Place = tuple[int, int]  # the left and the top of a box


@dataclass(frozen=True)
class Box:
    """One node in the picture, its name in lines. `broken` says that something is missing at it."""

    x: int
    y: int
    lines: Sequence[tuple[int, str]]
    broken: bool

    @property
    def text_x(self) -> int:
        """Where its words begin."""
        return self.x + INDENT


@dataclass(frozen=True)
class Line:
    """One link in the picture, or a stretch of one that passes a column."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class ThreadMap:
    """Where everything stands, in units of the picture."""

    width: int
    height: int
    heads: Sequence[tuple[int, str]]
    boxes: Sequence[Box]
    lines: Sequence[Line]
    words: str
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT
    head_y: int = HEAD_LINE


def map_of(thread: Thread) -> ThreadMap:
    """Return the picture of a thread. What a measure's outcome brings in between is not drawn past it."""
    kinds = [kind for kind in ThreadKind if thread.of(kind)]
    tallest = max((len(thread.of(kind)) for kind in kinds), default=0)
    height = HEAD + MARGIN + tallest * (BOX_HEIGHT + GAP)
    places = {
        node.id: (_left(column), _top(row, len(thread.of(kind)), height))
        for column, kind in enumerate(kinds)
        for row, node in enumerate(thread.of(kind))
    }
    columns = [sorted(places[node.id] for node in thread.of(kind)) for kind in kinds]
    broken = {one.at for one in thread.missing}
    names = {node.id: node.name for node in thread.nodes}
    return ThreadMap(
        width=2 * MARGIN + len(kinds) * (BOX_WIDTH + BETWEEN) - BETWEEN,
        height=height,
        heads=[(_left(column), kind.label) for column, kind in enumerate(kinds)],
        boxes=[_box(node, places[node.id], broken=node.id in broken) for node in thread.nodes],
        lines=[line for one, other in _drawn(thread) for line in _way(places[one], places[other], columns)],
        words="; ".join(f"{names[one]} leads to {names[other]}" for one, other in _drawn(thread)),
    )


def _drawn(thread: Thread) -> list[tuple[str, str]]:
    """The links, but for that of a priority with a measure whose outcome stands between them."""
    between = {link.target for link in thread.links if link.source.startswith(f"{ThreadKind.OUTCOME}-")}
    return [
        (link.source, link.target)
        for link in thread.links
        if not (link.source.startswith(f"{ThreadKind.PRIORITY}-") and link.target in between)
    ]


def _left(column: int) -> int:
    return MARGIN + column * (BOX_WIDTH + BETWEEN)


def _top(row: int, rows: int, height: int) -> int:
    used = rows * (BOX_HEIGHT + GAP) - GAP
    return HEAD + (height - HEAD - MARGIN - used) // 2 + row * (BOX_HEIGHT + GAP)


def _way(one: Place, other: Place, columns: Sequence[Sequence[Place]]) -> Iterator[Line]:
    """From one box to another, between the boxes of a column that it passes: behind one it would seem to end there."""
    x, y = one[0] + BOX_WIDTH, one[1] + BOX_HEIGHT // 2
    right, level = other[0], other[1] + BOX_HEIGHT // 2
    for boxes in columns:
        left, last = boxes[-1]
        if one[0] < left < right:
            gaps = [top - GAP // 2 for _, top in (*boxes, (left, last + BOX_HEIGHT + GAP))]
            gap = min(gaps, key=lambda gap: abs(gap - y) + abs(gap - level))
            yield Line(x, y, left, gap)
            yield Line(left, gap, left + BOX_WIDTH, gap)
            x, y = left + BOX_WIDTH, gap
    yield Line(x, y, right, level)


def _box(node: Node, place: tuple[int, int], *, broken: bool) -> Box:
    x, y = place
    lines = [(y + FIRST_LINE + LINE_HEIGHT * number, line) for number, line in enumerate(_lines(node.name))]
    return Box(x, y, lines, broken)


def _lines(name: str) -> list[str]:
    """A name in three lines at most, between words."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LONGEST_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]}…"]
    return [line if len(line) <= LONGEST_LINE + 1 else f"{line[:LONGEST_LINE]}…" for line in lines]
