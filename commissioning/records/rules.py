"""Completeness: which required answers of a section are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import ModelForm

from commissioning.records.gathering import gather
from commissioning.records.models import StageRecord
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom


def faults_of(room: StageRoom, record: StageRecord) -> list[Fault]:
    """Return everything that keeps the record from being submitted, in the order of its sections.

    Reads each kind of row once, onto the record. Nothing is wanted of a section that is not asked.
    """
    read_rows(record, room.sections)
    asked = [section for section in room.sections if section.when(record).asked]
    missing = [fault for section in asked for fault in missing_of(section, record)]
    order = [section.key for section in asked]
    ruled = [fault for fault in room.faults(record) if fault.section in order]
    return sorted([*missing, *ruled], key=lambda fault: order.index(fault.section))


def read_rows(record: StageRecord, sections: Iterable[Section]) -> None:
    """Read every kind of row of these sections onto the record, in one query."""
    gather(record, [rows for section in sections for rows in section.rows])


def missing_of(section: Section, record: StageRecord) -> list[Fault]:
    """Return the required questions of a section, and of its rows, that have no answer yet."""
    own = [Fault(section.key, f"Answer “{label}”.", name) for name, label in _unanswered(section.form, record)]
    return [*own, *(fault for row_set in section.rows for fault in _missing_of_rows(section, row_set, record))]


def _missing_of_rows(section: Section, row_set: RowSet, record: StageRecord) -> list[Fault]:
    return [
        Fault(section.key, f"Answer “{label}” for the {row_set.one} “{row}”.", row_set.name)
        for row in getattr(record, row_set.name).all()
        for _, label in _unanswered(row_set.form, row)
    ]


def _unanswered(form: type[ModelForm[Any]] | None, stated: Any) -> Iterator[tuple[str, str]]:
    """Give name and label of each needed question without an answer. A key counts by its id, which needs no query."""
    asked = form.base_fields if form else {}
    for name, field in asked.items():
        column = stated._meta.get_field(name).attname
        if getattr(field, "needed", True) and _empty(getattr(stated, column)):
            yield name, str(field.label)


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def started(section: Section, record: StageRecord, rows: dict[RowSet, int]) -> bool:
    """Whether anything of a section was answered."""
    answered = any(not _empty(getattr(record, name)) for name in section.fields)
    return answered or any(rows.get(row_set) for row_set in section.rows) or bool(record.files_of(section.key))
