"""Deadlines of tasks in words: always the date and how long is left. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from commissioning.timetable.calendar import england_calendar
from govuk.wording import day_in_words, days_left, working_days_left

FAR = 60  # working days: who has longer than a quarter looks at the day and does not count


def deadline(due: date, today: date) -> str:
    """Return how long is left and the date: `due in 3 working days, 20 November 2026`. Far ahead, the date alone."""
    days = england_calendar().working_days_left(due, today)
    if days > FAR:
        return f"due {day_in_words(due)}"
    near = due >= today and ((due - today).days < 2 or not days)
    words = days_left(due, today) if near else working_days_left(days)
    return f"{words}, {'was due ' if due < today else ''}{day_in_words(due)}"


def capital(words: str) -> str:
    """Return words with a capital first letter; names within them keep theirs."""
    return f"{words[:1].upper()}{words[1:]}"


def stacked(
    head: Sequence[Mapping[str, object]], rows: Sequence[Sequence[Mapping[str, object]]]
) -> list[list[dict[str, object]]]:
    """Return the rows of a table with each cell told its column's words, for a phone shows no head."""
    return [
        [
            dict(cell) if cell.get("header") else {**cell, "label": of["text"]}
            for of, cell in zip(head, row, strict=True)
        ]
        for row in rows
    ]


def within(days: int) -> str:
    """Return a number of working days as a promise: `within 5 working days of being asked`."""
    return f"within {days} working day{'' if days == 1 else 's'} of being asked"
