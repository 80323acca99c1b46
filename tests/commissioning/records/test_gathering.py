"""Rows that are read together are the rows that the database would have given one kind at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.casefile.stages import ROOMS
from commissioning.records.decisions import current_record
from commissioning.records.gathering import gather
from commissioning.records.models import StageRecord
from commissioning.records.rooms import RowSet
from commissioning.vocabulary import Stage
from tests.council import AT, HOMECARE, People, a_case, asks_of, people, people_of, strand_of
from workflows.demonstration.writing import write_record

__all__ = ["people"]


def read(row: Any, kind: RowSet) -> dict[str, object]:
    """All that is known of a row without asking further: its columns, what its manager tells, what its keys lead to."""
    known = {name: value for name, value in vars(row).items() if name[0] != "_"}
    for path in kind.related:
        at: Any = row
        for name in path.split("__"):
            at = at and at._state.fields_cache[name]
            known |= {f"{path} {name} {column}": value for column, value in columns_of(at)}
    return known


def columns_of(row: Any) -> Iterator[tuple[str, object]]:
    """Each column with its value, but those that were left unread; none of what is not there."""
    for field in row._meta.concrete_fields if row else ():
        yield field.attname, vars(row).get(field.attname, "left unread")


def rows_of(record: StageRecord, kind: RowSet) -> list[dict[str, object]]:
    """What each row of a kind tells."""
    return [read(row, kind) for row in kind.of(record)]


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.django_db
def test_rows_read_together_are_those_read_one_kind_at_a_time(people: People, stage: Stage) -> None:
    case, room = a_case(people, until=stage), ROOMS[stage]
    strand = strand_of(case)
    write_record(strand, HOMECARE, by=people_of(asks_of(case)[0].post)[0], at=AT)
    kinds = [kind for section in room.sections for kind in section.rows]
    apart = {kind.title: rows_of(current_record(room, strand), kind) for kind in kinds}
    record = current_record(room, strand)
    assert connection.features.supports_json_field  # asked of the database once in a process, and not by gathering
    with CaptureQueriesContext(connection) as asked:
        gather(record, kinds)
        together = {kind.title: rows_of(record, kind) for kind in kinds}
        gather(record, kinds)
    for title, rows in apart.items():
        assert together[title] == rows, title
    assert len(asked) == 1
    assert any(apart.values())
