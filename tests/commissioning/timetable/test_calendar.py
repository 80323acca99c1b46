"""Working days: weekends, bank holidays, and the years a calendar answers for."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.timetable.calendar import Calendar, OutsideCalendarError, england_calendar, statutory_calendar
from tests.commissioning.shared import shared

YEARS_CHECKED = range(2024, 2030)
FRIDAY = date(2030, 3, 1)
# An invented year: one bank holiday, on Monday 4 March 2030.
INVENTED = Calendar(frozenset({date(2030, 3, 4)}), range(2030, 2031))


def test_a_weekday_is_a_working_day() -> None:
    assert INVENTED.is_working_day(FRIDAY)


@pytest.mark.parametrize("day", [date(2030, 3, 2), date(2030, 3, 3), date(2030, 3, 4)])
def test_weekends_and_bank_holidays_are_not_working_days(day: date) -> None:
    assert not INVENTED.is_working_day(day)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, date(2030, 3, 1)), (1, date(2030, 3, 5)), (4, date(2030, 3, 8)), (5, date(2030, 3, 11))],
)
def test_adding_working_days_leaves_out_the_first_day_and_every_day_off(count: int, expected: date) -> None:
    assert INVENTED.add_working_days(FRIDAY, count) == expected


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="counted forwards"):
        INVENTED.add_working_days(FRIDAY, -1)


def test_working_days_between_two_days_count_the_last_and_not_the_first() -> None:
    assert INVENTED.working_days_between(FRIDAY, date(2030, 3, 6)) == 2
    assert INVENTED.working_days_between(date(2030, 3, 6), FRIDAY) == -2
    assert INVENTED.working_days_between(FRIDAY, FRIDAY) == 0


def test_a_year_whose_bank_holidays_are_not_held_is_refused_rather_than_guessed() -> None:
    with pytest.raises(OutsideCalendarError, match="through 2031"):
        INVENTED.add_working_days(date(2030, 12, 31), 1)


@given(day=st.dates(date(2030, 1, 1), date(2030, 11, 1)), count=st.integers(0, 30))
def test_adding_and_counting_working_days_are_inverse(day: date, count: int) -> None:
    assert INVENTED.working_days_between(day, INVENTED.add_working_days(day, count)) == count


def test_a_scottish_bank_holiday_is_no_statutory_working_day_but_a_council_s_own() -> None:
    second_of_january = date(2026, 1, 2)
    assert not statutory_calendar().is_working_day(second_of_january)
    assert england_calendar().is_working_day(second_of_january)


@given(day=st.dates(date(2013, 1, 1), date(2049, 1, 1)), count=st.integers(1, 20))
def test_a_statutory_period_never_ends_before_the_council_s_own(day: date, count: int) -> None:
    assert statutory_calendar().add_working_days(day, count) >= england_calendar().add_working_days(day, count)


def _days_off(calendar: Calendar) -> set[str]:
    first, last = date(YEARS_CHECKED.start, 1, 1), date(YEARS_CHECKED.stop, 1, 1)
    days = (first + timedelta(days=number) for number in range((last - first).days))
    return {day.isoformat() for day in days if day.weekday() < 5 and not calendar.is_working_day(day)}


def _on_weekdays(days: list[str]) -> set[str]:
    return {day for day in days if date.fromisoformat(day).weekday() < 5}


def _read(path: Path) -> list[str]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return [row["date"] for row in (found["events"] if isinstance(found, dict) else found)]


def test_the_statutory_calendar_agrees_with_the_published_bank_holidays_of_the_uk() -> None:
    published = _read(shared("reference/bank_holidays_any_uk_2024_2029.json"))
    assert _days_off(statutory_calendar()) == _on_weekdays(published)


def test_the_council_s_calendar_agrees_with_the_published_bank_holidays_of_england() -> None:
    published = _read(shared("reference/bank_holidays_england_2024_2029.json"))
    assert _days_off(england_calendar()) == _on_weekdays(published)
