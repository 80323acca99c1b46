"""Ids handed out before rows are written: a payload names its rows, so a mass load must know them first."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, models, transaction

BLOCK = 1000


class Ids:
    """The next free ids of each table, taken from the database in blocks, so that nobody else is given them."""

    def __init__(self, block: int = BLOCK) -> None:
        self.block = block
        self._waiting: dict[type[models.Model], Iterator[int]] = {}

    def next(self, model: type[models.Model]) -> int:
        """Return a free id of a model's table."""
        found = next(self._waiting.get(model, iter(())), None)
        if found is None:
            self._waiting[model] = iter(_take(model, self.block))
            found = next(self._waiting[model])
        return found


def _take(model: type[models.Model], count: int) -> list[int]:
    take = _from_sqlite if connection.vendor == "sqlite" else _from_postgresql
    with transaction.atomic(), connection.cursor():
        return take(model._meta.db_table, model._meta.pk.column, count)


def _from_postgresql(table: str, column: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _from_sqlite(table: str, _column: str, count: int) -> list[int]:
    """SQLite keeps the highest id ever given beside each table; a table that never had a row is not there yet."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if cursor.rowcount == 0:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return list(range(last - count + 1, last + 1))
