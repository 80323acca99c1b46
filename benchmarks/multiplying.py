"""Rows copied within the database until there are many times as many: what would take hours through the verbs.

Every copy has other ids, a multiple of one stride away, and the keys and names between copied rows follow. History,
ledger and the text of records stay single: no list reads them, and a copy's chain would not be sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, models, transaction

from accounts.models import Exclusion
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody, Strand
from commissioning.contract.models import Contract
from commissioning.gates.models import Gate, Seat, SignOff, Submission
from commissioning.telling.models import Message

Model = type[models.Model]
STRIDE = 1_000_000
NAMING = ("source", "scope", "apart", "event")  # such as "seat/12" or "gate/3/needs/1"
CASES: Sequence[Model] = (Case, CaseBody, Strand, Contract, Gate, Submission, Seat, SignOff, Ask, Message, Exclusion)


def multiply(tables: Sequence[Model], times: int) -> None:
    """Copy every row of the tables until there are `times` as many of each."""
    with _unguarded(), transaction.atomic(), connection.cursor() as cursor:
        for model in tables:
            cursor.execute(_statement(model, tables), [times - 1])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


class _unguarded:  # noqa: N801 - reads as a word
    """Leave out the checks of foreign keys: every copy points where its original does, or to the same place away."""

    def __enter__(self) -> None:
        self._said("PRAGMA foreign_keys = OFF", "SET session_replication_role = replica")

    def __exit__(self, *_: object) -> None:
        self._said("PRAGMA foreign_keys = ON", "SET session_replication_role = DEFAULT")

    def _said(self, on_sqlite: str, on_postgresql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(on_sqlite if connection.vendor == "sqlite" else on_postgresql)


def _statement(model: Model, tables: Sequence[Model]) -> str:
    fields = model._meta.local_concrete_fields
    table, key = model._meta.db_table, model._meta.pk.column
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field, tables) for field in fields)
    counted = "WITH RECURSIVE copies(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies WHERE k < %s)"
    rows = f'"{table}" AS t, copies WHERE t."{key}" < {STRIDE}'
    if connection.vendor == "sqlite":
        return f'INSERT INTO "{table}" ({columns}) {counted} SELECT {values} FROM {rows}'  # noqa: S608 - names of our own
    return f'{counted} INSERT INTO "{table}" ({columns}) SELECT {values} FROM {rows}'  # noqa: S608 - names of our own


def _value(field: Any, tables: Sequence[Model]) -> str:
    """What a column of a copy holds."""
    column = f't."{field.column}"'
    away = f"k * {STRIDE}"
    once = field.is_relation and field.unique  # what it points at stays single, and no list reads that far
    if field.primary_key or once or field.related_model in set(_with_parents(tables)):
        return f"{column} + {away}"
    if field.name in NAMING:
        return _renamed(column, away)
    if field.name == "owner_permission_obj_pk":
        return f"CASE WHEN {column} = '' THEN '' ELSE CAST(CAST({column} AS bigint) + {away} AS text) END"
    if field.unique or field.name == "ocid":
        return f"CASE WHEN {column} = '' THEN '' ELSE {column} || '-' || k END"
    return column


def _with_parents(tables: Sequence[Model]) -> Iterator[Model]:
    for model in tables:
        yield from (model, *model._meta.get_parent_list())


def _renamed(column: str, away: str) -> str:
    """A name of a row in words, with the number in it that the copy has; one without a number there ends in its own."""
    if connection.vendor == "sqlite":
        first, rest = f"substr({column}, 1, instr({column}, '/'))", f"substr({column}, instr({column}, '/') + 1)"
        number, after = f"CAST({rest} AS INTEGER)", f"ltrim({rest}, '0123456789')"
        numbered = f"substr({rest}, 1, 1) BETWEEN '0' AND '9'"
    else:
        first, after = f"substring({column} from '^[^/]+/')", f"substring({column} from '^[^/]+/\\d+(.*)$')"
        number = f"CAST(substring({column} from '/(\\d+)') AS bigint)"
        numbered = f"{column} ~ '^[^/]+/\\d'"
    return (
        f"CASE WHEN {column} LIKE '%%/%%' AND {numbered} THEN {first} || ({number} + {away}) || {after} "
        f"WHEN {column} LIKE '%%/%%' THEN {column} || '-' || k ELSE {column} END"
    )
