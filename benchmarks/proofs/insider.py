"""An insider with the database's own rights: changes made past the application, and what verification says of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from audit.finding import Break
from tests.audit.ledger import found_after, tampered

FAR = 10**9  # to where no row is, yet
FURTHER = 7_000  # a number beyond those of its column that are in use
Named = tuple[str, int, str]
Statement = tuple[str, Sequence[object]]


@dataclass(frozen=True)
class Change:
    """One thing done behind the application's back. Any of `named` (stream, number, words) tells of it."""

    what: str
    statements: Sequence[Statement]
    named: Sequence[Named]


@dataclass
class Tally:
    """How many changes were tried, how many the database itself refused, and which were not found where they were."""

    tried: int = 0
    missed: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        """The figures in words."""
        refused = len(self.refused)
        located = self.tried - refused - self.missed
        return f"{self.tried} tried, {refused} refused by the database, {located} found and located"


def attempt(changes: Sequence[Change], tally: Tally) -> list[str]:
    """Make changes that do not touch each other, verify, undo them. Returns those that are not named by themselves."""
    made: list[Change] = []
    refused: list[str] = []
    breaks = found_after(partial(_make, changes, made, refused))
    missed = not_named(made, breaks)
    tally.tried += len(changes)
    tally.refused += refused
    tally.missed += len(missed)
    return missed


def _make(changes: Iterable[Change], made: list[Change], refused: list[str], cursor: Any) -> None:
    for change in changes:
        try:
            with transaction.atomic():
                for sql, values in change.statements:
                    cursor.execute(sql, values)
        except DatabaseError:
            refused.append(change.what)
        else:
            made.append(change)


def not_named(made: Iterable[Change], breaks: Iterable[Break]) -> list[str]:
    """Return what was changed and is not told of at its own place."""
    told: dict[tuple[str, int], list[str]] = defaultdict(list)
    for found in breaks:
        told[found.stream, found.number].append(found.what)
    return [
        change.what
        for change in made
        if not any(words in text for stream, number, words in change.named for text in told[stream, number])
    ]


def table(model: Any) -> str:
    """The quoted name of a model's table."""
    return connection.ops.quote_name(model._meta.db_table)


def column(field: models.Field[Any, Any]) -> str:
    """The quoted name of a column."""
    return connection.ops.quote_name(field.column)


def update(row: Any, field: models.Field[Any, Any], value: object) -> Statement:
    """Put a value into one column of one row."""
    key = column(row._meta.pk)
    return f"UPDATE {table(row)} SET {column(field)} = %s WHERE {key} = %s", (value, row.pk)


def delete(row: Any) -> Statement:
    """Remove a row."""
    return f"DELETE FROM {table(row)} WHERE {column(row._meta.pk)} = %s", (row.pk,)


def copy(row: Any) -> Statement:
    """Add a row like this one, far away."""
    others = ", ".join(column(field) for field in row._meta.concrete_fields if not field.primary_key)
    key = column(row._meta.pk)
    sql = (
        f"INSERT INTO {table(row)} ({key}, {others}) SELECT {key} + {FAR}, {others} FROM {table(row)} WHERE {key} = %s"
    )
    return sql, (row.pk,)


def another(row: Any, field: models.Field[Any, Any]) -> object:
    """Another value of the kind that a column holds; of a key, one where no row is."""
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return json.dumps([*value, "tampered"] if isinstance(value, list) else ["tampered"])
    if field.primary_key:
        return int(value) + FAR
    if isinstance(value, int) and not isinstance(value, bool):
        return value + FURTHER
    return FURTHER if value is None and field.is_relation else tampered(value, field)
