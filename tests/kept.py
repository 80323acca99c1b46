"""What many tests begin with is made once in a process: the rows it left are kept and put back for the next test."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Entry

Made = TypeVar("Made")
Rows = dict[Any, tuple[Any, ...]]  # by their primary key
NOTHING_YET = ""


@dataclass(frozen=True)
class Table:
    """A table and its columns, the primary key first."""

    name: str
    columns: tuple[str, ...]

    def rows(self) -> Rows:
        """Every row as it lies in the database."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(self.columns)} FROM {self.name}")
            return {row[0]: row for row in cursor.fetchall()}

    def put(self, rows: Rows) -> None:
        """Add rows as they lay in the database, in the place of those that have their keys."""
        values = f"({', '.join(['%s'] * len(self.columns))})"
        statement = f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES {', '.join([values] * len(rows))}"
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in rows.values() for value in row])

    def remove(self, keys: list[Any]) -> None:
        """Remove the rows with these keys, where they are."""
        with connection.cursor() as cursor:
            places = ", ".join(["%s"] * len(keys))
            cursor.execute(f"DELETE FROM {self.name} WHERE {self.columns[0]} IN ({places})", keys)


@dataclass(frozen=True)
class Kept:
    """What was made, the rows it added, changed and removed, and what it left to be done on commit."""

    made: Any
    newest: str
    put: dict[Table, Rows]
    removed: dict[Table, list[Any]]
    on_commit: list[Callable[[], Any]]

    def restore(self) -> None:
        """Put the rows back; foreign keys are only looked at on commit."""
        for table, keys in self.removed.items():
            table.remove(keys)
        for table, rows in self.put.items():
            table.put(rows)
        for act in self.on_commit:
            transaction.on_commit(act)


_kept: dict[Hashable, Kept] = {}
_known: set[str] = {NOTHING_YET}


def made_once(name: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` makes of what stands: carried out the first time, put back as rows from then on.

    The ledger's newest entry tells what stands. Where a test has done anything of its own before, nothing is kept; nor
    from one day to the next, since what is asked is due so many days on. Where each statement commits by itself, what
    was left to be done on commit was done when it was made.
    """
    stands = newest()
    if stands not in _known:
        return make()
    key = (name, stands, timezone.localdate(), connection.in_atomic_block)
    if key in _kept:
        with transaction.atomic():
            _kept[key].restore()
    else:
        _kept[key] = keep(make)
        _known.add(_kept[key].newest)
    made: Made = deepcopy(_kept[key].made)
    return made


def keep(make: Callable[[], Any]) -> Kept:
    """Carry out `make` and find what it left."""
    before, left = everything(), len(connection.run_on_commit)
    made = make()
    put, removed = {}, {}
    for table, new in everything().items():
        old = before[table]
        if fresh := {key: row for key, row in new.items() if old.get(key) != row}:
            put[table] = fresh
        if gone := [key for key, row in old.items() if new.get(key) != row]:
            removed[table] = gone
    on_commit = [found[1] for found in connection.run_on_commit[left:]]
    return Kept(deepcopy(made), newest(), put, removed, on_commit)


def everything() -> dict[Table, Rows]:
    """Every row of every table."""
    return {table: table.rows() for table in tables()}


def newest() -> str:
    """The digest of the ledger's newest entry."""
    return Entry.objects.order_by("-pk").values_list("digest", flat=True).first() or NOTHING_YET


@cache
def tables() -> list[Table]:
    """Every model's table, those between two models included."""
    quote = connection.ops.quote_name
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            fields = sorted(model._meta.local_concrete_fields, key=lambda field: not field.primary_key)
            found.append(Table(quote(model._meta.db_table), tuple(quote(field.column) for field in fields)))
    return found
