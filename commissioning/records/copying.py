"""Beginning a record from an earlier one of its stage, so that what was written need not be written again."""

from __future__ import annotations

from collections.abc import Collection

from commissioning.case.models import Strand
from commissioning.documents.models import Document
from commissioning.records.models import Attachment, StageRecord
from commissioning.records.rooms import RowSet, StageRoom


def copy_record(
    room: StageRoom, earlier: StageRecord, strand: Strand, *, without: Collection[str] = (), rows: Collection[str] = ()
) -> StageRecord:
    """Return a new record of the strand with the earlier one's answers, rows and files, within an open decision.

    Sections named in `without` are left empty; row sets named in `rows` are left to the caller. Rows keep their
    references.
    """
    made = room.record(strand=strand, sequence=strand.sequence)
    kept = [section for section in room.sections if section.key not in without]
    for name in (name for section in kept for name in section.fields):
        setattr(made, name, getattr(earlier, name))
    made.save()
    for row_set in (row_set for section in kept for row_set in section.rows if row_set.name not in rows):
        for row in row_set.of(earlier):
            copy_row(row_set, row, made)
    for file in (file for section in kept for file in earlier.files_of(section.key)):
        place_file(made, file.section, file.document, file.description)
    return made


def place_file(record: StageRecord, section: str, document: Document, description: str) -> Attachment:
    """Attach a document to a section of a record."""
    made = Attachment(
        strand=record.strand,
        stage=record.stage,
        lane=record.lane,
        sequence=record.sequence,
        section=section,
        document=document,
        description=description,
    )
    made.save()
    vars(record).pop("filed", None)
    return made


def copy_row(row_set: RowSet, row: object, record: StageRecord) -> None:
    """Put a copy of a row into a record."""
    names = [*row_set.fields, *(["reference"] if row_set.prefix else [])]
    row_set.model(record=record, **{name: getattr(row, name) for name in names}).save()
