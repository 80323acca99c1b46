"""Nominations by command."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Holding, Nomination
from tests.commissioning.nominations.nominated import nominated
from tests.council import People

pytestmark = pytest.mark.django_db
ROBERT, IDA, JAMAL = "admin@demo.example", "second.admin@demo.example", "contract.manager@demo.example"


def run(*args: str) -> str:
    """Run a command and return what it printed."""
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_one_nominates_and_another_confirms(people: People) -> None:
    terms = ("--from", "2026-12-01", "--until", "2027-11-30", "--up-to", "250,000")
    number = run("nominate", JAMAL, "head_of_service", "parks-and-streets", "--by", ROBERT, *terms).strip()
    [waiting] = json.loads(run("nominations", "--by", IDA, "--json"))["nominations"]
    assert waiting == {
        "id": int(number),
        "person": "Jamal Rahman",
        "role": "head_of_service",
        "body": "parks-and-streets",
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
        "value_limit": "250000.00",
        "state": "waiting",
        "nominated_by": "Robert Lindqvist",
    }
    with pytest.raises(CommandError, match="You nominated Jamal Rahman"):
        run("nominations", "--by", ROBERT, "--confirm", number)
    assert "confirmed" in run("nominations", "--by", IDA, "--confirm", number)
    assert Holding.objects.filter(person=people["contract.manager"], value_limit=250_000).exists()
    assert run("nominations", "--by", IDA) == ""


def test_one_is_declined_with_a_reason(people: People) -> None:
    number = str(nominated(people).pk)
    with pytest.raises(CommandError, match="Say why"):
        run("nominations", "--by", IDA, "--decline", number)
    assert "declined" in run("nominations", "--by", IDA, "--decline", number, "--reason", "Not before April.")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((JAMAL, "head_of_service", "nowhere", "--by", ROBERT), "There is no post of head of service at nowhere"),
        (("nobody@demo.example", "head_of_service", "finance", "--by", ROBERT), "Nobody is registered at nobody"),
        ((JAMAL, "head_of_service", "parks-and-streets", "--by", JAMAL), "right"),
        ((JAMAL, "head_of_service", "parks-and-streets", "--by", ROBERT, "--up-to", "much"), "no amount"),
    ],
)
def test_a_refusal_says_why(people: People, args: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words) if words != "right" else pytest.raises(CommandError):
        run("nominate", *args)
    assert not Nomination.objects.exists()


def test_what_one_may_not_know_of_is_not_there(people: People) -> None:
    number = str(nominated(people).pk)
    with pytest.raises(CommandError, match="There is no nomination"):
        run("nominations", "--by", "director@demo.example", "--confirm", number)
