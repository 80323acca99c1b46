"""Owners over the API alone: a script shares a case, a body accepts, another leads."""

from __future__ import annotations

import pytest

from accounts.models import Body, Person
from commissioning.case.models import Case
from tests.api.council import Caller
from tests.commissioning.ownership.owned import asked_of
from tests.council import People

pytestmark = pytest.mark.django_db


def test_a_script_shares_accepts_and_hands_the_lead_on(needs: Case, partner: Body, people: People) -> None:
    author, path = Caller(people["commissioner"]), f"cases/{needs.reference}/owners/"
    add = {"action": "add", "body": partner.slug, "reason": "Both commission for the same people."}
    first = author.post(path, add, key="add-1")
    assert first.status_code == 201, first.json()
    assert author.post(path, add, key="add-1").json() == first.json()
    assert author.post(path, {**add, "reason": "Other."}, key="add-1").status_code == 422
    nia = Caller(Person.objects.get(full_name="Nia Boateng"))
    [task] = nia.get("tasks/").json()["results"]
    assert (task["kind"], task["actions"]) == ("accept", ["done", "take"])
    assert {field["name"] for field in task["fields"]} == {"answer", "reason"}
    accepted = nia.post(f"tasks/{task['id']}/", {"action": "done", "answer": "accept"}, key="accept-1")
    assert accepted.status_code == 200, accepted.json()
    found = author.get(path).json()
    assert [(one["body"], one["part"]) for one in found["owners"]] == [
        ("adult-social-care", "lead"),
        (partner.slug, "partner"),
    ]
    states = {one["body"]: (one["state"], one["person"]) for one in found["acceptances"]}
    assert states == {"adult-social-care": ("asked", None), partner.slug: ("accepted", "Nia Boateng")}
    leo = Person.objects.get(full_name="Leo Marsh")
    lead = {"action": "lead", "body": partner.slug, "commissioner": leo.email, "reason": "It pays most."}
    assert author.post(path, {**lead, "commissioner": "nobody@example.org"}, key="lead-1").status_code == 422
    assert author.post(path, lead, key="lead-2").status_code == 201
    assert author.get(path).json()["owners"][0]["body"] == partner.slug
    remove = {"action": "remove", "body": "adult-social-care", "reason": "It has no part in it."}
    assert author.post(path, remove, key="remove-1").status_code == 403
    assert Caller(leo).post(path, remove, key="remove-1").status_code == 201
    assert author.get(path).status_code == 404


def test_what_is_refused_names_the_field(needs: Case, people: People) -> None:
    author, path = Caller(people["commissioner"]), f"cases/{needs.reference}/owners/"
    unknown = author.post(path, {"action": "add", "body": "nowhere", "reason": "So."}, key="add-1")
    assert (unknown.status_code, list(unknown.json()["errors"])) == (422, ["body"])
    assert author.post(path, {"action": "sell", "body": "finance", "reason": "So."}, key="add-2").status_code == 422
    assert author.post(path, {"action": "add", "body": "finance", "reason": "So."}).status_code == 422
    assert (
        Caller(people["legal"]).post(path, {"action": "add", "body": "finance", "reason": "So."}, key="x").status_code
        == 403
    )


def test_a_decline_over_the_api_needs_its_reason(needs: Case, partner: Body, people: People) -> None:
    path = f"cases/{needs.reference}/owners/"
    given = {"action": "add", "body": partner.slug, "reason": "Both commission."}
    assert Caller(people["commissioner"]).post(path, given, key="add-1").status_code == 201
    nia, task = Caller(Person.objects.get(full_name="Nia Boateng")), asked_of(needs, partner)
    refused = nia.post(f"tasks/{task.pk}/", {"action": "done", "answer": "decline"}, key="no-1")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["reason"])
    declined = {"action": "done", "answer": "decline", "reason": "Not ours."}
    assert nia.post(f"tasks/{task.pk}/", declined, key="no-2").status_code == 200
