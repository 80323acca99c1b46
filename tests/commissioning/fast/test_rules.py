"""The lane of a purchase, its reasons, and what its page must hold together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from commissioning.fast.kinds import Trigger
from commissioning.fast.rules import (
    Earlier,
    Purchase,
    a_year_before,
    in_sample,
    lane_of,
    need_class,
    of_budget,
    of_conflict,
    of_need,
    of_quotes,
    same_name,
)
from commissioning.vocabulary import Lane

LIMIT = Decimal(50_000)
SMALL = Purchase(limit=LIMIT, amount=Decimal(24_000), service="Parks", need="7931", supplier="Alder Research")


@dataclass(frozen=True)
class Quote:
    """A quote."""

    supplier: str
    amount_gross: Decimal | None
    chosen: bool | None = None


A, B, C = (Quote(name, Decimal(price)) for name, price in (("Alder Ltd", 100), ("Beacon", 120), ("Cairn", 130)))
CHEAPEST = (replace(A, chosen=True), B, C)


def test_a_small_purchase_is_fast_and_says_why() -> None:
    verdict = lane_of(SMALL)
    assert (verdict.lane, verdict.split) == (Lane.FAST, False)
    assert "£24,000" in verdict.why
    assert "£50,000" in verdict.why


@pytest.mark.parametrize(("amount", "lane"), [("50000.00", Lane.FAST), ("50000.01", Lane.STANDARD)])
def test_the_limit_itself_is_still_fast(amount: str, lane: Lane) -> None:
    assert lane_of(replace(SMALL, amount=Decimal(amount))).lane == lane


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (replace(SMALL, limit=None), "no fast lane"),
        (replace(SMALL, amount=None), "value is not known"),
        (replace(SMALL, amount=Decimal(60_000)), "up to £60,000"),
        (replace(SMALL, triggers=[Trigger.TUPE]), "TUPE"),
        (replace(SMALL, triggers=[Trigger.PERSONAL_DATA, Trigger.SAFEGUARDING]), "personal data"),
    ],
)
def test_whatever_speaks_against_it_makes_it_standard(changed: Purchase, words: str) -> None:
    verdict = lane_of(changed)
    assert (verdict.lane, verdict.split) == (Lane.STANDARD, False)
    assert words in verdict.why


def test_the_same_need_counts_together_over_the_year() -> None:
    near = replace(SMALL, same_need=[Earlier("TG-2026-0001", Decimal(26_000))])
    over = replace(SMALL, same_need=[Earlier("TG-2026-0001", Decimal("26000.01"))])
    assert lane_of(near).lane == Lane.FAST
    verdict = lane_of(over)
    assert (verdict.lane, verdict.split) == (Lane.STANDARD, True)
    assert "TG-2026-0001 (£26,000.01)" in verdict.why
    assert "£50,000.01" in verdict.why


def test_a_supplier_counts_together_and_other_services_are_not_named() -> None:
    earlier = [Earlier("TG-2026-0001", Decimal(20_000)), Earlier("TG-2026-0002", Decimal(9_000), named=False)]
    verdict = lane_of(replace(SMALL, same_supplier=earlier))
    assert verdict.split
    assert "TG-2026-0001 (£20,000)" in verdict.why
    assert "1 other purchase of other services (£9,000)" in verdict.why
    assert "TG-2026-0002" not in verdict.why


@pytest.mark.parametrize(
    ("code", "found"), [("79310000", "7931"), ("79310000-0 80500000", "7931"), ("", ""), ("7931", ""), ("survey", "")]
)
def test_the_class_of_a_need_is_the_first_four_figures(code: str, found: str) -> None:
    assert need_class(code) == found


def test_names_are_compared_without_case_points_and_legal_form() -> None:
    assert same_name("Alder Research Ltd.") == same_name("ALDER research limited")
    assert same_name("Ltd") == "ltd"
    assert same_name("Alder") != same_name("Beacon")


def test_a_year_before() -> None:
    assert a_year_before(date(2026, 4, 1)) == date(2025, 4, 1)
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_the_sample_is_told_from_the_reference_alone() -> None:
    references = [f"TG-2026-{number:04d}" for number in range(1, 2001)]
    found = [reference for reference in references if in_sample(reference, 10)]
    assert found == [reference for reference in references if in_sample(reference, 10)]
    assert 150 < len(found) < 250
    assert not any(in_sample(reference, None) for reference in references)
    assert all(in_sample(reference, 1) for reference in references)


@pytest.mark.parametrize(
    ("quotes", "few", "dear", "words"),
    [
        (CHEAPEST, "", "", []),
        ((), "", "", ["at least the quote"]),
        (CHEAPEST[:2], "", "", ["2 of 3"]),
        (CHEAPEST[:2], "Nobody else works here.", "", []),
        ((*CHEAPEST[:2], Quote("ALDER limited", Decimal(140))), "", "", ["2 of 3"]),
        ((A, B, C), "", "", ["Say yes for the one"]),
        ((replace(A, chosen=True), replace(B, chosen=True), C), "", "", ["Say yes for the one"]),
        ((A, replace(B, chosen=True), C), "", "", ["not the cheapest"]),
        ((A, replace(B, chosen=True), C), "", "It can start in May.", []),
    ],
)
def test_quotes(quotes: Sequence[Quote], few: str, dear: str, words: list[str]) -> None:
    found = of_quotes(quotes, few, dear)
    assert len(found) == len(words)
    assert all(word in text for word, text in zip(words, found, strict=True))


def test_the_budget_covers_the_price() -> None:
    assert of_budget(Decimal(100), Decimal(120), Decimal(120)) == []
    assert of_budget(Decimal(100), None, Decimal(120)) == []
    assert "Check both" in of_budget(Decimal(130), Decimal(120), None)[0]
    assert "more than the £120 planned" in of_budget(Decimal(100), Decimal(120), Decimal(121))[0]


def test_the_need_has_a_code_and_its_days_in_order() -> None:
    assert of_need("79310000", date(2026, 4, 1), date(2026, 4, 1)) == []
    assert of_need("", None, None) == []
    assert len(of_need("surveys", date(2026, 4, 2), date(2026, 4, 1))) == 2


def test_a_conflict_is_described() -> None:
    assert of_conflict(conflict=False, detail="") == []
    assert of_conflict(conflict=True, detail="My sister works there; a colleague compares the quotes.") == []
    assert len(of_conflict(conflict=True, detail="")) == 1
