"""Consultations in public: the text read and commented on without an account, answered, shown with its answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.consulting import comment_in_public
from commissioning.policies.drafting import withdraw
from commissioning.policies.kinds import Side
from commissioning.policies.models import PolicyComment, PolicyVersion
from commissioning.telling.models import Message
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.policies.conftest import AFTER, HOMES, approved, consulted, proposed, writes
from tests.council import AT, People

pytestmark = pytest.mark.django_db
PUBLIC, VERSION = "/consultations/social-value/2/", "/policies/social-value/versions/2/"
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def _today() -> Any:
    cache.clear()
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def open_version(draft: PolicyVersion, people: People) -> PolicyVersion:
    consulted(draft, people)
    return draft


def says(text: str = "Who checks?", **more: str) -> Any:
    """Send a comment as a browser would that is not signed in."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"{PUBLIC}comment/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    data = {"text": text, "key": a_key(), "csrfmiddlewaretoken": token[1] if token else "", **more}
    return client.post(f"{PUBLIC}comment/", data)


def test_a_draft_is_not_read_in_public_nor_one_withdrawn_before_anybody_was_asked(
    draft: PolicyVersion, people: People
) -> None:
    assert Client().get(PUBLIC).status_code == 404
    assert "No policy is being consulted on now." in words(Client().get("/consultations/"))
    hannah = Reader(people["policy"])
    assert "Its public page stays" not in hannah.get(f"{VERSION}withdraw/")
    withdraw(draft, reason="Elections.", by=people["policy"], at=AT, key=a_key())
    assert Client().get(PUBLIC).status_code == 404


def test_what_was_withdrawn_stays_public_with_day_reason_comments_and_answers(
    open_version: PolicyVersion, people: People
) -> None:
    assert "Social value policy, version 2" in words(Client().get("/consultations/"))
    says("Who checks the homes?")
    hannah = Reader(people["policy"])
    hannah.post(f"{VERSION}comments/1/", {"text": "We do.", "changed": "Nothing.", "shown": "yes"})
    assert "Its public page stays, with its text" in hannah.get(f"{VERSION}withdraw/")
    hannah.post(f"{VERSION}withdraw/", {"reason": "The elections come first."})
    assert "withdrawn on 1 April 2026" in words(Client().get("/consultations/"))
    page = words(Client().get(PUBLIC))
    assert "This version was withdrawn on 1 April 2026." in page
    assert "says why: The elections come first." in page
    assert "Who checks the homes? Answer: We do." in page
    assert "Comments were taken" not in page
    assert "Comment on it" not in page


def test_whoever_opens_it_to_comments_is_told_that_it_becomes_public(draft: PolicyVersion, people: People) -> None:
    page = Reader(people["policy"]).get(f"{VERSION}consult/")
    assert "It becomes public at once: everybody reads its text on the public page, without signing in" in page


def test_everybody_reads_the_text_and_comments_without_an_account(open_version: PolicyVersion, people: People) -> None:
    page = words(Client().get(PUBLIC))
    assert "P1 Good work for local people" in page
    assert "Comments are taken until 1 May 2026" in page
    answer = says(name="Ada Quill")
    assert answer.url == f"{PUBLIC}?comment=1"
    assert "Your comment is received It is comment number 1" in words(Client().get(answer.url))
    says("And the river?")
    named, unnamed = PolicyComment.objects.order_by("number")
    assert (named.sender, named.side, named.received, named.entered_by) == ("Ada Quill", Side.PUBLIC, "online", None)
    assert unnamed.sender == "Somebody who gave no name"
    entry = Entry.objects.filter(verb="policy.commented").latest("number")
    assert (entry.person, entry.capacity) == (None, "for somebody without an account")


def test_a_comment_is_shown_in_public_once_it_is_answered_unless_its_keeper_says_no(
    open_version: PolicyVersion, people: People
) -> None:
    hannah = Reader(people["policy"])
    says("Who checks the homes?")
    says("A name and a curse.")
    Reader(people["finance"]).post(f"{VERSION}comments/add/", {"text": "From the inside."})
    assert "Who checks the homes?" not in words(Client().get(PUBLIC))
    assert "Who checks the homes?" in hannah.get(f"{VERSION}comments/")
    answered = {"text": "We do.", "changed": "A section on checks."}
    hannah.post(f"{VERSION}comments/1/", {**answered, "shown": "yes"})
    hannah.post(f"{VERSION}comments/2/", {**answered, "shown": "no"})
    assert "Show the comment" not in hannah.get(f"{VERSION}comments/3/")
    hannah.post(f"{VERSION}comments/3/", answered)
    page = words(Client().get(PUBLIC))
    assert "Who checks the homes? Answer: We do." in page
    assert "A name and a curse." not in page
    assert "From the inside." not in page
    assert "Not shown on the public page." in hannah.get(f"{VERSION}comments/")


def test_after_the_closing_day_nobody_comments_and_the_answers_stay(
    open_version: PolicyVersion, people: People
) -> None:
    says()
    with time_machine.travel(AFTER):
        assert Client().get(f"{PUBLIC}comment/").status_code == 302
        page = words(Client().get(PUBLIC))
        assert "Comments were taken until 1 May 2026" in page
        assert "Comment on it" not in page
    with pytest.raises(OvertakenError, match="are closed"):
        comment_in_public(open_version, text="Late.", name="", at=AFTER, key=a_key())
    with pytest.raises(RefusedError, match="Enter the comment"):
        comment_in_public(open_version, text=" ", name="", at=AT, key=a_key())


def test_everybody_reads_what_was_consulted_on_until_it_is_approved(
    open_version: PolicyVersion, people: People
) -> None:
    consulted_on = open_version.wording.text
    with time_machine.travel(AFTER, tick=True):
        writes(open_version, people["policy"], at=AFTER, text="Two libraries close.")
        page = words(Client().get(PUBLIC))
        assert consulted_on in page
        assert "You read what was consulted on. Its text may change" in page
        assert "Two libraries" not in page
        proposed(open_version, people)
        assert "Two libraries" not in words(Client().get(PUBLIC))
        approved(open_version, people["director"])
        page = words(Client().get(PUBLIC))
        assert "Two libraries close." in page
        assert "You read what was approved on 4 May 2026. Read what was consulted on" in page
        page = words(Client().get(f"{PUBLIC}?consulted=1"))
        assert consulted_on in page
        assert "Two libraries" not in page


def told(what: str) -> list[tuple[str, str]]:
    """Who was told of this, and where it leads."""
    found = Message.objects.filter(subject__contains=what).order_by("pk")
    return list(found.values_list("person__full_name", "path"))


def test_who_keeps_it_is_told_of_comments_until_all_are_answered(open_version: PolicyVersion, people: People) -> None:
    hannah, waits = people["policy"], "a comment waits for an answer"
    says("Who checks the homes?", name="Ada Quill")
    says("And the river?")
    once = [(hannah.full_name, f"{VERSION}comments/")]
    assert told(waits) == once
    assert "Comment 1, from Ada Quill, waits for an answer." in Message.objects.latest("pk").text
    for number in (1, 2):
        answered = {"text": "We do.", "changed": "Nothing.", "shown": "yes"}
        Reader(hannah).post(f"{VERSION}comments/{number}/", answered)
    Reader(people["finance"]).post(f"{VERSION}comments/add/", {"text": "From the inside."})
    assert told(waits) == once * 2
    Reader(hannah).post(f"{VERSION}comments/3/", {"text": "We do.", "changed": "Nothing."})
    Reader(hannah).post(f"{VERSION}comments/add/", {"text": "From myself."})
    assert told(waits) == once * 2


def test_the_voluntary_sector_is_told_of_a_consultation(open_version: PolicyVersion, people: People) -> None:
    assert told("is open to comments") == [(people["voluntary.sector"].full_name, VERSION)]
    page = Reader(people["voluntary.sector"]).get(VERSION)
    assert "Comment on it" in page


def test_machines_and_floods_are_kept_out(open_version: PolicyVersion, people: People) -> None:
    assert says(website="x").status_code == 422
    assert [says(f"Comment {number}").status_code for number in range(11)] == [302] * 10 + [429]
    assert PolicyComment.objects.count() == 10


@pytest.mark.parametrize("path", ["/consultations/", PUBLIC, f"{PUBLIC}comment/"])
def test_a_public_page_asks_few_queries(open_version: PolicyVersion, people: People, path: str) -> None:
    for number in range(3):
        says()
        Reader(people["policy"]).post(f"{VERSION}comments/{number + 1}/", {"text": "A", "changed": "B", "shown": "yes"})
    Client().get(path)
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(path).status_code == 200
    assert len(asked) <= MOST_QUERIES


def a_file(document: Any) -> SimpleUploadedFile:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return SimpleUploadedFile("policy.json", content, "application/json")


def test_a_policy_goes_out_as_a_file_and_comes_into_a_draft(draft: PolicyVersion, people: People) -> None:
    hannah = Reader(people["policy"])
    writes(draft, people["policy"], priorities=(HOMES,), fates=())
    file = hannah.client.get(f"{VERSION}export/")
    assert "social-value-version-2-" in file["Content-Disposition"]
    exported = json.loads(file.content)
    writes(draft, people["policy"], text="Something else.", priorities=())
    draft.refresh_from_db()
    hannah.post(f"{VERSION}import/", {"file": a_file(exported), "read": draft.digest})
    draft.refresh_from_db()
    assert draft.wording.priorities == (HOMES,)
    assert draft.digest == exported["digest"]
    assert "all of it, from the file policy.json" in hannah.get("/policies/social-value/history/")
    Reader(people["finance"]).get(f"{VERSION}import/", 403)
    assert json.loads(Reader(people["finance"]).client.get("/policies/social-value/versions/1/export/").content)["text"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"no json", "The file is no JSON document."),
        ([], "The file holds no policy."),
        ({"format": "tollgate/policy/1", "digest": "0"}, "its digest is of another text"),
        ({"format": "tollgate/policy/1", "text": "\ud800"}, "half of a surrogate pair"),
        ({"format": "tollgate/policy/1", "priorities": [{"a\0b\ud800": "x"}]}, "cannot be kept: U+0000"),
        (b"[" * 100_000, "The file is no JSON document."),
        ({"format": "tollgate/policy/1", "sections": [{"text": "x"}]}, "sections[1].title: is missing"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(draft: PolicyVersion, people: People, file: Any, said: str) -> None:
    answer = Reader(people["policy"]).post(f"{VERSION}import/", {"file": a_file(file), "read": draft.digest}, 422)
    assert said in words(answer)
    before = draft.digest
    draft.refresh_from_db()
    assert draft.digest == before
