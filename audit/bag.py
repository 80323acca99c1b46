"""What an open decision has gathered so far: history rows, and what each change put in place of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, cast

from django.db import models

from audit.canonical import field_value, plain_bytes, row_values, sha256
from audit.errors import OutsideDecisionError

ROW_PREFIX = b"tollgate/row/1\n"


@dataclass
class Change:
    """One row written by a decision: its history row, the columns as they stand now, and those that changed."""

    row: Any
    now: dict[str, object]
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
        now = row_values(instance, fields)
        self.changes.append(Change(row, now, _differences(now, fields, before)))
        instance.remember()

    def belong_to(self, stream: str, number: int) -> None:
        """Write on every history row which entry it belongs to."""
        for change in self.changes:
            change.row.history_stream, change.row.history_number = stream, number

    def write(self) -> None:
        """Insert the history rows, one statement a table."""
        for model, changes in _by_table(self.changes):
            model._default_manager.bulk_create([change.row for change in changes])

    def lines(self) -> list[dict[str, object]]:
        """Return what the entry says of each row, now that every history row has its id."""
        return [_line(change) for change in self.changes]


def _by_table(changes: Sequence[Change]) -> Iterator[tuple[type[models.Model], list[Change]]]:
    ordered = sorted(changes, key=lambda change: str(change.row._meta.label_lower))
    for _, group in groupby(ordered, key=lambda change: str(change.row._meta.label_lower)):
        found = list(group)
        yield type(found[0].row), found


def _differences(
    now: dict[str, object], fields: Sequence[models.Field[Any, Any]], before: dict[str, Any] | None
) -> dict[str, object]:
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
        "digest": _digest(row, {**change.now, **row_values(row, _own_columns(cast("type[models.Model]", type(row))))}),
        "changes": change.changes,
    }


def row_digest(row: Any) -> str:
    """Return the digest of a history row over every column that holds something."""
    return _digest(row, row_values(row, row._meta.concrete_fields))


@cache
def _own_columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that a history row has beside those of the row it keeps."""
    kept = {field.attname for field in model.tracked_fields}  # type: ignore[attr-defined]  # the library adds it
    return [field for field in model._meta.concrete_fields if field.attname not in kept]


def _digest(row: Any, values: dict[str, object]) -> str:
    """The digest over the columns that hold something, so that a column added later changes nothing."""
    held = {name: value for name, value in values.items() if value not in (None, "")}
    return sha256(ROW_PREFIX, row._meta.label_lower.encode(), b"\n", plain_bytes(held))


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
