"""How long a question may take, how many a seat may ask, and what its clock has left. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from commissioning.timetable.calendar import Calendar

ANSWER_DAYS: Final = 3  # working days that the author has; after them the escalation chain tells others
MOST_QUESTIONS: Final = 3  # of one seat about one submission: what needs more is not ready, and goes back
LEAST_LEFT: Final = 1  # working days: who asks on the last day is not left with what remains of the author's day


def days_left(due_on: date, today: date, calendar: Calendar) -> int:
    """Return how many working days a seat has left once its question is answered, at least one."""
    return max(calendar.working_days_left(due_on, today), LEAST_LEFT)
