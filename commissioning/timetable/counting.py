"""The three ways in which a period of days is counted. Each was checked against the dates of real cases."""

from datetime import date, timedelta
from enum import StrEnum

from commissioning.timetable.calendar import Calendar


class Counting(StrEnum):
    """How a rule counts its days."""

    BEGINNING_WITH = "beginning_with"
    WORKING_BEGINNING_WITH = "working_beginning_with"
    CLEAR = "clear"
    CLEAR_WORKING = "clear_working"


def period_beginning_with(day: date, count: int, calendar: Calendar | None = None) -> date:
    """The last day of a period of `count` days that begins with `day`.

    With a calendar only its working days count, so a period that begins on a day off begins in effect on the next
    working day; without one, every day counts and the last day is `day` + `count` - 1.
    """
    _check(count)
    eve = day - timedelta(days=1)
    return calendar.add_working_days(eve, count) if calendar else eve + timedelta(days=count)


def clear_days(day: date, count: int) -> date:
    """The first day after `count` clear days: neither `day` nor the answer is one of them."""
    _check(count)
    return day + timedelta(days=count + 1)


def clear_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The first working day after `count` clear working days: neither `day` nor the answer is one of them."""
    _check(count)
    return calendar.add_working_days(day, count + 1)


def _check(count: int) -> None:
    if count < 1:
        message = f"A period has at least one day, not {count}."
        raise ValueError(message)
