"""The records of a case for those who read: which there are, and their stored text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from commissioning.case.models import Case, Strand
from commissioning.casefile.files import Enclosed, Folder, enclosed_now
from commissioning.casefile.overview import before_tollgate, earlier_of, name_of
from commissioning.casefile.questions import questions_of, questions_of_stored
from commissioning.casefile.seats import outcome_in_words
from commissioning.casefile.stages import room_for
from commissioning.casefile.stated import Line, lines_of
from commissioning.gates.models import BundleSection, Gate
from commissioning.interests.standing import stages_of
from commissioning.records.models import StageRecord
from commissioning.records.rooms import FILES, Section, StageRoom
from commissioning.vocabulary import Lane, Stage, State

Item = dict[str, str]


@dataclass(frozen=True)
class Shelf:
    """The records of one stage, in the shape of a task list."""

    key: str
    number: int
    name: str
    items: Sequence[Item] = field(default_factory=list)


def records_of(case: Case, strands: Sequence[Strand], gates: Sequence[Gate]) -> list[Shelf]:
    """Return the records of a case, stage by stage; in the fast lane the one page that stands for all of them.

    Where another body leads, joining stands for all before the award.
    """
    if case.lane == Lane.FAST:
        found = _records(case, Stage.NEEDS, strands, gates)
        return [Shelf(Lane.FAST.value, 1, "One page for the whole purchase", found)]
    return [
        Shelf(stage.value, stage.number, room_for(case, stage).name, _held(case, stage, strands, gates))
        for stage in stages_of(case)
    ]


def _held(case: Case, stage: Stage, strands: Sequence[Strand], gates: Sequence[Gate]) -> list[Item]:
    return _records(case, stage, strands, gates) or [_none(case, stage)]


def _none(case: Case, stage: Stage) -> Item:
    past = before_tollgate(case, stage)
    status = "Before Tollgate" if past else "Not started"
    hint = "It was passed before the case came to Tollgate, so its record is not held here." if past else ""
    return {"title": room_for(case, stage).name, "status": status, "colour": "", "hint": hint, "href": ""}


def _records(case: Case, stage: Stage, strands: Sequence[Strand], gates: Sequence[Gate]) -> list[Item]:
    here = [gate for gate in gates if stage in gate.stages]
    known = {(gate.strand_id, gate.sequence): outcome_in_words(gate) for gate in here}
    over = {(gate.strand_id, gate.sequence) for gate in here if gate.closed_at}
    standing = [strand for strand in strands if stage in (strand.stage, earlier_of(strand))]
    standing = [] if before_tollgate(case, stage) else standing
    places = {(strand.pk, strand.sequence): _stands(strand, stage) for strand in standing}
    current = {place: state for place, state in places.items() if place not in over}
    by_id = {strand.pk: strand for strand in strands}
    return [
        _record(case, stage, by_id[strand], sequence, status, strands)
        for (strand, sequence), status in sorted({**known, **current}.items())
    ]


def _stands(strand: Strand, stage: Stage) -> str:
    """How the record of a stage stands that is open: handed on, it goes with that of the stage its strand is in."""
    handed = strand.stage != stage and strand.state == State.DRAFTING
    return f"Handed on, goes with {strand.get_stage_display().lower()}" if handed else strand.state_name


def _record(case: Case, stage: Stage, strand: Strand, sequence: int, status: str, strands: Sequence[Strand]) -> Item:
    year = f"Year {sequence}" if stage == Stage.MONITORING else ""
    title = "The fast-lane page" if case.lane == Lane.FAST else room_for(case, stage).name
    words = [title, name_of(strand, strands), year]
    named = {"strand": strand.number, "year": sequence}
    query = urlencode({name: value for name, value in named.items() if value != 1 or len(strands) > 1 or year})
    href = reverse("record", args=[case.reference, stage])
    return {
        "title": ", ".join(word for word in words if word),
        "status": status,
        "colour": "",
        "hint": "",
        "href": f"{href}?{query}" if query else href,
    }


@dataclass(frozen=True)
class Stored:
    """One section as it was submitted, rendered from its stored bytes."""

    key: str
    title: str
    digest: str
    lines: Sequence[Line]
    files: Sequence[Enclosed] = ()


def written(section: Section, record: StageRecord) -> Stored:
    """Return a section in words as it stands in its record now."""
    frozen = section.freeze(record)
    lines = lines_of(without_files(json.loads(frozen.body)), questions_of(section))
    return Stored(frozen.key, frozen.title, frozen.digest, lines, enclosed_now(record, section))


def stored(section: BundleSection, room: StageRoom, folder: Folder) -> Stored:
    """Return a stored section in words, with its files from those of its record."""
    stated = section.stated
    lines = lines_of(without_files(stated), questions_of_stored(section, room))
    return Stored(section.key, section.title, section.digest, lines, folder.enclosed(section.key, stated))


def without_files(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a section states in answer to its questions."""
    return {key: value for key, value in stated.items() if key != FILES}
