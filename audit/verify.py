"""Verification: is every chain sound, and if not, where does it first break?

Checked: each entry against its digest and its predecessor, each payload's bytes, each history row named in a
payload, each head, each live row against its newest history row, and the triggers. What a chain cannot show is a
tail cut off together with its head, or a chain rebuilt whole by an insider: checkpoints held outside will.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, models

from audit import triggers
from audit.bag import row_digest
from audit.canonical import field_value
from audit.deciding import FORMAT, entry_digest, payload_digest
from audit.history import HistoryRow
from audit.models import Entry, Payload, Streamed, Tracked

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
Named = dict[tuple[str, int], tuple[Place, str]]


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


def verify() -> Report:
    """Read the whole ledger and its history and compare them with what was recorded."""
    report = Report()
    named: Named = {}
    heads = dict(_chains(report, named))
    _check_heads(report, heads)
    for model in _tracked():
        _check_history(report, model, named)
        _check_live(report, model)
        _check_days(report, model, model._meta.pk.attname)
    for (table, row), (place, _) in named.items():
        report.breaks.append(Break(*place, f"history row {row} of {table} is missing"))
    report.breaks += [Break("database", 0, f"trigger {name} is missing") for name in triggers.missing(connection)]
    _check_orphans(report)
    report.breaks.sort()
    return report


def _tracked() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def _chains(report: Report, named: Named) -> Iterator[tuple[str, Place | tuple[int, str]]]:
    """Walk every chain in order; yield each stream with its last number and digest."""
    stream, number, digest = "", 0, ""
    entries = Entry.objects.order_by("stream", "number").select_related("payload")
    for pk, entry in _rows(entries):
        if entry is None:
            report.breaks.append(Break(*_place_of(Entry, pk, "stream", "number"), CANNOT_BE_READ))
            continue
        if entry.stream != stream:
            if stream:
                yield stream, (number, digest)
            stream, number, digest = entry.stream, 0, ""
            report.streams += 1
        report.entries += 1
        report.breaks += [Break(stream, entry.number, what) for what in _entry_faults(entry, number, digest)]
        _name_rows(report, entry, named)
        number, digest = entry.number, entry.digest
    if stream:
        yield stream, (number, digest)


def _entry_faults(entry: Entry, number: int, digest: str) -> Iterator[str]:
    if entry.number != number + 1:
        yield f"entry {number + 1} is missing before it"
    if entry.previous != digest:
        yield "it does not follow the entry before it"
    if _of(entry_digest, entry) != entry.digest:
        yield "the entry was altered"
    payload = getattr(entry, "payload", None)
    if payload is None:
        yield "its payload is missing"
    elif payload.format != FORMAT or _of(_payload_digest, payload) != entry.payload_digest:
        yield "its payload was altered"


def _payload_digest(payload: Payload) -> str:
    return payload_digest(payload.format, bytes(payload.salt), bytes(payload.body))


def _of(digest: Callable[[Any], str], row: Any) -> str:
    """Return the digest of a row; "" of one that holds what nothing could have written."""
    try:
        return digest(row)
    except UNREADABLE:
        return ""


def _rows(found: models.QuerySet[Any]) -> Iterator[tuple[Any, Any]]:
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


def _place_of(model: Any, pk: Any, stream: str, number: str) -> Place:
    """Return where a row that cannot be read stands; nowhere where not even that can be told."""
    rows = model._base_manager.filter(pk=pk)
    try:
        return str(rows.values_list(stream, flat=True)[0]), int(rows.values_list(number, flat=True)[0])
    except UNREADABLE:
        return "none", 0


def _name_rows(report: Report, entry: Entry, named: Named) -> None:
    payload = getattr(entry, "payload", None)
    try:
        rows = json.loads(bytes(payload.body))["rows"] if payload else []
        for row in rows:
            named[row["model"], row["history"]] = ((entry.stream, entry.number), row["digest"])
    except (ValueError, KeyError, TypeError):
        report.breaks.append(Break(entry.stream, entry.number, "its payload cannot be read"))


def _check_heads(report: Report, heads: dict[str, Any]) -> None:
    for model in apps.get_models():
        if not issubclass(model, Streamed):
            continue
        for pk, row in _rows(model._base_manager.order_by("pk")):
            if row is None:
                report.breaks.append(Break("none", 0, f"{model._meta.label_lower} {pk} {CANNOT_BE_READ}"))
                continue
            found = heads.pop(row.stream_name, (0, ""))
            if found != (row.head_number, row.head_digest):
                report.breaks.append(Break(row.stream_name, found[0], "the head does not match the last entry"))
    report.breaks += [Break(name, head[0], "the chain belongs to nothing") for name, head in heads.items()]


def _check_history(report: Report, model: Any, named: Named) -> None:
    label = model._meta.label_lower
    rows = model.history.model._base_manager.order_by("history_id")
    for pk, row in _rows(rows):
        report.rows += 1
        if row is None:
            place = _place_of(model.history.model, pk, "history_stream", "history_number")
            report.breaks.append(Break(*place, f"history row {pk} of {label} {CANNOT_BE_READ}"))
            named.pop((label, pk), None)
            continue
        place = (row.history_stream, row.history_number)
        known = named.pop((label, row.history_id), None)
        if known is None:
            report.breaks.append(Break(*place, f"history row {row.history_id} of {label} was added"))
        elif known != (place, _of(row_digest, row)):
            stream, number = known[0]
            report.breaks.append(Break(stream, number, f"history row {row.history_id} of {label} was altered"))


def _check_live(report: Report, model: Any) -> None:
    """Compare each live row with its newest history row: a fact changed behind the application's back."""
    history = model.history.model
    pk = model._meta.pk.attname
    fields = [f for f in model._meta.concrete_fields if f.attname in {h.attname for h in history._meta.concrete_fields}]
    newest = history._base_manager.values(pk).annotate(newest=models.Max("history_id")).values("newest")
    live = dict(_rows(model._base_manager.order_by("pk")))
    for _, row in _rows(history._base_manager.filter(pk__in=newest).order_by("history_id")):
        if row is None:
            continue  # told of with the history
        unread = getattr(row, pk) in live and live[getattr(row, pk)] is None
        now = live.pop(getattr(row, pk), None)
        fault = CANNOT_BE_READ if unread else _live_fault(row, now, fields)
        if fault:
            where = f"{model._meta.label_lower} {getattr(row, pk)}"
            report.breaks.append(Break(row.history_stream, row.history_number, f"{where} {fault}"))
    for key in live:
        report.breaks.append(Break("none", 0, f"{model._meta.label_lower} {key} was added outside any decision"))


def _live_fault(row: HistoryRow, now: Any, fields: list[Any]) -> str:
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


def _check_days(report: Report, model: Any, key: str) -> None:
    """Find what stands where a day may stand or be left out, and is none: SQLite takes it, and it reads as left out."""
    for table in (model, model.history.model) if connection.vendor == "sqlite" else ():
        for row in _without_a_day(table, key):
            newest = model.history.model._base_manager.filter(**{key: row}).order_by("history_id").last()
            place: Place = (newest.history_stream, newest.history_number) if newest else ("none", 0)
            report.breaks.append(Break(*place, f"{table._meta.label_lower} {row} {CANNOT_BE_READ}"))


def _without_a_day(table: Any, key: str) -> Iterator[Any]:
    """Yield which rows of a table hold something that reads as no day at all."""
    for column in (found for found in table._meta.concrete_fields if isinstance(found, models.DateField)):
        filled = table._base_manager.filter(**{f"{column.attname}__isnull": False}).order_by("pk")
        rows = filled.values_list(key, column.attname).iterator(CHUNK)
        yield from (row for row, day in rows if day is None)


def _check_orphans(report: Report) -> None:
    for payload in Payload.objects.exclude(pk__in=Entry.objects.values("pk")):
        report.breaks.append(Break("none", 0, f"payload {payload.pk} has no entry"))
