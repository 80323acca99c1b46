"""The goals of `goals.toml`, and the table that says of each whether it was reached."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).parent / "goals.toml"
DATABASES = ("sqlite", "postgres")
REACHED, NOT_REACHED = "reached", "not reached"
Found = Mapping[str, Mapping[str, float]]  # by database, by goal


class NoFigureError(Exception):
    """A goal without a figure, or a figure without a goal."""


@dataclass(frozen=True)
class Goal:
    """One goal: what it says, which benchmark gives its figure, on which databases, and its bound."""

    name: str
    goal: str
    by: str
    says: str
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    on: Sequence[str] = DATABASES

    def reached(self, figures: Iterable[float]) -> bool:
        """Whether every figure keeps the bound."""
        low, high = self.at_least, self.at_most
        return all((high is None or figure <= high) and (low is None or figure >= low) for figure in figures)

    @property
    def bound(self) -> str:
        """The bound as the table shows it."""
        return f"<= {self.at_most:g} {self.unit}" if self.at_most is not None else f">= {self.at_least:g} {self.unit}"


def goals(path: Path = PLACE) -> list[Goal]:
    """Return every goal."""
    return [Goal(name=name, **terms) for name, terms in tomllib.loads(path.read_text(encoding="utf-8")).items()]


def lines(wanted: Sequence[Goal], found: Found) -> list[list[str]]:
    """Return a line for each goal: number, name, figure on each database, bound, whether it was reached, in words.

    Raises NoFigureError where a goal has no figure, or a figure no goal.
    """
    strange = {name for figures in found.values() for name in figures} - {goal.name for goal in wanted}
    if strange:
        raise NoFigureError(f"There is no goal for {', '.join(sorted(strange))}.")
    return [_line(goal, found) for goal in wanted if set(goal.on) & set(found)]


def _line(goal: Goal, found: Found) -> list[str]:
    due = [database for database in found if database in goal.on]
    missing = [database for database in due if goal.name not in found[database]]
    if missing:
        raise NoFigureError(f"{goal.name} has no figure on {', '.join(missing)}.")
    figures = {database: found[database][goal.name] for database in due}
    figure = ", ".join(f"{database} {number:.3g}" for database, number in figures.items())
    return [goal.goal, goal.name, figure, goal.bound, REACHED if goal.reached(figures.values()) else NOT_REACHED]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return the lines under each other."""
    head = ("goal", "name", "figure", "bound", "")
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    )
