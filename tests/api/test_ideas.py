"""Ideas over the API: posted, moderated, found, answered by a case; nobody reads more than on the pages."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from commissioning.case.models import Case
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.ideas.conftest import an_idea, one_from_outside, published
from tests.council import AT, People
from tests.council import at_the_gate as at_the_gate
from tests.council import case as case
from tests.council import people as people

pytestmark = pytest.mark.django_db
IDEA = {
    "kind": "offer",
    "title": "A hall",
    "what": "On four evenings.",
    "who_benefits": "Young people",
    "wards": ["Castle"],
    "stands_until": "2026-12-31",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


def sent(caller: Caller, path: str, status: int = 201, /, **given: Any) -> Any:
    answer = caller.post(path, given, a_key())
    assert answer.status_code == status, answer.content
    return answer.json()


def test_an_idea_is_posted_changed_moderated_and_withdrawn(people: People) -> None:
    grace, hannah = Caller(people["voluntary.sector"]), Caller(people["policy"])
    key = a_key()
    first, again = (grace.post("ideas/", IDEA, key).json() for _ in range(2))
    assert first == again
    assert (first["idea"], first["stream"], first["entry"]) == (1, "idea/1", 1)
    assert list(sent(grace, "ideas/", 422, **{**IDEA, "theme": "None such"})["errors"]) == ["theme"]
    sent(Caller(people["commissioner"]), "ideas/", 403, **IDEA)
    read = hannah.get("ideas/1/").json()["digest"]
    sent(hannah, "ideas/1/", step="ask_for_change", read=read, reason="Say which hall.")
    assert grace.get("ideas/1/").json()["said"] == "Say which hall."
    changed = grace.client.put("/api/v1/ideas/1/", {**IDEA, "what": "St Ann’s."}, headers={"Idempotency-Key": a_key()})
    assert changed.status_code == 201
    sent(hannah, "ideas/1/", 409, step="publish", read=read)
    sent(hannah, "ideas/1/", 422, step="publish", read=read, reason="So.")
    sent(hannah, "ideas/1/", step="publish", read=hannah.get("ideas/1/").json()["digest"])
    found = Caller(people["supplier"]).get("ideas/", ward="castle ward", q="hall").json()
    assert (found["count"], found["results"][0]["number"], found["results"][0]["said"]) == (1, 1, None)
    assert Caller(people["supplier"]).get("ideas/", kind="need").json()["count"] == 0
    sent(grace, "ideas/1/", step="withdraw", reason="Let.")
    assert Caller(people["supplier"]).get("ideas/1/").status_code == 404
    assert Caller(people["finance"]).get("ideas/1/").json()["state"] == "withdrawn"


def test_a_case_answers_the_ideas_in_its_wards(case: Case, people: People) -> None:
    published(an_idea(people, wards=("Castle",)), people)
    published(an_idea(people, wards=("Elsewhere",)), people)
    one_from_outside()
    amina, path = Caller(people["commissioner"]), f"cases/{case.reference}/ideas/"
    told = amina.get(path).json()
    assert told["wards"] == ["Castle", "Riverside North", "Weavers"]
    assert [(one["number"], one["used"]) for one in told["results"]] == [(1, None)]
    entry = sent(amina, path, idea=1, used=False, text="No lift.")
    assert (entry["idea"], entry["stream"]) == (1, case.stream_name)
    assert amina.get(path).json()["results"][0]["text"] == "No lift."
    sent(amina, path, 404, idea=3, used=True, text="So.")
    sent(Caller(people["finance"]), path, 403, idea=1, used=True, text="So.")
    assert Caller(people["voluntary.sector"]).get(path).status_code == 403
    [use] = Caller(people["finance"]).get("ideas/1/").json()["uses"]
    assert (use["case"], use["used"], use["text"]) == (case.reference, False, "No lift.")
    assert Caller(people["supplier"]).get("ideas/1/").json()["uses"] == []
