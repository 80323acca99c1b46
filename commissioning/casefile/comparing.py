"""The options of a need side by side: what each scores, by how much it counts, as a picture and as a table. Pure.

Read from what the sections state, so that a signer sees what was handed in. Cost is part of it for those alone who read
the section of costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commissioning.casefile.stated import text_of
from commissioning.needs.kinds import HIGHEST_SCORE
from govuk.wording import money

Stated = Mapping[str, Any]
Cell = dict[str, Any]

COMPARED = ("options", "option_scores", "option_costs")  # the sections that it is read from
CRITERIA = {"benefit": "Benefits", "risk": "Risk", "social_value": "Social value", "cost": "Cost"}
ALL = Decimal(100)
UNEVEN = "The weights add up to {whole} per cent, and not to 100, so no points are shown."
NAME_LINE, BAR_HEIGHT, ROW_HEIGHT = 15, 22, 56
WIDTH, MARGIN, TOTAL_WIDTH, LEGEND_HEIGHT = 720, 8, 60, 28
LEGEND_BOX, LEGEND_EACH, DROP = 14, 165, 16


@dataclass(frozen=True)
class Option:
    """One option as it compares: its points by criterion out of the weights, and its cost in words.

    A score of None was not given yet, and brings no points.
    """

    name: str
    chosen: bool
    scores: Mapping[str, int | None]
    points: Mapping[str, Decimal]
    cost: str

    @property
    def total(self) -> Decimal:
        """All its points."""
        return sum(self.points.values(), Decimal(0))

    @property
    def total_in_words(self) -> str:
        """All its points, as far as it is scored."""
        return f"{_figure(self.total)}{' so far' if None in self.scores.values() else ''}"


@dataclass(frozen=True)
class Piece:
    """A piece of a bar, or of its legend: what it stands for, and where it is."""

    criterion: str
    x: int
    width: int
    words: str = ""

    @property
    def text_x(self) -> int:
        """Where the words of a legend begin."""
        return self.x + LEGEND_BOX + 6


@dataclass(frozen=True)
class Bar:
    """One option in the picture."""

    name: str
    y: int
    pieces: Sequence[Piece]
    total: str
    total_x: int

    @property
    def name_y(self) -> int:
        """The line of its name."""
        return self.y + NAME_LINE

    @property
    def bar_y(self) -> int:
        """Where its bar begins."""
        return self.y + NAME_LINE + 6

    @property
    def total_y(self) -> int:
        """The line of its total."""
        return self.bar_y + DROP


@dataclass(frozen=True)
class Comparison:
    """The options as a picture, and the same as a table.

    `flaw` says why there are no points, and so no picture, where the weights do not add up.
    """

    bars: Sequence[Bar]
    legend: Sequence[Piece]
    height: int
    words: str
    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    without: str
    flaw: str = ""
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT
    legend_box: int = LEGEND_BOX
    legend_y: int = MARGIN
    legend_text_y: int = MARGIN + 12


def comparison_of(sections: Mapping[str, Stated]) -> Comparison | None:
    """Return how the options of a needs record compare, from what its sections state; None while nothing is scored."""
    scored = sections.get("option_scores", {})
    if not scored.get("scores"):
        return None
    costed = "option_costs" in sections
    weights = {name: Decimal(str(scored.get(f"weight_{name}", 0))) for name in CRITERIA if costed or name != "cost"}
    chosen = {_key(option): bool(option.get("chosen")) for option in sections.get("options", {}).get("options", [])}
    costs = {_key(row.get("option", {})): row for row in sections.get("option_costs", {}).get("costs", [])}
    found = [
        _option(row, costs.get(_key(row["option"]), {}), weights, chosen=chosen.get(_key(row["option"]), False))
        for row in scored["scores"]
    ]
    whole = sum((Decimal(str(scored.get(f"weight_{name}", 0))) for name in CRITERIA), Decimal(0))
    flaw = "" if whole == ALL else UNEVEN.format(whole=_figure(whole))
    return _drawn(found, weights, costed=costed, flaw=flaw)


def _key(option: Stated) -> tuple[str, str]:
    return option.get("kind", ""), option.get("title", "")


def _option(row: Stated, cost: Stated, weights: Mapping[str, Decimal], *, chosen: bool) -> Option:
    scores = {name: (cost if name == "cost" else row).get(f"{name}_score") for name in weights}
    points = {name: weights[name] * (score or 0) / HIGHEST_SCORE for name, score in scores.items()}
    amount = money(Decimal(cost["cost"])) if "cost" in cost else ""
    return Option(row["option"].get("title") or text_of(row["option"]), chosen, scores, points, amount)


def _drawn(options: Sequence[Option], weights: Mapping[str, Decimal], *, costed: bool, flaw: str) -> Comparison:
    bars = [_bar(option, LEGEND_HEIGHT + MARGIN + place * ROW_HEIGHT) for place, option in enumerate(options)]
    legend = [
        Piece(name, MARGIN + place * LEGEND_EACH, LEGEND_BOX, f"{CRITERIA[name]} {_figure(weights[name])}%")
        for place, name in enumerate(weights)
    ]
    titles = [f"{CRITERIA[name]}, counts {_figure(weight)}%" for name, weight in weights.items()]
    head = ["Option", *titles, *([] if flaw else ["Points of 100"]), *(["Cost, net"] if costed else [])]
    return Comparison(
        bars=bars,
        legend=legend,
        height=LEGEND_HEIGHT + MARGIN + len(options) * ROW_HEIGHT + MARGIN,
        words="Points: " + "; ".join(f"{_named(option)}: {option.total_in_words}" for option in options),
        head=[{"text": text} for text in head],
        rows=[_row(option, head, costed=costed, pointed=not flaw) for option in options],
        flaw=flaw,
        without="" if costed else "What the options cost is not part of it here: it is for those who may see figures.",
    )


def _named(option: Option) -> str:
    return f"{option.name} (chosen)" if option.chosen else option.name


def _bar(option: Option, y: int) -> Bar:
    """A bar as long as its points, out of the room there is for all 100."""
    room = WIDTH - 2 * MARGIN - TOTAL_WIDTH
    x, pieces = MARGIN, []
    for name, points in option.points.items():
        width = round(room * points / 100)
        pieces.append(Piece(name, x, width))
        x += width
    return Bar(_named(option), y, pieces, option.total_in_words, x + MARGIN)


def _row(option: Option, head: Sequence[str], *, costed: bool, pointed: bool) -> list[Cell]:
    scores = ["Not scored" if score is None else f"{score} of {HIGHEST_SCORE}" for score in option.scores.values()]
    points = [option.total_in_words] if pointed else []
    texts = [_named(option), *scores, *points, *([option.cost] if costed else [])]
    return [{"text": text, "label": label} for text, label in zip(texts, head, strict=True)]


def _figure(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')):f}".removesuffix(".0")
