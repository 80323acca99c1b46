"""Reorganisations over the API alone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Body
from accounts.rules import day_of
from commissioning.case.models import Case
from commissioning.reorganising.rules import Going
from tests.api.council import Caller
from tests.commissioning.reorganising.reorganised import proposed
from tests.commissioning.reorganising.test_reorganising import owners
from tests.council import People
from workflows.sweeping import go_on_reorganising

pytestmark = pytest.mark.django_db
ACTS = "reorganisations/"


def test_a_script_proposes_and_another_person_confirms(people: People, case: Case, lead: Body, health: Body) -> None:
    admin, director = Caller(people["admin"]), Caller(people["director"])
    given = {
        "kind": "transfer",
        "body": lead.slug,
        "moves": [{"former": lead.slug, "into": health.slug, "references": [case.reference]}],
        "effective_on": day_of(timezone.now()).isoformat(),
        "reason": "Cabinet decided it.",
    }
    first = admin.post(ACTS, given, key="act-1")
    assert first.status_code == 201, first.json()
    assert admin.post(ACTS, given, key="act-1").json() == first.json()
    assert admin.post(ACTS, {**given, "reason": "Other."}, key="act-1").status_code == 422
    act = f"{ACTS}{first.json()['id']}/"
    assert first.json()["effects"][0].endswith("this moves no open tasks, no live contracts and 1 case.")
    assert admin.post(act, {"action": "confirm"}, key="yes-1").status_code == 403
    confirmed = director.post(act, {"action": "confirm"}, key="yes-2")
    assert (confirmed.status_code, confirmed.json()["confirmed_by"]) == (200, "Sunita Rao")
    assert director.post(act, {"action": "confirm"}, key="yes-2").json() == confirmed.json()
    assert director.post(act, {"action": "confirm"}, key="yes-3").status_code == 409
    go_on_reorganising(timezone.now())
    assert director.get(act).json()["state"] == "done"
    assert owners(case) == [(health.name, "lead")]
    assert [one["state"] for one in director.get(ACTS).json()["results"]] == ["done"]


def test_a_script_declines_with_a_reason(people: People, lead: Body, health: Body) -> None:
    act = f"{ACTS}{proposed(people, 'transfer', lead, Going(lead.slug, health.slug)).pk}/"
    director, given = Caller(people["director"]), {"action": "decline", "reason": "Not before the review."}
    assert Caller(people["admin"]).post(act, given, key="no-1").status_code == 403
    assert director.post(act, {"action": "decline"}, key="no-2").status_code == 422
    declined = director.post(act, given, key="no-3").json()
    assert (declined["state"], declined["end_reason"]) == ("declined", "Not before the review.")
    assert director.post(act, given, key="no-3").json() == declined


def test_what_is_refused_names_the_question(people: People, lead: Body, health: Body) -> None:
    admin = Caller(people["admin"])
    given = {"kind": "rename", "body": lead.slug, "effective_on": "2027-01-01", "reason": "Cabinet decided it."}
    refused = admin.post(ACTS, given, key="act-1")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["name"])
    assert admin.post(ACTS, {**given, "body": "nowhere"}, key="act-2").status_code == 422
    assert Caller(people["director"]).post(ACTS, {**given, "name": "Adult"}, key="act-3").status_code == 403
    made = admin.post(ACTS, {**given, "name": "Adult Services"}, key="act-4").json()
    act = f"{ACTS}{made['id']}/"
    assert admin.post(act, {"action": "withdraw"}, key="no-1").status_code == 422
    withdrawn = admin.post(act, {"action": "withdraw", "reason": "Not now."}, key="no-2")
    assert withdrawn.json()["state"] == "withdrawn"
    for name in ("commissioner", "supplier"):
        assert Caller(people[name]).get(ACTS).status_code == 403
        assert Caller(people[name]).get(act).status_code == 403
