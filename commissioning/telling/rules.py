"""Pure rules of telling: when a message goes out by email, and how long to wait after a failure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from accounts.rules import LONDON
from accounts.vocabulary import Mail

MORNING = time(7)
LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 10


def due(mail: str, at: datetime, *, statutory: bool = False) -> tuple[datetime | None, bool]:
    """Return when a message written at a moment is sent, and whether with the others of its day.

    None: it is read in Tollgate alone. What the law asks for is sent at once, whatever a person chose.
    """
    if statutory or mail == Mail.EACH:
        return at, False
    return (morning_after(at), True) if mail == Mail.DAILY else (None, False)


def morning_after(at: datetime) -> datetime:
    """Return the first seven o'clock at the council after a moment."""
    there = at.astimezone(LONDON)
    day = there.date() if there.time() < MORNING else there.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=LONDON)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: two minutes, four, eight, at most six hours."""
    return min(timedelta(minutes=2 ** min(attempts, MOST_DOUBLINGS)), LONGEST_WAIT)
