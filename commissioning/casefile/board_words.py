"""The board in words: its tables, its picture, its export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.timezone import localtime

from commissioning.casefile.board import Age, Holds
from commissioning.casefile.wording import capital, deadline
from govuk.wording import day_in_words, how_many

Cell = dict[str, object]

SHORT: Final = {
    Age.NOT_DUE: "Not yet due",
    Age.DAYS_5: "1–5 days late",
    Age.DAYS_10: "6–10",
    Age.DAYS_20: "11–20",
    Age.OVER_20: "Over 20",
}
HEAD: Final = [
    {"text": "Body"},
    {"text": "Open tasks", "numeric": True},
    *({"text": text, "numeric": True} for text in SHORT.values()),
    {"text": "The latest"},
    {"text": "Held since"},
]
OTHERS: Final = (
    ("leads", "Cases it leads"),
    ("partners", "As partner"),
    ("contracts", "Live contracts"),
    ("not_accepted", "Not accepted"),
    ("retrospective", "Retrospective"),
    ("waivers", "Waivers running"),
    ("against_advice", "Not supported, gone ahead"),
)
OTHER_HEAD: Final = [{"text": "Body"}, *({"text": text, "numeric": True} for _, text in OTHERS)]


def summary(held: Sequence[Holds]) -> str:
    """Return how many tasks are open, and how many of them late."""
    late = sum(one.late for one in held)
    return f"{how_many(sum(one.tasks for one in held), 'open task,open tasks')}, {late:,} of them late"


def totals(held: Sequence[Holds]) -> list[tuple[str, int]]:
    """Return how many tasks are of each age, over all bodies, for the picture."""
    return [(str(age.label), sum(one.ages[age] for one in held)) for age in Age]


def rows_of(held: Sequence[Holds], today: date) -> list[list[Cell]]:
    """Return the bodies that hold tasks, with how late these are; every number leads to the tasks it counts."""
    return [_row(one, today) for one in held if one.tasks]


def _row(one: Holds, today: date) -> list[Cell]:
    page = reverse("board-body", args=[one.body.slug])
    counts = [_number(one.ages[age], str(text), f"{page}?age={age}") for age, text in SHORT.items()]
    due = capital(deadline(one.oldest_due, today)) if one.oldest_due else ""
    since = day_in_words(one.held_since) if one.held_since else ""
    return [
        {"text": one.body.name, "header": True, "href": page},
        _number(one.tasks, "Open tasks", page),
        *counts,
        {"text": due, "label": "The latest"},
        {"text": since, "label": "Held since"},
    ]


def _number(number: int, label: str, href: str = "") -> Cell:
    cell: Cell = {"text": f"{number:,}", "numeric": True, "label": label}
    return {**cell, "href": href} if number and href else cell


def other_rows(held: Sequence[Holds]) -> list[list[Cell]]:
    """Return what bodies hold beside tasks, and what went otherwise than it should in the cases they lead."""
    shown = [(one, [int(getattr(one, name)) for name, _ in OTHERS]) for one in held]
    return [
        [
            {"text": one.body.name, "header": True},
            *(_number(number, text) for number, (_, text) in zip(numbers, OTHERS, strict=True)),
        ]
        for one, numbers in shown
        if any(numbers)
    ]


def exported(held: Sequence[Holds]) -> Iterator[list[str | Decimal]]:
    """Return the rows of the board's export, its head first."""
    yield ["Body", "Open tasks", *(str(age.label) for age in Age), "The latest was due", "Held since", *_titles()]
    for one in held:
        yield [
            one.body.name,
            Decimal(one.tasks),
            *(Decimal(one.ages[age]) for age in Age),
            one.oldest_due.isoformat() if one.oldest_due else "",
            f"{localtime(one.held_since):%Y-%m-%d}" if one.held_since else "",
            *(Decimal(getattr(one, name)) for name, _ in OTHERS),
        ]


def _titles() -> list[str]:
    return [text for _, text in OTHERS]
