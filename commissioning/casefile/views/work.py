"""My work: what waits for the reader, in order of urgency."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.authority import posts_of
from accounts.models import Holding, Person
from accounts.rights import Right, Role, rights_of
from accounts.rules import day_of
from commissioning.asks.snoozing import asleep
from commissioning.asks.worklist import WorkList, work_list
from commissioning.casefile import covering, work
from commissioning.casefile.beside import waiting_beside
from commissioning.casefile.people import reader
from commissioning.cover.reading import waiting_for
from commissioning.interests.standing import wanted_of
from commissioning.telling.inbox import unread_of

WAITING, HELD, DONE = "waiting", "held", "done"


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader; other tabs hold what others have of theirs, and what they did lately."""
    person, at = reader(request), timezone.now()
    tab = request.GET.get("show", WAITING)
    aside = list(asleep(person, at))
    holdings = posts_of(person, at)
    waiting = work_list(person, at, page=_page(request), aside=[found.ask_id for found in aside], held=holdings)
    context = {
        "tab": tab if tab in (HELD, DONE) else WAITING,
        "tabs": _tabs(tab, waiting, work.count_of_others(person, holdings)),
        "holdings": holdings,
        "page": waiting,
        "aside": work.aside(aside, day_of(at)),
        "unread": unread_of(person),
        "asked": covering.asked_in_words(waiting_for(person, at)),
        "wanted": wanted_of(person) if tab not in (HELD, DONE) else [],
        "records_meetings": any(Right.RECORD_MEETING in rights_of(Role(held.post.role)) for held in holdings),
        "beside": waiting_beside(person, holdings, at) if tab not in (HELD, DONE) else [],
        "covers": work.covers(waiting.asks, holdings),
        "groups": _groups(tab, person, waiting, holdings, at),
    }
    return render(request, "commissioning/work.html", context)


def _page(request: HttpRequest) -> int:
    """Return the number of the page that is asked for; the first where it is no such number."""
    asked = request.GET.get("page", "")
    return int(asked) if PAGE_NUMBER.fullmatch(asked) else 1


PAGE_NUMBER = re.compile("[1-9][0-9]{0,3}", re.ASCII)


def _tabs(tab: str, waiting: WorkList, held: int) -> list[dict[str, object]]:
    count = f"{work.HELD_SHOWN}+" if held > work.HELD_SHOWN else held
    tabs = (
        (WAITING, f"Waiting for you ({waiting.count})"),
        (HELD, f"Yours, held by others ({count})"),
        (DONE, "Done lately"),
    )
    known = tab if tab in (HELD, DONE) else WAITING
    return [{"text": text, "href": f"{reverse('work')}?show={name}", "current": name == known} for name, text in tabs]


def _groups(
    tab: str, person: Person, waiting: WorkList, holdings: list[Holding], at: datetime
) -> list[dict[str, object]]:
    if tab == HELD:
        items = work.others(list(work.held_by_others(person, holdings, at)[: work.HELD_SHOWN]), at)
        return [{"heading": "Held by others", "items": items}] if items else []
    if tab == DONE:
        items = work.done(list(work.done_lately(person, at)))
        return [{"heading": "Newest first", "items": items}] if items else []
    return work.groups(waiting.asks, person, holdings, at)
