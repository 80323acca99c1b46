"""Every kind of page, as each of the demonstration's people comes to it: nothing broken, nothing shut out."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.urls import resolve

from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.urls import urlpatterns
from commissioning.casefile.views import messages
from tests.council import AT, People
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors
from tests.journeys.whole import NOTICED, PARTED, STORY, the_whole_demonstration
from workflows.demonstration.council import PARTS
from workflows.demonstration.stories import AT_TOLLGATE_ONE

pytestmark = pytest.mark.browser
LATER = timedelta(days=100)
AT_GATE = AT_TOLLGATE_ONE.title
# Who goes everywhere their links lead, and to how many pages of a kind. The others look at their work and at a case.
THOROUGH = {"commissioner": 3, "auditor": 2}
OWN = {"work", "cases", "messages", "case", "record", "case-gates", "case-gate", "task", "set-regime"}
DOWNLOADS = {"source", "export-gate-policy", "export-policy-draft", "waivers-csv", "waivers-workbook"}
DOWNLOADS |= {"board-csv", "export-policy"}
DOWNLOADS |= {"measures-csv", "measures-workbook", "measures-template-csv", "measures-template-workbook"}
DOWNLOADS |= {"cases-csv", "cases-workbook", "contracts-csv", "contracts-workbook"}
# What only a deed of one's own may lead to; the other journeys come there.
ELSEWHERE = {"task-receipt", "record-submit", "fast-page", "case-document", "keep-draft", "throw-draft-away"}
ELSEWHERE |= {"export-gate-policy", "export-policy-draft", "begin-gate-policy", "import-gate-policy"}
ELSEWHERE |= {"policy-draft-seat", "policy-draft-seat-new", "policy-draft-chain", "policy-draft-lanes"}
ELSEWHERE |= {"policy-draft-seat-chain"}
ELSEWHERE |= {"propose-policy-draft", "publish-policy-draft", "withdraw-policy-draft"}
ELSEWHERE |= {"begin-policy", "begin-policy-version", "link-policy", "withdraw-policy", "case-policy"}
ELSEWHERE |= {"policy-summary", "policy-section", "policy-section-new", "policy-priority", "policy-priority-new"}
ELSEWHERE |= {"policy-fates", "consult-policy", "enter-policy-comment", "answer-policy-comment"}
ELSEWHERE |= {"propose-policy", "approve-policy", "join-policy-group", "leave-policy-group"}
ELSEWHERE |= {"begin-measures", "import-measures", "begin-measures-version", "measures-about", "measure-draft-new"}
ELSEWHERE |= {"measure-draft", "propose-measures", "publish-measures", "withdraw-measures", "compare-measures"}
ELSEWHERE |= {"policy-group-meeting", "policy-evidence", "policy-findings"}
ELSEWHERE |= {"import-policy", "post-idea", "change-idea", "withdraw-idea", "ideas-waiting", "moderate-idea"}
ELSEWHERE |= {"own-idea", "change-own-idea", "withdraw-own-idea"}
ELSEWHERE |= {"review-interest", "ask-interests", "unsent-messages"}
ELSEWHERE |= {"arrange-cover", "leaving", "hand-over"}  # for managers
ELSEWHERE |= {"record-meeting", "record-decision", "record-clearance", "add-condition", "waive-condition"}
ELSEWHERE |= {"case-social-value", "suggested-measures"}  # beside sections of a record that is being written
ELSEWHERE |= {"condition-evidence", "condition-file", "save-contract-search"}
ELSEWHERE |= {"correct-meeting", "correct-decision"}
ELSEWHERE |= {"remove-partner", "change-lead", "reconsider-ownership"}
ELSEWHERE |= {"nominations", "nominate", "nomination", "confirm-nomination", "decline-nomination"}
ELSEWHERE |= {"reorganise", "reorganisation", "confirm-reorganisation"}
ELSEWHERE |= {"decline-reorganisation", "withdraw-reorganisation"}
ELSEWHERE |= {"share-search", "shared-search", "keep-search", *DOWNLOADS}
ELSEWHERE |= {"waivers-csv", "waivers-workbook", "submit-waiver"}
FORBIDDEN, MISSING, UNPROCESSABLE, BROKEN = 403, 404, 422, 500


@pytest.fixture
def council(chromium: str, transactional_db: None, clock: time_machine.Traveller) -> People:
    """The whole demonstration, with a case at every stage, one from outside, and one in lots that is linked."""
    clock.move_to(AT + LATER)
    return the_whole_demonstration(AT + LATER)


def test_everyone_finds_their_way(visitors: Visitors, backstage: Backstage, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = backstage(addresses)
    seen = set()
    for part in PARTS:
        starts = cases if part.email in THOROUGH else ()
        seen |= wanders(visitors(part.email), starts, THOROUGH.get(part.email, 1))
    assert {page.name for page in urlpatterns} - seen <= ELSEWHERE
    has_not_signed_in(visitors.stranger())
    is_refused(visitors("auditor"), *backstage(tasks))
    makes_mistakes(visitors("commissioner"))
    monkeypatch.setattr(messages, "messages_to", "broken")
    visitors("auditor").opens("/messages/", status=BROKEN)


def addresses() -> tuple[str, ...]:
    """Some cases: one that is being written, one at Tollgate 1, one from outside, one in lots."""
    titles = (STORY, AT_GATE, NOTICED, PARTED)
    return tuple(f"/cases/{Case.objects.get(title=title).reference}/" for title in titles)


def wanders(person: Visitor, starts: Sequence[str], most: int) -> set[str]:
    """Follow the links from the page at hand and some others, so many of each kind; none leads nowhere.

    Returns the kinds of pages that were opened.
    """
    here = person.path()
    coming, known = deque([here, *starts]), {here, *starts}
    kinds = Counter(kind_of(start) for start in known)
    while coming:
        path = coming.popleft()
        if path != here:
            person.opens(path)
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
    stranger.fills_in({"email": "nobody@demo.example"})
    stranger.presses("Send")
    stranger.opens("/accounts/password/reset/key/1-nothing/")
    stranger.opens("/nowhere/", status=MISSING)
    stranger.opens("/accounts/login/")
    stranger.own.clear_cookies()
    stranger.presses("Sign in", status=FORBIDDEN)


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
    author.takes_up("Write the record of needs analysis", STORY)
    author.follows("Go to the record")
    author.follows("Current contract and spend")
    author.fills_in({"annual_spend": "a lot"})
    author.presses("Save", status=UNPROCESSABLE)
    author.sees("There is a problem", "must be an amount of money")
    author.opens("/accounts/logout/")
