"""Nothing typed is lost in a browser: two people at one section, and a session that ends while somebody types."""

from __future__ import annotations

import pytest

from accounts.models import Holding, Person
from accounts.rights import Role
from commissioning.case.models import Case
from commissioning.drafts.models import Draft
from commissioning.vocabulary import Stage
from tests.accounts.factories import appointed
from tests.council import SERVICE, People, a_case, body
from tests.journeys.site import Backstage
from tests.journeys.steps import said_of
from tests.journeys.visitors import Visitor, Visitors

pytestmark = pytest.mark.browser
TYPED = "Families found out late which help there was."
THEIRS = "Families found out too late which help there was, and from whom."
ROW = {"title": "Fewer falls at home", "who_benefits": "People over 75", "how_known": "Calls of the falls team"}


@pytest.fixture
def council(council: People) -> People:
    """The council with a case whose needs are being written; its contract manager covers as a commissioner."""
    post = Holding.objects.filter(post__role=Role.COMMISSIONER, post__body=body(SERVICE)).order_by("pk")[0].post
    appointed(council["contract.manager"], post)
    a_case(council)
    return council


@pytest.fixture
def record(council: People, backstage: Backstage) -> str:
    """The address of the case's record of needs."""
    return f"/cases/{backstage(lambda: Case.objects.get().reference)}/records/needs/"


def test_two_people_at_one_section(visitors: Visitors, record: str) -> None:
    author, other = visitors("commissioner"), visitors("contract.manager")
    author.opens(f"{record}outcomes/")
    outcomes = said_of(Stage.NEEDS)["outcomes"]
    author.fills_in(outcomes.values, outcomes.rows)
    author.presses("Save")
    author.opens(f"{record}outcomes/")
    other.opens(record)
    other.sees("has had it open since")
    other.opens(f"{record}outcomes/")
    other.sees("has had this section open since")
    removes_the_first_row_and_adds_another(other)
    author.page.locator('[name="outcomes-0-title"]').fill(TYPED)
    author.presses("Save", status=409)
    author.sees("Someone else saved", "It was last saved by", "What is saved, and what you typed")
    author.sees("Removed while you had the page open.", "Added while you had the page open.", TYPED, ROW["title"])
    author.presses("Save")
    author.sees("is saved")
    author.opens(f"{record}outcomes/")
    titles = [box.input_value() for box in author.page.locator('[name^="outcomes-"][name$="-title"]').all()]
    assert titles[-2:] == [ROW["title"], TYPED]
    author.sees_no("We kept what you typed")


def removes_the_first_row_and_adds_another(other: Visitor) -> None:
    other.page.locator('[name="outcomes-0-DELETE"]').check()
    rows = other.page.locator('[name^="outcomes-"][name$="-title"]').count()
    other.presses("Add another")
    for name, text in ROW.items():
        other.page.locator(f'[name="outcomes-{rows}-{name}"]').fill(text)
    other.presses("Save")
    other.sees("is saved")


def test_a_session_that_ends_while_somebody_types(visitors: Visitors, record: str, backstage: Backstage) -> None:
    author = visitors("commissioner")
    path = f"{record}lessons/"
    author.opens(path)
    typed = author.page.locator('[name="lessons"]')
    author.page.get_by_role("status").wait_for(state="attached")
    typed.fill(TYPED)
    says(author, "Draft kept at")
    author.own.clear_cookies(name="sessionid")
    typed.fill(THEIRS)
    says(author, "You are signed out. What you type is still kept")
    author.presses("Save")
    author.sees("You were signed out. What you typed is kept")
    author.page.get_by_label("Email address").fill(backstage(lambda: writer().email))
    author.page.get_by_label("Password").fill("tollgate-demo")
    author.presses("Sign in")
    assert author.path() == path
    author.sees("We kept what you typed on", "not saved yet")
    assert typed.input_value() == THEIRS
    author.presses("Throw the draft away")
    author.sees("Your draft is thrown away.")
    assert typed.input_value() not in (TYPED, THEIRS)
    typed.fill(TYPED)
    author.opens("/")  # before the page has said that it is kept: it goes on its way with the reader
    author.opens(record)
    author.sees("You have a draft of")
    author.opens(path)
    assert typed.input_value() == TYPED
    author.presses("Save")
    author.sees("is saved")
    assert backstage(lambda: Draft.objects.filter(typed_at__isnull=False).count()) == 0


def writer() -> Person:
    """Who writes the records of the demonstration."""
    return Person.objects.get(email__startswith="commissioner@")


def says(person: Visitor, text: str) -> None:
    """Wait until the page says so where it tells of drafts."""
    person.page.locator("[data-draft-said]", has_text=text).wait_for()
    person.looker.looks_at(person.page)
