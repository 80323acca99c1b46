"""A script's answers to a record, checked whole before any of them is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from commissioning.casefile.api.answers import bound, errors_of, mistaken
from commissioning.errors import RefusedError
from commissioning.records.decisions import Answers
from commissioning.records.models import StageRecord
from commissioning.records.rooms import RowSet, Section, StageRoom

MOST_ROWS = 500
GIVEN_TO_ROWS = ("id", "reference")

Given = Mapping[str, Any]
Errors = dict[str, list[str]]


def answered(room: StageRoom, record: StageRecord, sent: Mapping[str, Given], read: Iterable[str]) -> list[Answers]:
    """Return the answers as the forms read them, in the order of the record's sections.

    Raises RefusedError naming every field that is wrong, and every section in `sent` or `read` that is not there.
    """
    known = {section.key: section for section in room.sections}
    there = f"There is no such section. There are: {', '.join(known)}."
    errors = {key: [there] for key in sent if key not in known}
    errors |= {f"digests.{key}": [there] for key in read if key not in known}
    checked = []
    for section in (known[key] for key in known if key in sent):
        answers, wrong = _section(record, section, sent[section.key])
        errors |= {f"{section.key}.{name}": words for name, words in wrong.items()}
        checked.append(answers)
    if errors:
        count = len(errors)
        raise RefusedError(f"{count} answer{'s' if count > 1 else ''} cannot be taken. Nothing was saved.", errors)
    return checked


def _section(record: StageRecord, section: Section, given: Given) -> tuple[Answers, Errors]:
    row_sets = {row_set.name: row_set for row_set in section.rows if row_set.name in given}
    own = {name: value for name, value in given.items() if name not in row_sets}
    values, errors = _values(record, section, own)
    rows = {}
    for name, row_set in row_sets.items():
        rows[name], wrong = _rows(record, row_set, given[name])
        errors |= {f"{name}.{place}".rstrip("."): words for place, words in wrong.items()}
    return Answers(section, values, rows), errors


def _values(record: StageRecord, section: Section, given: Given) -> tuple[Given, Errors]:
    settled = section.settled(record)
    asked = section.form.base_fields.items() if section.form else ()
    errors = mistaken({name: field for name, field in asked if name not in settled}, given)
    if errors or section.form is None or not given:
        return {}, errors
    form = bound(section.form, given, instance=copy(record))
    return {name: form.cleaned_data.get(name) for name in given if form.is_valid()}, errors_of(form)


def _rows(record: StageRecord, row_set: RowSet, given: Any) -> tuple[list[Given], Errors]:
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        return [], {"": [f"Send a list of rows, each an object: every {row_set.one} to keep or add."]}
    if len(given) > MOST_ROWS:
        return [], {"": [f"Send at most {MOST_ROWS} rows."]}
    standing = {row.pk: row for row in row_set.of(record)}
    rows: list[Given] = []
    errors: Errors = {}
    for place, sent in enumerate(given):
        row, wrong = _row(record, row_set, standing, sent)
        rows.append(row)
        errors |= {f"{place}.{name}": words for name, words in wrong.items()}
    return rows, errors


def _row(record: StageRecord, row_set: RowSet, standing: Mapping[int, Any], sent: Given) -> tuple[Given, Errors]:
    row_id = sent.get("id")
    given = {name: value for name, value in sent.items() if name in row_set.fields or name not in GIVEN_TO_ROWS}
    errors = mistaken(row_set.form.base_fields, given)
    if row_id is not None and (not isinstance(row_id, int) or row_id not in standing):
        errors["id"] = [f"There is no {row_set.one} with this id here. Leave the id out to add one."]
    if errors:
        return {}, errors
    if row_id is None:
        form = bound(row_set.form, given, record=record)
        return dict(form.cleaned_data) if form.is_valid() else {}, errors_of(form)
    form = bound(row_set.form, given, record=record, instance=copy(standing[row_id]))
    values = {name: form.cleaned_data[name] for name in given if form.is_valid()}
    return {"id": row_id, **values}, errors_of(form)
