"""Deadlines in words, and the words over the cells of a table."""

from datetime import date

import pytest

from commissioning.casefile.wording import deadline, stacked

TODAY = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 10, 6), "due today, 6 October 2026"),
        (date(2026, 10, 9), "due in 3 working days, 9 October 2026"),
        (date(2026, 10, 2), "2 working days late, was due 2 October 2026"),
        (date(2027, 1, 26), "due in 16 weeks, 26 January 2027"),
        (date(2027, 10, 6), "due in 52 weeks, 6 October 2027"),
        (date(9999, 12, 31), "due in more than a year, 31 December 9999"),
    ],
)
def test_a_deadline_says_how_long_is_left(due: date, words: str) -> None:
    assert deadline(due, TODAY) == words


def test_each_cell_of_a_row_is_told_its_column_but_for_the_row_s_own_head() -> None:
    head = [{"text": "Gate"}, {"text": "How far"}]
    row: list[dict[str, object]] = [{"text": "Tender", "header": True}, {"text": "Passed"}]
    assert stacked(head, [row]) == [[{"text": "Tender", "header": True}, {"text": "Passed", "label": "How far"}]]
