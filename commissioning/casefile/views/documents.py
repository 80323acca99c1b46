"""Every file of a case, and each of them to be saved: what may be opened is asked anew at each request."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.casefile.files import added_in_words, address_of, files_seen, section_in
from commissioning.casefile.frame import frame
from commissioning.casefile.handing_out import DAMAGED, file_named, handed_out
from commissioning.casefile.people import case_of, reader
from commissioning.casefile.refusals import page
from commissioning.documents.storing import DamagedError
from commissioning.records.models import Attachment
from commissioning.vocabulary import Lane, Stage
from govuk.wording import fingerprint, moment_in_words

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

HEAD = [{"text": text} for text in ("File", "Section", "Attached by", "Fingerprint", "How it stands")]
FAULT = 500
NONE_YET = "Files are attached to the sections of a record by those who write it, while it is being written."
NONE_OF_YOURS = (
    "You see the files of the sections that one of your posts has been asked about, once they have been submitted."
)
Row = list[Mapping[str, object]]


@require_safe
def show_all(request: HttpRequest, reference: str) -> HttpResponse:
    """List the files of a case by the stage they belong to."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    found = sorted(files_seen(case, person, at), key=lambda file: (Stage(file.stage).number, file.section, file.pk))
    stages = [
        {"name": Stage(stage).label, "rows": [_row(case, file) for file in files]}
        for stage, files in groupby(found, key=lambda file: file.stage)
    ]
    why = NONE_YET if case.sees_figures else NONE_OF_YOURS
    context = {**frame(case, "case-documents"), "head": HEAD, "stages": stages, "count": len(found), "why": why}
    return render(request, "commissioning/documents.html", context)


def _row(case: Seen, file: Attachment) -> Row:
    document = file.document
    texts = (
        " ".join(filter(None, (f"{_section(file)}{_part(file)}.", file.description))),
        added_in_words(file),
        fingerprint(document.sha256),
        _standing(file) if case.sees_figures else "Submitted",
    )
    labels = [str(column["text"]) for column in HEAD]
    first: dict[str, object] = {
        "text": f"{document.name} ({document.kind})",
        "href": address_of(case.reference, file),
        "header": True,
    }
    others = [{"text": text, "label": label} for text, label in zip(texts, labels[1:], strict=True)]
    return [first, *others]


def _section(file: Attachment) -> str:
    section = section_in(file.lane, file.stage, file.section)
    title = section.title if section else file.section
    return f"{title}, on the fast-lane page" if file.lane == Lane.FAST else title


def _part(file: Attachment) -> str:
    year = f", year {file.sequence}" if file.stage == Stage.MONITORING else ""
    return f"{year}, {file.strand.part}" if file.strand.part else year


def _standing(file: Attachment) -> str:
    if file.removed_at is None or file.removed_by is None:
        return "Attached"
    return f"Removed by {file.removed_by.full_name}, {moment_in_words(file.removed_at)}"


@require_safe
def show(request: HttpRequest, reference: str, document_id: int) -> HttpResponseBase:
    """Hand a file out to be saved, exactly as it was attached, to those who may read its section."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    file = file_named(document_id, files_seen(case, person, at))
    try:
        return handed_out(file)
    except DamagedError as damaged:
        return page(request, "This file is damaged", DAMAGED.format(name=file.document.name, fault=damaged), FAULT)
