"""Numbers, dates and addresses as open data writes them."""

from decimal import Decimal

import pytest

from commissioning.opendata.exact import Flaw
from commissioning.opendata.notice import is_web_address
from commissioning.opendata.values import UnreadableError, amount, moment, number, readable, shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12000"), "12000.00"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.001"), "0.00"),
        (Decimal("9999999999999.99"), "9999999999999.99"),
        ("12000.5", "12000.50"),
        (" 7 ", "7.00"),
    ],
)
def test_an_amount_is_read_to_the_penny(value: object, expected: str) -> None:
    assert str(amount(value)) == expected


@pytest.mark.parametrize(
    "value",
    [True, None, [], {}, "", "1e5", "1,000", "١٢", Decimal("9999999999999.999"), Decimal(10) ** 13, Flaw("no")],
)
def test_what_is_no_amount_is_not_guessed(value: object) -> None:
    with pytest.raises(UnreadableError):
        amount(value)


def test_a_number_may_be_small_but_not_absurdly_so() -> None:
    assert number(Decimal("0.000001")) == Decimal("0.000001")
    with pytest.raises(UnreadableError, match="far too large or small"):
        number(Decimal("1e-999"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-31", "2026-03-31T00:00:00+00:00"),
        ("2026-03-31T12:00", "2026-03-31T12:00:00+00:00"),
        ("2026-03-31t12:00:00z", "2026-03-31T12:00:00+00:00"),
        ("2026-03-31 12:00:00+0100", "2026-03-31T12:00:00+01:00"),
        (" 2026-03-31T12:00:00.1234567+01:00 ", "2026-03-31T12:00:00.123456+01:00"),
    ],
)
def test_a_moment_keeps_its_own_offset(text: str, expected: str) -> None:
    assert moment(text).isoformat() == expected


@pytest.mark.parametrize(
    "value",
    ["", "2026", "20260331", "2026-W14-2", "2026-03-31T24:30:00Z", "2026-3-1", 7, None, "2151-01-01", Flaw("no")],
)
def test_what_is_no_moment_is_not_guessed(value: object) -> None:
    with pytest.raises(UnreadableError):
        moment(value)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("https://www.find-tender.example/Notice/1", True),
        ("http://larkmoor.example", True),
        ("javascript:alert(1)", False),
        ("//larkmoor.example", False),
        ("http://Contract Finder", False),
        ("http://[", False),
        ("https://", False),
    ],
)
def test_a_web_address_is_whole_and_on_the_web(text: str, sound: bool) -> None:
    assert is_web_address(text) is sound


def test_a_value_is_quoted_short_and_on_one_line() -> None:
    assert shown("x\n y" * 40) == f"“{('x y' * 40)[:40]}…”"
    assert shown(True) == "true"
    assert shown([]) == "A list"
    assert shown("\x00half \ud800") == "“half”"
    assert readable("a\tb\nc") == "a\tb\nc"
