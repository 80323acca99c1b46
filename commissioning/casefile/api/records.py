"""Records: what a stage states, read and written section by section."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Field, Model
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from audit.canonical import field_value
from audit.errors import RepeatedError
from commissioning.casefile.api.answering import answered
from commissioning.casefile.api.asking import OWN_KEY, REFERENCE, STAGE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import AnswersShape, RecordQueryShape, RecordShape
from commissioning.casefile.reading import Written, case_read, seen, statuses, written
from commissioning.records.decisions import save_sections
from commissioning.records.models import StageRecord
from commissioning.records.rooms import RowSet, Section
from commissioning.vocabulary import Stage


class RecordAddress(Address):
    """An address of one stage's record, or under it."""

    def found(self, reference: str, stage: str) -> Written:
        """The record that the address names. Raises Http404 where there is none for the caller to know of."""
        asked = self.asked(RecordQueryShape)
        case = case_read(self.person(), reference, self.now())
        if stage not in Stage.values:
            raise Http404
        return written(case, Stage(stage), strand=asked.get("strand"), sequence=asked.get("sequence"))


class Record(RecordAddress):
    """The record of one stage of a case."""

    @documented("read_record", RecordShape, parameters=[REFERENCE, STAGE, RecordQueryShape])
    def get(self, _request: Request, reference: str, stage: str) -> Response:
        """Read a record: the sections that the caller may see, with what keeps each from being complete."""
        return self._answer(self.found(reference, stage))

    @documented(
        "save_record", RecordShape, request=AnswersShape, parameters=[REFERENCE, STAGE, RecordQueryShape, OWN_KEY]
    )
    def patch(self, request: Request, reference: str, stage: str) -> Response:
        """Save answers as one decision: all of them, or none. The same key again saves nothing more."""
        sent, found = _sent(request.data), self.found(reference, stage)
        with suppress(RepeatedError):  # saved under this key before
            save_sections(
                found.room,
                found.record,
                lambda record: answered(found.room, record, sent["sections"], sent["digests"]),
                read=sent["digests"],
                asked={"stage": stage, **self.asked(RecordQueryShape), **sent},
                by=self.person(),
                at=self.now(),
                key=key_of(request, needed=False),
            )
        return self._answer(self.found(reference, stage))

    def _answer(self, found: Written) -> Response:
        return Response(RecordShape(_told(seen(found, self.person(), self.now()))).data)


def _sent(data: Any) -> dict[str, Any]:
    """Read what was sent, whole under `sections` or section by section."""
    if not isinstance(data, dict):
        raise ValidationError({"sections": ["Send an object of sections."]})
    return read(AnswersShape, data if "sections" in data else {"sections": data})


def _told(found: Written) -> dict[str, Any]:
    standing = statuses(found)
    return {
        "case": found.strand.case.reference,
        "stage": found.room.stage,
        "strand": found.strand.number,
        "sequence": found.record.sequence,
        "state": found.state,
        "writable": found.writable,
        "decided_with": found.decided_with,
        "sections": {
            section.key: {**_section(section, found.record), **standing[section.key]} for section in found.sections
        },
    }


def _section(section: Section, record: StageRecord) -> dict[str, Any]:
    return {
        "title": section.title,
        "digest": section.freeze(record).digest,
        "values": _values(record, section.fields),
        "rows": {
            row_set.name: [_row(row_set, row) for row in getattr(record, row_set.name).all()]
            for row_set in section.rows
        },
    }


def _row(row_set: RowSet, row: Any) -> dict[str, Any]:
    own = {"reference": row.reference} if row_set.prefix else {}
    return {"id": row.pk, **own, **_values(row, row_set.fields)}


def _values(stated: Model, names: Sequence[str]) -> dict[str, object]:
    """A row's answers as exact text: an amount is never a float, a key is the id of the row it points at."""
    columns: dict[str, Field[Any, Any]] = {column.name: column for column in stated._meta.concrete_fields}
    return {name: field_value(columns[name], stated.serializable_value(name)) for name in names}
