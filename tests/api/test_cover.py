"""Cover through the API: asking a colleague, their answer, acting for the holder, ending it; each once for its key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.authority import posts_of
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.cover.models import CoverOffer
from tests.accounts.factories import a_body, a_key, a_person, a_post, appointed
from tests.api.council import Caller, Council
from tests.api.test_queries import queries_of

TODAY = day_of(timezone.now())


@pytest.fixture
def colleague(council: Council) -> Caller:
    """A procurement officer of the same council."""
    body = a_body("Procurement", parent=council.service.parent)
    person = a_person("Lin Chen", body=body)
    appointed(person, a_post(Role.PROCUREMENT_OFFICER, body))
    return Caller(person)


def proposal(finance: Caller, colleague: Caller, **more: Any) -> dict[str, Any]:
    """What Finance asks of a colleague."""
    [post] = finance.get("cover/").json()["posts"]
    days = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=7)).isoformat()}
    return {"post": post["id"], "person": colleague.person.email, "reason": "Annual leave.", **days, **more}


def offer_of(caller: Caller) -> Any:
    """The one offer that concerns a caller."""
    [found] = caller.get("cover/").json()["offers"]
    return found


def test_a_colleague_accepts_and_signs_for_the_holder(at_gate: str, finance: Caller, colleague: Caller) -> None:
    asked, key = proposal(finance, colleague, value_limit="5000000"), a_key()
    made = finance.post("cover/offers/", asked, key)
    assert made.status_code == 201, made.json()
    assert finance.post("cover/offers/", asked, key).json() == made.json()
    assert finance.post("cover/offers/", {**asked, "reason": "Other."}, key).status_code == 422
    assert CoverOffer.objects.count() == 1
    assert (offer_of(finance)["actions"], offer_of(colleague)["actions"]) == (["withdraw"], ["accept", "decline"])
    assert colleague.get("tasks/").json()["results"] == []
    path, key = f"cover/offers/{made.json()['offer']}/", a_key()
    accepted = colleague.post(path, {"action": "accept"}, key)
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert colleague.post(path, {"action": "accept"}, key).json() == accepted.json()
    signed = colleague.act(colleague.task("sign"), "sign")
    assert signed.status_code == 200, signed.json()
    newest = finance.get(f"cases/{at_gate}/trail/").json()["results"][-1]
    assert (newest["actor"], newest["on_behalf_of"]) == ("Lin Chen", "Ruth Okafor")


def test_a_cover_is_ended_at_once_or_on_a_day(finance: Caller, colleague: Caller) -> None:
    offer = finance.post("cover/offers/", proposal(finance, colleague), a_key()).json()["offer"]
    path = f"cover/offers/{offer}/"
    assert colleague.post(path, {"action": "accept"}, a_key()).status_code == 200
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert colleague.post(path, {"action": "end", "on": tomorrow}, a_key()).json()["state"] == "accepted"
    assert (offer_of(finance)["ends_on"], offer_of(finance)["actions"]) == (tomorrow, ["end"])
    assert finance.post(path, {"action": "end"}, a_key()).json()["state"] == "ended"
    assert [held.principal for held in posts_of(colleague.person, timezone.now())] == [None]
    assert finance.post(path, {"action": "end"}, a_key()).status_code == 409


def test_an_offer_is_declined_or_withdrawn(finance: Caller, colleague: Caller) -> None:
    first = finance.post("cover/offers/", proposal(finance, colleague), a_key()).json()["offer"]
    refused = colleague.post(f"cover/offers/{first}/", {"action": "decline"}, a_key())
    assert (refused.status_code, refused.json()["errors"]) == (422, {"reason": ["Say why."]})
    declined = colleague.post(f"cover/offers/{first}/", {"action": "decline", "reason": "Away."}, a_key())
    assert declined.json()["state"] == "declined"
    second = finance.post("cover/offers/", proposal(finance, colleague), a_key()).json()["offer"]
    assert colleague.post(f"cover/offers/{second}/", {"action": "withdraw"}, a_key()).status_code == 403
    assert finance.post(f"cover/offers/{second}/", {"action": "withdraw"}, a_key()).json()["state"] == "withdrawn"
    assert colleague.post(f"cover/offers/{second}/", {"action": "accept"}, a_key()).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"post": 2**31 - 1}, "post"),
        ({"person": "nobody@example.org"}, "person"),
        ({"principal": "nobody@example.org"}, "principal"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"starts_on": "2020-01-01"}, "starts_on"),
        ({"value_limit": "0"}, "value_limit"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_offered_is_refused_by_field(
    finance: Caller, colleague: Caller, change: dict[str, Any], field: str
) -> None:
    answer = finance.post("cover/offers/", proposal(finance, colleague, **change), a_key())
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not CoverOffer.objects.exists()


def test_of_the_posts_and_colleagues_of_others_nobody_learns(
    council: Council, finance: Caller, colleague: Caller
) -> None:
    """A supplier's contact is told the same of a post that there is, of one there is not, and of any address."""
    asked, contact = proposal(finance, colleague), Caller(council.supplier)
    told = set()
    for change in ({}, {"person": "nobody@example.org"}, {"post": 2**31 - 1}, {"reason": "Other."}):
        answer = contact.post("cover/offers/", {**asked, **change}, a_key())
        told.add((answer.status_code, answer.content))
    [(status, words)] = told
    assert status == 422
    assert b"Finance officer" not in words
    head = Caller(council.head).post("cover/offers/", {**asked, "principal": council.commissioner.email}, a_key())
    assert (head.status_code, list(head.json()["errors"])) == (422, ["post"])
    assert not CoverOffer.objects.exists()


def test_a_manager_arranges_it(council: Council, commissioner: Caller, colleague: Caller) -> None:
    head = Caller(council.head)
    asked = proposal(commissioner, colleague, principal=council.commissioner.email)
    assert head.post("cover/offers/", asked, a_key()).status_code == 201
    assert offer_of(commissioner)["offered_by"] == "Gareth Pryce"
    assert offer_of(commissioner)["actions"] == ["withdraw"]


def test_an_offer_of_others_is_not_there(finance: Caller, colleague: Caller, council: Council) -> None:
    offer = finance.post("cover/offers/", proposal(finance, colleague), a_key()).json()["offer"]
    for person in (council.commissioner, council.head, council.supplier, council.stranger):
        assert Caller(person).post(f"cover/offers/{offer}/", {"action": "end"}, a_key()).status_code == 404
    assert Caller(council.head).get("cover/").json()["offers"] == []


def test_reading_cover_costs_the_same_however_much(finance: Caller, colleague: Caller) -> None:
    def offer(weeks: int) -> None:
        first = TODAY + timedelta(weeks=weeks)
        days = {"starts_on": first.isoformat(), "ends_on": (first + timedelta(days=2)).isoformat()}
        assert finance.post("cover/offers/", proposal(finance, colleague, **days), a_key()).status_code == 201

    offer(1)
    one = queries_of(lambda: finance.get("cover/"))
    for weeks in (2, 3):
        offer(weeks)
    assert queries_of(lambda: finance.get("cover/")) == one <= 6
