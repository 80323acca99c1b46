"""The lane of a purchase, its reasons, and what its page must hold together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from commissioning.fast.buying import drawn
from commissioning.fast.kinds import Trigger
from commissioning.fast.rules import (
    Earlier,
    Purchase,
    a_year_before,
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
    amount_net: Decimal | None = None


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alder Research Ltd.", "ALDER research limited"),
        ("A.B. Smith Ltd", "A B Smith Ltd"),
        ("Smith-Jones Ltd", "Smith Jones Ltd"),
        ("Alder & Co", "Alder and Co"),
        ("Alder Research L.t.d.", "Alder Research Ltd"),
        ("Alder Research Ltd (UK)", "Alder Research Ltd"),
        ("Alder\u200bResearch", "Alder Research"),
        ("Caf\u00e9 Ltd", "Cafe\u0301 Ltd"),
        ("\uff21lder", "Alder"),
        ("Alder Research Ltd t/a Alder", "Alder Research Ltd"),
        ("AlderResearch Ltd", "Alder Research Ltd"),
        ("Alder Research Co. Ltd", "Alder Research Company Limited"),
        ("O'Neill’s Ltd", "ONeills"),
    ],
)
def test_names_are_the_same_however_they_are_spelled(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


def test_other_names_are_others() -> None:
    assert same_name("Ltd") == "ltd"
    assert same_name("Trading as ever") == "tradingasever"
    assert same_name("Alder") != same_name("Beacon")
    assert same_name("") == ""


def test_an_earlier_purchase_of_unknown_value_counts_as_the_highest() -> None:
    verdict = lane_of(replace(SMALL, same_need=[Earlier("TG-2026-0001", None)]))
    assert (verdict.lane, verdict.split) == (Lane.STANDARD, True)
    assert "TG-2026-0001 (of a value that is not known)" in verdict.why
    assert "that may be above the fast lane’s limit of £50,000" in verdict.why
    others = [Earlier("TG-2026-0002", None, named=False), Earlier("TG-2026-0003", Decimal(1), named=False)]
    assert "2 other purchases of other services (of a value" in lane_of(replace(SMALL, same_supplier=others)).why


def test_a_year_before() -> None:
    assert a_year_before(date(2026, 4, 1)) == date(2025, 4, 1)
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_one_in_so_many_is_drawn_into_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not drawn(None)
    assert drawn(1)
    draws = iter(range(10))
    monkeypatch.setattr("secrets.randbelow", lambda below: next(draws) % below)
    assert [drawn(10) for _ in range(10)] == [True, *[False] * 9]


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
        ((replace(A, chosen=True, amount_net=Decimal(49_000)), B, C), "", "", ["£49,000 without VAT, but £100 with"]),
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
    assert "Check the years" in of_need("", date(2026, 4, 2), date(2051, 4, 1))[0]


def test_a_conflict_is_described() -> None:
    assert of_conflict(conflict=False, detail="") == []
    assert of_conflict(conflict=True, detail="My sister works there; a colleague compares the quotes.") == []
    assert len(of_conflict(conflict=True, detail="")) == 1
