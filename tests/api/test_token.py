"""issue_token: one token, printed once."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from accounts.models import Person
from tests.api.council import Council


def issued(email: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints on standard output."""
    call_command("issue_token", email)
    return capsys.readouterr().out


def status_with(token: str) -> int:
    """What the API answers to a token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client.get("/api/v1/tasks/").status_code


def test_a_token_is_all_that_is_printed_and_it_works(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    token = issued(council.finance.email, capsys)
    assert token == f"{token.strip()}\n"
    assert status_with(token.strip()) == 200


def test_a_new_token_ends_the_one_before(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (issued(council.finance.email.upper(), capsys).strip() for _ in range(2))
    assert first != second
    assert (status_with(first), status_with(second)) == (401, 200)


@pytest.mark.django_db
def test_an_unknown_address_is_told_so() -> None:
    with pytest.raises(CommandError, match="Nobody is registered at nobody@example"):
        call_command("issue_token", "nobody@example.org")


def test_a_closed_account_gets_none(council: Council) -> None:
    Person.objects.filter(pk=council.finance.pk).update(is_active=False)
    with pytest.raises(CommandError, match="The account of Ruth Okafor is closed"):
        call_command("issue_token", council.finance.email)
