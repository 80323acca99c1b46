"""What holds for every page: signed in or sent away, and nothing but our own files."""

from django.test import Client
from django.urls import reverse

POLICY = {"default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'"}


def test_sign_in_asks_for_address_and_password(client: Client, db: None) -> None:
    """The two fields that scripts rely on; nobody signs up."""
    page = client.get("/accounts/login/").content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "/accounts/signup/" not in page


def test_only_our_own_files_are_loaded(client: Client, db: None) -> None:
    """The content security policy has no exception."""
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert {directive.strip() for directive in policy.split(";")} == POLICY


def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, db: None) -> None:
    """Every page asks, unless it says that it does not."""
    away = client.get(reverse("account_change_password"))
    assert away.status_code == 302
    assert away.headers["Location"].startswith("/accounts/login/")


def test_sign_up_is_closed(client: Client, db: None) -> None:
    """People are registered by the council."""
    client.post(
        "/accounts/signup/", {"email": "a@b.example", "password1": "long-enough-1", "password2": "long-enough-1"}
    )
    assert "_auth_user_id" not in client.session
