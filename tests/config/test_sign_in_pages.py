"""Signing in, the second step and one's own account, in the house's frame and words."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Person

PASSWORD = "correct-horse-7"
PAGES = ("2fa/", "email/", "password/change/", "logout/", "2fa/webauthn/")
CAREFUL_PAGES = ("2fa/totp/activate/", "2fa/webauthn/add/", "2fa/recovery-codes/generate/")
OPEN_PAGES = (
    "login/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-x/",
    "password/reset/key/done/",
)


@pytest.fixture
def person(db: None) -> Person:
    """Somebody who signs in."""
    return Person.objects.create_user(
        "amina@demo.example", "Amina Khan", at=datetime(2026, 10, 6, tzinfo=UTC), password=PASSWORD
    )


@pytest.fixture
def signed_in(client: Client, person: Person) -> Client:
    """Signed in through the page, so that nobody asks for the password once more."""
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("page", OPEN_PAGES)
def test_pages_for_who_is_not_signed_in(client: Client, db: None, page: str) -> None:
    answer = client.get(f"/accounts/{page}", follow=True)
    assert answer.status_code == 200
    assert "tg-header" in answer.content.decode()
    assert "Sign out" not in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_ones_account(signed_in: Client, page: str) -> None:
    answer = signed_in.get(f"/accounts/{page}")
    assert answer.status_code == 200
    assert "Amina Khan" in answer.content.decode()


@pytest.mark.parametrize("page", CAREFUL_PAGES)
def test_changing_how_one_signs_in_asks_for_the_password_again(signed_in: Client, page: str) -> None:
    asked = signed_in.get(f"/accounts/{page}", follow=True)
    assert "Confirm that it is you" in asked.content.decode()
    answer = signed_in.post(
        asked.request["PATH_INFO"], {"password": PASSWORD, "next": f"/accounts/{page}"}, follow=True
    )
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == f"/accounts/{page}"


def test_the_picture_for_the_app_is_part_of_the_page(signed_in: Client) -> None:
    """As an image of data the content security policy would block it."""
    next_page = "/accounts/2fa/totp/activate/"
    answer = signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": next_page}, follow=True)
    page = answer.content.decode()
    assert "<svg" in page
    assert "<?xml" not in page
    assert "data:image" not in page


def test_a_wrong_password_is_told_in_a_summary(client: Client, person: Person) -> None:
    page = client.post("/accounts/login/", {"login": person.email, "password": "wrong"}).content.decode()
    assert "Error: Sign in" in page
    assert "There is a problem" in page


def test_fields_are_named_in_plain_words(client: Client, db: None) -> None:
    page = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert "Enter the email address" in page
    assert "placeholder" not in page


def test_signing_out_is_a_button(signed_in: Client) -> None:
    page = signed_in.get("/accounts/email/").content.decode()
    assert '<form method="post" action="/accounts/logout/">' in page
    assert signed_in.post("/accounts/logout/", follow=True).request["PATH_INFO"] == "/accounts/login/"
