"""A session ends while somebody types: nobody comes in without signing in, and what was typed is there afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from commissioning.case.models import Case
from commissioning.drafts.keeping import LONGEST
from commissioning.drafts.models import Draft
from commissioning.drafts.slips import HOLDS_FOR, Slip
from commissioning.needs.models import NeedsRecord
from tests.accounts.factories import a_key, a_person
from tests.api.council import Council, a_small_council
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.casefile.test_views_drafts import MINE, hidden
from tests.kept import made_once

PASSWORD = "long-enough-for-anyone"


@pytest.fixture
def council(db: None) -> Council:
    return made_once("a small council", a_small_council)


@pytest.fixture
def writer(council: Council) -> Reader:
    """The commissioner at a browser that sends what the forms hold against forgery, and can sign in with a password."""
    council.commissioner.set_password(PASSWORD)
    council.commissioner.save(update_fields=["password"])
    return Reader(council.commissioner)


@pytest.fixture
def path(council: Council, writer: Reader) -> str:
    """The address of a section that is being written."""
    return f"/cases/{writer.open_case(council).reference}/records/needs/lessons/"


def strict(person: Person | None = None) -> Client:
    """A browser whose forms are held against forgery, as everybody's are."""
    client = Client(enforce_csrf_checks=True)
    if person is not None:
        client.force_login(person)
    return client


def page_at(client: Client, path: str) -> dict[str, str]:
    """Open a page, and return the hidden fields of its form."""
    return hidden(client.get(path).content.decode())


def ends(client: Client) -> None:
    """Let the session end: its cookie is gone, the one against forgery stays."""
    del client.cookies["sessionid"]


def signs_in(client: Client, person: Person, then: str) -> Any:
    """Sign in by the form."""
    token = hidden(client.get("/accounts/login/").content.decode(), 'method="post"')["csrfmiddlewaretoken"]
    data = {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token, "next": then}
    return client.post("/accounts/login/", data)


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in(path: str, writer: Reader) -> None:
    client = strict(writer.person)
    page = page_at(client, path)
    ends(client)
    away = client.post(path, {**page, "lessons": MINE})
    assert (away.status_code, away.headers["Location"]) == (302, f"/accounts/login/?next={path}")
    assert NeedsRecord.objects.get().lessons == ""
    assert "You were signed out. What you typed is kept" in words(client.get(away.headers["Location"]))
    assert signs_in(client, writer.person, path).headers["Location"] == path
    answer = client.get(path)
    assert "We kept what you typed on" in words(answer)
    fresh = hidden(answer.content.decode())
    assert client.post(path, {**fresh, "lessons": MINE}).status_code == 302
    assert NeedsRecord.objects.get().lessons == MINE
    assert not Draft.objects.exists()


def test_another_person_who_then_signs_in_sees_nothing_of_it(path: str, writer: Reader, council: Council) -> None:
    client = strict(writer.person)
    page = page_at(client, path)
    ends(client)
    client.post(path, {**page, "lessons": MINE})
    client.force_login(council.head)
    assert MINE not in client.get(path).content.decode()


@pytest.mark.parametrize("slip", ["none", "tampered", "of another page", "expired"])
def test_without_a_slip_of_this_page_nothing_is_kept(path: str, writer: Reader, slip: str) -> None:
    client = strict(writer.person)
    page = page_at(client, path)
    ends(client)
    other = Slip(writer.person.pk, "write/1/needs/1", "need", path.replace("lessons", "need")).signed()
    sent = {"none": "", "tampered": f"{page['draft']}x", "of another page": other, "expired": page["draft"]}[slip]
    with time_machine.travel(timezone.now() + (2 * HOLDS_FOR if slip == "expired" else timedelta())):
        away = client.post(path, {**page, "draft": sent, "lessons": MINE})
    assert away.headers["Location"].startswith("/accounts/login/")
    assert "What you typed is kept" not in words(client.get(away.headers["Location"]))
    assert not Draft.objects.filter(typed_at__isnull=False).exists()


def test_what_is_too_long_is_not_said_to_be_kept(path: str, writer: Reader) -> None:
    client = strict(writer.person)
    page = page_at(client, path)
    ends(client)
    away = client.post(path, {**page, "lessons": "x" * LONGEST})
    assert "What you typed is kept" not in words(client.get(away.headers["Location"]))


def test_a_forged_form_is_refused_whoever_sends_it(path: str, writer: Reader) -> None:
    for client in (strict(writer.person), strict()):
        page = page_at(strict(writer.person), path)
        answer = client.post(path, {"lessons": MINE, "key": a_key(), "draft": page["draft"][:-2]})
        assert answer.status_code == 403
        assert "Go back, open the page again" in words(answer)
    assert not Draft.objects.filter(typed_at__isnull=False).exists()
    assert NeedsRecord.objects.get().lessons == ""


def test_who_signed_in_again_elsewhere_is_led_to_the_page_with_what_was_typed(path: str, writer: Reader) -> None:
    client = strict(writer.person)
    page = page_at(client, path)
    ends(client)
    signs_in(client, writer.person, "/")
    answer = client.post(path, {**page, "lessons": MINE})
    assert answer.status_code == 403
    assert "What you typed is kept as your draft." in words(answer)
    assert f'href="{path}"' in answer.content.decode()
    assert f"{MINE}</textarea>" in client.get(path).content.decode()
    assert NeedsRecord.objects.get().lessons == ""


def test_a_form_of_whoever_was_here_before_is_not_kept_for_whoever_is_here_now(path: str, writer: Reader) -> None:
    client = strict(writer.person)
    page = page_at(client, path)
    client.force_login(a_person("Max Stone"))
    answer = client.post(path, {**page, "lessons": MINE, "csrfmiddlewaretoken": "x"})
    assert answer.status_code == 403
    assert not Draft.objects.filter(typed_at__isnull=False).exists()


def test_a_page_goes_on_keeping_what_is_typed_while_nobody_is_signed_in(path: str, writer: Reader) -> None:
    client = strict(writer.person)
    page = page_at(client, path)
    kept = client.post("/drafts/", {**page, "lessons": "Waits"})
    assert kept.content.decode().startswith("Draft kept at ")
    ends(client)
    kept = client.post("/drafts/", {**page, "lessons": MINE})
    assert kept.status_code == 200
    assert "You are signed out. What you type is still kept" in kept.content.decode()
    signs_in(client, writer.person, path)
    assert f"{MINE}</textarea>" in client.get(path).content.decode()


def test_a_seat_that_answers_too_late_finds_its_words_again(council: Council, writer: Reader) -> None:
    case: Case = writer.open_case(council)
    writer.write_needs(case)
    writer.submit(case)
    task = f"/tasks/{Reader(council.finance).task(case, 'sign').pk}/"
    client = strict(council.finance)
    page = page_at(client, task)
    ends(client)
    sent = {**page, "action": "return", "reason": "The lessons name one supplier."}
    assert client.post(task, sent).headers["Location"] == f"/accounts/login/?next={task}"
    client.force_login(council.finance)
    assert "The lessons name one supplier.</textarea>" in client.get(task).content.decode()
