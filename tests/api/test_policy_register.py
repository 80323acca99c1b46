"""The rest of the register over the API: linkages, gaps, what serves priorities, the delivery group, adopting."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from commissioning.vocabulary import Stage, State
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.policies.conftest import a_second_version
from tests.commissioning.policies.published import a_policy
from tests.council import AT, People, a_case, body
from tests.council import people as people

pytestmark = pytest.mark.django_db
SOCIAL = "policies/social-value/"
JUNE = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def hannah(people: People) -> Caller:
    """The policy officer."""
    return Caller(people["policy"])


def sent(caller: Caller, path: str, status: int = 201, /, **given: Any) -> Any:
    answer = caller.post(path, given, a_key())
    assert answer.status_code == status, answer.content
    return answer.json()


def test_policies_are_linked_reviewed_and_ended(hannah: Caller, people: People) -> None:
    a_policy(body("parks-and-streets"), code="climate", title="Climate plan")
    said = {"bond": "conflicts", "rationale": "Air.", "owner": "parks-and-streets", "review_on": "2026-10-01"}
    sent(Caller(people["finance"]), f"{SOCIAL}linkages/", 403, **said, other="climate")
    wrong = sent(hannah, f"{SOCIAL}linkages/", 422, **{**said, "owner": "nobody"}, other="climate")
    assert list(wrong["errors"]) == ["owner"]
    sent(hannah, f"{SOCIAL}linkages/", **said, other="climate")
    [found] = hannah.get("policies/linkages/").json()["results"]
    assert {name: found[name] for name in said} == said
    assert (found["policy"], found["other"]) == ("social-value", "climate")
    kinds = [gap["kind"] for gap in hannah.get("policies/gaps/").json()["results"]]
    assert kinds[0] == "conflict"
    assert Caller(people["supplier"]).get("policies/gaps/").status_code == 403
    one = f"{SOCIAL}linkages/{found['id']}/"
    sent(hannah, one, **{**said, "bond": "overlaps"}, read=found["digest"])
    sent(hannah, one, 409, **said, read=found["digest"])
    [now] = hannah.get("policies/linkages/").json()["results"]
    assert (now["bond"], hannah.patch(one, {"reason": "Settled."}, a_key()).status_code) == ("overlaps", 422)
    for read, status in ((found["digest"], 409), (now["digest"], 201), (now["digest"], 409)):
        assert hannah.patch(one, {"reason": "Settled.", "read": read}, a_key()).status_code == status
    assert hannah.get("policies/linkages/").json()["results"] == []


def test_the_delivery_group_is_recorded_and_read(hannah: Caller, people: People) -> None:
    group = f"{SOCIAL}group/"
    member = {"name": "Grace Mensah", "body": "voluntary-service", "part": "member", "since": "2026-03-02"}
    sent(Caller(people["finance"]), f"{group}members/", 403, **member)
    sent(hannah, f"{group}members/", **member)
    sent(hannah, f"{group}meetings/", held_on="2026-03-02", attendees="All", notes="Homes.")
    research = {"title": "Neighbours", "question": "What?", "supplier": "Harbour", "commissioned_on": "2026-03-02"}
    sent(hannah, f"{group}evidence/", 422, **research, case="TG-1999-0001")
    sent(hannah, f"{group}evidence/", **research)
    read = Caller(people["voluntary.sector"]).get(group).json()
    assert (read["members"][0]["body"], read["meetings"][0]["notes"]) == ("voluntary-service", "Homes.")
    evidence = read["evidence"][0]["id"]
    sent(hannah, f"{group}evidence/{evidence}/", findings="They help.", delivered_on="2026-04-01")
    sent(hannah, f"{group}evidence/{evidence}/", 409, findings="More.", delivered_on="2026-04-01")
    sent(hannah, f"{group}members/{read['members'][0]['id']}/", until="2026-04-01")
    read = hannah.get(group).json()
    assert (read["members"][0]["until"], read["evidence"][0]["findings"]) == ("2026-04-01", "They help.")
    assert Caller(people["supplier"]).get(group).status_code == 403


def test_a_case_says_its_version_and_adopts_a_newer_one(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    a_second_version(people)
    with time_machine.travel(JUNE):
        amina, path = Caller(people["commissioner"]), f"cases/{case.reference}/policy/"
        held = amina.get(path).json()
        assert (held["policy"], held["version"], held["newer"], held["may_adopt"]) == ("social-value", 1, 2, True)
        sent(Caller(people["finance"]), path, 403, version=2, reason="New.")
        sent(amina, path, 422, version=3, reason="New.")
        first, again = (amina.post(path, {"version": 2, "reason": "New."}, "one") for _ in range(2))
        assert (first.status_code, first.json()) == (201, again.json())
        assert amina.get(path).json()["newer"] is None
        used = amina.get(f"{SOCIAL}use/").json()
        assert (used["version"], used["results"][0]["cases"]) == (2, 1)
        assert amina.get(f"{SOCIAL}use/?version=9").status_code == 404
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.SOCIAL_VALUE, State.RETURNED)
