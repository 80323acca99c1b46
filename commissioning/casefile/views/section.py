"""One section of a record: its questions, saved half-done or whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.rights import Right
from audit.errors import KeyReusedError
from audit.models import Entry
from commissioning.casefile import writing
from commissioning.casefile.files import Enclosed, enclosed_now
from commissioning.casefile.forms import FileForm, RowsFormSet, SentForm, rows_form
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.questions import questions_of
from commissioning.casefile.refusals import OVERTAKEN, REUSED, UNPROCESSABLE, carried_out
from commissioning.casefile.shelves import without_files
from commissioning.casefile.stated import lines_of
from commissioning.casefile.views.filing import Filing, blank
from commissioning.casefile.views.records import place_asked
from commissioning.errors import OvertakenError
from commissioning.records.decisions import save_section
from commissioning.records.rooms import Section
from govuk.formsets import one_more, wants_another
from govuk.templatetags.govuk import error_summary

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.writing import Place

OK = 200


@dataclass
class Page:
    """A section's page being filled in: its forms, and the section as it stands in the record."""

    place: Place
    section: Section
    read: str
    saved: Sequence[Any]
    sent: SentForm
    form: ModelForm[Any] | None
    rows: list[RowsFormSet]
    files: Sequence[Enclosed]
    upload: FileForm | None

    @property
    def valid(self) -> bool:
        """Whether everything that was typed can be read."""
        return all([found.is_valid() for found in self._forms()])  # noqa: C419 - every form shows its errors

    def errors(self) -> list[dict[str, str]]:
        """Return what is wrong with what was sent, each linked to its question."""
        asked = [self.sent, *self._forms(), *([self.upload] if self.upload else [])]
        return list(error_summary(*asked)["errors"])

    def _forms(self) -> list[Any]:
        return [*([self.form] if self.form else []), *self.rows]

    def answers(self) -> dict[str, Any]:
        """Return what was filled in, as the verb takes it."""
        values = dict(self.form.cleaned_data) if self.form else {}
        return {"values": values, "rows": {found.row_set.name: found.kept() for found in self.rows}}


def page_of(place: Place, section: Section, data: Any = None, upload: FileForm | None = None) -> Page:
    """Return a section's page, empty or with what was sent. The digest is taken before a form touches the record."""
    writing.with_rows(place, [section])
    frozen = section.freeze(place.record)
    return Page(
        place=place,
        section=section,
        read=frozen.digest,
        saved=lines_of(without_files(json.loads(frozen.body)), questions_of(section)),
        sent=SentForm(data, initial={"read": frozen.digest}),
        form=section.form(data, instance=place.record) if section.form else None,
        rows=[rows_form(row_set, place.record, data) for row_set in section.rows],
        files=enclosed_now(place.record, section),
        upload=(upload or blank(section)) if section.files else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: str, stage: str, section: str) -> HttpResponse:
    """Ask the questions of a section, and save what was answered. Those who cannot write it read it.

    Once the record is submitted it is read whole, from its stored text.
    """
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.SEE_FIGURES, case, at, allowed=case.sees_figures)
    place = place_asked(request, case, stage)
    asked = writing.section_of(place.room, section)
    if request.method == "POST":
        return _save(request, case, place, asked, person, at)
    if not place.open:
        return redirect(place.url("record"))
    return _render(request, case, page_of(place, asked))


def _save(
    request: HttpRequest, case: Seen, place: Place, section: Section, person: Person, at: datetime
) -> HttpResponse:
    filing = Filing(request, place, [section])
    grown = next((row_set.name for row_set in section.rows if wants_another(request.POST, row_set.name)), None)
    try:
        filing.carry_out(person, at)
        data = one_more(filing.data, grown) if grown else filing.data
        page = page_of(place, section, data, filing.upload(section))
        if filing.failed or not (grown or filing.alone or page.valid):
            return _render(request, case, page, UNPROCESSABLE)
        if grown or filing.alone:
            return _render(request, case, page)
        entry = _carry_out(page, person, at)
    except OvertakenError as overtaken:
        return _once_more(request, case, place, section, overtaken.message, OVERTAKEN)
    except KeyReusedError:
        return _once_more(request, case, place, section, REUSED, UNPROCESSABLE)
    if entry is None:
        return _render(request, case, page, UNPROCESSABLE)
    messages.success(request, f"“{section.title}” is saved.")
    return redirect(_next(request, page))


def _carry_out(page: Page, person: Person, at: datetime) -> Entry | None:
    place, sent = page.place, page.sent
    return carried_out(
        sent,
        person,
        lambda: save_section(
            place.room, place.record, page.section, **page.answers(), **sent.cleaned_data, by=person, at=at
        ),
    )


def _once_more(request: HttpRequest, case: Seen, place: Place, section: Section, why: str, status: int) -> HttpResponse:
    """Show what was typed again, on the section as it stands now, with a key of its own: nothing typed is lost."""
    stage = place.room.stage
    data: QueryDict = request.POST.copy()
    data["key"], data["read"] = uuid4().hex, page_of(place_asked(request, case, stage), section).read
    page = page_of(place_asked(request, case, stage), section, data)
    return _render(request, case, page, status, why=why)


def _next(request: HttpRequest, page: Page) -> str:
    after = writing.following(page.place.room, page.section)
    if request.POST.get("then") == "next" and after:
        return page.place.url("section", after.key)
    return page.place.url("record")


def _render(request: HttpRequest, case: Seen, page: Page, status: int = OK, *, why: str = "") -> HttpResponse:
    place, section = page.place, page.section
    context = {
        **frame(case, "case-records", (place.room.stage.label, place.url("record")), (section.title, "")),
        "page": page,
        "section": section,
        "stage": place.room.stage,
        "why": why,
        "back": place.url("record"),
        "following": writing.following(place.room, section),
        "returns": [found for found in writing.returns_of(place) if section.key in found.sections],
        "writable": case.writes and (place.open or bool(why)),
        "held": place.held(timezone.localdate()),
        "errors": page.errors() if status == UNPROCESSABLE else [],
    }
    return render(request, "commissioning/section.html", context, status=status)
