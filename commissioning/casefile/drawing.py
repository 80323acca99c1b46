"""A small picture of a gate: its tiers from left to right, a box a seat. The same stands in words beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commissioning.casefile.seats import Chair, Tier
from govuk.wording import in_words

# The longest title fits in bold letters of 14 units, of which the widest usual fonts take 8.5 each.
WIDTH, HEIGHT, GAP, MARGIN = 284, 46, 12, 8
BETWEEN = 46
LONGEST = 31
INDENT, FIRST_LINE, SECOND_LINE = 10, 19, 37


@dataclass(frozen=True)
class Box:
    """One seat in the picture."""

    x: int
    y: int
    title: str
    state: str
    colour: str

    @property
    def text_x(self) -> int:
        """Where its words begin."""
        return self.x + INDENT

    @property
    def title_y(self) -> int:
        """The line of its title."""
        return self.y + FIRST_LINE

    @property
    def state_y(self) -> int:
        """The line of its state."""
        return self.y + SECOND_LINE


@dataclass(frozen=True)
class Arrow:
    """From one tier to the next."""

    x: int
    y: int
    to: int


@dataclass(frozen=True)
class Drawing:
    """Where everything stands, in units of the picture."""

    width: int
    height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    words: str
    box_width: int = WIDTH
    box_height: int = HEIGHT


def drawing_of(tiers: Sequence[Tier], records: Sequence[str] = ()) -> Drawing:
    """Return the picture of a gate; before its tiers stand the `records` that it decides together."""
    drawn = _drawing([*([_handed_in(records)] if records else []), *tiers])
    both = f"records decided together: {in_words(records)}; " if records else ""
    return replace(drawn, words=both + "; ".join(f"tier {tier.number}: {_in_words(tier)}" for tier in tiers))


def _handed_in(records: Sequence[str]) -> Tier:
    chairs = [Chair(name, "", "", "Record, decided here", "grey", "", late=False, answers=()) for name in records]
    return Tier(0, chairs)


def _drawing(tiers: Sequence[Tier]) -> Drawing:
    tallest = max((len(tier.chairs) for tier in tiers), default=0)
    height = 2 * MARGIN + tallest * (HEIGHT + GAP) - GAP
    return Drawing(
        width=2 * MARGIN + len(tiers) * (WIDTH + BETWEEN) - BETWEEN,
        height=height,
        boxes=[box for place, tier in enumerate(tiers) for box in _boxes(place, tier, height)],
        arrows=[Arrow(_left(place) + WIDTH + 4, height // 2, _left(place + 1) - 10) for place in range(len(tiers) - 1)],
        words="",
    )


def _in_words(tier: Tier) -> str:
    return ", ".join(f"{chair.title} ({chair.state.lower()})" for chair in tier.chairs)


def _left(place: int) -> int:
    return MARGIN + place * (WIDTH + BETWEEN)


def _boxes(place: int, tier: Tier, height: int) -> Iterator[Box]:
    used = len(tier.chairs) * (HEIGHT + GAP) - GAP
    top = (height - used) // 2
    for row, chair in enumerate(tier.chairs):
        yield Box(_left(place), top + row * (HEIGHT + GAP), _short(chair.title), _short(chair.state), chair.colour)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
