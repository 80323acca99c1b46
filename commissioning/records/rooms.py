"""How a stage room describes its record: sections with explicit writers, the facts it gives the gate, its faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import ModelForm

from accounts.rights import Role
from commissioning.gates.canonical import Frozen, section_bytes
from commissioning.records.models import StageRecord
from commissioning.vocabulary import Stage

Writer = Callable[[Any], Mapping[str, object]]


@dataclass(frozen=True)
class RowSet:
    """Rows that belong to a section, such as outcomes or lots. `form` is a ModelForm whose model has a key `record`."""

    name: str
    title: str
    form: type[ModelForm[Any]]
    one: str

    @property
    def model(self) -> Any:
        """The rows' model."""
        return self.form._meta.model

    @property
    def fields(self) -> list[str]:
        """The columns a person fills in."""
        return list(self.form.base_fields)

    def of(self, record: StageRecord) -> list[Any]:
        """Return the record's rows in order."""
        return list(self.model.objects.filter(record=record).order_by("pk"))


@dataclass(frozen=True)
class Section:
    """A signed part of a record: its questions (`form`, `rows`) and its explicit, versioned writer."""

    key: str
    version: int
    title: str
    write: Writer
    form: type[ModelForm[Any]] | None = None
    rows: Sequence[RowSet] = ()
    intro: str = ""

    @property
    def fields(self) -> list[str]:
        """The record's columns that a person fills in here."""
        return list(self.form.base_fields) if self.form else []

    def freeze(self, record: StageRecord) -> Frozen:
        """Return the section's exact bytes for this record as it stands."""
        return Frozen(self.key, self.version, self.title, section_bytes(self.write(record)))


@dataclass(frozen=True)
class Fault:
    """Why a section is not complete: shown in the task list and refused at submission."""

    section: str
    text: str
    field: str = ""


def no_faults(_: Any) -> list[Fault]:
    """A record with no rule across its fields."""
    return []


@dataclass(frozen=True)
class StageRoom:
    """One stage's room, as the generic pages, the API and the flow know it."""

    stage: Stage
    record: type[StageRecord]
    sections: Sequence[Section]
    facts: Callable[[Any], Mapping[str, object]]
    faults: Callable[[Any], list[Fault]] = no_faults
    writer: Role = Role.COMMISSIONER
    working_days: int = 20
    outside_views: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def section(self, key: str) -> Section:
        """Return the section of that key. Raises KeyError where there is none."""
        return next((found for found in self.sections if found.key == key), None) or self._unknown(key)

    def _unknown(self, key: str) -> Section:
        raise KeyError(key)
