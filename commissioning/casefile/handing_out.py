"""Handing files out to be saved: those that are stored, never other bytes than were attached; and lists as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Protocol

import structlog
from django.db.models import TextChoices
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import patch_cache_control

from commissioning.casefile.exporting import Cell, csv_of, workbook_of
from commissioning.documents.models import Document
from commissioning.documents.storing import DamagedError, opened
from commissioning.records.models import Attachment

DAMAGED: Final = (
    "“{name}” was not handed out, because what is stored {fault}. Nothing else of the case is touched. Tell your "
    "system administrator: the file can be restored from a backup, and its fingerprint tells the right one."
)


class Table(TextChoices):
    """As what a list is handed out."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"


NOBODYS = "no-store, private"
KINDS = {
    Table.CSV: "text/csv; charset=utf-8",
    Table.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

log = structlog.get_logger(__name__)


def file_named(pk: int, files: Iterable[Attachment]) -> Attachment:
    """Return the file of an address among those a reader may open. Raises Http404 for any other."""
    found = next((file for file in files if file.pk == pk), None)
    if found is None:
        raise Http404
    return found


class Stored(Protocol):
    """What has a stored file."""

    @property
    def document(self) -> Document: ...


def handed_out(file: Stored) -> FileResponse:
    """Return a file as an attachment that no browser shows, guesses at or keeps. Raises DamagedError, which is logged.

    Its bytes are compared with their digest each time: for the largest file that costs some hundredths of a second.
    """
    document = file.document
    try:
        content = opened(document.sha256, document.size)
    except DamagedError as damaged:
        log.exception("stored file is damaged", document=document.pk, sha256=document.sha256, fault=str(damaged))
        raise
    answer = FileResponse(content, as_attachment=True, filename=document.name, content_type=document.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def table(rows: Iterable[Sequence[Cell]], kind: Table, *, name: str, on: date) -> HttpResponse:
    """Return a list as a file, named after what it lists and the day it was made; nobody between keeps it."""
    content = csv_of(rows) if kind == Table.CSV else workbook_of(rows, name.capitalize())
    headers = {"Content-Disposition": f'attachment; filename="{name}-{on}.{kind}"', "Cache-Control": NOBODYS}
    return HttpResponse(content, content_type=KINDS[kind], headers=headers)
