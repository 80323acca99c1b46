"""Patterns: cases grown through the verbs themselves, read back as steps that can be taken again for a copy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import Q

from audit.bulk import root_of
from audit.history import HistoryRow, history_of
from audit.models import Entry, Payload, Streamed, Tracked
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.stages import ROOMS
from commissioning.gates.models import BundleSection, Submission
from commissioning.vocabulary import Stage
from workflows.seeding.moulds import IN_WORDS, NAMING, Grown, Model, Mould, of_column, of_name, of_section, of_value

ENGINE = ("viewflow", "workflows")
LONGEST_REST = 200  # days since the last decision of a case that waits for nothing


@dataclass(frozen=True)
class Filled:
    """The columns of a row: those that are the same in every copy, and the moulds of the others."""

    same: Mapping[str, Any]
    moulds: Mapping[str, Mould]


@dataclass(frozen=True)
class Row:
    """One row that a decision wrote; of a changed row only the columns that changed."""

    model: Model
    pk: int
    kind: str
    columns: Filled


@dataclass(frozen=True)
class Step:
    """One decision of a case."""

    verb: str
    at: datetime
    person: int | None
    words: Filled
    rows: Sequence[Row]


@dataclass(frozen=True)
class Loose:
    """A row beside the facts, as it stood at an ending: an ask, a message, a task of the engine."""

    model: Model
    columns: Filled


@dataclass(frozen=True)
class Section:
    """A frozen section, and what gives its bytes and digest in a copy."""

    pk: int
    key: str
    version: int
    digest: str
    fill: Callable[..., tuple[bytes, str]]


@dataclass(frozen=True)
class Bundle:
    """What one submission handed in."""

    digest: str
    sections: Sequence[Section]


@dataclass(frozen=True)
class Ending:
    """A moment at which a copy can end: after so many decisions, with the rows beside them as they stood.

    A copy may lie `rest` days back from today without anything it asks being late.
    """

    steps: int
    stage: str
    state: str
    last_at: datetime
    rest: int
    loose: Sequence[models.Model]


@dataclass(frozen=True)
class Pattern:
    """A grown case as steps, with its endings."""

    reference: str
    title: str
    service: str
    grown: Grown
    steps: Sequence[Step]
    bundles: Sequence[Bundle]
    endings: Sequence[Ending]
    named: bool  # whether a frozen section speaks of the case's own names, so that its bytes differ in every copy


def ending_of(case: Case) -> Ending:
    """Return how a case stands now."""
    fresh = Case.objects.get(pk=case.pk)
    last_at = Entry.objects.get(stream=fresh.stream_name, number=fresh.head_number).at
    loose = list(_loose_rows(fresh))
    return Ending(fresh.head_number, fresh.stage, fresh.state, last_at, _rest(loose, last_at.date()), loose)


def _rest(loose: Sequence[models.Model], last_on: date) -> int:
    due = [row.due_on for row in loose if isinstance(row, Ask) and row.closed_at is None]
    return min([LONGEST_REST, *((day - last_on).days for day in due)])


@cache
def loose_models() -> tuple[Model, ...]:
    """Return the models whose rows belong to a case without being facts: neither history nor ledger tell of them."""
    kept = (Tracked, HistoryRow, Entry, Payload)
    every = apps.get_models(include_auto_created=True)
    known: set[Model] = {
        model for model in every if issubclass(model, Tracked) and model._meta.app_label == "commissioning"
    }
    found: list[Model] = []
    while more := [m for m in every if m not in known and not issubclass(m, kept) and _keys_to(m, known)]:
        found += more
        known |= {*more, *(root_of(model) for model in more)}
    return tuple(found)


def _keys_to(model: Model, known: set[Model]) -> list[models.Field[Any, Any]]:
    return [
        column
        for column in model._meta.local_concrete_fields
        if column.related_model in known and not (column.primary_key and column.is_relation)
    ]


def _loose_rows(case: Case) -> Iterator[models.Model]:
    ids: dict[Model, set[int]] = {}
    known: set[Model] = {model for model in apps.get_models() if issubclass(model, Tracked)} | set(loose_models())
    known |= {root_of(model) for model in loose_models()}
    for model in loose_models():
        wanted = Q()
        for column in _keys_to(model, known):
            target = cast("Model", column.related_model)
            wanted |= Q(**{f"{column.attname}__in": ids.get(target) or _tracked_ids(target, case, ids)})
        rows = list(model._base_manager.filter(wanted).order_by("pk"))
        ids.setdefault(root_of(model), set()).update(row.pk for row in rows)
        yield from rows


def _tracked_ids(model: Model, case: Case, ids: dict[Model, set[int]]) -> set[int]:
    if not issubclass(model, Tracked):
        return set()
    rows = history_of(model)._base_manager.filter(history_stream=case.stream_name)
    ids[model] = set(rows.values_list(model._meta.pk.attname, flat=True))
    return ids[model]


def read(
    case: Case, service: str, words: Sequence[str], others: Mapping[Model, frozenset[int]], endings: Sequence[Ending]
) -> Pattern:
    """Read a grown case back. `words` and `others` are the names and rows that a copy has others of."""
    fresh = Case.objects.get(pk=case.pk)
    grown = Grown(words=(fresh.reference, fresh.title, *words), others=others)
    entries = Entry.objects.filter(stream=fresh.stream_name).order_by("number").select_related("payload", "person")
    stated = [(entry, json.loads(bytes(entry.payload.body))) for entry in entries]
    for _, body in stated:
        for row in body["rows"]:
            grown.own(apps.get_model(row["model"]), row["id"])
    for ending in endings:
        for loose in ending.loose:
            grown.own(type(loose), cast("int", loose.pk))
    kept = {model: _kept(model, fresh) for model in {apps.get_model(r["model"]) for _, b in stated for r in b["rows"]}}
    steps = [_step(entry, body, kept, grown) for entry, body in stated]
    bodies = BundleSection.objects.filter(submission__gate__strand__case=fresh).order_by("pk")
    said = [bytes(section.body).decode() for section in bodies]
    named = any(word in text for word in grown.words for text in said)
    return Pattern(fresh.reference, fresh.title, service, grown, steps, list(_bundles(fresh, grown)), endings, named)


def _kept(model: Any, case: Case) -> dict[int, Any]:
    rows = history_of(model)._base_manager.filter(history_stream=case.stream_name)
    return {row.history_id: row for row in rows}


def _step(entry: Entry, body: Mapping[str, Any], kept: Mapping[Model, Mapping[int, Any]], grown: Grown) -> Step:
    words = {"reason": body["reason"], "capacity": entry.capacity, "on_behalf_of": entry.on_behalf_of}
    moulds = {name: mould for name, text in words.items() if (mould := of_value(text, grown))}
    about = _about(body["about"], grown)
    filled = Filled({**words, "about": body["about"]}, {**moulds, **({"about": about} if about else {})})
    rows = [_row(line, kept, grown) for line in body["rows"]]
    return Step(entry.verb, entry.at, entry.person_id, filled, rows)


def _about(about: Mapping[str, Any], grown: Grown) -> Mould | None:
    """What an entry tells, in which a record is named by its id."""
    told = of_value(about, grown)
    if "record" not in about:
        return told
    room, was = ROOMS[Stage(about["stage"])], about["record"]
    return lambda copy: {**(told(copy) if told else about), "record": copy.id(room.record, was)}


def _row(line: Mapping[str, Any], kept: Mapping[Model, Mapping[int, Any]], grown: Grown) -> Row:
    model: Any = apps.get_model(line["model"])
    row = kept[model][line["history"]]
    columns = history_of(model).tracked_fields
    if line["kind"] != "+":
        columns = [column for column in columns if column.attname in line["changes"]]
    filled = fill(columns, row, grown)
    if line["kind"] == "+":
        filled = _with_untracked(filled, model, line["id"])
    return Row(model, line["id"], line["kind"], filled)


def _with_untracked(filled: Filled, model: Any, pk: int) -> Filled:
    """Add the columns that history does not keep, the head of a chain excepted: the bytes of sections, of files."""
    names = [
        name for base in model.__mro__ for name in vars(base).get("untracked", ()) if name not in Streamed.untracked
    ]
    if not names:
        return filled
    if model is BundleSection:
        return Filled(filled.same, {**filled.moulds, "body": lambda copy: copy.body(pk)})
    live = model._base_manager.get(pk=pk)
    return Filled({**filled.same, **{name: getattr(live, name) for name in names}}, filled.moulds)


def fill(columns: Sequence[models.Field[Any, Any]], row: Any, grown: Grown) -> Filled:
    """Return a row's columns by attname: values that stay, and moulds."""
    same: dict[str, Any] = {}
    moulds: dict[str, Mould] = {}
    engine = row._meta.app_label in ENGINE
    for column in columns:
        value = getattr(row, column.attname)
        mould = None
        if column.name in NAMING and row._meta.model_name not in IN_WORDS:
            mould = of_name(value, getattr(row, "scope", ""), grown)
        elif column.is_relation or column.primary_key or not engine:  # the engine's own times are no facts
            mould = of_column(column, value, grown)
        if mould is None:
            same[column.attname] = value
        else:
            moulds[column.attname] = mould
    return Filled(same, moulds)


def _bundles(case: Case, grown: Grown) -> Iterator[Bundle]:
    found = Submission.objects.filter(gate__strand__case=case).order_by("pk").prefetch_related("sections")
    for submission in found:
        sections = [
            Section(row.pk, row.key, row.version, row.digest, of_section(row.key, row.version, bytes(row.body), grown))
            for row in submission.sections.all()
        ]
        yield Bundle(submission.digest, sections)


def loose_of(ending: Ending, grown: Grown) -> list[Loose]:
    """Return the rows beside the facts at an ending, ready to be filled."""
    return [Loose(type(row), fill(row._meta.concrete_fields, row, grown)) for row in ending.loose]
