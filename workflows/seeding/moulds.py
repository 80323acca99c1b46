"""Moulds: how a value of a grown case becomes the same value of a copy.

A copy has other ids, another reference, title and service, and lies some days away. Everything else is the same text,
so that most values of a row are no mould at all but themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import models

from audit.bulk import root_of
from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.casefile.stages import ROOMS
from commissioning.gates.canonical import section_bytes, section_digest
from commissioning.gates.models import Seat
from commissioning.interests.models import Declaration, InterestReview
from commissioning.vocabulary import Stage

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SAID = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
)
DIGEST = re.compile(r"[0-9a-f]{64}")
# Columns that name a row in words, such as "seat/12" or "write/3/needs/1".
NAMING = ("source", "scope", "apart", "event")
IN_WORDS = ("needevidence", "historicalneedevidence")  # whose source is where something was said
Model = type[models.Model]
NAMED: Mapping[str, Model] = {
    "seat/": Seat,
    "ask/": Ask,
    "case/": Case,
    "interests/": Case,
    "interests/ask/": Case,
    "interests/release/": Ask,
    "interests/declared/": Declaration,
    "interests/review/": InterestReview,
}


class Copied(Protocol):
    """What a mould needs to know of the copy that it is filled for."""

    shift: timedelta

    def id(self, model: Model, was: int) -> int: ...
    def instead(self, model: Model, was: int) -> int: ...
    def text(self, was: str) -> str: ...
    def digest(self, was: str) -> str: ...
    def body(self, section: int) -> bytes: ...


Mould = Callable[[Copied], Any]


@dataclass
class Grown:
    """What tells the values of a grown case that change from those that stay: its rows, words, people and places."""

    ids: dict[Model, set[int]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    others: Mapping[Model, frozenset[int]] = field(default_factory=dict)

    def has(self, model: Model, pk: object) -> bool:
        """Whether a row belongs to the case."""
        return pk in self.ids.get(root_of(model), ())

    def own(self, model: Model, pk: int) -> None:
        """Note that a row belongs to the case."""
        self.ids.setdefault(root_of(model), set()).add(pk)


def of_column(column: models.Field[Any, Any], value: Any, grown: Grown) -> Mould | None:
    """Return the mould of a column's value; None where it is the same in every copy."""
    if value is None:
        return None
    target = column.model if column.primary_key and not column.is_relation else column.related_model
    if isinstance(target, type) and isinstance(value, int):
        return _of_key(target, value, grown)
    return of_value(value, grown)


def _of_key(target: Model, value: int, grown: Grown) -> Mould | None:
    if grown.has(target, value):
        return lambda copy: copy.id(target, value)
    if value in grown.others.get(target, ()):
        return lambda copy: copy.instead(target, value)
    return None


def of_value(value: Any, grown: Grown) -> Mould | None:
    """Return the mould of a plain value, such as a day, a text, or what a JSON column holds."""
    if isinstance(value, date):
        return lambda copy: value + copy.shift
    if isinstance(value, str):
        return _of_text(value, grown)
    if isinstance(value, Mapping):
        return _of_parts(dict(value), {name: of_value(inner, grown) for name, inner in value.items()})
    if isinstance(value, (list, tuple)):
        return _of_list(list(value), [of_value(inner, grown) for inner in value])
    return None


def _of_parts(value: dict[str, Any], moulds: Mapping[str, Mould | None]) -> Mould | None:
    changing = {name: mould for name, mould in moulds.items() if mould is not None}
    return (lambda copy: {**value, **{name: mould(copy) for name, mould in changing.items()}}) if changing else None


def _of_list(value: list[Any], moulds: list[Mould | None]) -> Mould | None:
    if not any(moulds):
        return None
    return lambda copy: [mould(copy) if mould else inner for mould, inner in zip(moulds, value, strict=True)]


def _of_text(value: str, grown: Grown) -> Mould | None:
    if DAY.fullmatch(value):
        return lambda copy: str(date.fromisoformat(value) + copy.shift)
    if DIGEST.fullmatch(value):
        return lambda copy: copy.digest(value)
    named = any(word in value for word in grown.words)
    if SAID.search(value):
        return lambda copy: copy.text(SAID.sub(lambda day: _said_later(day[0], copy.shift), value))
    return (lambda copy: copy.text(value)) if named else None


def _said_later(said: str, shift: timedelta) -> str:
    day = datetime.strptime(said, "%d %B %Y").date() + shift  # noqa: DTZ007 - a day has no time zone
    return f"{day:%-d %B %Y}"


def of_name(value: str, scope: str, grown: Grown) -> Mould | None:
    """Return the mould of a name of a row. Raises LookupError for a name of another shape.

    An author's exclusion names the record by its own id, of the stage that its scope tells; every other name that is
    not a seat's or an ask's begins with words and goes on with the strand's id.
    """
    if not value:
        return None
    named = re.fullmatch(r"(\D+/)(\d+)((?:/.*)?)", value)
    if named is None:
        raise LookupError(f"A name of a row that a copy cannot give again: {value}.")
    kind, was, rest = named[1], int(named[2]), named[3]
    target = _named(kind, rest, scope)
    if not grown.has(target, was):
        raise LookupError(f"{value} names a row that does not belong to the case.")
    return lambda copy: f"{kind}{copy.id(target, was)}{rest}"


def _named(kind: str, rest: str, scope: str) -> Model:
    if kind == "record/" and not rest:
        return ROOMS[Stage(scope.split("/")[2])].record
    return NAMED.get(kind, Strand)


def of_section(key: str, version: int, body: bytes, grown: Grown) -> Callable[[Copied], tuple[bytes, str]]:
    """Return what gives a frozen section's bytes in a copy, and their digest."""
    mould = of_value(json.loads(body), grown)

    def fill(copy: Copied) -> tuple[bytes, str]:
        found = section_bytes(mould(copy)) if mould else body
        return found, section_digest(key, version, found)

    return fill
