"""Nominations over the API alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.rules import day_of
from tests.api.council import Caller
from tests.council import People

pytestmark = pytest.mark.django_db
ALL = "nominations/"


def asked(**changed: Any) -> dict[str, Any]:
    given = {"person": "contract.manager@demo.example", "role": "head_of_service", "body": "parks-and-streets"}
    return {**given, "starts_on": day_of(timezone.now()).isoformat(), "value_limit": "250000", **changed}


def test_a_script_nominates_and_another_person_confirms(people: People) -> None:
    robert, ida = Caller(people["admin"]), Caller(people["second.admin"])
    first = robert.post(ALL, asked(), key="nominate-1")
    assert first.status_code == 201, first.json()
    assert robert.post(ALL, asked(), key="nominate-1").json() == first.json()
    assert robert.post(ALL, asked(value_limit="1"), key="nominate-1").status_code == 422
    told = first.json()
    assert (told["state"], told["person"], told["value_limit"]) == ("waiting", "Jamal Rahman", "250000.00")
    one = f"{ALL}{told['id']}/"
    assert robert.post(one, {"action": "confirm"}, key="yes-1").status_code == 403
    confirmed = ida.post(one, {"action": "confirm"}, key="yes-2")
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "confirmed")
    assert ida.post(one, {"action": "confirm"}, key="yes-2").json() == confirmed.json()
    assert ida.post(one, {"action": "confirm"}, key="yes-3").status_code == 409
    assert [row["answered_by"] for row in ida.get(ALL).json()["results"]] == ["Ida Moss"]


def test_a_script_declines_with_a_reason(people: People) -> None:
    robert, ida = Caller(people["admin"]), Caller(people["second.admin"])
    one = f"{ALL}{robert.post(ALL, asked(), key='nominate-1').json()['id']}/"
    assert ida.post(one, {"action": "decline"}, key="no-1").status_code == 422
    declined = ida.post(one, {"action": "decline", "reason": "Not before April."}, key="no-2")
    assert declined.json()["state"] == "declined"
    assert Caller(people["contract.manager"]).get(one).json()["state"] == "declined"


@pytest.mark.parametrize(
    ("changed", "named"), [({"person": "nobody@demo.example"}, "person"), ({"body": "nowhere"}, "body")]
)
def test_what_is_wrong_is_named(people: People, changed: dict[str, str], named: str) -> None:
    refused = Caller(people["admin"]).post(ALL, asked(**changed), key="nominate-1")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [named])


def test_others_neither_read_nor_nominate(people: People) -> None:
    one = f"{ALL}{Caller(people['admin']).post(ALL, asked(), key='nominate-1').json()['id']}/"
    other = Caller(people["director"])
    assert other.get(ALL).status_code == 403
    assert other.post(ALL, asked(), key="nominate-2").status_code == 403
    assert other.get(one).status_code == 404
    assert other.post(one, {"action": "confirm"}, key="yes-1").status_code == 404
