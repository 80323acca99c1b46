"""verify_ledger says sound with exit 0, or the stream and number of the first break with exit 1."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests.audit.ledger import some_ledger

pytestmark = pytest.mark.django_db


def test_sound() -> None:
    some_ledger()
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue().startswith("Sound: ")


def test_broken_in_words_and_as_json() -> None:
    service = some_ledger()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_body SET name = 'Another' WHERE id = %s", [service.pk])
    said = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_ledger", stderr=said)
    assert f"first break in {service.stream_name}, number 1" in said.getvalue()
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_ledger", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["sound"] is False
    assert told["breaks"][0]["stream"] == service.stream_name
