"""Every kind of page, as each of the demonstration's people comes to it: nothing broken, nothing shut out."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

import pytest
from django.core.management import call_command
from django.urls import resolve

from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.urls import urlpatterns
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.council import PARTS

pytestmark = pytest.mark.browser
# Who goes everywhere their links lead, and to how many pages of a kind. The others look at their work and at a case.
THOROUGH = {"commissioner": 3, "auditor": 2}
OWN = {"work", "cases", "messages", "case", "record", "case-gates", "case-gate", "task", "set-regime"}
DOWNLOADS = {"source"}
# What a deed leads to, and what only imported cases have.
ELSEWHERE = {"task-receipt", "earlier-stage", "case-sources"}
FORBIDDEN, MISSING, UNPROCESSABLE = 403, 404, 422


@pytest.fixture
def council(transactional_db: None) -> None:
    """The whole demonstration, with a case at every stage."""
    call_command("demo")


def test_everyone_finds_their_way(visitors: Visitors, backstage: Backstage) -> None:
    cases = backstage(addresses)
    seen = set()
    for part in PARTS:
        starts = ["/", *cases] if part.email in THOROUGH else ["/"]
        seen |= wanders(visitors(part.email), starts, THOROUGH.get(part.email, 1))
    assert {page.name for page in urlpatterns} - seen == ELSEWHERE
    has_not_signed_in(visitors.stranger())
    is_refused(visitors("auditor"), *backstage(tasks))
    makes_mistakes(visitors("commissioner"))
    assert not visitors.faults, "\n".join(visitors.faults)


def addresses() -> list[str]:
    """The demonstration's newest case, which is being written, and one at Tollgate 1."""
    found = [Case.objects.get(title__startswith=title) for title in ("Befriending", "Homecare")]
    return [f"/cases/{case.reference}/" for case in found]


def wanders(person: Visitor, starts: Sequence[str], most: int) -> set[str]:
    """Follow the links, so many of each kind; none leads nowhere. Returns the kinds of pages that were opened."""
    coming, known = deque(starts), set(starts)
    kinds = Counter(kind_of(start) for start in starts)
    while coming:
        person.opens(coming.popleft())
        for link in person.links():
            kind = kind_of(link)
            wanted = kind in OWN or (most > 1 and kind not in DOWNLOADS)
            if wanted and link not in known and kinds[kind] < most:
                known.add(link)
                kinds[kind] += 1
                coming.append(link)
    return set(kinds)


def kind_of(link: str) -> str:
    """What kind of page a link leads to."""
    path, _, query = link.partition("?")
    found = resolve(path)
    return f"{found.view_name}?{query}" if found.view_name == "work" and query else found.view_name


def has_not_signed_in(stranger: Visitor) -> None:
    """What is shown to anybody."""
    stranger.opens("/cases/")
    stranger.presses("Sign in")
    stranger.sees("There is a problem")
    stranger.opens("/accounts/password/reset/")
    stranger.opens("/nowhere/", status=MISSING)


def tasks() -> list[int]:
    """An open and a closed task of the demonstration."""
    found = Ask.objects.order_by("pk")
    return [found.filter(closed_at__isnull=open_)[0].pk for open_ in (True, False)]


def is_refused(auditor: Visitor, open_: int, closed: int) -> None:
    """Pages that say why they cannot be had."""
    auditor.opens(f"/tasks/{open_}/", status=FORBIDDEN)
    auditor.opens(f"/tasks/{closed}/")
    auditor.opens("/cases/open/", status=FORBIDDEN)
    auditor.opens("/cases/TG-2026-9999/", status=MISSING)
    auditor.opens("/cases/?q=nothing+like+it")
    auditor.follows("Show all cases")


def makes_mistakes(author: Visitor) -> None:
    """A page that is shown again with what was wrong, and one that asks before it goes on."""
    author.takes_up("Write the record of needs analysis", "Befriending")
    author.follows("Go to the record")
    author.follows("Current contract and spend")
    author.fills_in({"annual_spend": "a lot"})
    author.presses("Save", status=UNPROCESSABLE)
    author.sees("There is a problem", "must be an amount of money")
    author.opens("/accounts/logout/")
