"""Numbers and dates as open data writes them: read exactly, or refused with the reason."""

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from commissioning.opendata.exact import SHOWN, Flaw

DIGITS: Final = 15
PENNY: Final = Decimal("0.01")
AMOUNT_BELOW: Final = Decimal(10) ** (DIGITS - 2)
NUMBER_MAGNITUDE: Final = 30
YEARS: Final = range(1970, 2151)
NUMERAL: Final = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)
# No database keeps all of these.
UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII | re.IGNORECASE
)


class UnreadableError(ValueError):
    """A value that is not the number or date it should be; its text is the reason, for the person importing."""


def number(value: Any) -> Decimal:
    """The number a JSON value states; digits in quotation marks count, true and false do not."""
    if isinstance(value, Flaw):
        raise UnreadableError(value.reason)
    if isinstance(value, str) and NUMERAL.fullmatch(value.strip()):
        value = Decimal(value.strip())
    if not isinstance(value, Decimal):
        raise UnreadableError(f"{shown(value)} is not a number. Write it in digits alone, such as 12000.50.")
    if value and abs(value.adjusted()) > NUMBER_MAGNITUDE:
        raise UnreadableError(f"{shown(value)} is far too large or small to be meant.")
    return value


def amount(value: Any) -> Decimal:
    """An amount of money to the penny, of at most 15 digits; further decimals are rounded half up."""
    read = number(value)
    rounded = read.quantize(PENNY, ROUND_HALF_UP) if abs(read) < AMOUNT_BELOW else read
    if abs(rounded) >= AMOUNT_BELOW:
        raise UnreadableError(f"{shown(read)} is larger than any amount that can be kept ({DIGITS} digits).")
    return rounded + 0


def moment(value: Any) -> datetime:
    """The moment a text states, with its own offset; without one, in UTC (RFC 3339, or a day alone)."""
    if isinstance(value, Flaw):
        raise UnreadableError(value.reason)
    if not isinstance(value, str) or not MOMENT.fullmatch(value.strip()):
        raise UnreadableError(f"{shown(value)} is not a date. Write it as 2026-03-31T12:00:00Z or 2026-03-31.")
    try:
        read = datetime.fromisoformat(value.strip().upper())
    except ValueError as error:
        raise UnreadableError(f"{shown(value)} is not a day and time that exists.") from error
    if read.year not in YEARS:
        raise UnreadableError(f"{shown(value)}: the year {read.year} cannot be meant.")
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def day(value: Any) -> date:
    """The calendar day as written: midnight in London is not moved to the day before in UTC."""
    return moment(value).date()


def readable(text: str) -> str:
    """The text without control characters but tab and line ends, and without halves of characters."""
    return UNREADABLE.sub("", text)


def shown(value: Any) -> str:
    """A value as a message quotes it, short and on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "An object" if isinstance(value, dict) else "A list"
    text = " ".join(readable(str(value)).split())
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"“{text}”" if isinstance(value, str) else text
