"""Deadlines in words."""

from datetime import date

import pytest

from commissioning.casefile.wording import deadline

TODAY = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 10, 6), "due today, 6 October 2026"),
        (date(2026, 10, 9), "due in 3 working days, 9 October 2026"),
        (date(2026, 10, 2), "2 working days late, was due 2 October 2026"),
        (date(2027, 10, 6), "due 6 October 2027"),
    ],
)
def test_a_deadline_says_how_long_is_left_unless_it_is_far(due: date, words: str) -> None:
    assert deadline(due, TODAY) == words
