"""One section of a record: its questions, saved half-done or whole."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from audit.errors import KeyReusedError
from audit.models import Entry
from commissioning.casefile import returned, writing
from commissioning.casefile.drafting import NOT_OPEN, Again, Kept, in_company, last_saved, lay_on, restored
from commissioning.casefile.filling import Page, page_of
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_whole
from commissioning.casefile.refusals import OVERTAKEN, SENT_BEFORE, UNPROCESSABLE, carried_out
from commissioning.casefile.views.filing import Filing
from commissioning.casefile.views.records import place_asked
from commissioning.drafts.keeping import Desk, keep, open_page, own_draft
from commissioning.errors import OvertakenError, RefusedError
from commissioning.records.decisions import save_section
from commissioning.records.rooms import Section
from govuk.formsets import one_more, wants_another

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.writing import Place

OK = 200


@dataclass(frozen=True)
class Visit:
    """Somebody at the page of a section."""

    request: HttpRequest
    person: Person
    at: datetime
    case: Seen
    place: Place
    section: Section

    def desk(self) -> Desk | None:
        """What the reader typed here before, and who else is here; that they are here is noted where they can write."""
        if not self.case.writes:
            return None
        place, key = self.place, self.section.key
        if place.open and self.request.method == "GET":
            return open_page(place.source, key, by=self.person, at=self.at)
        return own_draft(place.source, key, by=self.person)

    def to_do(self) -> list[str]:
        """What is still to do here, for whoever can write it now. Reads the rows of the whole record in one query."""
        return writing.to_do_in(self.place, self.section) if self.case.writes and self.place.open else []


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: str, stage: str, section: str) -> HttpResponse:
    """Ask the questions of a section, and save what was answered. Those who cannot write it read it.

    Once the record is submitted it is read whole, from its stored text. What its writer typed and did not save is in
    its questions again.
    """
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_whole(person, case, stage, at)
    place = place_asked(request, case, stage)
    visit = Visit(request, person, at, case, place, writing.section_of(place.room, section))
    if request.method == "POST":
        return _save(visit)
    to_do = visit.to_do()
    desk, page = visit.desk(), page_of(place, visit.section)
    kept = restored([page], desk, person)
    if not place.open and kept is None:
        return redirect(place.url("record"))
    why = "" if place.open else NOT_OPEN
    return _render(visit, kept.pages[0] if kept else page, desk=desk, kept=kept, why=why, to_do=() if kept else to_do)


def _save(visit: Visit) -> HttpResponse:
    sent, place, section = visit.request.POST, visit.place, visit.section
    filing = Filing(visit.request, place, [section])
    grown = next((row_set.name for row_set in section.rows if wants_another(sent, row_set.name)), None)
    try:
        filing.carry_out(visit.person, visit.at)
        data = one_more(filing.data, grown) if grown else filing.data
        page = page_of(place, section, data, filing.upload(section))
        if filing.failed or not (grown or filing.alone or page.valid):
            return _render(visit, page, UNPROCESSABLE)
        if grown or filing.alone:
            return _render(visit, page)
        entry = _carry_out(page, visit, filing.key)
    except OvertakenError as overtaken:
        return _once_more(visit, filing.data, overtaken.message, OVERTAKEN)
    except KeyReusedError:
        return _once_more(visit, filing.data, SENT_BEFORE, UNPROCESSABLE)
    if entry is None:
        return _render(visit, page, UNPROCESSABLE)
    messages.success(visit.request, f"“{visit.section.title}” is saved.")
    return redirect(_next(visit))


def _carry_out(page: Page, visit: Visit, key: str) -> Entry | None:
    place, sent, person, at = page.place, page.sent, visit.person, visit.at
    return carried_out(
        sent,
        person,
        lambda: save_section(
            place.room,
            place.record,
            page.section,
            **page.answers(),
            read=sent.cleaned_data["read"],
            by=person,
            at=at,
            key=key,
        ),
        key=key,
    )


def _once_more(visit: Visit, sent: QueryDict, why: str, status: int) -> HttpResponse:
    """Show what was typed again, beside the section as it stands now, with a key of its own: nothing typed is lost."""
    fresh = page_of(place_asked(visit.request, visit.case, visit.place.room.stage), visit.section)
    again = lay_on([fresh], sent)
    with suppress(RefusedError):  # kept on the page all the same
        keep(fresh.place.slip(visit.person, "section", visit.section.key), again.to_keep(sent), at=visit.at)
    last = last_saved([fresh], sent.get("read", ""), visit.person) if status == OVERTAKEN else ""
    return _render(visit, again.pages[0], status, why=why, clash=again, last=last)


def _next(visit: Visit) -> str:
    after = writing.following(visit.place, visit.section)
    if visit.request.POST.get("then") == "next" and after:
        return visit.place.url("section", after.key)
    return visit.place.url("record")


def _render(  # noqa: PLR0913 - all that may stand beside the questions
    visit: Visit,
    page: Page,
    status: int = OK,
    *,
    desk: Desk | None = None,
    kept: Kept | None = None,
    clash: Again | None = None,
    why: str = "",
    last: str = "",
    to_do: Sequence[str] = (),
) -> HttpResponse:
    case, place, section = visit.case, visit.place, visit.section
    context = {
        **frame(case, "case-records", (place.title, place.url("record")), (section.title, "")),
        "page": page,
        "section": section,
        "asking": section.when(place.record),
        "to_do": to_do,
        "place": place,
        "action": place.url("section", section.key),
        "why": why,
        "kept": kept,
        "unsaved": page.sent.is_bound and not (kept or why),
        "clashes": clash.clashes if clash else (),
        "last": last,
        "company": in_company(desk.others, visit.at) if desk else (),
        "slip": place.slip(visit.person, "section", section.key).signed(),
        "back": place.url("record"),
        "following": writing.following(place, section),
        "ahead": writing.named_ahead(place, section),
        "returns": [found for found in returned.returns_of(place) if section.key in found.sections],
        "writable": case.writes and (place.open or bool(why)),
        "held": place.held(timezone.localdate()),
        "errors": page.errors() if status == UNPROCESSABLE else [],
    }
    return render(visit.request, "commissioning/section.html", context, status=status)
