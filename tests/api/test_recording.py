"""Tasks to record something, over the API: the fields they ask for, their defaults, and the same key again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from commissioning.award.models import Execution
from commissioning.case import ports
from tests.api.council import Caller
from tests.api.test_tasks import REFUSED, problem_of
from tests.commissioning.award.awarded import Office, an_office, asked, awarded
from tests.kept import made_once

TODAY = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the flow stand still, so that each test looks at one decision."""
    monkeypatch.setattr(ports, "_movers", [])


@pytest.fixture
def office(db: None) -> Office:
    return made_once("an office", an_office)


@pytest.fixture
def legal(office: Office) -> Caller:
    """The legal officer, asked to record a signature that no notice or standstill holds up."""
    asked(awarded(office, regime="exempt"))
    return Caller(office.legal)


@time_machine.travel(TODAY, tick=False)
def test_the_questions_come_with_their_usual_answers(legal: Caller) -> None:
    listed = legal.task("record")
    assert listed["actions"] == ["done", "take"]
    assert [(field["name"], field["type"], field["required"]) for field in listed["fields"]] == [
        ("signed_on", "date", True),
        ("executed_as", "choice", True),
        ("starts_on", "date", True),
        ("ends_on", "date", True),
        ("conflicts_reconfirmed", "choice", False),
        ("retrospective_reason", "text", False),
    ]
    assert {field["default"] for field in listed["fields"]} == {None}
    read = legal.get(f"tasks/{listed['id']}/").json()
    assert {field["name"]: field["default"] for field in read["fields"]} == {
        "signed_on": "2026-11-03",
        "executed_as": "under_hand",
        "starts_on": "2026-11-03",
        "ends_on": "2027-11-02",
        "conflicts_reconfirmed": "yes",
        "retrospective_reason": None,
    }
    assert read["fields"][1]["choices"] == ["under_hand", "seal"]


@time_machine.travel(TODAY, tick=False)
def test_what_is_left_out_takes_its_default(legal: Caller) -> None:
    task = legal.task("record")
    answer = legal.act(task, "done", starts_on="2026-12-01", ends_on="2028-11-30", signed_on=None)
    assert answer.status_code == 200, answer.json()
    execution = Execution.objects.get()
    assert (str(execution.signed_on), str(execution.starts_on)) == ("2026-11-03", "2026-12-01")
    assert execution.executed_as == "under_hand"


def test_the_same_key_on_another_day_is_the_first_answer(legal: Caller) -> None:
    with time_machine.travel(TODAY, tick=False):
        task = legal.task("record")
        first = legal.act(task, "done", "once")
    with time_machine.travel(TOMORROW, tick=False):
        again = legal.act(task, "done", "once")
        assert legal.act(task, "done").status_code == 409
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"signed_on": "yesterday"}, "signed_on"),
        ({"signed_on": 20261103}, "signed_on"),
        ({"signed_on": ["2026-11-03"]}, "signed_on"),
        ({"signed_on": "2027-01-01"}, "signed_on"),
        ({"executed_as": "by magic"}, "executed_as"),
        ({"executed_as": 1}, "executed_as"),
        ({"nonsense": "x"}, "nonsense"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
    ],
)
def test_an_answer_that_cannot_be_taken_names_its_question(legal: Caller, given: dict[str, Any], field: str) -> None:
    answer = legal.act(legal.task("record"), "done", **given)
    assert problem_of(answer) == (422, REFUSED)
    assert field in answer.json()["errors"]
    assert Execution.objects.get().signed_on is None


def test_a_notice_asks_for_its_number(office: Office) -> None:
    asked(awarded(office))
    procurement = Caller(office.procurement)
    answer = procurement.act(procurement.task("record"), "done")
    assert problem_of(answer) == (422, REFUSED)
    assert list(answer.json()["errors"]) == ["number"]
    assert procurement.act(procurement.task("record"), "done", number="094477-2026").status_code == 200
