"""JSON read exactly: numbers as decimals, nothing silently dropped, and each part's own bytes."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

SPACE: Final = re.compile(r"[ \t\n\r]*")
CLOSING: Final = {"{": "}", "[": "]"}
SHOWN: Final = 40


@dataclass(frozen=True)
class Flaw:
    """What stands in for a value that JSON text holds but that is none: NaN, or a name with two values."""

    reason: str


def _number(text: str) -> Decimal | Flaw:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Flaw(f"{text[:SHOWN]} is not a number that can be read.")


def _constant(text: str) -> Flaw:
    return Flaw(f"{text} is not a number.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in pairs:
        differs = name in read and read[name] != value
        read[name] = Flaw(f"“{name[:SHOWN]}” is given more than once, with different values.") if differs else value
    return read


# Integers too become decimals: Python refuses to read an integer of thousands of digits, a decimal is only too large.
DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_int=_number, parse_constant=_constant
)


def start_of(text: str) -> int:
    """Where the value begins, after any white space."""
    return _after_space(text, 0)


def children(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """The name or number, the start and the end of each value in the object or list that begins at `at`.

    The text must have been read by `DECODER` before: what is sound is not checked again.
    """
    closing = CLOSING[text[at]]
    at = _after_space(text, at + 1)
    number = 0
    while text[at] != closing:
        name, at = _name(text, at) if closing == "}" else (str(number), at)
        end = DECODER.raw_decode(text, at)[1]
        yield name, at, end
        number += 1
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)


def _name(text: str, at: int) -> tuple[str, int]:
    name, end = DECODER.raw_decode(text, at)
    return name, _after_space(text, _after_space(text, end) + 1)


def _after_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def digest(value: Any) -> str:
    """A SHA-256 that is the same for the same content, however it is spaced and ordered."""
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: Any) -> str:
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)


def step(pointer: str, name: str | int) -> str:
    """The JSON pointer (RFC 6901) one step further down."""
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
