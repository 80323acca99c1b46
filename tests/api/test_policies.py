"""The policy register over the API: read, drafted as a document, consulted on, approved by others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import Body
from accounts.rights import Role
from commissioning.policies.models import PolicyVersion
from tests.accounts.factories import AT, a_key, in_post
from tests.api.council import Caller, Council
from tests.commissioning.policies.published import a_policy

VERSION = "policies/social-value/versions/2/"
LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def city(council: Council) -> Body:
    """The council, which keeps the policy."""
    return Body.objects.get(kind="council", children=council.service)


@pytest.fixture
def hannah(city: Body) -> Caller:
    """The policy officer of the council, whose social value policy is in force."""
    a_policy(city)
    return Caller(in_post(Role.POLICY_OFFICER, city, "Hannah Weiss"))


def taken(caller: Caller, step: str, status: int = 201, /, **given: Any) -> Any:
    answer = caller.post(f"{VERSION}steps/", {"step": step, **given}, a_key())
    assert answer.status_code == status, answer.content
    return answer.json()


def test_policies_are_listed_and_read(hannah: Caller, commissioner: Caller) -> None:
    [found] = commissioner.get("policies/").json()["results"]
    assert (found["code"], found["in_force"], len(found["versions"])) == ("social-value", 1, 1)
    assert commissioner.get("policies/social-value/").json() == found
    read = commissioner.get("policies/social-value/versions/1/").json()
    assert [one["code"] for one in read["document"]["priorities"]] == ["SV1", "SV2"]
    assert commissioner.get("policies/tea/").status_code == 404
    assert commissioner.get(VERSION).status_code == 404


def test_a_version_is_drafted_consulted_on_and_approved(
    hannah: Caller, city: Body, council: Council, commissioner: Caller
) -> None:
    assert commissioner.post("policies/social-value/", {}, a_key()).status_code == 403
    first, again = (hannah.post("policies/social-value/", {}, "one") for _ in range(2))
    assert (first.status_code, first.json()["version"], first.json()) == (201, 2, again.json())
    read = hannah.get(VERSION).json()
    document = {**read["document"], "text": "For all."}
    for caller, status in ((commissioner, 404), (Caller(council.finance), 403)):
        assert caller.patch(VERSION, {"document": document, "read": read["digest"]}, a_key()).status_code == status
    assert hannah.patch(VERSION, {"document": document, "read": read["digest"]}, a_key()).status_code == 201
    assert hannah.patch(VERSION, {"document": document, "read": read["digest"]}, a_key()).status_code == 409
    wrong = hannah.patch(VERSION, {"document": {"priorities": [{"code": ""}]}, "read": "x"}, a_key())
    assert (wrong.status_code, wrong.json()["errors"]["priorities[1].title"]) == (422, ["is missing"])
    read = hannah.get(VERSION).json()
    assert read["document"]["text"] == "For all."
    assert taken(hannah, "consult", 422, read=read["digest"])["errors"] == {"until": ["Send this, too."]}
    taken(hannah, "consult", until="2026-11-01", read=read["digest"])
    sector = Caller(council.adviser)
    assert sector.post(f"{VERSION}comments/", {"text": "More."}, a_key()).status_code == 201
    letter = {"text": "The river!", "side": "public", "sender": "A resident", "received": "letter"}
    assert hannah.post(f"{VERSION}comments/", letter, a_key()).status_code == 422
    assert hannah.post(f"{VERSION}comments/", {**letter, "received_on": "2026-10-06"}, a_key()).status_code == 201
    assert Caller(council.supplier).get(f"{VERSION}comments/").status_code == 404
    approved_over_the_api(hannah, sector, city)


def approved_over_the_api(hannah: Caller, sector: Caller, city: Body) -> None:
    """Answer both comments, put the version forward, and have it approved by the director."""
    with time_machine.travel(LATER):
        days = {"effective_from": "2026-12-01", "review_on": "2027-12-01", "reason": "Yearly."}
        refused = taken(hannah, "propose", 422, **days)
        assert len(refused["errors"]["against"]) == 2
        for number in (1, 2):
            said = {"text": "Yes.", "changed": "Nothing."}
            assert hannah.post(f"{VERSION}comments/{number}/", said, a_key()).status_code == 201
        [one, other] = sector.get(f"{VERSION}comments/").json()["results"]
        assert (one["side"], other["sender"], other["answer"]) == (
            "voluntary_sector",
            "A resident",
            {"text": "Yes.", "changed": "Nothing."},
        )
        taken(hannah, "propose", **days)
        put = hannah.get(VERSION).json()
        approval = {"read": put["proposal"], "approved_on": "2026-11-20", "approval": "Cabinet, minute 4"}
        taken(hannah, "approve", 403, **approval)
        director = Caller(in_post(Role.CORPORATE_DIRECTOR, city, "Sunita Rao"))
        taken(director, "approve", 409, **{**approval, "read": put["digest"]})
        assert taken(director, "approve", **approval)["version"] == 2
        taken(director, "withdraw", 403, reason="No.")
        assert sector.get(VERSION).json()["state"] == "approved"
    assert PolicyVersion.objects.get(number=1).superseded_from == date(2026, 12, 1)


def test_a_policy_is_begun(hannah: Caller, city: Body, commissioner: Caller) -> None:
    begun = hannah.post("policies/", {"title": "Climate plan", "owner": city.slug}, a_key())
    assert (begun.status_code, begun.json()["stream"]) == (201, "policy/climate-plan")
    assert commissioner.post("policies/", {"title": "Mine", "owner": city.slug}, a_key()).status_code == 403
