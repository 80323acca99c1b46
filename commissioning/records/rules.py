"""Completeness: which required answers of a section are missing."""

from __future__ import annotations

from typing import Any

from commissioning.records.models import StageRecord
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom


def faults_of(room: StageRoom, record: StageRecord) -> list[Fault]:
    """Return everything that keeps the record from being submitted, in the order of its sections."""
    missing = [fault for section in room.sections for fault in missing_of(section, record)]
    ruled = room.faults(record)
    order = [section.key for section in room.sections]
    return sorted([*missing, *ruled], key=lambda fault: order.index(fault.section))


def missing_of(section: Section, record: StageRecord) -> list[Fault]:
    """Return the required questions of a section that have no answer yet."""
    asked = section.form.base_fields if section.form else {}
    return [
        Fault(section.key, f"Answer “{field.label}”.", name)
        for name, field in asked.items()
        if getattr(field, "needed", True) and _empty(getattr(record, name))
    ]


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def started(section: Section, record: StageRecord, rows: dict[RowSet, int]) -> bool:
    """Whether anything of a section was answered."""
    answered = any(not _empty(getattr(record, name)) for name in section.fields)
    return answered or any(rows.get(row_set) for row_set in section.rows)
