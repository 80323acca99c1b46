"""Measures as rows of a table: the columns of the template, and what a row of a file says. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from commissioning.measures.rules import MeasureTerms, Wrong
from govuk.figures import ungrouped

COLUMNS: Final = (
    "code",
    "title",
    "definition",
    "unit",
    "counts",
    "direction",
    "evidence",
    "baseline",
    "theme",
    "guard_groups",
    "priorities",
    "proxy_value",
    "proxy_source",
    "price_year",
    "licence",
)
FIELDS: Final = {"guard_groups": "guards"}  # a column that a measure calls otherwise
LISTS: Final = ("guard_groups", "priorities")
NEEDED: Final = ("code", "title", "definition", "unit", "counts", "direction", "evidence")
EXAMPLE: Final = (
    "EV1",
    "Hours given to local groups",
    "Hours that staff give to voluntary groups of the area in working time, travel left out.",
    "hours",
    "output",
    "higher",
    "A note of each quarter, signed by the group.",
    "Hours given in the year before the contract.",
    "Communities",
    "volunteering; hours in working time",
    "",
    "12.50",
    "Invented for this example",
    "2026",
    "An example: nobody’s licence. Write whose measure and value it is, and how it may be used.",
)
HIDDEN: Final = "'"  # what an export sets before a text that a spreadsheet would take for a formula


@dataclass(frozen=True)
class Refusal:
    """What of a file was refused: the row as a spreadsheet counts it, the column by its name, and why."""

    row: int | None
    column: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """What a file says: its measures, each with the row it stands in, and what of it cannot be read."""

    measures: tuple[MeasureTerms, ...]
    rows: tuple[int, ...]
    refused: tuple[Refusal, ...]

    def refusal_of(self, wrong: Wrong) -> Refusal:
        """Return what is wrong with a measure as a refusal of its row and column."""
        column = next((column for column, name in FIELDS.items() if name == wrong.column), wrong.column)
        return Refusal(self.rows[wrong.place - 1] if wrong.place else None, column, wrong.text)


def read_rows(rows: Sequence[Sequence[str]]) -> Sheet:
    """Return what the rows of a file say, the first of them its head; empty rows are passed over."""
    head = [cell.strip().lower().replace(" ", "_") for cell in rows[0]] if rows else []
    while head and not head[-1]:
        head.pop()
    refused = list(_of_head(head))
    if refused:
        return Sheet((), (), tuple(refused))
    measures, places = [], []
    for place, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(head) and any(cell.strip() for cell in row[len(head) :]):
            refused.append(Refusal(place, "", "It has more cells than there are columns. Is a comma not in quotes?"))
        measures.append(_measure(dict(zip(head, row, strict=False))))
        places.append(place)
    return Sheet(tuple(measures), tuple(places), tuple(refused))


def _of_head(head: Sequence[str]) -> Iterable[Refusal]:
    for name in NEEDED:
        if name not in head:
            yield Refusal(1, name, "The first row has no column of this name. Use the template’s first row.")
    for name in dict.fromkeys(head):
        if name not in COLUMNS:
            yield Refusal(1, name, "No column of a measure is called so. Use the names of the template’s first row.")
        elif head.count(name) > 1:
            yield Refusal(1, name, "The column is there twice. Keep one.")


def _measure(cells: dict[str, str]) -> MeasureTerms:
    said = {FIELDS.get(column, column): _said(column, cells.get(column, "")) for column in COLUMNS}
    return MeasureTerms(**said)  # type: ignore[arg-type]  # lists are those of `LISTS`


def _said(column: str, cell: str) -> str | tuple[str, ...]:
    text = _plain(cell.replace("\r\n", "\n").strip())
    if column in LISTS:
        names = (" ".join(part.split()) for part in text.split(";"))
        return tuple(dict.fromkeys(name for name in names if name))
    if column in ("counts", "direction"):
        return text.lower()
    return amount(text) if column == "proxy_value" else text


def _plain(text: str) -> str:
    """A text without the mark by which an export keeps a spreadsheet from calculating it."""
    return text[1:] if text[:1] == HIDDEN and text[1:2] in set("=+-@＝＋－＠") else text


def amount(text: str) -> str:
    """Return an amount of pounds as exact text with two decimals; anything else as it was typed.

    `12,50` is anything else: a comma parts thousands alone.
    """
    try:
        found = Decimal(ungrouped(text.replace("£", "")))
        exact = found.is_finite() and found == round(found, 2)
    except (InvalidOperation, ValueError):
        return text
    return f"{round(found, 2):f}" if exact else text


def row_of(one: MeasureTerms, licence: str) -> list[str]:
    """Return a measure as a row of the template; `licence` is its version's, where it has none of its own."""
    cells = []
    for column in COLUMNS:
        value = getattr(one, FIELDS.get(column, column))
        cells.append("; ".join(value) if isinstance(value, tuple) else value)
    return [*cells[:-1], one.licence or licence]
