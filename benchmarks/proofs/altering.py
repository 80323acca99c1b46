"""Altering: every column of every row of the ledger, of its history, and of the facts it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from django.apps import apps
from django.db import models

from audit.history import HistoryRow
from audit.models import Entry, Payload, Streamed, Tracked
from benchmarks.proofs.insider import FAR, FURTHER, Change, Named, another, update

HEAD = ("head_number", "head_digest")
Batch = list[Change]


def entries() -> Iterator[Batch]:
    """Every column of every entry; neighbours in a chain one after the other."""
    rows = list(Entry.objects.order_by("pk"))
    for field in Entry._meta.concrete_fields:
        for odd in (0, 1):
            yield [_entry(row, field) for row in rows if row.number % 2 == odd]


def _entry(row: Entry, field: models.Field[Any, Any]) -> Change:
    value = another(row, field)
    stream = str(value) if field.name == "stream" else row.stream
    number = row.number + FURTHER if field.name == "number" else row.number
    words = "its payload is missing" if field.primary_key else "the entry was altered"
    return Change(_what(row, field), [update(row, field, value)], [(stream, number, words)])


def payloads() -> Iterator[Batch]:
    """Every column of every payload."""
    rows = list(Payload.objects.select_related("entry").order_by("pk"))
    for field in Payload._meta.concrete_fields:
        words = "its payload is missing" if field.primary_key else "its payload was altered"
        yield [
            Change(
                _what(row, field),
                [update(row, field, row.pk + FAR if field.primary_key else another(row, field))],
                [(row.entry.stream, row.entry.number, words)],
            )
            for row in rows
        ]


def history() -> Iterator[Batch]:
    """Every column of every history row, the first of all tables together, then the second, and so on."""
    yield from _side_by_side([_history(model) for model in apps.get_models() if issubclass(model, HistoryRow)])


def _history(model: Any) -> list[Batch]:
    rows, label = list(model._base_manager.order_by("pk")), model.instance_type._meta.label_lower
    return [
        [
            Change(
                _what(row, field),
                [update(row, field, another(row, field))],
                [_of_history(row, label, "is missing" if field.primary_key else "was altered")],
            )
            for row in rows
        ]
        for field in model._meta.concrete_fields
    ]


def _of_history(row: Any, label: str, words: str) -> Named:
    return row.history_stream, row.history_number, f"history row {row.pk} of {label} {words}"


def facts() -> Iterator[Batch]:
    """Every column of every council fact, as the tables stand now."""
    kinds = (Tracked, Streamed)
    yield from _side_by_side([_facts(model) for model in apps.get_models() if issubclass(model, kinds)])


def _facts(model: Any) -> list[Batch]:
    rows, newest = list(model._base_manager.order_by("pk")), newest_of(model)
    return [
        [
            Change(_what(row, field), [update(row, field, another(row, field))], [_of_fact(row, field, newest)])
            for row in rows
        ]
        for field in model._meta.concrete_fields
    ]


def _of_fact(row: Any, field: models.Field[Any, Any], newest: dict[Any, Any]) -> Named:
    if field.name in HEAD:
        return row.stream_name, row.head_number, "the head does not match"
    return fact_named(row, newest)


def fact_named(row: Any, newest: dict[Any, Any]) -> Named:
    """Where a fact is told of: at the decision that changed it last."""
    last = newest[row.pk]
    return last.history_stream, last.history_number, f"{row._meta.label_lower} {row.pk} "


def newest_of(model: Any) -> dict[Any, Any]:
    """The newest history row of each of a model's rows."""
    rows = model.history.model._base_manager.order_by("pk") if issubclass(model, Tracked) else ()
    return {getattr(row, model._meta.pk.attname): row for row in rows}


def _side_by_side(tables: Sequence[list[Batch]]) -> Iterator[Batch]:
    """The first batch of every table in one, then the second of each: tables do not touch each other."""
    for batches in zip_longest(*tables, fillvalue=[]):
        yield [change for batch in batches for change in batch]


def _what(row: Any, field: models.Field[Any, Any]) -> str:
    return f"{field.attname} of {row._meta.label_lower} {row.pk}"
