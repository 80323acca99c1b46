"""Nothing typed is lost in a browser: two people at one section, and a session that ends while somebody types."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Route

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
from workflows.demonstration.council import PASSWORD

pytestmark = pytest.mark.browser
TYPED = "Families found out late which help there was."
THEIRS = "Families found out too late which help there was, and from whom."
OPTIONS = [{"kind": "contract", "title": "Two lots"}, {"kind": "do_nothing", "title": "Let it end"}]
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
    author.page.get_by_label("Password").fill(PASSWORD)
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


def test_a_session_that_ends_among_the_options(visitors: Visitors, record: str, backstage: Backstage) -> None:
    author = visitors("commissioner")
    path = f"{record}options/"
    author.opens(path)
    author.presses("Add another option")
    author.page.get_by_role("status").wait_for(state="attached")
    author.own.clear_cookies(name="sessionid")
    author.fills_in({"option_reason": TYPED}, {"options": OPTIONS})
    says(author, "You are signed out. What you type is still kept")
    author.presses("Save")
    author.sees("You were signed out. What you typed is kept")
    author.fills_in({"login": backstage(lambda: writer().email), "password": PASSWORD})
    author.presses("Sign in")
    assert author.path() == path
    author.sees("We kept what you typed on", "not saved yet")
    assert author.page.locator('[name="option_reason"]').input_value() == TYPED
    for number, option in enumerate(OPTIONS):
        assert author.page.locator(f'[name="options-{number}-title"]').input_value() == option["title"]
        assert author.page.locator(f'[name="options-{number}-kind"][value="{option["kind"]}"]').is_checked()
    author.presses("Save")
    author.sees("is saved")


def writer() -> Person:
    """Who writes the records of the demonstration."""
    return Person.objects.get(email__startswith="commissioner@")


def says(person: Visitor, text: str) -> None:
    """Wait until the page says so where it tells of drafts."""
    person.page.locator("[data-draft-said]", has_text=text).wait_for()
    person.looker.looks_at(person.page)


def test_the_chosen_file_is_not_sent_with_what_is_typed(visitors: Visitors, record: str, backstage: Backstage) -> None:
    author = visitors("commissioner")
    author.opens(f"{record}evidence/")
    author.page.locator('[name="file-evidence-file"]').set_input_files(
        {"name": "survey.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a long survey"}
    )
    with author.page.expect_request("**/drafts/") as kept:
        author.page.locator('[name="evidence"]').fill(TYPED)
    sent = kept.value.post_data_buffer or b""
    assert TYPED.encode() in sent
    assert b"survey" not in sent
    says(author, "Draft kept at")
    assert backstage(lambda: TYPED in Draft.objects.exclude(typed="").get().typed)


def test_what_is_not_answered_in_a_sentence_is_tried_again(visitors: Visitors, record: str) -> None:
    author = visitors("commissioner")
    author.page.clock.install()
    author.opens(f"{record}lessons/")
    failing: list[dict[str, Any]] = [
        {"status": 200, "content_type": "text/html", "body": "<h1>Sign in to the network</h1>"},
        {"status": 503, "content_type": "text/plain", "body": "upstream connect error"},
    ]
    author.page.route("**/drafts/", lambda route: route.fulfill(**failing.pop()) if failing else route.continue_())
    author.page.locator('[name="lessons"]').fill(TYPED)
    for pause in (2_000, 15_000):
        author.page.clock.run_for(pause)
        says(author, "Not kept: there is no connection just now.")
    assert author.looker.faults.pop().endswith("answered 503")
    author.page.clock.run_for(15_000)
    says(author, "Draft kept at")


def test_an_older_text_never_comes_after_a_newer_one(visitors: Visitors, record: str, backstage: Backstage) -> None:
    author = visitors("commissioner")
    author.page.clock.install()
    author.opens(f"{record}lessons/")
    held: list[Route] = []
    author.page.route("**/drafts/", lambda route: held.append(route))
    typed = author.page.locator('[name="lessons"]')
    typed.fill(THEIRS)
    author.page.clock.run_for(2_000)
    typed.fill(TYPED)
    author.page.clock.run_for(4_000)
    assert len(held) == 1  # the newer waits until the older has been answered
    held[0].continue_()
    says(author, "Draft kept at")
    with author.page.expect_request("**/drafts/"):
        author.page.clock.run_for(2_000)
    while len(held) < 2:  # the request is on its way; whoever holds it hears of it next
        author.page.wait_for_timeout(20)
    with author.page.expect_response("**/drafts/"):
        held[1].continue_()
    assert backstage(lambda: TYPED in Draft.objects.exclude(typed="").get().typed)
