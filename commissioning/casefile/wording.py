"""Deadlines of tasks in words: always the date and how long is left. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from commissioning.timetable.calendar import england_calendar
from govuk.wording import day_in_words, days_left, working_days_left

FAR = 60  # working days: who has longer than a quarter counts in weeks
LONG = 366  # days: what is further away is not counted at all, through years that no calendar holds
WEEK = 7  # days


def deadline(due: date, today: date) -> str:
    """Return how long is left and the date: `due in 3 working days, 20 November 2026`. Far ahead it counts in weeks."""
    if (due - today).days > LONG:
        return f"due in more than a year, {day_in_words(due)}"
    days = england_calendar().working_days_left(due, today)
    if days > FAR:
        return f"due in {(due - today).days // WEEK} weeks, {day_in_words(due)}"
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


def began(starts: date | None, today: date) -> str:
    """Return when a contract began or begins: `Since 1 April 2026`, `Starts 1 April 2027`, or that it is not known."""
    if starts is None:
        return "Start not stated"
    return f"{'Starts' if starts > today else 'Since'} {day_in_words(starts)}"


def term_left(ends: date | None, today: date) -> str:
    """Return how long a contract runs: `Ends 31 March 2027, in 124 days`; once it is over, how long it has been."""
    if ends is None:
        return "End not stated"
    days = (ends - today).days
    if days == 0:
        return "Ends today"
    number = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"Ends {day_in_words(ends)}, in {number}" if days > 0 else f"Was to end {day_in_words(ends)}, {number} ago"


def ended(on: date | None) -> str:
    """Return when a contract ended."""
    return f"Ended {day_in_words(on)}" if on else "Ended"
