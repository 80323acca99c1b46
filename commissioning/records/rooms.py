"""How a stage room describes its record: sections with explicit writers, the facts it gives the gate, its faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.forms import ModelForm

from accounts.rights import Role
from commissioning.case.models import Strand
from commissioning.gates.canonical import Frozen, section_bytes
from commissioning.records.models import StageRecord
from commissioning.vocabulary import Stage

Writer = Callable[[Any], Mapping[str, object]]
NOT_ASKED = "not_asked"  # the key under which a section that is not asked says so
EMPTY: tuple[object, ...] = (None, "", [])
FILES = "files"  # the key under which a section states its files; left out, as every empty one, where it has none


def nothing_more(_: Any) -> Sequence[Mapping[str, str]]:
    """Rows of which none is wanted that nobody has added."""
    return ()


@dataclass(frozen=True)
class RowSet:
    """Rows that belong to a section, such as outcomes or lots.

    `form` is a ModelForm whose model has a key `record` with `name` as its related name. `prefix` numbers the
    `reference` of each new row (O1, O2, ...). `related` are the rows' own keys that are read with them, without the
    columns that are `unread`: large, and wanted by no page. `shown` is how many empty ones a page begins with where
    there are none yet; `begin` gives the answers that rows still wanted begin with, as texts, and a page shows each of
    them whatever rows there are. Rows that are `fixed` are answered here, neither added nor removed: they come from
    elsewhere.
    """

    name: str
    title: str
    form: type[ModelForm[Any]]
    one: str
    prefix: str = ""
    related: Sequence[str] = ()
    unread: Sequence[str] = ()
    shown: int = 1
    begin: Callable[[Any], Sequence[Mapping[str, str]]] = nothing_more
    fixed: bool = False

    @property
    def model(self) -> Any:
        """The rows' model."""
        return self.form._meta.model

    @property
    def fields(self) -> list[str]:
        """The columns a person fills in."""
        return list(self.form.base_fields)

    def of(self, record: StageRecord) -> list[Any]:
        """Return the record's rows in order; those that `gather` has read already are not read again."""
        read = getattr(record, "_prefetched_objects_cache", {})
        return list(read[self.name] if self.name in read else self._queryset().filter(record=record))

    def place(self, record: StageRecord, **columns: Any) -> Any:
        """Add a row to a record, with the next reference where rows have one. Inside an open decision."""
        if self.prefix:
            columns["reference"] = f"{self.prefix}{next_number(self.model, record, self.prefix)}"
        row = self.model(record=record, **columns)
        row.save()
        return row

    def _queryset(self) -> Any:
        found = self.model.objects.order_by("pk")
        return found.select_related(*self.related).defer(*self.unread) if self.related else found


def ever(model: Any, record: StageRecord, column: str) -> set[Any]:
    """Return what the rows of a record hold in a column, or held before they were removed."""
    tables = (model.objects.filter(record=record), model.history.filter(record_id=record.pk))
    return {value for table in tables for value in table.values_list(column, flat=True)}


def next_number(model: Any, record: StageRecord, prefix: str) -> int:
    """Return the number after the highest ever given: a reference is not used again, though its row was removed."""
    given = ever(model, record, "reference")
    numbers = [text.removeprefix(prefix) for text in given if text.startswith(prefix)]
    return max((int(number) for number in numbers if number.isdecimal()), default=0) + 1


def fill(record: StageRecord, known: Mapping[str, Any]) -> None:
    """Write into a record what is known of the answers that are still empty. Inside an open decision."""
    found = {name: value for name, value in known.items() if getattr(record, name) in EMPTY and value not in EMPTY}
    for name, value in found.items():
        setattr(record, name, value)
    if found:
        record.save(update_fields=list(found))


@dataclass(frozen=True)
class Asking:
    """Whether a section is asked of a record.

    `why` says in words why it is, or is not: for those who write the record. `told` is what the text of a section that
    is not asked says of that instead of an answer; it names no amount, for not everyone who reads it sees figures.
    """

    asked: bool = True
    why: str = ""
    told: str = ""


ASKED = Asking()


def always(_: Any) -> Asking:
    """A section that is asked of every record."""
    return ASKED


@dataclass(frozen=True)
class Section:
    """A signed part of a record: its questions (`form`, `rows`) and its explicit, versioned writer.

    `figures` marks spend, costs, weights and draft questions: shown only to those who may see figures. `files` says
    whether files can be attached to it. `when` says whether it is asked of a record; nothing is wanted of one that is
    not, and what was written in it all the same stays in its text.
    """

    key: str
    version: int
    title: str
    write: Writer
    form: type[ModelForm[Any]] | None = None
    rows: Sequence[RowSet] = ()
    intro: str = ""
    figures: bool = False
    files: bool = True
    guides: Sequence[tuple[str, str]] = ()
    when: Callable[[Any], Asking] = always

    @property
    def fields(self) -> list[str]:
        """The record's columns that a person fills in here."""
        return list(self.form.base_fields) if self.form else []

    def settled(self, record: StageRecord) -> set[str]:
        """The columns that are filled in here once, and have an answer: another decision changes them from then on."""
        once = getattr(self.form, "once", ())
        return {name for name in once if record.serializable_value(name) is not None}

    def freeze(self, record: StageRecord) -> Frozen:
        """Return the section's exact bytes for this record as it stands, its files with their digests among them."""
        asking = self.when(record)
        left_out = {} if asking.asked else {NOT_ASKED: asking.told}
        stated = {**self.write(record), **left_out, FILES: [file.stated for file in record.files_of(self.key)]}
        return Frozen(self.key, self.version, self.title, section_bytes(stated), self.figures)


@dataclass(frozen=True)
class Fault:
    """Why a section is not complete: shown in the task list and refused at submission."""

    section: str
    text: str
    field: str = ""


def no_faults(_: Any) -> list[Fault]:
    """A record with no rule across its fields."""
    return []


def nothing(_: Any) -> None:
    """A stage that brings nothing along, and settles nothing about its case."""


def nothing_then(_about: Any, _at: datetime) -> None:
    """A stage in which nothing follows from what was written."""


def no_day(_: Strand) -> None:
    """A stage whose records are due so many working days after it begins."""


@dataclass(frozen=True)
class StageRoom:
    """One stage's room, as the generic pages, the API and the flow know it.

    `faults` refuse a submission, `advice` does not. `prefill` brings along what is known whenever the stage begins: it
    adds what the record never had, and leaves alone what was written in it or removed from it. `settle` writes on
    submission what the record states about its case. Both run inside a decision. `due_on` gives the day by which a
    record is due where `working_days` from the beginning of its stage do not say it. `related` are the record's own
    keys that its pages read with it.

    `begun` runs once the stage has begun and its writers are asked, within that decision.

    `saved` runs after an answer was saved and `assess` before a submission, each outside any decision: what they find
    may need a decision of its own, such as leaving the fast lane. `require` runs within the submission and may refuse
    it; `handing_in` runs there once nothing refuses it any more. `handing_on` may refuse that the record goes on to the
    gate of the next stage. `called` names the record, and `title` its pages and
    its gate, where the stage does not. `before` is the room of the stage before, whose record may be decided at the
    same gate.
    """

    stage: Stage
    record: type[StageRecord]
    sections: Sequence[Section]
    facts: Callable[[Any], Mapping[str, object]]
    faults: Callable[[Any], list[Fault]] = no_faults
    writer: Role = Role.COMMISSIONER
    working_days: int = 20
    advice: Callable[[Any], list[Fault]] = no_faults
    prefill: Callable[[Any], None] = nothing
    settle: Callable[[Any], None] = nothing
    due_on: Callable[[Strand], date | None] = no_day
    related: Sequence[str] = ()
    called: str = ""
    title: str = ""
    before: StageRoom | None = None
    begun: Callable[[Any, datetime], None] = nothing_then
    saved: Callable[[Any, datetime], None] = nothing_then
    require: Callable[[Any, datetime], None] = nothing_then
    handing_in: Callable[[Any, datetime], None] = nothing_then
    handing_on: Callable[[Any], None] = nothing
    assess: Callable[[Strand, datetime], None] | None = None

    @property
    def name(self) -> str:
        """What the stage is called in a case that has this room."""
        return self.title or str(self.stage.label)

    @property
    def record_in_words(self) -> str:
        """What the record is called within a sentence."""
        return self.called or f"the record of {self.stage.label.lower()}"

    @property
    def both(self) -> StageRoom:
        """It together with the one before, as the gate that decides both records reads them."""
        if self.before is None:
            return self
        return replace(
            self,
            before=None,
            sections=(*self.before.sections, *self.sections),
            title=f"{self.before.name} and {self.name[:1].lower()}{self.name[1:]}",
            called=f"the records of {self.before.stage.label.lower()} and {self.stage.label.lower()}",
        )

    def at(self, earlier: object) -> StageRoom:
        """It alone, or together with the one before where a gate names an `earlier` stage."""
        return self.both if earlier else self

    def section(self, key: str) -> Section:
        """Return the section of that key. Raises KeyError where there is none."""
        return next((found for found in self.sections if found.key == key), None) or self._unknown(key)

    def _unknown(self, key: str) -> Section:
        raise KeyError(key)
