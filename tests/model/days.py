"""Working days as the bank holidays of England have them, written down day by day."""

from datetime import date, timedelta

BANK_HOLIDAYS = frozenset(
    map(
        date.fromisoformat,
        [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-04",
            "2026-05-25",
            "2026-08-31",
            "2026-12-25",
            "2026-12-28",
            "2027-01-01",
            "2027-03-26",
            "2027-03-29",
            "2027-05-03",
            "2027-05-31",
            "2027-08-30",
            "2027-12-27",
            "2027-12-28",
            "2028-01-03",
            "2028-04-14",
            "2028-04-17",
            "2028-05-01",
            "2028-05-29",
            "2028-08-28",
            "2028-12-25",
            "2028-12-26",
            "2029-01-01",
            "2029-03-30",
            "2029-04-02",
            "2029-05-07",
            "2029-05-28",
            "2029-08-27",
            "2029-12-25",
            "2029-12-26",
        ],
    )
)
ONE_DAY = timedelta(days=1)


def works(day: date) -> bool:
    """Whether the council works on a day."""
    return day.isoweekday() <= 5 and day not in BANK_HOLIDAYS


def days_on(today: date, days: int) -> date:
    """The day that is so many working days after today."""
    day = today
    while days:
        day += ONE_DAY
        days -= works(day)
    return day


def days_left(today: date, last: date) -> int:
    """How many working days are left after today, up to a last day; whoever asks on that day keeps one."""
    days = (today + ONE_DAY * number for number in range(1, (last - today).days + 1))
    return max(sum(map(works, days)), 1)
