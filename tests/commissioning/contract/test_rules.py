"""When a contract's years are over, and what a year's record must hold together."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning.contract.kinds import Rating
from commissioning.contract.rules import Rated, Returned, of_ratings, of_returns, year_due_on


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "year", "expected"),
    [
        (date(2026, 11, 1), None, 1, date(2027, 11, 1)),
        (date(2026, 11, 1), date(2029, 10, 31), 2, date(2028, 11, 1)),
        (date(2026, 11, 1), date(2029, 10, 31), 3, date(2029, 10, 31)),
        (date(2026, 11, 1), date(2029, 10, 31), 4, date(2030, 11, 1)),
        (date(2026, 11, 1), date(2026, 12, 31), 1, date(2026, 12, 31)),
        (date(2024, 2, 29), None, 1, date(2025, 2, 28)),
        (date(2024, 2, 29), None, 4, date(2028, 2, 29)),
    ],
)
def test_a_year_is_over_on_the_anniversary_or_the_last_day(
    starts_on: date, ends_on: date | None, year: int, expected: date
) -> None:
    assert year_due_on(starts_on, ends_on, year) == expected


def returned(claimed: int | None, verified: int | None, by: str = "E. Dunn, site visit") -> Returned:
    return Returned(
        "OB1", None if claimed is None else Decimal(claimed), None if verified is None else Decimal(verified), by
    )


def test_no_more_is_verified_than_was_claimed() -> None:
    assert of_returns([returned(6, 6), returned(6, None, ""), returned(None, 3)]) == []
    assert of_returns([returned(5, 6)]) == ["OB1: 6 is verified, more than the 5 claimed."]


def test_what_is_verified_is_verified_by_somebody() -> None:
    assert of_returns([returned(6, 6, " ")]) == ["OB1: say who verified it."]


def test_a_rating_other_than_good_has_its_reason() -> None:
    rated = [
        Rated("K1", Rating.GOOD, ""),
        Rated("K2", "", ""),
        Rated("K3", Rating.INADEQUATE, "Two missed visits in ten."),
        Rated("K4", Rating.REQUIRES_IMPROVEMENT, " "),
    ]
    assert of_ratings(rated) == ["K4: say why it is rated “requires improvement”."]
