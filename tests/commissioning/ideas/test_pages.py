"""The pages: everybody reads what stands and may post, moderators rule, cases answer, nobody else sees contacts."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from accounts.rights import Role
from commissioning.ideas.forgetting import KEPT_FOR, forget_contacts
from commissioning.ideas.kinds import IdeaState
from commissioning.ideas.models import Idea, IdeaContact
from commissioning.ideas.telling import own_token
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_body, a_council, a_key, in_post
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.ideas.conftest import NEIGHBOURS, an_idea, one_from_outside, published
from tests.council import AT, People, a_case, ask_of, asks_of, at_gate, body, does

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
DAY = {"stands_until_day": "31", "stands_until_month": "12", "stands_until_year": "2026"}
SAID = {
    "kind": "need",
    "title": "A warm place to meet",
    "what": "The library closes at five.",
    "who_benefits": "Older people",
    "wards": "Castle\nMill Ward",
    "theme": NEIGHBOURS,
    **DAY,
}
OUTSIDE = {
    **SAID,
    "organisation": "Mill Ward Lunch Club",
    "contact_name": "Ada Quill",
    "contact_email": "ada@lunchclub.example",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def stranger() -> Client:
    """Somebody without an account, whose forms are held against forgery."""
    return Client(enforce_csrf_checks=True)


def sends(client: Client, path: str, data: dict[str, str]) -> Any:
    """Open a page and send its form, as a browser would."""
    page = client.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    with zeal_ignore():
        return client.post(path, {"key": a_key(), **data, "csrfmiddlewaretoken": token[1] if token else ""})


def test_somebody_without_an_account_posts_an_idea_and_keeps_its_number_and_link(
    people: People, stranger: Client
) -> None:
    answer = sends(stranger, "/ideas/post/", OUTSIDE)
    assert answer.url == f"/ideas/own/{own_token(1)}/?posted=1"
    page = words(stranger.get(answer.url))
    assert "Your idea is posted Its number is 1" in page
    assert Idea.objects.get().places == "|castle|mill|"
    sends(stranger, f"/ideas/own/{own_token(1)}/change/", {**SAID, "title": "A warm hall"})
    assert "A warm hall" in words(stranger.get(f"/ideas/own/{own_token(1)}/"))
    sends(stranger, f"/ideas/own/{own_token(1)}/withdraw/", {"reason": "Found one."})
    assert Idea.objects.get().state == IdeaState.WITHDRAWN
    assert stranger.get("/ideas/own/1:made-up/").status_code == 404
    assert stranger.get("/ideas/1/").status_code == 404


def test_a_form_without_its_token_is_refused(people: People, stranger: Client) -> None:
    assert stranger.post("/ideas/post/", {**OUTSIDE, "key": a_key()}).status_code == 403
    assert not Idea.objects.exists()


def test_the_same_form_sent_twice_posts_once(people: People, stranger: Client) -> None:
    key = a_key()
    first, second = (sends(stranger, "/ideas/post/", {**OUTSIDE, "key": key}) for _ in range(2))
    assert first.url == second.url
    assert Idea.objects.count() == 1


def test_machines_are_caught_and_people_can_send_again(people: People, stranger: Client) -> None:
    answer = sends(stranger, "/ideas/post/", {**OUTSIDE, "website": "https://spam.example"})
    assert answer.status_code == 422
    assert "send the page once more" in words(answer)
    assert 'value="https://spam.example"' not in answer.content.decode()
    assert not Idea.objects.exists()


def test_nobody_sends_more_than_ten_in_an_hour(people: People, stranger: Client) -> None:
    for _ in range(10):
        assert sends(stranger, "/ideas/post/", OUTSIDE).status_code == 302
    answer = sends(stranger, "/ideas/post/", OUTSIDE)
    assert answer.status_code == 429
    assert "Nothing was lost of what you typed" in words(answer)
    assert "Mill Ward Lunch Club" in answer.content.decode()
    assert Idea.objects.count() == 10


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"contact_email": ""}, "Enter an email address or a telephone number"),
        ({"contact_email": "nowhere"}, "email address"),
        ({"title": ""}, "There is a problem"),
        ({"stands_until_year": "2036"}, "Enter a day within two years."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_posted(
    people: People, stranger: Client, changed: dict[str, str], said: str
) -> None:
    answer = sends(stranger, "/ideas/post/", {**OUTSIDE, **changed})
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Idea.objects.exists()


def test_everybody_finds_what_stands_and_nothing_else(people: People, stranger: Client) -> None:
    published(one_from_outside(title="Lunch in Mill"), people)
    published(an_idea(people, title="Help in Castle", wards=("Castle",), theme=""), people)
    one_from_outside(title="Waits")
    page = words(stranger.get("/ideas/"))
    assert "2 ideas" in page
    assert "Waits" not in page
    for query, found in (
        ("q=lunch", "Lunch in Mill"),
        ("ward=castle+ward", "Help in Castle"),
        ("theme=" + NEIGHBOURS, ""),
    ):
        assert f"1 idea {found}" in words(stranger.get(f"/ideas/?{query}"))
    assert "No idea matches." in words(stranger.get("/ideas/?kind=offer"))
    page = words(stranger.get("/ideas/1/"))
    assert "Mill Ward Lunch Club" in page
    assert not {word for word in ("Ada", "lunchclub.example", "For moderators") if word in page}


def test_a_name_that_somebody_typed_is_told_from_an_organisations_own(people: People, stranger: Client) -> None:
    case = a_case(people, title="Day care")
    published(an_idea(people, title="Ours", wards=()), people)
    outside = one_from_outside(title="Typed", wards=())
    typed, ours = "Mill Ward Lunch Club (posted without an account)", "Riverside Council for Voluntary Service"
    hannah, amina = Reader(people["policy"]), Reader(people["commissioner"])
    assert typed in hannah.get("/ideas/waiting/")
    assert typed in hannah.get("/ideas/2/moderate/")
    published(outside, people)
    there = f"/cases/{case.reference}"
    amina.post(f"{there}/ideas/2/", {"used": "yes", "text": "In the hall."})
    pages = [words(stranger.get("/ideas/")), words(stranger.get("/ideas/2/"))]
    pages += [amina.get(f"{there}/{page}") for page in ("ideas/", "records/needs/", "trail/")]
    assert all(typed in page for page in pages)
    assert f"{ours} (posted" not in " ".join(pages)
    told = Caller(people["commissioner"])
    assert [told.get(f"ideas/{number}/").json()["signed_in"] for number in (1, 2)] == [True, False]


def test_an_organisation_posts_signed_in_and_people_of_the_council_do_not(people: People) -> None:
    grace = Reader(people["voluntary.sector"])
    assert "in the name of Riverside Council for Voluntary Service" in grace.get("/ideas/post/")
    grace.post("/ideas/post/", SAID)
    assert "Your ideas Idea 1: A warm place to meet , waits for a moderator" in grace.get("/ideas/")
    grace.post("/ideas/1/change/", {**SAID, "title": "A warm hall"})
    assert "A warm hall" in grace.get("/ideas/1/")
    assert "You hold no post at such an organisation" in Reader(people["commissioner"]).get("/ideas/post/", 403)
    for reader in (Reader(people["supplier"]), Reader(people["commissioner"])):
        for page in ("", "change/", "withdraw/"):
            reader.get(f"/ideas/1/{page}", 404)
    grace.post("/ideas/1/withdraw/", {"reason": "Found one."})
    assert Idea.objects.get().state == IdeaState.WITHDRAWN


def test_a_moderator_reads_whom_to_contact_and_rules(people: People) -> None:
    one_from_outside()
    hannah = Reader(people["policy"])
    assert "1 idea waits for a moderator" in hannah.get("/ideas/")
    assert "Idea 1: A warm place to meet" in hannah.get("/ideas/waiting/")
    page = hannah.get("/ideas/1/moderate/")
    assert "ada@lunchclub.example" in page
    read = {"read": Idea.objects.get().terms.digest}
    assert "Say what should change." in words(
        hannah.post("/ideas/1/moderate/", {"ruling": "ask_for_change", "reason": "", **read}, 422)
    )
    hannah.post("/ideas/1/moderate/", {"ruling": "publish", **read})
    assert "published an idea, “A warm place to meet”" in hannah.get("/ideas/1/")
    hannah.post("/ideas/1/moderate/", {"ruling": "decline", "reason": "It names somebody.", **read})
    assert Idea.objects.get().state == IdeaState.DECLINED
    answer = Reader(people["commissioner"]).get("/ideas/waiting/", 403)
    assert "Hannah Weiss" in answer


@pytest.mark.parametrize("of_another_council", [True, False])
def test_a_policy_officer_of_another_body_reads_no_more_than_everybody(
    people: People, *, of_another_council: bool
) -> None:
    one_from_outside()
    home = a_body("Housing", parent=a_council("Eastbridge")) if of_another_council else body("adult-social-care")
    person = in_post(Role.POLICY_OFFICER, home, "Olu Other")
    other = Reader(person)
    other.get("/ideas/1/", 404)
    for page in ("/ideas/waiting/", "/ideas/1/moderate/"):
        assert "Hannah Weiss" in other.get(page, 403)
    assert Caller(person).get("ideas/1/").status_code == 404
    published(Idea.objects.get(), people)
    page = other.get("/ideas/1/")
    assert not {word for word in ("Ada", "lunchclub.example", "For moderators") if word in page}
    assert "waits for a moderator" not in other.get("/ideas/")


def test_a_commissioner_sees_ideas_beside_the_needs_and_says_what_became_of_them(people: People) -> None:
    case = a_case(people, title="Day care")
    published(an_idea(people, title="A hall", wards=()), people)
    amina, grace, finance = (Reader(people[name]) for name in ("commissioner", "voluntary.sector", "finance"))
    record = f"/cases/{case.reference}/records/needs/"
    page = amina.get(record)
    assert "Ideas from communities in these wards and themes A hall , a need from Riverside Council" in page
    assert "1 idea from communities in these wards and themes has no answer in this case yet." in page
    there = f"/cases/{case.reference}/ideas/"
    assert "Say whether it was used : A hall" in amina.get(there)
    assert "There is a problem" in words(amina.post(f"{there}1/", {"used": "yes", "text": " "}, 422))
    amina.post(f"{there}1/", {"used": "no", "text": "The hall has no lift."})
    assert "Not used. The hall has no lift." in amina.get(there)
    assert "has no answer in this case yet" not in amina.get(record)
    assert "did not use idea 1, “A hall”, of Riverside Council for Voluntary Service." in amina.get(
        f"/cases/{case.reference}/trail/"
    )
    assert "Day care" in grace.get("/ideas/1/")
    assert "Not used. The hall has no lift." in finance.get("/ideas/1/")
    assert "Day care" not in Reader(people["supplier"]).get("/ideas/1/")
    assert "Day care" not in words(Client().get("/ideas/1/"))
    grace.get(there, 403)
    finance.get(f"{there}1/", 403)
    amina.get(f"{there}9/", 404)


def test_ideas_stay_beside_a_record_that_came_back_and_is_handed_in_again(people: People) -> None:
    case = at_gate(people)
    published(an_idea(people, title="A hall", wards=()), people)
    does(ask_of(case, "finance"), Action.RETURN, reason="The figures do not add up.")
    given = {"sign": Action.SIGN, "consult": Action.ADVISE}
    for ask in [ask for ask in asks_of(case) if ask.kind in given]:
        does(ask, given[ask.kind], reason="It is sound.")
    amina, record = Reader(people["commissioner"]), f"/cases/{case.reference}/records/needs/"
    assert "Ideas from communities in these wards and themes A hall" in amina.get(record)
    told = "1 idea from communities in these wards and themes has no answer in this case yet."
    assert told in amina.get(f"{record}submit/")


def test_contacts_are_forgotten_a_year_after_an_idea_ended(people: People) -> None:
    published(one_from_outside(), people)
    assert forget_contacts(AT) == 0
    assert Message.objects.filter(person=None).exists()
    hannah = Reader(people["policy"])
    hannah.post("/ideas/1/moderate/", {"ruling": "decline", "reason": "No.", "read": Idea.objects.get().terms.digest})
    assert forget_contacts(AT + KEPT_FOR) == 0
    assert forget_contacts(AT + 2 * KEPT_FOR) == 1
    assert not IdeaContact.objects.exists()
    assert not Message.objects.filter(person=None).exists()
    assert "For moderators" in hannah.get("/ideas/1/")


@pytest.mark.parametrize("name", ["policy", "voluntary.sector", ""])
@pytest.mark.parametrize("path", ["/ideas/", "/ideas/1/", "/ideas/post/", "/ideas/own/"])
def test_a_page_asks_few_queries(people: People, name: str, path: str) -> None:
    for _ in range(3):
        published(an_idea(people), people)
    published(one_from_outside(), people)
    if path == "/ideas/own/":
        path += f"{own_token(4)}/"
    if (name, path) == ("policy", "/ideas/post/"):
        return
    client = Reader(people[name]).client if name else Client()
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= MOST_QUERIES


@pytest.mark.parametrize("path", ["ideas/", "ideas/1/", "records/needs/"])
def test_a_page_of_a_case_asks_few_queries(people: People, path: str) -> None:
    case = a_case(people, title="Day care")
    for _ in range(7):
        published(an_idea(people, wards=()), people)
    amina = Reader(people["commissioner"])
    amina.get(f"/cases/{case.reference}/{path}")
    with CaptureQueriesContext(connection) as asked:
        amina.get(f"/cases/{case.reference}/{path}")
    assert len(asked) <= MOST_QUERIES


def test_beside_social_value_priorities_ideas_are_shown_in_few_queries(people: People) -> None:
    case = a_case(people, until=Stage.SOCIAL_VALUE)
    published(an_idea(people, title="A hall", wards=("Castle",)), people)
    published(an_idea(people, title="Elsewhere", wards=("Mill",)), people)
    amina, path = Reader(people["commissioner"]), f"/cases/{case.reference}/records/social_value/"
    amina.get(path)
    with CaptureQueriesContext(connection) as asked:
        page = amina.get(path)
    assert len(asked) <= MOST_QUERIES
    assert "Ideas from communities in these wards and themes A hall , a need" in page
    assert "Elsewhere" not in page


def test_pages_of_moderators_ask_few_queries(people: People) -> None:
    for _ in range(3):
        one_from_outside()
    hannah = Reader(people["policy"])
    for path in ("/ideas/waiting/", "/ideas/1/moderate/", "/ideas/"):
        hannah.get(path)
        with CaptureQueriesContext(connection) as asked:
            hannah.get(path)
        assert len(asked) <= MOST_QUERIES
