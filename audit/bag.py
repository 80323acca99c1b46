"""What an open decision has gathered so far: history rows, and what each change put in place of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import models

from audit.canonical import field_value, row_values, sha256, to_bytes
from audit.errors import OutsideDecisionError

ROW_PREFIX = b"tollgate/row/1\n"


@dataclass
class Change:
    """One row written by a decision, with its history row and the columns it changed."""

    row: Any
    changes: dict[str, object]


@dataclass
class Bag:
    """The rows of one open decision, in the order they were written."""

    at: datetime
    person_id: int | None
    changes: list[Change] = field(default_factory=list)

    def collect(self, instance: Any, row: Any, fields: Sequence[models.Field[Any, Any]]) -> None:
        """Keep a history row and work out which columns changed since the row was read."""
        before = None if row.history_type == "+" else getattr(instance, "remembered", {})
        self.changes.append(Change(row, _differences(instance, fields, before)))
        instance.remember()

    def write(self, stream: str, number: int) -> list[dict[str, object]]:
        """Insert the history rows, one statement a table, and return what the entry says of each."""
        for change in self.changes:
            change.row.history_stream, change.row.history_number = stream, number
        for model, changes in _by_table(self.changes):
            model._default_manager.bulk_create([change.row for change in changes])
        return [_line(change) for change in self.changes]


def _by_table(changes: Sequence[Change]) -> Iterator[tuple[type[models.Model], list[Change]]]:
    ordered = sorted(changes, key=lambda change: str(change.row._meta.label_lower))
    for _, group in groupby(ordered, key=lambda change: str(change.row._meta.label_lower)):
        found = list(group)
        yield type(found[0].row), found


def _differences(
    instance: Any, fields: Sequence[models.Field[Any, Any]], before: dict[str, Any] | None
) -> dict[str, object]:
    now = row_values(instance, fields)
    if before is None:
        return {name: [None, value] for name, value in now.items() if value not in (None, "")}
    columns = {column.attname: column for column in fields}
    then = {name: field_value(columns[name], value) for name, value in before.items() if name in columns}
    return {name: [then.get(name), value] for name, value in now.items() if then.get(name) != value}


def _line(change: Change) -> dict[str, object]:
    row = change.row
    return {
        "model": row.instance_type._meta.label_lower,
        "id": getattr(row, row.instance_type._meta.pk.attname),
        "kind": row.history_type,
        "history": row.history_id,
        "digest": row_digest(row),
        "changes": change.changes,
    }


def row_digest(row: Any) -> str:
    """Return the digest of a history row over every column it has."""
    values = row_values(row, row._meta.concrete_fields)
    return sha256(ROW_PREFIX, row._meta.label_lower.encode(), b"\n", to_bytes(values))


_open: ContextVar[Bag | None] = ContextVar("open_decision", default=None)


def current(instance: object) -> Bag:
    """Return the open decision's bag. Raises OutsideDecisionError where no decision is open."""
    found = _open.get()
    if found is None:
        raise OutsideDecisionError(f"{type(instance).__name__} may change only inside a decision.")
    return found


@contextmanager
def opened(bag: Bag) -> Iterator[Bag]:
    """Hold a bag open for the changes of one decision."""
    token = _open.set(bag)
    try:
        yield bag
    finally:
        _open.reset(token)
