"""Questions to the author and tasks put aside, over the API: what the pages do, with a key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.rules import day_of
from audit.models import Entry
from commissioning.asks.models import Snooze
from commissioning.gates.models import Question
from tests.api.council import Caller

WORDS, SECRET = "Whom did you count as older?", "Is 612,000 with VAT?"
REPLY = "Everybody over 75."


def puts(caller: Caller, task: Any, until: object) -> Any:
    """Put a task aside."""
    address = f"/api/v1/tasks/{task['id']}/aside/"
    return caller.client.put(address, {"until": until}, format="json")


def test_a_question_stops_the_clock_and_its_answer_starts_it_again(
    at_gate: str, commissioner: Caller, finance: Caller
) -> None:
    task = finance.task("sign")
    assert (task["days_left"], "ask" in task["actions"]) == (None, True)
    asked = finance.act(task, "ask", "mine", text=WORDS, sections=["need"])
    assert asked.status_code == 200, asked.json()
    assert asked.json()["entry"] == Entry.objects.get(stream=f"case/{at_gate}", key="mine").number
    assert finance.act(task, "ask", "mine", text=WORDS, sections=["need"]).json() == asked.json()
    paused = finance.get(f"tasks/{task['id']}/").json()
    assert paused["days_left"] == 5
    assert "withdraw" in paused["actions"]
    [seen] = paused["questions"]
    assert (seen["text"], seen["sections"], seen["with_whom"], seen["open"]) == (WORDS, ["need"], "Amina Begum", True)
    seats = {seat["title"]: seat for seat in commissioner.get(f"cases/{at_gate}/").json()["open_seats"]}
    assert seats["Finance"]["days_left"] == 5
    own = commissioner.get(f"tasks/{commissioner.task('answer')['id']}/").json()
    assert [field["name"] for field in own["fields"]] == ["reply"]
    assert [one["text"] for one in own["questions"]] == [WORDS]
    assert commissioner.act(own, "done", reply=REPLY).status_code == 200
    answered = finance.get(f"tasks/{task['id']}/").json()
    assert answered["days_left"] is None
    assert answered["questions"][0]["reply"] == REPLY
    assert answered["questions"][0]["answered_by"] == "Amina Begum"


def test_a_question_is_withdrawn(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    finance.act(task, "ask", text=WORDS)
    assert finance.act(task, "ask", text=WORDS).status_code == 409
    assert finance.act(task, "withdraw").status_code == 200
    assert finance.act(task, "withdraw").status_code == 409
    assert finance.get(f"tasks/{task['id']}/").json()["days_left"] is None


def test_what_is_asked_badly_is_refused_by_name(at_gate: str, finance: Caller) -> None:
    task = finance.task("sign")
    for more, field in (({"text": " "}, "text"), ({"text": WORDS, "sections": ["gone"]}, "sections")):
        answer = finance.act(task, "ask", **more)
        assert answer.status_code == 422
        assert field in answer.json()["errors"]
    assert not Question.objects.exists()


def test_the_voluntary_sector_is_told_nothing_of_sections_it_may_not_read(
    at_gate: str, commissioner: Caller, finance: Caller, adviser: Caller
) -> None:
    task = finance.task("sign")
    finance.act(task, "ask", text=SECRET, sections=["current_spend"])
    answering = commissioner.task("answer")
    assert adviser.get(f"tasks/{adviser.task('consult')['id']}/").json()["questions"] == []
    assert SECRET not in str(adviser.get(f"tasks/{answering['id']}/").json())
    assert SECRET not in str(adviser.get(f"tasks/{task['id']}/").json())
    commissioner.act(answering, "done", reply="It is without.")
    finance.act(task, "ask", text=WORDS, sections=["need"])
    seen = adviser.get(f"tasks/{adviser.task('consult')['id']}/").json()["questions"]
    assert [one["text"] for one in seen] == [WORDS]


def test_a_task_is_put_aside_for_the_caller_alone(at_gate: str, finance: Caller, adviser: Caller) -> None:
    task, until = finance.task("sign"), day_of(timezone.now()) + timedelta(days=1)
    assert puts(finance, task, until.isoformat()).json() == {"until": until.isoformat()}
    assert finance.task("sign")["aside_until"] == until.isoformat()
    assert finance.task("sign")["due_on"] == task["due_on"]
    assert puts(finance, task, None).status_code == 200
    assert finance.task("sign")["aside_until"] is None
    assert not Snooze.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_task_is_put_aside_to_a_day_before_its_last(at_gate: str, finance: Caller, days: int) -> None:
    answer = puts(finance, finance.task("sign"), (day_of(timezone.now()) + timedelta(days=days)).isoformat())
    assert answer.status_code == 422
    assert "until" in answer.json()["errors"]


def test_who_cannot_do_a_task_cannot_put_it_aside(at_gate: str, finance: Caller, adviser: Caller) -> None:
    until = (day_of(timezone.now()) + timedelta(days=1)).isoformat()
    assert puts(adviser, finance.task("sign"), until).status_code == 403
    assert not Snooze.objects.exists()
