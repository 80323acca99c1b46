"""Nominations by pages alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Holding, Nomination
from accounts.nominating import confirm
from accounts.rights import Role
from accounts.rules import day_of
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.nominations.nominated import HEAD, covers_for, head_of_parks, is_gone, nominated
from tests.council import People

pytestmark = pytest.mark.django_db
NEW = "/bodies/nominations/new/"


@pytest.fixture
def robert(people: People) -> Reader:
    return Reader(people["admin"])


@pytest.fixture
def ida(people: People) -> Reader:
    return Reader(people["second.admin"])


def day(name: str, found: date) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(found, part)) for part in ("day", "month", "year")}


def asked(**changed: Any) -> dict[str, Any]:
    today = day_of(timezone.now())
    given = {"person": "contract.manager@demo.example", "post": head_of_parks().pk, "value_limit": "250,000"}
    return {**given, **day("starts_on", today), **changed}


def test_what_is_nominated_in_cover_waits_for_neither_of_both(people: People, robert: Reader, ida: Reader) -> None:
    covers_for(people["legal"], people["admin"], Role.SYSTEM_ADMINISTRATOR, "council")
    found = nominated(people, by=people["legal"])
    page = robert.get(f"/bodies/nominations/{found.pk}/")
    assert f"Omar Haddad for {people['admin'].full_name}" in page
    assert "Confirm it" not in page
    assert "nomination waits" not in robert.get("/")
    assert "1 nomination waits for a second person" in ida.get("/")


def test_one_nominates_and_another_confirms(people: People, robert: Reader, ida: Reader) -> None:
    assert "Nominations for posts that decide" in robert.get("/bodies/")
    assert "Nobody is nominated." in robert.get("/bodies/nominations/")
    assert "the other administrators are told" in robert.get(NEW)
    assert "They are nominated." in robert.get(robert.post(NEW, asked()).url)
    found = Nomination.objects.get()
    page = f"/bodies/nominations/{found.pk}/"
    own = robert.get(page)
    assert "Waits for a second person" in own
    assert "It takes effect once a second person confirms it: Ida Moss." in own
    assert "Confirm it" not in own
    assert "Take it back" in own
    robert.post(f"{page}confirm/", {}, 403)
    assert "1 nomination waits for a second person" in ida.get("/")
    assert "nomination waits" not in robert.get("/")
    assert HEAD in ida.get("/bodies/nominations/")
    theirs = ida.get(page)
    assert "Up to £250,000" in theirs
    assert "What happens next: Jamal Rahman holds the post from" in theirs
    ida.post(f"{page}confirm/", {})
    assert Holding.objects.get(person=people["contract.manager"], post=found.post).value_limit == 250_000
    assert "Answered by Ida Moss" in ida.get(page)
    assert "Confirm it" not in ida.get(page)
    assert "nomination waits" not in ida.get("/")


def test_it_is_declined_with_a_reason(robert: Reader, ida: Reader, people: People) -> None:
    page = f"/bodies/nominations/{nominated(people).pk}/"
    assert "Decline it" in ida.get(page)
    assert "There is a problem" in ida.post(f"{page}decline/", {"reason": " "}, 422).content.decode()
    ida.post(f"{page}decline/", {"reason": "Not before April."})
    assert "Declined" in robert.get(page)
    robert.post(f"{page}decline/", {"reason": "Late."}, 409)


def test_who_is_nominated_sees_it_and_answers_nothing(people: People) -> None:
    page = f"/bodies/nominations/{nominated(people).pk}/"
    jamal = Reader(people["contract.manager"])
    shown = jamal.get(page)
    assert "It takes effect once a second person confirms it: Ida Moss." in shown
    assert "Confirm it" not in shown
    assert "Decline it" not in shown
    jamal.post(f"{page}confirm/", {}, 403)
    jamal.get(f"{page}decline/", 403)


@pytest.mark.parametrize("name", ["commissioner", "auditor", "director", "supplier"])
def test_others_know_of_none(people: People, name: str) -> None:
    page, other = f"/bodies/nominations/{nominated(people).pk}/", Reader(people[name])
    other.get("/bodies/nominations/", 403)
    other.get(NEW, 403)
    other.get(page, 404)
    other.post(f"{page}confirm/", {}, 404)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"person": "nobody@demo.example"}, "Nobody is registered at nobody@demo.example."),
        ({"person": "admin@demo.example"}, "You cannot nominate yourself"),
        ({"post": ""}, "Choose a post"),
        ({"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2026"}, "last day"),
        ({"person": "head.of.service@demo.example"}, "holds the post of"),
    ],
)
def test_what_is_wrong_is_said(robert: Reader, changed: dict[str, str], words: str) -> None:
    status = 403 if "yourself" in words else 422
    assert words in robert.post(NEW, asked(**changed), status).content.decode()
    assert not Nomination.objects.exists()


def test_only_posts_that_take_two_are_offered(robert: Reader) -> None:
    page = robert.get(NEW)
    assert "Head of service, Parks and Streets" in page
    assert "Corporate director" in page
    assert "Commissioner, Parks and Streets" not in page


def test_the_same_sent_twice_nominates_once(robert: Reader) -> None:
    key = a_key()
    robert.post(NEW, {**asked(), "key": key})
    robert.post(NEW, {**asked(), "key": key})
    assert Nomination.objects.count() == 1
    assert "waits for a second" in robert.post(NEW, asked(), 422).content.decode()


def test_where_nobody_can_confirm_the_page_says_what_to_do(people: People, robert: Reader) -> None:
    is_gone(people["second.admin"])
    covers_for(people["policy"], people["admin"], Role.SYSTEM_ADMINISTRATOR, "council")
    page = f"/bodies/nominations/{nominated(people).pk}/"
    assert "Have a second administrator appointed" in robert.get(page)
    hannah = Reader(people["policy"])
    assert "Confirm it" not in hannah.get(page)
    hannah.post(f"{page}confirm/", {}, 403)


def test_its_pages_ask_few_queries(people: People, ida: Reader, django_assert_max_num_queries: Any) -> None:
    at = timezone.now()
    for number in range(6):
        on = day_of(at) + timedelta(days=2 * number)
        found = nominated(people, starts_on=on, ends_on=on)
        confirm(found, by=people["second.admin"], at=at, key=a_key())
    last = nominated(people, starts_on=day_of(at) + timedelta(days=90))
    for page in ("/", "/bodies/nominations/", NEW, f"/bodies/nominations/{last.pk}/"):
        with django_assert_max_num_queries(12, info=page):
            ida.get(page)
