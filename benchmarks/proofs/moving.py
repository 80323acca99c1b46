"""Removing, adding and swapping: entries, payloads, history rows and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import apps

from audit.deciding import entry_digest
from audit.history import HistoryRow
from audit.models import Entry, Payload, Tracked
from benchmarks.proofs.altering import Batch, fact_named, newest_of
from benchmarks.proofs.insider import FAR, Change, Named, Statement, column, copy, delete, table, update


def removals() -> Iterator[Batch]:
    """Every entry with its payload, every payload alone, every history row, every fact."""
    rows = list(Entry.objects.order_by("pk").select_related("payload"))
    ends = {row.stream: row.number for row in Entry.objects.order_by("number")}
    for odd in (0, 1):
        yield [_removed(row, ends) for row in rows if row.number % 2 == odd]
    missing = "its payload is missing"
    yield [Change(f"payload of {row}", [delete(row.payload)], [(row.stream, row.number, missing)]) for row in rows]
    yield [_of_history(row, delete, "is missing", row.pk) for row in _history_rows()]
    yield [Change(f"{row._meta.label_lower} {row.pk}", [delete(row)], [named]) for row, named in _facts()]


def _removed(row: Entry, ends: dict[str, int]) -> Change:
    last = row.number == ends[row.stream]
    after = (row.stream, row.number + 1, f"entry {row.number} is missing before it")
    head = (row.stream, row.number - 1, "the head does not match")
    return Change(f"{row} removed", [delete(row.payload), delete(row)], [head if last else after])


def additions() -> Iterator[Batch]:
    """An entry that fits at the end of every chain, and a copy of every history row and every fact."""
    yield [_appended(last) for last in _last_entries()]
    yield [_of_history(row, copy, "was added", row.pk + FAR) for row in _history_rows()]
    yield [
        Change(
            f"another {row._meta.label_lower} {row.pk}",
            [copy(row)],
            [("none", 0, f"{row._meta.label_lower} {row.pk + FAR} was added")],
        )
        for row, _ in _facts()
    ]


def _last_entries() -> list[Entry]:
    return list({row.stream: row for row in Entry.objects.order_by("number").select_related("payload")}.values())


def _appended(last: Entry) -> Change:
    """The stream's last entry once more, as its own successor: chained and digested as it should be."""
    key, number = f"again/{last.pk}", last.number + 1
    values = {**_columns(last), "id": last.pk + FAR, "number": number, "previous": last.digest, "key": key}
    values["digest"] = entry_digest(Entry(**values))
    payload = {**_columns(last.payload), "entry_id": last.pk + FAR}
    named = [(last.stream, number, "the head does not match")]
    return Change(f"an entry after {last}", [_insert(last, values), _insert(last.payload, payload)], named)


def _columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _insert(row: Any, values: dict[str, Any]) -> Statement:
    fields = row._meta.concrete_fields
    names, marks = ", ".join(map(column, fields)), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table(row)} ({names}) VALUES ({marks})", [values[field.attname] for field in fields]


def swaps() -> Iterator[Batch]:
    """Neighbours in a chain change places, or payloads; two history rows of a table change theirs."""
    pairs = [pair for stream in _streams() for pair in _pairs(stream)]
    number = Entry._meta.get_field("number")
    yield [
        Change(
            f"{one} and {two} swapped",
            [update(one, number, FAR), update(two, number, one.number), update(one, number, two.number)],
            [(one.stream, one.number, "the entry was altered")],
        )
        for one, two in pairs
    ]
    yield [
        _payloads(one.payload, two.payload, (one.stream, one.number, "its payload was altered")) for one, two in pairs
    ]
    yield [_history(one, two) for rows in _by_table() for one, two in _pairs(rows) if _differ(one, two)]


def _payloads(one: Payload, two: Payload, named: Named) -> Change:
    fields = [field for field in Payload._meta.concrete_fields if field.name in ("salt", "body")]
    both = [
        update(row, field, bytes(getattr(other, field.attname)))
        for row, other in ((one, two), (two, one))
        for field in fields
    ]
    return Change(f"payloads {one.pk} and {two.pk} swapped", both, [named])


def _history(one: Any, two: Any) -> Change:
    key = one._meta.pk
    sql = f"UPDATE {table(one)} SET {column(key)} = %s WHERE {column(key)} = %s"
    moves = [(sql, (one.pk + FAR, one.pk)), (sql, (one.pk, two.pk)), (sql, (two.pk, one.pk + FAR))]
    words = f"history row {one.pk} of {one.instance_type._meta.label_lower} was altered"
    return Change(
        f"{one._meta.label_lower} {one.pk} and {two.pk} swapped",
        moves,
        [(one.history_stream, one.history_number, words)],
    )


def _differ(one: Any, two: Any) -> bool:
    """Whether two rows say different things: else to swap them is to change nothing."""
    key = one._meta.pk.attname
    return {**_columns(one), key: 0} != {**_columns(two), key: 0}


def _streams() -> list[list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for row in Entry.objects.order_by("stream", "number").select_related("payload"):
        found.setdefault(row.stream, []).append(row)
    return list(found.values())


def _pairs(rows: Sequence[Any]) -> list[tuple[Any, Any]]:
    return list(zip(rows[::2], rows[1::2], strict=False))


def _by_table() -> Iterator[list[Any]]:
    for model in apps.get_models():
        if issubclass(model, HistoryRow):
            yield list(model._base_manager.order_by("pk"))


def _history_rows() -> list[Any]:
    return [row for rows in _by_table() for row in rows]


def _of_history(row: Any, act: Callable[[Any], Statement], words: str, key: int) -> Change:
    label = row.instance_type._meta.label_lower
    named = (row.history_stream, row.history_number, f"history row {key} of {label} {words}")
    return Change(f"{row._meta.label_lower} {row.pk} {words}", [act(row)], [named])


def _facts() -> Iterator[tuple[Any, Named]]:
    for model in apps.get_models():
        if issubclass(model, Tracked):
            newest = newest_of(model)
            yield from ((row, fact_named(row, newest)) for row in model._base_manager.order_by("pk"))
