"""Reading JSON that strangers send: exact numbers, and nothing that a database or a digest could choke on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

from commissioning.casefile.api.problems import TooLargeError
from commissioning.records.forms import LONGEST_ANSWER

LARGEST_BODY = 1024 * 1024
MOST_FIGURES = 15
MOST_DECIMALS = 20
DEEPEST = 20
LONGEST_NAME = 80


class ExactJSONParser(JSONParser):
    """JSON with decimals read exactly. Raises ValidationError for text or numbers that nothing here could hold."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what was sent. Raises ParseError where it is no JSON, TooLargeError where it is too much."""
        sent = stream.read(LARGEST_BODY + 1)
        if len(sent) > LARGEST_BODY:
            raise TooLargeError(f"A request may hold at most {LARGEST_BODY:,} bytes. Send less at a time.")
        try:
            read = json.loads(sent.decode(), parse_float=_exact, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as fault:
            raise ParseError(f"This is not JSON in UTF-8: {fault}.") from None
        faults = dict(_faults(read))
        if faults:
            raise ValidationError(faults)
        return read


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise ValueError("a number is beyond any size") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number in JSON")


def _faults(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, list[str]]]:
    if depth > DEEPEST:
        yield name, [f"Lists and objects may stand at most {DEEPEST} deep."]
        return
    if isinstance(value, dict):
        for key in value:
            yield from _faults_of_text(key, name)
    elif not isinstance(value, list):
        yield from _faults_of_one(value, name)
    for key, inner in _inside(value):
        yield from _faults(inner, f"{name}.{key}".lstrip("."), depth + 1)


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((_printable(key)[:LONGEST_NAME], inner) for key, inner in value.items())
    elif isinstance(value, list):
        yield from ((str(place), inner) for place, inner in enumerate(value))


def _faults_of_one(value: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, str):
        yield from _faults_of_text(value, name)
    elif isinstance(value, (int, Decimal)):
        yield from _faults_of_number(value, name)


def _faults_of_text(text: str, name: str) -> Iterator[tuple[str, list[str]]]:
    if len(text) > LONGEST_ANSWER:
        yield name, [f"Text may have at most {LONGEST_ANSWER:,} characters; this has {len(text):,}."]
    elif "\x00" in text or _printable(text) != text:
        yield name, ["Text may not hold NUL characters or half of a surrogate pair."]


def _faults_of_number(number: Decimal | int, name: str) -> Iterator[tuple[str, list[str]]]:
    exact = Decimal(number)
    exponent = exact.as_tuple().exponent
    if exact.adjusted() >= MOST_FIGURES or not isinstance(exponent, int) or exponent < -MOST_DECIMALS:
        yield name, ["This number is too large, or has too many decimals."]


def _printable(text: str) -> str:
    """The text as it can be sent back: what cannot be becomes a question mark."""
    return text.encode(errors="replace").decode().replace("\x00", "?")
