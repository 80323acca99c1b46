"""Working days: which days the law, and the council's own offices, count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Final

from holidays import country_holidays

YEARS: Final = range(2012, 2051)
UK_SUBDIVISIONS: Final = ("ENG", "WLS", "SCT", "NIR")
SATURDAY: Final = 5
ONE_DAY: Final = timedelta(days=1)
LAST_COUNTED: Final = date(YEARS.stop - 2, 12, 31)  # a period that begins on it ends within the years that are held


class OutsideCalendarError(ValueError):
    """A day lies in a year whose bank holidays this calendar does not hold."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"Working days cannot be counted through {day:%Y}: its bank holidays are not held. "
            "Check the date, or use a calendar that covers that year."
        )


@dataclass(frozen=True)
class Calendar:
    """Weekdays less bank holidays, over the years whose bank holidays are held.

    A day outside those years raises `OutsideCalendarError`, so that a missing year never makes a deadline early.
    """

    bank_holidays: frozenset[date]
    years: range = YEARS

    def is_working_day(self, day: date) -> bool:
        """Whether the day is neither at a weekend nor a bank holiday."""
        if day.year not in self.years:
            raise OutsideCalendarError(day)
        return day.weekday() < SATURDAY and day not in self.bank_holidays

    def add_working_days(self, from_day: date, count: int) -> date:
        """The `count`-th working day after `from_day`, which is itself not counted; with 0, `from_day`."""
        if count < 0:
            message = f"Working days are counted forwards, not {count}."
            raise ValueError(message)
        day = from_day
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, from_day: date, to_day: date) -> int:
        """How many working days lie after `from_day`, up to and including `to_day`; negative when it is earlier."""
        if to_day < from_day:
            return -self.working_days_between(to_day, from_day)
        days = (from_day + timedelta(days=number) for number in range(1, (to_day - from_day).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def late_by(self, days: int, today: date) -> date:
        """The latest last day that had passed by `days` working days on `today`; with 0, `today`."""
        day = today
        while days:
            days -= self.is_working_day(day)
            day -= ONE_DAY
        return day

    def working_days_left(self, last_day: date, today: date) -> int:
        """How many working days are left until a last day; below zero once it has passed, be it on a weekend."""
        days = self.working_days_between(today, last_day)
        return min(days, -1) if last_day < today else days


@cache
def statutory_calendar(years: range = YEARS) -> Calendar:
    """The working days of the Procurement Act: a bank holiday anywhere in the UK does not count.

    The wording of s.123 has not been checked against this reading; it can only make a period end later, never earlier.
    """
    return _calendar(UK_SUBDIVISIONS, years)


@cache
def england_calendar(years: range = YEARS) -> Calendar:
    """The working days of a council in England: due dates of tasks, and call-in."""
    return _calendar(("ENG",), years)


def _calendar(subdivisions: Iterable[str], years: range) -> Calendar:
    kept = (country_holidays("GB", subdiv=name, years=years) for name in subdivisions)
    days = frozenset(chain.from_iterable(kept))
    # An observed holiday may fall in the year next to the one asked for; only whole years are promised.
    return Calendar(frozenset(day for day in days if day.year in years), years)
