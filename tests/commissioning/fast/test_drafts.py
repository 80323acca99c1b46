"""The one page of a small purchase: what is typed on it is kept, and two people at it lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from accounts.models import Holding
from accounts.rights import Role
from commissioning.case.models import Case
from commissioning.drafts.keeping import OPEN_FOR
from commissioning.drafts.models import Draft
from commissioning.errors import OvertakenError
from commissioning.fast.models import FastQuote, FastRecord
from commissioning.fast.sections import ROOM
from commissioning.records.decisions import save_section
from commissioning.vocabulary import Lane
from tests.accounts.factories import AT, a_key, a_person, appointed
from tests.commissioning.casefile.pages import Reader, rows, words
from tests.commissioning.casefile.test_views_drafts import hidden, opened, types
from tests.commissioning.fast.bought import SERVICE
from tests.commissioning.fast.test_pages import OPEN, PAGE, QUOTES
from tests.council import People, body

pytestmark = pytest.mark.django_db
MINE = "A survey of 500 small firms."
Limit = Callable[[int], Any]


@pytest.fixture
def buyer(people: People) -> Reader:
    return Reader(people["commissioner"])


@pytest.fixture
def other(people: People) -> Reader:
    """Somebody else who buys for the same service."""
    posts = Holding.objects.filter(person=people["commissioner"], post__role=Role.COMMISSIONER)
    post = posts.select_related("post__body").get(post__body=body(SERVICE)).post
    lin = a_person("Lin Chen")
    appointed(lin, post)
    return Reader(lin)


@pytest.fixture
def path(buyer: Reader) -> str:
    """The address of the page of a purchase that was just opened."""
    buyer.post("/cases/open/", {**OPEN, "service": body(SERVICE).pk})
    return f"/cases/{Case.objects.get(title=OPEN['title']).reference}/fast/"


def test_the_page_is_there_again_until_it_is_saved(
    path: str, buyer: Reader, django_assert_max_num_queries: Limit
) -> None:
    with time_machine.travel(AT, tick=False):
        types(buyer, path, **{**PAGE, "need": MINE}, **rows("quotes", QUOTES[:1]))
    with time_machine.travel(AT + OPEN_FOR, tick=False), django_assert_max_num_queries(12):
        answer = buyer.client.get(path)
    page = answer.content.decode()
    assert "We kept what you typed on" in words(answer)
    assert f"{MINE}</textarea>" in page
    assert 'value="Alder Research Ltd"' in page
    assert FastRecord.objects.get().need != MINE
    buyer.post(path, {**hidden(page), **PAGE, "need": MINE, **rows("quotes", QUOTES[:1])})
    assert FastRecord.objects.get().need == MINE
    assert not Draft.objects.exists()


def test_two_people_at_the_page_lose_nothing(path: str, buyer: Reader, other: Reader) -> None:
    page = opened(buyer, path)
    assert "has had this page open since" in other.get(path)
    other.post(path, {**opened(other, path), **PAGE, **rows("quotes", QUOTES[:1])})
    answer = buyer.post(path, {**page, **PAGE, "need": MINE, **rows("quotes", QUOTES[1:2])}, 409)
    said = words(answer)
    assert "It was last saved by Lin Chen, on" in said
    assert "Added while you had the page open." in said
    text = answer.content.decode()
    assert text.count('class="tg-clash"') == 3
    assert f"{MINE}</textarea>" in text
    alder = {**QUOTES[0], "id": str(FastQuote.objects.get().pk)}
    buyer.post(path, {**hidden(text), **PAGE, "need": MINE, **rows("quotes", [alder, QUOTES[1]], initial=1)})
    assert FastRecord.objects.get().need == MINE
    assert list(FastQuote.objects.order_by("pk").values_list("supplier", flat=True)) == [
        "Alder Research Ltd",
        "Beacon Surveys",
    ]


def test_what_was_typed_before_the_page_was_sent_can_still_be_read(path: str, buyer: Reader, other: Reader) -> None:
    assert path
    types(other, path, **{**PAGE, "need": MINE})
    buyer.post(path, {**opened(buyer, path), **PAGE, **rows("quotes", QUOTES)})
    buyer.submit(Case.objects.get())
    assert buyer.client.get(path).status_code == 302
    answer = other.client.get(path)
    assert "The record is not open for writing now." in words(answer)
    assert f"{MINE}</textarea>" in answer.content.decode()


def lifted(case: Case, buyer: Reader, path: str) -> None:
    """Save the page with an answer that moves the purchase to the standard lane."""
    buyer.post(path, {**opened(buyer, path), **PAGE, "personal_data": "yes", **rows("quotes", QUOTES)})
    case.refresh_from_db()
    assert case.lane == Lane.STANDARD


def test_what_was_typed_before_a_purchase_left_the_fast_lane_is_found_from_its_record(
    path: str, buyer: Reader, other: Reader, django_assert_max_num_queries: Limit
) -> None:
    case = Case.objects.get()
    types(other, path, **{**PAGE, "need": MINE})
    lifted(case, buyer, path)
    record = f"/cases/{case.reference}/records/needs/"
    assert f'href="{path}"' in other.client.get(record).content.decode()
    assert f'href="{path}"' not in buyer.client.get(record).content.decode()
    with django_assert_max_num_queries(12):
        answer = other.client.get(path)
    page = answer.content.decode()
    assert f"{MINE}</textarea>" in page
    assert "The record is not open for writing now." in words(answer)
    assert f"{case.reference} is in the standard lane now." in words(answer)
    assert f'href="{record}"' in page
    assert 'name="then"' not in page
    thrown = other.post("/drafts/throw-away/", {"draft": hidden(page, "/drafts/throw-away/")["draft"]})
    assert other.client.get(thrown.url).headers["Location"] == record


def test_what_comes_after_a_purchase_left_the_fast_lane_is_shown_again_and_kept(
    path: str, buyer: Reader, other: Reader
) -> None:
    case = Case.objects.get()
    page = opened(other, path)
    lifted(case, buyer, path)
    answer = other.post(path, {**page, **PAGE, "need": MINE, **rows("quotes", QUOTES)}, 409)
    assert f"{MINE}</textarea>" in answer.content.decode()
    assert f"{case.reference} is in the standard lane now." in words(answer)
    assert f"{MINE}</textarea>" in other.client.get(path).content.decode()
    assert FastRecord.objects.get().need == PAGE["need"]


def test_a_page_that_is_being_saved_while_the_purchase_leaves_the_fast_lane_changes_nothing(
    path: str, buyer: Reader
) -> None:
    case = Case.objects.get()
    record = FastRecord.objects.select_related("strand__case").get()
    lifted(case, buyer, path)
    with pytest.raises(OvertakenError, match="at needs analysis, drafting, in the standard lane"):
        save_section(
            ROOM,
            record,
            ROOM.section("need"),
            values={"need": MINE},
            rows={},
            by=buyer.person,
            at=AT,
            key=a_key(),
        )
    assert FastRecord.objects.get().need == PAGE["need"]


def test_a_case_that_never_had_the_page_has_none_now(buyer: Reader) -> None:
    buyer.post("/cases/open/", {**OPEN, "value_gross": "240,000", "service": body(SERVICE).pk})
    buyer.get(f"/cases/{Case.objects.get().reference}/fast/", 404)


FOREIGN: list[dict[str, str]] = [
    {"personal_data": "maybe"},
    {"conflict": "maybe"},
    rows("quotes", [{**QUOTES[0], "chosen": "maybe"}]),
]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_an_answer_that_the_page_does_not_offer_is_refused_in_words(
    path: str, buyer: Reader, foreign: dict[str, str]
) -> None:
    page = types(buyer, path, **{**PAGE, **foreign})
    assert f"{PAGE['need']}</textarea>" in buyer.client.get(path).content.decode()
    assert "Select an answer from the list" in words(buyer.post(path, {**page, **PAGE, **foreign}, 422))
