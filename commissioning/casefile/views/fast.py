"""The one page of a purchase in the fast lane: all its questions, saved together, half-done or whole."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.errors import KeyReusedError
from audit.models import Entry
from commissioning.casefile import returned, writing
from commissioning.casefile.doing import aside_form
from commissioning.casefile.drafting import (
    APART,
    NOT_OPEN,
    Again,
    Kept,
    in_company,
    last_saved,
    lay_on,
    read_of,
    restored,
)
from commissioning.casefile.filling import Page, page_of
from commissioning.casefile.forms import RowsFormSet, SentForm
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.refusals import OVERTAKEN, SENT_BEFORE, UNPROCESSABLE, carried_out
from commissioning.casefile.views.filing import Filing
from commissioning.drafts.keeping import WHOLE, Desk, keep, open_page, own_draft
from commissioning.drafts.slips import Slip
from commissioning.errors import OvertakenError, RefusedError
from commissioning.records.decisions import Answers, as_asked, save_sections
from commissioning.records.rules import faults_of
from commissioning.vocabulary import Action, Lane, Stage
from govuk.formsets import one_more, wants_another

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.writing import Place

OK = 200
SENT = "It was sent, and its record shows what it says. If it comes back, this page is open again."
LEFT = (
    "{case} is in the standard lane now. Its record of needs analysis began with what was saved here: copy what you "
    "need from this page into it."
)


@dataclass
class OnePage:
    """All sections of the page being filled in, with the one key they are saved under."""

    place: Place
    sent: SentForm
    parts: Sequence[Page]

    @property
    def valid(self) -> bool:
        """Whether everything that was typed can be read."""
        return all([self.sent.is_valid(), *(part.valid for part in self.parts)])

    @property
    def rows(self) -> list[RowsFormSet]:
        """The rows of every section."""
        return [rows for part in self.parts for rows in part.rows]

    def errors(self) -> list[dict[str, str]]:
        """Return what is wrong with what was sent, each linked to its question."""
        found = [error for part in self.parts for error in part.errors()]
        return [error for place, error in enumerate(found) if error not in found[:place]]

    def answers(self) -> list[Answers]:
        """Return what was filled in, as the verb takes it."""
        return [Answers(part.section, **part.answers()) for part in self.parts]

    def read(self) -> dict[str, str]:
        """Return the digests of the sections as the writer had them."""
        digests = str(self.sent.cleaned_data["read"]).split(APART)
        keys = [part.section.key for part in self.parts]
        return dict(zip(keys, digests, strict=True)) if len(digests) == len(keys) else {}


def one_page(place: Place, data: Any = None, filing: Filing | None = None) -> OnePage:
    """Return the page, empty or with what was sent."""
    sections = place.room.sections
    return _made(place, [page_of(place, one, data, filing.upload(one) if filing else None) for one in sections], data)


def _made(place: Place, parts: Sequence[Page], data: Any = None) -> OnePage:
    return OnePage(place, SentForm(data, initial={"read": read_of(parts)}), parts)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask all there is to ask about a small purchase; save it, or save it and go on to send it.

    Once it was sent or left the fast lane it is read in its record; what was typed here and not saved is still here.
    """
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    place = writing.one_page_of(case, day_of(at))
    if request.method == "POST" and case.lane != Lane.FAST:
        return _once_more(Filing(request, place, ()), case, at, NOT_OPEN, OVERTAKEN)
    if request.method == "POST":
        return _save(request, case, place, person, at)
    desk, page = _desk(request, place, person, at), one_page(place)
    kept = restored(page.parts, desk, person)
    if not place.one_page and kept is None:
        return redirect(place.url("record"))
    errors = _unfinished(place) if request.GET.get("check") else []
    page = _made(place, kept.pages, kept.data) if kept else page
    why = "" if place.one_page else NOT_OPEN
    return _render(request, case, page, at, desk=desk, kept=kept, errors=errors, why=why)


def _desk(request: HttpRequest, place: Place, person: Person, at: datetime) -> Desk | None:
    """What the reader typed here before, and who else is here; that they are here is noted."""
    if place.one_page and request.method == "GET":
        return open_page(place.source, WHOLE, by=person, at=at)
    return own_draft(place.source, WHOLE, by=person)


def _unfinished(place: Place) -> list[dict[str, str]]:
    """What keeps the page from being sent, each with the place where it is put right."""
    return [{"text": fault.text, "href": f"#{fault.section}"} for fault in faults_of(place.room, place.record)]


def _save(request: HttpRequest, case: Seen, place: Place, person: Person, at: datetime) -> HttpResponse:
    filing = Filing(request, place, place.room.sections)
    sets = [row_set.name for section in place.room.sections for row_set in section.rows]
    grown = next((name for name in sets if wants_another(request.POST, name)), None)
    try:
        filing.carry_out(person, at)
        page = one_page(place, one_more(filing.data, grown) if grown else filing.data, filing)
        if filing.failed or not (grown or filing.alone or page.valid):
            return _render(request, case, page, at, errors=page.errors(), status=UNPROCESSABLE)
        if grown or filing.alone:
            return _render(request, case, page, at)
        entry = _carry_out(page, person, at, filing.key)
    except OvertakenError as overtaken:
        return _once_more(filing, case, at, overtaken.message, OVERTAKEN)
    except KeyReusedError:
        return _once_more(filing, case, at, SENT_BEFORE, UNPROCESSABLE)
    if entry is None:
        return _render(request, case, page, at, errors=page.errors(), status=UNPROCESSABLE)
    return _go_on(request, case, place)


def _carry_out(page: OnePage, person: Person, at: datetime, key: str) -> Entry | None:
    place, answers = page.place, page.answers()
    asked = {one.section.key: [as_asked(one.values), as_asked(one.rows)] for one in answers}
    return carried_out(
        page.sent,
        person,
        lambda: save_sections(
            place.room,
            place.record,
            lambda _: answers,
            read=page.read(),
            asked={"record": place.record.pk, **asked},
            by=person,
            at=at,
            key=key,
        ),
        key=key,
    )


def _once_more(filing: Filing, case: Seen, at: datetime, why: str, status: int) -> HttpResponse:
    """Show what was typed again, beside the page as it stands now, with a key of its own: nothing typed is lost."""
    case.refresh_from_db(fields=["lane", "lane_why"])
    request, sent = filing.request, filing.data
    person, place = reader(request), writing.one_page_of(case, day_of(at))
    fresh = one_page(place)
    again = lay_on(fresh.parts, sent)
    with suppress(RefusedError):  # kept on the page all the same
        keep(_slip(place, person), again.to_keep(sent), at=at)
    last = last_saved(fresh.parts, sent.get("read", ""), person) if status == OVERTAKEN else ""
    page = _made(place, again.pages, again.data)
    return _render(request, case, page, at, status=status, why=why, clash=again, last=last)


def _slip(place: Place, person: Person) -> Slip:
    return Slip(person.pk, place.source, WHOLE, reverse("fast-page", args=[place.record.strand.case.reference]))


def _onward(place: Place) -> str:
    """Where a purchase goes on whose page is not open for writing now; "" while it is."""
    if place.one_page:
        return ""
    case = place.record.strand.case
    return SENT if case.lane == Lane.FAST else LEFT.format(case=case.reference)


def _go_on(request: HttpRequest, case: Seen, place: Place) -> HttpResponse:
    case.refresh_from_db(fields=["lane", "lane_why"])
    if case.lane != Lane.FAST:
        messages.warning(
            request, f"{case.reference} is in the standard lane now. What you wrote is kept. {case.lane_why}"
        )
        return redirect("case", case.reference)
    if request.POST.get("then") != "send":
        messages.success(request, "The page is saved. Come back to it at any time, from My work or from here.")
        return redirect("case", case.reference)
    fresh = writing.place_of(case, Stage.NEEDS, None, None, day_of(timezone.now()))
    if faults_of(fresh.room, fresh.record):
        return redirect(f"{request.path}?check=1")
    return redirect(place.url("record-submit"))


def _render(  # noqa: PLR0913 - all that may stand beside the questions
    request: HttpRequest,
    case: Seen,
    page: OnePage,
    at: datetime,
    *,
    desk: Desk | None = None,
    kept: Kept | None = None,
    clash: Again | None = None,
    errors: Sequence[dict[str, str]] = (),
    status: int = OK,
    why: str = "",
    last: str = "",
) -> HttpResponse:
    place = page.place
    context = {
        **frame(case, "case-records", ("One page", "")),
        "page": page,
        "errors": errors,
        "why": why,
        "kept": kept,
        "unsaved": page.sent.is_bound and not (kept or why),
        "clashes": clash.clashes if clash else (),
        "last": last,
        "company": in_company(desk.others, at, "this page") if desk else (),
        "slip": _slip(place, reader(request)).signed(),
        "onward": _onward(place),
        "record": place.url("record"),
        "verdict": writing.verdict_on(place, at),
        "returns": returned.returns_of(place) if place.gated else [],
        "task": place.task,
        "lift": aside_form(Action.LIFT),
    }
    return render(request, "commissioning/fast.html", context, status=status)
