"""Meetings over the API alone: recorded, decided, cleared, their conditions listed and waived."""

from __future__ import annotations

from typing import Any

import pytest

from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.meeting import newest_of
from commissioning.meetings.models import Meeting, MeetingDecision
from tests.api.council import Caller
from tests.commissioning.meetings.met import BOARD, a_condition, board_ask, takes
from tests.council import People, ask_of

pytestmark = pytest.mark.django_db
HELD: dict[str, Any] = {
    "body": BOARD,
    "held_on": "2026-04-01",
    "minutes": "SPB/2026/04",
    "members": [{"name": "Patrick Doyle", "capacity": "chair"}, {"name": "Sunita Rao"}],
    "quorum": 2,
}


@pytest.fixture
def recorder(people: People) -> Caller:
    return Caller(people["democratic.services"])


def resolved(ask: Ask, **more: Any) -> dict[str, Any]:
    """That the meeting agreed, under a condition."""
    condition = {
        "text": "Publish the criteria.",
        "role": "procurement_officer",
        "body": "procurement",
        "due_on": "2099-01-04",
        "stage": "award",
    }
    usual = {"task": ask.pk, "result": "agreed", "minute": "14", "consensus": True, "digest": newest_of(ask).digest}
    return {**usual, "conditions": [condition], **more}


def test_a_script_records_a_meeting_and_its_decision_once(waiting: Case, people: People, recorder: Caller) -> None:
    first = recorder.post("meetings/", HELD, key="meeting-1")
    assert first.status_code == 201, first.json()
    assert recorder.post("meetings/", HELD, key="meeting-1").json() == first.json()
    assert recorder.post("meetings/", {**HELD, "minutes": "Other"}, key="meeting-1").status_code == 422
    [listed] = recorder.get("meetings/").json()["results"]
    assert (listed["decider"], len(listed["attendees"])) == ("Strategic Procurement Board", 2)
    assert recorder.get(f"meetings/{listed['id']}/").json() == {**listed, "decisions": [], "corrections": []}
    path, ask = f"meetings/{listed['id']}/decisions/", board_ask(waiting)
    done = recorder.post(path, resolved(ask), key="decision-1")
    assert done.status_code == 201, done.json()
    assert done.json()["stream"] == waiting.stream_name
    assert recorder.post(path, resolved(ask), key="decision-1").json() == done.json()
    assert recorder.post(path, resolved(ask, minute="15"), key="decision-1").status_code == 422
    assert recorder.post(path, resolved(ask), key="decision-2").status_code == 409
    [condition] = Caller(people["auditor"]).get(f"cases/{waiting.reference}/conditions/").json()["results"]
    assert (condition["reference"], condition["state"], condition["stage"]) == ("C1", "open", "award")
    assert "minute 14" in condition["set_by"]


def test_what_is_refused_names_the_fields(waiting: Case, meeting: Meeting, recorder: Caller) -> None:
    path = f"meetings/{meeting.pk}/decisions/"
    refused = recorder.post(path, resolved(board_ask(waiting), consensus=False), key="d-1")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["votes_for"])
    nowhere = resolved(board_ask(waiting))
    nowhere["conditions"][0]["body"] = "nowhere"
    assert recorder.post(path, nowhere, key="d-2").status_code == 422
    assert recorder.post(path, resolved(board_ask(waiting), task=999_999), key="d-3").status_code == 404
    assert recorder.post("meetings/999999/decisions/", resolved(board_ask(waiting)), key="d-4").status_code == 404
    assert recorder.post("meetings/", {**HELD, "body": "nowhere"}, key="m-1").status_code == 422
    assert not MeetingDecision.objects.exists()


def test_others_record_nothing_and_outsiders_read_nothing(waiting: Case, meeting: Meeting, people: People) -> None:
    commissioner, supplier = Caller(people["commissioner"]), Caller(people["supplier"])
    assert commissioner.get("meetings/").status_code == 200
    assert commissioner.post("meetings/", HELD, key="m-1").status_code == 403
    path = f"meetings/{meeting.pk}/decisions/"
    assert commissioner.post(path, resolved(board_ask(waiting)), key="d-1").status_code == 403
    assert supplier.get("meetings/").status_code == 403
    assert supplier.get(f"cases/{waiting.reference}/conditions/").status_code == 404
    assert Caller(people["voluntary.sector"]).get(f"cases/{waiting.reference}/conditions/").status_code == 403


def test_a_condition_is_met_as_a_task_and_waived_by_who_set_it(waiting: Case, meeting: Meeting, people: People) -> None:
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(), a_condition(text="Report.")))
    owner, board = Caller(people["procurement"]), Caller(people["board"])
    task = ask_of(waiting, "Meet a condition: C1")
    read = owner.get(f"tasks/{task.pk}/").json()
    assert [field["name"] for field in read["fields"]] == ["evidence"]
    assert owner.post(f"tasks/{task.pk}/", {"action": "done"}, key="meet-0").status_code == 422
    done = {"action": "done", "evidence": "Published."}
    assert owner.post(f"tasks/{task.pk}/", done, key="meet-1").status_code == 200
    confirming = ask_of(waiting, "Confirm that a condition")
    met = {"action": "done", "answer": "met"}
    assert board.post(f"tasks/{confirming.pk}/", met, key="confirm-1").status_code == 200
    path = f"cases/{waiting.reference}/conditions/2/"
    assert owner.post(path, {"reason": "Small."}, key="waive-0").status_code == 403
    first = board.post(path, {"reason": "Small."}, key="waive-1")
    assert first.status_code == 201
    assert board.post(path, {"reason": "Small."}, key="waive-1").json() == first.json()
    assert board.post(path, {"reason": "Small."}, key="waive-2").status_code == 409
    states = [one["state"] for one in board.get(f"cases/{waiting.reference}/conditions/").json()["results"]]
    assert states == ["met", "waived"]


def test_a_clearance_is_recorded_once(waiting: Case, people: People, recorder: Caller) -> None:
    ask = board_ask(waiting)
    cleared = {
        "system": "Committee system",
        "reference": "CR/1182",
        "cleared_on": "2026-04-01",
        "cleared_by": "Mary Stone",
        "cleared_as": "vice chair",
        "version": "Draft 3",
        "digest": newest_of(ask).digest,
    }
    path = f"tasks/{ask.pk}/clearance/"
    stale = recorder.post(path, {**cleared, "digest": "0" * 64}, key="c-0")
    assert stale.status_code == 409
    assert Caller(people["commissioner"]).post(path, cleared, key="c-1").status_code == 403
    first = recorder.post(path, cleared, key="c-2")
    assert first.status_code == 201, first.json()
    assert recorder.post(path, cleared, key="c-2").json() == first.json()


def test_cases_approved_in_retrospect_are_found(waiting: Case, people: People) -> None:
    auditor, outsider = Caller(people["auditor"]), Caller(people["voluntary.sector"])
    assert auditor.get("cases/?retrospective=true").json()["results"] == []
    early = {"started_on": "2026-03-01", "retrospective_reason": "A flood."}
    recorder = Caller(people["democratic.services"])
    recorder.post("meetings/", HELD, key="m-1")
    path = f"meetings/{Meeting.objects.get().pk}/decisions/"
    assert recorder.post(path, resolved(board_ask(waiting), **early), key="d-1").status_code == 201
    [found] = auditor.get("cases/?retrospective=true").json()["results"]
    assert found["reference"] == waiting.reference
    assert outsider.get("cases/?retrospective=true").json()["results"] == [], "who sees no figures learns of no flag"


def test_a_script_corrects_a_meeting_and_a_decision(waiting: Case, people: People, recorder: Caller) -> None:
    recorder.post("meetings/", HELD, key="meeting-1")
    meeting = Meeting.objects.get()
    here = f"meetings/{meeting.pk}/"
    recorder.post(f"{here}decisions/", resolved(board_ask(waiting)), key="decision-1")
    why = "The minutes as agreed say otherwise."
    again = {name: HELD[name] for name in ("held_on", "members", "quorum")}
    asked = {**again, "minutes": "SPB/2026/05", "reason": why}
    first = recorder.post(here, asked, key="correct-1")
    assert (first.status_code, first.json()["stream"]) == (201, meeting.body.stream_name)
    assert recorder.post(here, asked, key="correct-1").json() == first.json()
    assert recorder.post(here, {**asked, "minutes": "Other"}, key="correct-1").status_code == 422
    assert recorder.post(here, asked, key="correct-2").status_code == 422  # nothing differs
    [made] = recorder.get(here).json()["decisions"]
    one, count = f"{here}decisions/{made['id']}/", {"minute": "15", "votes_for": 2, "votes_against": 0, "reason": why}
    done = recorder.post(one, count, key="count-1")
    assert (done.status_code, done.json()["stream"]) == (201, waiting.stream_name)
    assert recorder.post(one, {**count, "votes_for": 0, "votes_against": 2}, key="count-2").status_code == 422
    told = recorder.get(here).json()
    assert [found["minute"] for found in told["decisions"]] == ["15"]
    assert [found["changes"][0] for found in told["corrections"]] == [
        "Minute: 14, corrected to 15",
        "Minutes: SPB/2026/04, corrected to SPB/2026/05",
    ]
    for name in ("auditor", "commissioner"):
        assert Caller(people[name]).post(one, count, key=f"count-{name}").status_code == 403
