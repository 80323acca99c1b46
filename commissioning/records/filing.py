"""Attaching files to the sections of a record, and removing them.

A file is read, judged and stored before the decision begins: nothing slow happens under the lock of a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files import File

from accounts.authority import require
from accounts.models import Person
from accounts.rights import Right
from audit.deciding import Decision, deciding, refuse_repeat, request_digest
from audit.models import Entry
from commissioning.documents.handing_in import document_of
from commissioning.documents.models import Document
from commissioning.documents.rules import FIELD, refused
from commissioning.documents.storing import Examined, examine, keep
from commissioning.errors import OvertakenError, RefusedError
from commissioning.records.copying import place_file
from commissioning.records.decisions import keep_authors_out, of_lane, require_writable
from commissioning.records.models import Attachment, StageRecord, in_order
from commissioning.records.rooms import Section, StageRoom
from commissioning.verbs import Verb


@dataclass(frozen=True)
class Filed:
    """What became of a section: the file, and the section's digest before it and with it."""

    attachment: Attachment
    before: str
    after: str


def attach(  # noqa: PLR0913 - a file, where it belongs, and what guards it
    room: StageRoom,
    record: StageRecord,
    section: Section,
    sent: File[Any],
    *,
    description: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> Filed:
    """Attach a file to a section; one of the same name that is attached already is replaced.

    Raises RefusedError for a file that cannot be taken, OvertakenError where the record is not open for writing.
    """
    if not section.files:
        raise RefusedError(f"No files can be attached to “{section.title}”.", {"section": ["Choose another section."]})
    found = examine(sent)
    description = " ".join(description.split())
    asked = {"record": record.pk, "section": section.key, "name": found.name, "sha256": found.sha256}
    asked["description"] = description
    refuse_repeat(by, key, request_digest(Verb.FILE_ATTACHED, record.strand.case, asked))
    require(by, Right.WRITE_RECORD, on=record, at=at)
    require_writable(room, record)
    keep(sent, found)
    with deciding(Verb.FILE_ATTACHED, record.strand.case, by=by, at=at, key=key, asked=asked) as decision:
        before = _open(decision, room, record, section, by)
        replaced = _replaced(record, section, found, description)
        if replaced is not None:
            _take_away(replaced, by, at)
        document = document_of(found, by, at)
        made = place_file(record, section.key, document, description)
        _about(decision, record, section, document, replaces=replaced.document.sha256 if replaced else "")
    return Filed(made, before, section.freeze(record).digest)


def remove(room: StageRoom, record: StageRecord, attachment: int, *, by: Person, at: datetime, key: str) -> Filed:
    """Remove a file from its section. Whoever may read a submission that it was part of still can read it there."""
    asked = {"record": record.pk, "file": attachment}
    with deciding(Verb.FILE_REMOVED, record.strand.case, by=by, at=at, key=key, asked=asked) as decision:
        gone = Attachment.objects.filter(pk=attachment).select_related("document").first()
        section = room.section(gone.section) if gone is not None and _is_of(gone, record) else None
        if gone is None or section is None or gone.removed_at is not None:
            raise OvertakenError("That file is not attached here any more. Nothing was changed.")
        before = _open(decision, room, record, section, by)
        _take_away(gone, by, at)
        vars(record).pop("filed", None)
        _about(decision, record, section, gone.document)
    return Filed(gone, before, section.freeze(record).digest)


def attached_by(entry: Entry) -> Attachment:
    """Return the file that an entry attached or removed."""
    rows = Attachment.history.filter(history_stream=entry.stream, history_number=entry.number)
    found = Attachment.objects.select_related("document__added_by", "removed_by")
    return found.get(pk=rows.latest("history_id").id)


def filed_again(room: StageRoom, record: StageRecord, entry: Entry) -> Filed:
    """Return what became of a section by an entry that is there already: as it reads now, and would read without it."""
    file = attached_by(entry)
    section = room.section(file.section)
    after = section.freeze(record).digest
    record.filed = _without(record.filed, entry)
    before = section.freeze(record).digest
    vars(record).pop("filed")
    return Filed(file, before, after)


def _without(files: Sequence[Attachment], entry: Entry) -> list[Attachment]:
    """The files of a record as they would be without what an entry attached and took away."""
    rows = Attachment.history.filter(history_stream=entry.stream, history_number=entry.number)
    kinds = dict(rows.values_list("id", "history_type"))
    taken = [pk for pk, kind in kinds.items() if kind != "+"]
    back = Attachment.objects.filter(pk__in=taken).select_related("document")
    return in_order([*(file for file in files if file.pk not in kinds), *back])


def _open(decision: Decision, room: StageRoom, record: StageRecord, section: Section, by: Person) -> str:
    """Check under the lock that a person may write the record now. Returns the section's digest as it stands."""
    holding = require(by, Right.WRITE_RECORD, on=record, at=decision.at)
    record.refresh_from_db()
    require_writable(room, record)
    keep_authors_out(holding, room, record, decision.at)
    decision.acting(holding.title, holding.on_behalf_of)
    return section.freeze(record).digest


def _replaced(record: StageRecord, section: Section, found: Examined, description: str) -> Attachment | None:
    """Return the file whose place a new one takes. Raises RefusedError where there is no room, or nothing new."""
    standing = record.files_of(section.key)
    same = next((file for file in standing if file.document.name == found.name), None)
    if same is None and len(standing) >= settings.MOST_FILES_A_SECTION:
        raise refused(
            f"“{section.title}” has {len(standing)} files, which is as many as it can have. Remove one first, or put "
            "several into one file."
        )
    if same is not None and (same.document.sha256, same.description) == (found.sha256, description):
        raise refused(f"“{found.name}” is attached already, and is the very same. Nothing was changed.")
    return same


def _take_away(attachment: Attachment, by: Person, at: datetime) -> None:
    attachment.removed_by, attachment.removed_at = by, at
    attachment.save(update_fields=["removed_by", "removed_at"])


def _about(decision: Decision, record: StageRecord, section: Section, document: Document, **more: str) -> None:
    decision.about(
        stage=record.stage,
        **record.strand.named,
        section=section.title,
        record=record.pk,
        **{FIELD: document.name},
        sha256=document.sha256,
        **{name: value for name, value in more.items() if value},
        **of_lane(record.strand),
    )


def _is_of(attachment: Attachment, record: StageRecord) -> bool:
    own = (record.strand_id, record.stage, record.lane, record.sequence)
    return (attachment.strand_id, attachment.stage, attachment.lane, attachment.sequence) == own
