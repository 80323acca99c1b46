"""Mass loads: many decisions composed in memory and written in batches, with the bytes that `deciding` writes.

An entry, its payload, its history rows and its place in the chain are made by the code that makes them one by one; only
the statements are fewer. A load asks nobody's authority and moves no flow: it is for facts that were decided already,
and for made-up ones. Its decisions are given in the order in which they happened in each stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from audit.bag import opened
from audit.canonical import EXACT
from audit.deciding import Actor, Decision, Stream, compose, lock, request_digest
from audit.errors import MovedOnError
from audit.history import history_of, keep
from audit.ids import Ids
from audit.models import Entry, Streamed

BATCH = 20_000
HEAD = Streamed.untracked
Rows = dict[type[models.Model], dict[int, models.Model]]


class Load:
    """A mass load. Within `decision`, rows are added, changed and removed; `flush` at the end writes the last batch.

    `batch` is how many rows wait before they are written, in a transaction of their own. The same key twice, or one
    used before, raises IntegrityError when its batch is written; MovedOnError says that a chain moved on meanwhile.
    """

    def __init__(self, *, batch: int = BATCH) -> None:
        self.batch = batch
        self.ids = Ids()
        self.entries = self.rows = 0
        self._added: Rows = {}
        self._changed: Rows = {}
        self._removed: Rows = {}
        self._streams: dict[str, tuple[Any, int, str]] = {}
        self._waiting = 0

    @contextmanager
    def decision(
        self,
        verb: str,
        stream: Stream | None,
        *,
        by: Actor | None,
        at: datetime,
        key: str,
        asked: Mapping[str, object] | None = None,
    ) -> Iterator[Decision]:
        """Make one decision of the load on `stream` (None when it is born inside, see `Decision.opens`)."""
        decision = Decision(verb, by=by, at=at, key=key, request=request_digest(verb, stream, asked or {}))
        if stream is not None:
            decision.opens(stream)
        with opened(decision.bag):
            yield decision
        self._append(decision)

    def add(self, row: Any) -> None:
        """Add a tracked row within a decision; it is given its id."""
        self.place(row)
        keep(row, "+")

    def change(self, row: Any) -> None:
        """Keep what was changed of a tracked row since it was added or read, within a decision."""
        keep(row, "~")
        if row.pk not in self._added.get(type(row), {}):
            self._put(self._changed, row)

    def remove(self, row: Any) -> None:
        """Remove a tracked row within a decision."""
        keep(row, "-")
        self._changed.get(type(row), {}).pop(row.pk, None)
        if self._added.get(type(row), {}).pop(row.pk, None) is None:
            self._put(self._removed, row)

    def place(self, row: Any) -> None:
        """Add a row that is no council fact, such as an ask: neither history nor ledger tell of it."""
        if row.pk is None:
            row.pk = self.ids.next(root_of(type(row)))
        self._put(self._added, row)

    def flush(self) -> None:
        """Write what waits, all of it or nothing."""
        with transaction.atomic(durable=True):
            self._hold_streams()
            for model, rows in self._added.items():
                _insert(model, list(rows.values()))
            for model, rows in self._changed.items():
                model._base_manager.bulk_update(list(rows.values()), _columns(model))
            for model, rows in self._removed.items():
                model._base_manager.filter(pk__in=rows)._raw_delete(model._base_manager.db)  # noqa: SLF001 - the rows' removal is kept already
            for stream, _, _ in self._streams.values():
                head = {name: getattr(stream, name) for name in HEAD}
                type(stream)._base_manager.filter(pk=stream.pk).update(**head)
        self._added, self._changed, self._removed, self._streams, self._waiting = {}, {}, {}, {}, 0

    def _put(self, rows: Rows, row: Any) -> None:
        rows.setdefault(type(row), {})[row.pk] = row
        self._waiting += 1

    def _append(self, decision: Decision) -> None:
        stream = decision.stream
        self._remember(stream)
        decision.bag.belong_to(stream.stream_name, stream.head_number + 1)
        for change in decision.bag.changes:
            change.row.history_id = self.ids.next(type(change.row))
            self._put(self._added, change.row)
        entry, payload = compose(decision)
        entry.pk = payload.entry_id = self.ids.next(Entry)
        decision.entry = entry
        for row in (entry, payload):
            self._put(self._added, row)
        stream.head_number, stream.head_digest = entry.number, entry.digest
        self.entries, self.rows = self.entries + 1, self.rows + len(decision.bag.changes)
        if self._waiting >= self.batch:
            self.flush()

    def _remember(self, stream: Any) -> None:
        """Remember where the chain of a stream stood whose own row is not part of this batch."""
        if stream.pk not in self._added.get(type(stream), {}):
            self._streams.setdefault(stream.stream_name, (stream, stream.head_number, stream.head_digest))

    def _hold_streams(self) -> None:
        """Lock the streams that this batch goes on with, each kind by id, and see that their chains stand still."""
        for stream, *head in sorted(self._streams.values(), key=lambda found: (type(found[0]).__name__, found[0].pk)):
            fresh = type(stream)(pk=stream.pk)
            lock(fresh)
            if [fresh.head_number, fresh.head_digest] != head:
                raise MovedOnError(stream.stream_name)


def root_of(model: type[models.Model]) -> type[models.Model]:
    """The model whose table gives a model its ids: itself, or what it extends."""
    return (model._meta.get_parent_list() or [model])[-1]


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows that have their ids, with one prepared statement: several times as fast as `bulk_create`.

    A row that extends another one is a row in both tables.
    """
    for parent in reversed(model._meta.get_parent_list()):
        _insert(parent, rows)
    fields = model._meta.local_concrete_fields
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({values})",  # noqa: S608 # nosec B608 - names of our own tables and columns
            _prepared(fields, rows),
        )


def _prepared(fields: Sequence[models.Field[Any, Any]], rows: Sequence[models.Model]) -> list[list[Any]]:
    """Return the rows' columns as the database takes them; a moment, which many rows share, is turned once."""
    columns = [(field.attname, EXACT.get(type(field)), field) for field in fields]
    moments: dict[Any, Any] = {}

    def prepare(field: models.Field[Any, Any], value: Any) -> Any:
        if not isinstance(value, datetime):
            return field.get_db_prep_save(value, connection)
        if value not in moments:
            moments[value] = field.get_db_prep_save(value, connection)
        return moments[value]

    return [
        [
            value if (value := getattr(row, name)) is None or type(value) is exact else prepare(field, value)
            for name, exact, field in columns
        ]
        for row in rows
    ]


def _columns(model: type[models.Model]) -> list[str]:
    """The columns that history keeps: all a change can be about."""
    fields: list[models.Field[Any, Any]] = history_of(model).tracked_fields
    return [field.name for field in fields if not field.primary_key]
