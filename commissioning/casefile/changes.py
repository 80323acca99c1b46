"""What a decision wrote, field by field, in the words of those who filled it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from commissioning.casefile.differences import Changed, Effort, words
from commissioning.casefile.stages import EVERY_ROOM
from commissioning.casefile.stated import text_of
from govuk.wording import how_many

MOST_OPEN = 30
KINDS = {"+": "added", "~": "changed", "-": "removed"}


@dataclass(frozen=True)
class Written:
    """One row that a decision wrote."""

    title: str
    fields: Sequence[Changed]


@dataclass(frozen=True)
class Heap:
    """The rows of one kind that a decision wrote, folded where it wrote a great deal."""

    title: str
    rows: Sequence[Written]
    folded: bool

    @property
    def count(self) -> str:
        """How many rows there are, and how many fields they tell of."""
        return f"{how_many(len(self.rows), 'row,rows')}, {how_many(_told(self.rows), 'field,fields')}"


def written(rows: Sequence[Mapping[str, Any]], effort: Effort) -> list[Written]:
    """Return the rows of an entry in words, those without anything to read left out."""
    found = [Written(_title(row), list(_fields(row, effort))) for row in rows]
    return [row for row in found if row.fields]


def heaps(found: Sequence[Written]) -> list[Heap]:
    """Return rows by their kind, in the order in which each kind was first written. Nothing is left out."""
    kinds: dict[str, list[Written]] = {}
    for row in found:
        kinds.setdefault(row.title, []).append(row)
    folded = _told(found) > MOST_OPEN
    return [Heap(title, rows, folded) for title, rows in kinds.items()]


def summary(found: Sequence[Written]) -> str:
    """Return how much a decision wrote."""
    words = f"What was written: {how_many(_told(found), 'field,fields')}"
    return words if len(found) == 1 else f"{words} in {how_many(len(found), 'row,rows')}"


def _told(rows: Sequence[Written]) -> int:
    return sum(len(row.fields) for row in rows)


def _title(row: Mapping[str, Any]) -> str:
    model = model_of(row["model"])
    name = str(model._meta.verbose_name) if model else str(row["model"])
    return f"{name[:1].upper()}{name[1:]} {KINDS.get(row['kind'], '')}".strip()


def _fields(row: Mapping[str, Any], effort: Effort) -> Iterator[Changed]:
    model = model_of(row["model"])
    for column, (before, after) in row["changes"].items():
        field = _field(model, column)
        if field is None or isinstance(field, models.ForeignKey) or field.primary_key:
            continue
        yield Changed(_label(model, field), words(_text(field, before), _text(field, after), effort))


def model_of(label: str) -> Any:
    """Return the model of a label as history names it; None for one that is gone."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _field(model: Any, column: str) -> models.Field[Any, Any] | None:
    columns = {field.attname: field for field in model._meta.concrete_fields} if model else {}
    return columns.get(column)


def _label(model: Any, field: models.Field[Any, Any]) -> str:
    asked = questions().get((model._meta.label_lower, field.name))
    name = asked or str(field.verbose_name)
    return name[:1].upper() + name[1:]


def _text(field: models.Field[Any, Any], value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(text_of(inner) for inner in value)
    known = {str(code): str(label) for code, label in field.flatchoices}
    return known.get(str(value)) or text_of(value)


@cache
def questions() -> dict[tuple[str, str], str]:
    """Return the question behind each column that a person fills in, by model and column."""
    forms = [section.form for room in EVERY_ROOM for section in room.sections if section.form]
    rows = [row_set.form for room in EVERY_ROOM for section in room.sections for row_set in section.rows]
    return {
        (form._meta.model._meta.label_lower, name): str(field.label)
        for form in [*forms, *rows]
        for name, field in form.base_fields.items()
    }
