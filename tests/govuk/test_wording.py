"""Dates, amounts, counts and lists read as people say them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from govuk import wording

TODAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 10, 6, 8, 30, tzinfo=UTC), "6 October 2026 at 9:30am"),
        (datetime(2026, 12, 6, 14, 0, tzinfo=UTC), "6 December 2026 at 2pm"),
        (datetime(2026, 12, 6, 12, 0, tzinfo=UTC), "6 December 2026 at midday"),
        (datetime(2026, 12, 6, 0, 0, tzinfo=UTC), "6 December 2026 at midnight"),
        (datetime(2026, 12, 6, 0, 5, tzinfo=UTC), "6 December 2026 at 12:05am"),
        (datetime(2026, 7, 31, 23, 30, tzinfo=UTC), "1 August 2026 at 12:30am"),
    ],
)
def test_a_moment_is_told_in_local_time(moment: datetime, words: str) -> None:
    assert wording.moment_in_words(moment) == words


def test_a_moment_counts_as_its_local_day() -> None:
    assert wording.day_in_words(datetime(2026, 7, 31, 23, 30, tzinfo=UTC)) == "1 August 2026"
    assert wording.day_in_words(date(2026, 10, 6)) == "6 October 2026"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("2772000", "£2.77 million (£2,772,000)"),
        ("2000000", "£2 million (£2,000,000)"),
        ("1000000", "£1 million (£1,000,000)"),
        ("1200000000", "£1.2 billion (£1,200,000,000)"),
        ("-2500000", "-£2.5 million (-£2,500,000)"),
        ("999999.99", "£999,999.99"),
        ("24900", "£24,900"),
        ("24900.5", "£24,900.50"),
        ("0", "£0"),
    ],
)
def test_amounts_from_a_million_up_are_also_told_short(amount: str, words: str) -> None:
    assert wording.money(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 5), "due today"),
        (date(2026, 11, 6), "due tomorrow"),
        (date(2026, 11, 10), "due in 5 days"),
        (date(2026, 11, 4), "1 day late"),
        (date(2026, 11, 3), "2 days late"),
    ],
)
def test_days_left(due: date, words: str) -> None:
    assert wording.days_left(due, TODAY) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "due today"),
        (1, "due in 1 working day"),
        (3, "due in 3 working days"),
        (-1, "1 working day late"),
        (-2, "2 working days late"),
    ],
)
def test_working_days_left_never_say_tomorrow(number: int, words: str) -> None:
    """The next working day may be three days off."""
    assert wording.working_days_left(number) == words


def test_shares_lose_idle_zeros_but_no_others() -> None:
    assert [wording.percent(Decimal(share)) for share in ("12.50", "40", "0", "100.00")] == [
        "12.5%",
        "40%",
        "0%",
        "100%",
    ]


def test_counts() -> None:
    assert [wording.how_many(number, "case,cases") for number in (0, 1, 3)] == ["No cases", "1 case", "3 cases"]
    assert [wording.capped(number) for number in (0, 99, 100)] == ["0", "99", "99+"]
    assert [wording.working_days(number) for number in (1, 5)] == ["1 working day", "5 working days"]


def test_lists_and_fingerprints() -> None:
    assert wording.in_words(["Legal", "Finance", "Procurement"]) == "Legal, Finance and Procurement"
    assert wording.in_words(["Legal"]) == "Legal"
    assert wording.in_words([]) == ""
    assert wording.fingerprint("3f9a22c177ab01cd" + "0" * 48) == "3f9a-22c1-77ab-01cd"


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Number of lots", "the number of lots"),
        ("Your name", "your name"),
        ("KPI", "the KPI"),
        ("What changed", "what changed"),
    ],
)
def test_a_label_reads_on_in_a_sentence(label: str, words: str) -> None:
    assert wording.with_article(wording.in_a_sentence(label)) == words
