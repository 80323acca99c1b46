"""A list with columns of one's own is saved, shared and kept; it goes out as a file; a manager hands tasks over."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from accounts.rights import Role
from commissioning.asks.decisions import take
from commissioning.case.models import Case
from commissioning.searches.models import SavedSearch
from tests.accounts.factories import a_key, a_person, a_post, appointed
from tests.council import AT, People, ask_of, at_gate, body
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors

pytestmark = pytest.mark.browser
MISSING, UNPROCESSABLE = 404, 422
SECOND = "Sid Marsh"


@pytest.fixture
def council(council: People) -> People:
    """Two cases at their gate, both of which Finance is on, and a second finance officer."""
    for _ in range(2):
        take(ask_of(at_gate(council), "Finance"), by=council["finance"], at=AT, key=a_key())
    appointed(a_person(SECOND), a_post(Role.FINANCE_OFFICER, body("finance")))
    return council


def test_a_list_is_shared_and_goes_out_as_a_file(visitors: Visitors, backstage: Backstage) -> None:
    visitors.without_script = frozenset({"voluntary.sector"})
    author, reader, outsider = visitors("commissioner"), visitors("finance"), visitors("voluntary.sector")
    first = backstage(lambda: Case.objects.order_by("pk")[0].reference)
    chooses_columns(author, first)
    saves_and_shares(author)
    link = backstage(lambda: f"/cases/shared/{SavedSearch.objects.get().token}/")
    reader.opens(link)
    reader.sees("Needs with values", "Shared by Amina Begum.", "Columns: Value with VAT and Held by", "£240,000", first)
    reader.follows("Keep it as yours")
    reader.presses("Keep it")
    reader.sees("The search is yours now.", "Needs with values", "£240,000")
    outsider.opens(link)
    outsider.sees("Columns: Held by", first)
    outsider.sees_no("240,000")
    author.follows("Open it as they do")
    author.sees("You share this search.")
    author.opens("/cases/")
    author.follows("Change")
    author.follows("see its link, or stop sharing it")
    author.presses("Stop sharing")
    author.sees("The search is not shared any more.")
    reader.opens(link, status=MISSING)
    reader.sees("This search is no longer shared", "Ask them for a new link.")


def chooses_columns(author: Visitor, reference: str) -> None:
    """Choose what the list shows, and take it away as a file."""
    author.opens("/cases/?stage=needs")
    author.sees("Choose columns")
    author.page.get_by_label("Value with VAT").check()
    author.page.get_by_label("Held by").check()
    author.presses("Apply filters")
    author.sees("Held by", "£240,000", reference)
    link = author.page.get_by_role("link", name="CSV", exact=True).get_attribute("href")
    answer = author.own.request.get(link or "")
    assert f"cases-{AT:%Y-%m-%d}.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.body().decode("utf-8-sig"))))
    assert {row["Value with VAT"] for row in rows} == {"240000.00"}
    assert list(rows[0]) == ["Reference", "Title", "Value with VAT", "Held by"]


def saves_and_shares(author: Visitor) -> None:
    """Save the list under a name and share it."""
    author.follows("Save this search")
    author.sees("Columns: Value with VAT and Held by")
    author.fills_in({"name": "Needs with values"})
    author.presses("Save")
    author.follows("Change")
    author.follows("Share this search")
    author.sees("Anyone of the council who is signed in and has the link.")
    author.presses("Share it")
    author.sees("The search is shared.", "Stop sharing")


def test_a_manager_hands_tasks_over(visitors: Visitors) -> None:
    manager = visitors("director")
    manager.opens("/cover/")
    manager.follows("Hand over tasks that people are on")
    manager.sees("2 tasks", "Ruth Okafor is on it as Finance officer, Finance")
    manager.presses("Continue", status=UNPROCESSABLE)
    manager.sees("Choose a task")
    manager.page.get_by_label("All of these").check()
    manager.page.get_by_label("A colleague gets them").check()
    manager.fills_in({"to": "Lin Chen", "reason": "Ruth is ill."})
    manager.presses("Continue")
    manager.sees("Nothing can go.", "a post they do not hold")
    manager.presses("Change")
    manager.fills_in({"to": SECOND})
    manager.page.get_by_label("All of these").check()
    manager.presses("Continue")
    manager.sees(f"What goes to {SECOND}", "2 tasks", "Why: Ruth is ill.")
    manager.presses("Hand over")
    manager.sees(f"2 tasks are with {SECOND} now", "Handed over")
    manager.follows("Hand over more tasks")
    manager.sees(f"{SECOND} is on it")
    former = visitors("finance")
    former.opens("/messages/")
    former.sees("hands over tasks that you were on", f"to {SECOND}; you were on them. Why: Ruth is ill.")
