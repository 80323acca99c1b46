"""What verification finds, and how it reads: in pieces, and one by one where a row holds what nobody could write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, models

CHUNK = 2000
CANNOT_BE_READ = "cannot be read"
UNREADABLE: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    LookupError,
    ValidationError,
    *((OperationalError,) if connection.vendor == "sqlite" else ()),  # a text that is none
)
Place = tuple[str, int]
NOWHERE: Place = ("none", 0)


@dataclass(frozen=True, order=True)
class Break:
    """One thing that is not as it was recorded."""

    stream: str
    number: int
    what: str


@dataclass
class Report:
    """What verification found. Sound when there is no break."""

    entries: int = 0
    streams: int = 0
    rows: int = 0
    breaks: list[Break] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found."""
        return not self.breaks


def digest_of(digest: Callable[[Any], str], row: Any) -> str:
    """Return the digest of a row; "" of one that holds what nothing could have written."""
    try:
        return digest(row)
    except UNREADABLE:
        return ""


def rows_of(found: models.QuerySet[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each row of an ordered query with its key; None for one that cannot even be read.

    SQLite takes any text in any column: a day, a number or a list that is none ends the reading of a whole query. Then
    what is left is read row by row.
    """
    seen = 0
    try:
        for row in found.iterator(CHUNK):
            seen += 1
            yield row.pk, row
    except UNREADABLE:
        for pk in list(found.values_list("pk", flat=True)[seen:]):
            yield pk, _alone(found, pk)


def _alone(found: models.QuerySet[Any], pk: Any) -> Any:
    try:
        return found.get(pk=pk)
    except UNREADABLE:
        return None


def place_of(model: Any, pk: Any, stream: str, number: str) -> Place:
    """Return where a row that cannot be read stands; nowhere where not even that can be told."""
    rows = model._base_manager.filter(pk=pk)
    try:
        return place(rows.values_list(stream, flat=True)[0], rows.values_list(number, flat=True)[0])
    except UNREADABLE:
        return NOWHERE


def place(stream: Any, number: Any) -> Place:
    """Return a place as it was read; nowhere where that is none."""
    return (stream, number) if isinstance(stream, str) and isinstance(number, int) else NOWHERE
