"""Each live row against its newest history row, both read in the order of their ids: facts changed behind our back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import connection, models

from audit.canonical import field_value
from audit.finding import CANNOT_BE_READ, CHUNK, NOWHERE, UNREADABLE, Break, Report, place, rows_of
from audit.history import HistoryRow, history_of


def check_live(report: Report, model: Any) -> None:
    """Compare each live row with its newest history row."""
    history, key = history_of(model), model._meta.pk.attname
    fields = [f for f in model._meta.concrete_fields if f.attname in {h.attname for h in history._meta.concrete_fields}]
    newest = history._base_manager.values(key).annotate(newest=models.Max("history_id")).values("newest")
    kept = history._base_manager.filter(pk__in=newest).order_by(key, "history_id")
    live = Ordered(model)
    for _, row in rows_of(kept):
        if row is None or not isinstance(getattr(row, key), int):
            continue  # told of with the history
        report.breaks += [_added(model, pk) for pk in live.before(getattr(row, key))]
        unread, now = live.take(getattr(row, key))
        fault = CANNOT_BE_READ if unread else live_fault(row, now, fields)
        if fault:
            where = f"{model._meta.label_lower} {getattr(row, key)}"
            report.breaks.append(Break(*place(row.history_stream, row.history_number), f"{where} {fault}"))
    report.breaks += [_added(model, pk) for pk in live.before(None)]


def _added(model: Any, pk: Any) -> Break:
    return Break(*NOWHERE, f"{model._meta.label_lower} {pk} was added outside any decision")


class Ordered:
    """The live rows of a model by their ids, read as far as they are asked for."""

    def __init__(self, model: Any) -> None:
        self._rows = rows_of(model._base_manager.order_by("pk"))
        self._next: Any = next(self._rows, None)

    def before(self, key: int | None) -> Iterator[Any]:
        """Pass by every row before an id, all there are for None, and yield their ids."""
        while self._next is not None and (key is None or self._next[0] < key):
            passed, self._next = self._next, next(self._rows, None)
            yield passed[0]

    def take(self, key: int) -> tuple[bool, Any]:
        """Return whether the row of an id cannot be read, and the row; None where there is none."""
        if self._next is None or self._next[0] != key:
            return False, None
        found, self._next = self._next[1], next(self._rows, None)
        return found is None, found


def live_fault(row: HistoryRow, now: Any, fields: list[Any]) -> str:
    """Say what is wrong with a live row, held against its newest history row; nothing when all is well."""
    kind = row.history_type  # type: ignore[attr-defined]  # the library adds it to every history model
    if now is None:
        return "" if kind == "-" else "was removed outside any decision"
    if kind == "-":
        return "stands although a decision removed it"
    try:
        same = all(_same(field, row, now) for field in fields)
        return str(now.fault()) if same else "was changed outside any decision"
    except UNREADABLE:
        return "was changed outside any decision"


def _same(column: Any, row: Any, now: Any) -> bool:
    kept = getattr(row, column.attname)
    if kept is None and column.has_db_default():
        kept = column.get_default()  # the column is younger than the row
    return bool(field_value(column, kept) == field_value(column, getattr(now, column.attname)))


def check_days(report: Report, model: Any, key: str) -> None:
    """Find what stands where a day may stand or be left out, and is none: SQLite takes it, and it reads as left out."""
    for table in (model, history_of(model)) if connection.vendor == "sqlite" else ():
        for row in _without_a_day(table, key):
            newest = history_of(model)._base_manager.filter(**{key: row}).order_by("history_id")
            where = newest.values_list("history_stream", "history_number").last() or NOWHERE
            report.breaks.append(Break(*place(*where), f"{table._meta.label_lower} {row} {CANNOT_BE_READ}"))


def _without_a_day(table: Any, key: str) -> Iterator[Any]:
    """Yield which rows of a table hold something that reads as no day at all; what cannot be read is told elsewhere."""
    for column in (found for found in table._meta.concrete_fields if isinstance(found, models.DateField)):
        filled = table._base_manager.filter(**{f"{column.attname}__isnull": False}).order_by("pk")
        with suppress(*UNREADABLE):
            rows = filled.values_list(key, column.attname).iterator(CHUNK)
            yield from (row for row, day in rows if day is None)
