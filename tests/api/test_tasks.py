"""Tasks over the API: what waits for whom, carrying it out once, and every way it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.gates.models import SignOff
from tests.accounts.factories import a_key
from tests.api.council import SHOWN_TO_ADVISERS, Caller, Council

OVERTAKEN, REFUSED, REUSED = (f"urn:tollgate:problem:{kind}" for kind in ("overtaken", "refused", "key-reused"))


def problem_of(answer: Any) -> tuple[int, str]:
    """The status and the kind of a problem."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    told = answer.json()
    assert told["status"] == answer.status_code
    assert set(told) >= {"type", "title", "status", "detail"}
    return answer.status_code, told["type"]


def test_the_writer_is_told_what_to_write(drafting: str, commissioner: Caller) -> None:
    task = commissioner.task("write", drafting)
    assert (task["case"], task["strand"], task["stage"]) == (drafting, 1, "needs")
    assert task["actions"] == ["submit", "give_back"]
    assert [section["key"] for section in task["sections"]][:2] == ["need", "screening"]
    assert {section["stated"] for section in task["sections"]} == {None}
    assert (task["digest"], task["fields"]) == (None, [])


def test_a_record_with_gaps_is_not_submitted(drafting: str, commissioner: Caller) -> None:
    answer = commissioner.act(commissioner.task("write", drafting), "submit")
    assert problem_of(answer) == (422, REFUSED)
    assert "need.population" in answer.json()["errors"]


def test_a_signer_reads_the_stored_text_and_signs(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    need = next(section for section in task["sections"] if section["key"] == "need")
    assert need["stated"]["statement"] == "Older people wait 9 weeks for help at home."
    assert (len(need["digest"]), len(task["digest"])) == (64, 64)
    assert task["actions"] == ["sign", "object", "return", "ask", "declare", "take"]
    assert finance.get(f"tasks/{task['id']}/").json() == {
        **task,
        "refusal": "",
        "closed_at": None,
        "closed_by": None,
        "closed_as": "",
        "questions": [],
    }
    answer = finance.act(task, "sign", "mine")
    entry = Entry.objects.get(stream=f"case/{at_gate}", key="mine")
    assert answer.status_code == 200
    assert answer.json() == {
        "task": task["id"],
        "action": "sign",
        "case": at_gate,
        "entry": entry.number,
        "digest": entry.digest,
    }


def test_an_adviser_reads_only_what_it_is_asked_about(at_gate: str, adviser: Caller) -> None:
    task = adviser.task("consult")
    assert [section["key"] for section in task["sections"]] == SHOWN_TO_ADVISERS
    assert "612000" not in str(task)
    assert problem_of(adviser.act(task, "advise")) == (422, REFUSED)
    assert adviser.act(task, "advise", reason="Ask the lunch clubs.").status_code == 200


def test_the_same_key_again_is_the_first_answer(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    first, again = (finance.act(task, "sign", "once") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert SignOff.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    assert finance.act(task, "sign", "once").status_code == 200
    assert problem_of(finance.act(task, "object", "once", reason="Too dear.")) == (422, REUSED)
    assert SignOff.objects.count() == 1


def test_two_people_may_use_one_key(at_gate: str, finance: Caller, adviser: Caller) -> None:
    assert finance.act(finance.task("sign"), "sign", "same").status_code == 200
    assert adviser.act(adviser.task("consult"), "advise", "same", reason="Ask.").status_code == 200


def test_a_closed_task_says_who_closed_it_and_when(at_gate: str, finance: Caller, commissioner: Caller) -> None:
    task = finance.task("sign")
    finance.act(task, "sign")
    answer = finance.act(task, "sign")
    assert problem_of(answer) == (409, OVERTAKEN)
    assert "Ruth Okafor" in answer.json()["detail"]
    assert str(Ask.objects.get(pk=task["id"]).closed_at.year) in answer.json()["detail"]  # type: ignore[union-attr]  # closed just now
    read = commissioner.get(f"tasks/{task['id']}/").json()
    assert (read["closed_by"], read["closed_as"], read["actions"]) == ("Ruth Okafor", "signed", [])


def test_another_digest_is_overtaken(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    answer = finance.post(f"tasks/{task['id']}/", {"action": "sign", "digest": "0" * 64}, a_key())
    assert problem_of(answer) == (409, OVERTAKEN)


def test_an_answer_without_a_digest_is_told_to_say_which_text_it_is_about(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    for body in ({"digest": ""}, {"digest": None}, {}):
        answer = finance.post(f"tasks/{task['id']}/", {"action": "sign", **body}, a_key())
        assert answer.status_code == 422
        assert "send the digest" in answer.json()["errors"]["digest"][0]


def test_a_task_of_a_colleague_is_refused_with_the_reason(at_gate: str, finance: Caller, commissioner: Caller) -> None:
    task = finance.task("sign")
    answer = commissioner.act(task, "sign")
    assert answer.status_code == 403
    assert "Finance officer" in answer.json()["detail"]
    read = commissioner.get(f"tasks/{task['id']}/").json()
    assert read["actions"] == []
    assert "Finance officer" in read["refusal"]
    assert len(read["sections"]) == len(task["sections"])


def test_a_reader_without_figures_is_shown_no_text_of_another_seat(
    at_gate: str, finance: Caller, adviser: Caller
) -> None:
    read = adviser.get(f"tasks/{finance.task('sign')['id']}/")
    assert (read.status_code, read.json()["sections"]) == (200, [])


def test_a_task_of_a_case_out_of_sight_is_not_there(at_gate: str, finance: Caller, stranger: Caller) -> None:
    task = finance.task("sign")
    assert stranger.get(f"tasks/{task['id']}/").status_code == 404
    assert problem_of(stranger.act(task, "sign"))[0] == 404
    assert problem_of(stranger.act({"id": 10**15, "digest": ""}, "sign"))[0] == 404
    assert stranger.get("tasks/99999999999999999999999/").status_code == 404


def test_another_cases_task_changes_nothing_of_this_one(council: Council, at_gate: str, commissioner: Caller) -> None:
    other = commissioner.open_case(council.service, "Grass cutting")
    task = commissioner.task("write", other)
    answer = commissioner.post(
        f"tasks/{task['id']}/", {"action": "give_back", "reason": "Not mine.", "case": at_gate}, "k"
    )
    assert answer.json()["case"] == other


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "dance"}, "action"),
        ({"action": None}, "action"),
        ({"action": ["sign"]}, "action"),
        ({"action": "pass"}, "action"),
        ({"action": "submit"}, "action"),
        ({"action": "return"}, "reason"),
        ({"action": "return", "reason": " "}, "reason"),
        ({"action": "return", "reason": "x" * 10_001}, "reason"),
        ({"action": "return", "reason": {"why": "not"}}, "reason"),
        ({"action": "return", "reason": "NUL \x00"}, "reason"),
        ({"action": "sign", "digest": 1.5}, "digest"),
        ({"action": "sign", "until": "tomorrow"}, "until"),
        ([], "body"),
        ("sign", "body"),
        (1e300, "body"),
    ],
)
def test_a_deed_that_cannot_be_taken_is_refused_by_field(at_gate: str, finance: Caller, body: Any, field: str) -> None:
    answer = finance.post(f"tasks/{finance.task('sign')['id']}/", body, "k")
    assert problem_of(answer) == (422, REFUSED)
    assert field in answer.json()["errors"]
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("key", [None, " ", "x" * 101, "with space", "é"])
def test_a_key_is_needed(at_gate: str, finance: Caller, key: str | None) -> None:
    answer = finance.post(f"tasks/{finance.task('sign')['id']}/", {"action": "sign"}, key)
    assert problem_of(answer) == (422, REFUSED)
    assert "Idempotency-Key" in answer.json()["errors"]


def test_the_gate_passes_over_the_api(
    at_gate: str, finance: Caller, adviser: Caller, head: Caller, commissioner: Caller
) -> None:
    assert head.get("tasks/").json()["results"] == []
    finance.act(finance.task("sign"), "object", reason="The budget is not approved.")
    adviser.act(adviser.task("consult"), "advise", reason="Ask the lunch clubs.")
    task = head.task("decide")
    assert task["actions"] == ["pass", "amend", "defer", "return", "stop", "ask", "declare", "take"]
    assert problem_of(head.act(task, "pass")) == (422, REFUSED)
    assert problem_of(head.act(task, "defer", reason="Not yet.")) == (422, REFUSED)
    assert head.act(task, "defer", reason="Not yet.", until="2027-01-29").status_code == 200
    assert head.task("decide")["due_on"] == "2027-01-29"
    assert head.act(task, "pass", reason="The cabinet approves it on Monday.").status_code == 200
    assert commissioner.get(f"cases/{at_gate}/").json()["stage"] == "social_value"


def test_a_returned_record_is_taken_back_and_handed_in_again(
    at_gate: str, finance: Caller, commissioner: Caller
) -> None:
    finance.act(finance.task("sign"), "return", reason="The spend is last year's.")
    task = commissioner.task("write", at_gate)
    assert task["actions"] == ["take_back", "take"] or task["actions"] == ["take_back", "give_back"]
    assert commissioner.act(task, "take_back", reason="To mend it.").status_code == 200
    task = commissioner.task("write", at_gate)
    assert "submit" in task["actions"]
    saved = commissioner.patch(f"cases/{at_gate}/records/needs/", {"current_spend": {"annual_spend": 640000}})
    assert saved.status_code == 200
    assert commissioner.act(task, "submit").status_code == 200
    assert finance.task("sign")["digest"]


def test_taking_and_giving_back(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    assert finance.act(task, "take").status_code == 200
    taken = finance.task("sign")
    assert (taken["taken_by"], "give_back" in taken["actions"]) == ("Ruth Okafor", True)
    assert problem_of(finance.act(task, "give_back")) == (422, REFUSED)
    assert finance.act(task, "give_back", reason="Leave from Monday.").status_code == 200
    assert finance.task("sign")["taken_by"] is None


def test_tasks_are_those_of_the_caller(
    at_gate: str, drafting: str, commissioner: Caller, stranger: Caller, finance: Caller
) -> None:
    assert stranger.get("tasks/").json() == {"next": None, "previous": None, "results": []}
    assert [task["kind"] for task in finance.get("tasks/").json()["results"]] == ["sign"]
    assert finance.get("tasks/", case="TG-1999-0001").json()["results"] == []
    assert commissioner.get("tasks/").json()["results"] == []


def test_pages_of_tasks(council: Council, commissioner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissioning.casefile.api.tasks.PAGE", 2)
    references = [commissioner.open_case(council.service, f"Case {number}") for number in range(3)]
    first = commissioner.get("tasks/").json()
    second = commissioner.client.get(first["next"]).json()
    assert [task["case"] for page in (first, second) for task in page["results"]] == references
    assert second["next"] is None
    assert commissioner.get("tasks/", page=0).status_code == 422
    assert commissioner.get("tasks/", page=10**9).status_code == 422


def test_a_word_with_a_submission_is_kept_and_makes_it_another_request(drafting: str, commissioner: Caller) -> None:
    commissioner.write_needs(drafting)
    task = commissioner.task("write", drafting)
    assert commissioner.act(task, "submit", key="k", reason="The survey came in.").status_code == 200
    assert commissioner.act(task, "submit", key="k", reason="The survey came in.").status_code == 200
    assert commissioner.act(task, "submit", key="k").status_code == 422
    entry = Entry.objects.get(key="k")
    assert json.loads(bytes(entry.payload.body))["reason"] == "The survey came in."
