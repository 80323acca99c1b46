"""A small purchase over the API alone: opened, written, sent, decided, closed; and moved into the standard lane."""

from __future__ import annotations

from typing import Any

import pytest

from audit.verify import verify
from tests.api.council import Caller
from tests.commissioning.fast.bought import SERVICE
from tests.council import People, body

pytestmark = pytest.mark.django_db
SECTIONS: dict[str, dict[str, Any]] = {
    "need": {"need": "A survey.", "cpv": "79310000", "starts_on": "2027-04-20", "ends_on": "2027-06-30"},
    "budget": {"value_net": "20000", "value_gross": "24000", "budget": "Research, 40213"},
    "quotes": {
        "quotes_reason": "Only Alder has interviewers here.",
        "quotes": [
            {
                "supplier": "Alder Research Ltd",
                "amount_net": "18000",
                "amount_gross": "21600",
                "received_on": "2026-11-02",
                "chosen": True,
                "note": "",
            }
        ],
    },
    "conflicts": {"conflict": False},
    "triggers": {"personal_data": False, "safeguarding": False, "tupe": False, "information_technology": False},
}


@pytest.fixture
def buyer(people: People) -> Caller:
    return Caller(people["commissioner"])


@pytest.fixture
def reference(buyer: Caller) -> str:
    """A small purchase that has just been opened."""
    return buyer.open_case(body(SERVICE), "Survey", estimated_value={"net": "20000", "gross": "24000"})


def written(buyer: Caller, reference: str, **changed: Any) -> Any:
    """Save the whole page in one request."""
    return buyer.patch(f"cases/{reference}/records/needs/", {"sections": {**SECTIONS, **changed}})


def test_a_script_buys_from_the_page_to_the_closing_question(people: People, buyer: Caller, reference: str) -> None:
    read = buyer.get(f"cases/{reference}/").json()
    assert (read["lane"], read["stage"], read["state"]) == ("fast", "needs", "drafting")
    assert "within the fast lane’s limit" in read["lane_why"]
    saved = written(buyer, reference)
    assert saved.status_code == 200, saved.json()
    assert {key: part["status"] for key, part in saved.json()["sections"].items()} == dict.fromkeys(
        SECTIONS, "complete"
    )
    task = buyer.task("write", reference)
    assert task["actions"][:2] == ["submit", "lift"]
    assert [section["key"] for section in task["sections"]] == list(SECTIONS)
    assert buyer.act(task, "submit").status_code == 200
    head = Caller(people["head.of.service"])
    decision = head.task("decide", reference)
    assert "declare" in decision["actions"]
    agreed = head.act(decision, "pass", "agreed")
    assert agreed.status_code == 200, agreed.json()
    assert head.act(decision, "pass", "agreed").json() == agreed.json()
    closing = buyer.task("record", reference)
    offered = {question["name"]: question for question in buyer.get(f"tasks/{closing['id']}/").json()["fields"]}
    assert list(offered) == ["delivered", "paid", "use_again", "note"]
    assert offered["delivered"]["default"] == "yes"
    assert buyer.act(closing, "done").status_code == 200
    read = buyer.get(f"cases/{reference}/").json()
    assert (read["lane"], read["state"], read["regime"]) == ("fast", "closed", "below_threshold")
    verbs = [entry["verb"] for entry in buyer.get(f"cases/{reference}/trail/").json()["results"]]
    assert verbs[-1] == "purchase.closed"
    assert verify().sound


def test_a_yes_answers_with_the_record_of_the_standard_lane(buyer: Caller, reference: str) -> None:
    triggers = {**SECTIONS["triggers"], "tupe": True}
    saved = written(buyer, reference, triggers=triggers)
    assert saved.status_code == 200, saved.json()
    assert saved.json()["sections"]["need"]["values"]["statement"] == "A survey."
    read = buyer.get(f"cases/{reference}/").json()
    assert read["lane"] == "standard"
    assert "TUPE" in read["lane_why"]


def test_a_purchase_that_is_moved_at_submission_says_why(buyer: Caller, reference: str) -> None:
    written(buyer, reference, budget={"value_net": "50000", "value_gross": "60000", "budget": "Research"})
    task = buyer.task("write", reference)
    refused = buyer.act(task, "submit")
    assert refused.status_code == 409
    assert "above the fast lane’s limit of £50,000" in refused.json()["detail"]
    assert buyer.task("write", reference)["id"] != task["id"]
    last = buyer.get(f"cases/{reference}/trail/").json()["results"][-1]
    assert (last["verb"], last["actor"]) == ("case.lifted", "Tollgate")


def test_a_script_moves_it_with_a_reason(buyer: Caller, reference: str) -> None:
    task = buyer.task("write", reference)
    assert buyer.act(task, "lift").status_code == 422
    assert buyer.act(task, "lift", reason="It may grow.").status_code == 200
    assert buyer.get(f"cases/{reference}/").json()["lane"] == "standard"


def test_whoever_sees_no_figures_reads_no_reason(people: People, reference: str) -> None:
    read = Caller(people["voluntary.sector"]).get(f"cases/{reference}/").json()
    assert (read["lane"], read["lane_why"]) == ("fast", None)


def test_nobody_moves_a_purchase_that_they_may_not_write(people: People, buyer: Caller, reference: str) -> None:
    written(buyer, reference, budget={"value_net": "50000", "value_gross": "60000", "budget": "Research"})
    task = buyer.task("write", reference)
    assert Caller(people["finance"]).act(task, "submit").status_code == 403
    assert buyer.get(f"cases/{reference}/").json()["lane"] == "fast"
