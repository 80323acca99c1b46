"""Meetings by pages alone: recorded, decided case by case, cleared elsewhere; conditions listed, added and waived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.reach import reach_of
from commissioning.case.models import Case
from commissioning.casefile.board import board_of
from commissioning.casefile.meeting import newest_of
from commissioning.conditions.models import Condition
from commissioning.meetings.models import Meeting, MeetingDecision
from commissioning.vocabulary import Stage
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.interests.declared import declares
from tests.commissioning.meetings.met import ON, a_condition, board_ask, takes
from tests.commissioning.waivers.test_pages import days
from tests.council import AT, People, body, gate_of

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]


@pytest.fixture
def recorder(people: People) -> Reader:
    return Reader(people["democratic.services"])


def held(**more: str) -> dict[str, str]:
    """A meeting of the Board as its page sends it."""
    return {
        "body": str(body("strategic-procurement-board").pk),
        "minutes": "SPB/2026/09",
        "members": "Patrick Doyle, chair\nSunita Rao, corporate director",
        "beside": "Amina Begum",
        "quorum": "2",
        **days(held_on=date(2026, 4, 2)),
        **more,
    }


def decided(case: Case, **more: str) -> dict[str, str]:
    """That it agreed under a condition, as its page sends it."""
    post = str(a_condition().post.pk)
    due_on = timezone.now().date() + timedelta(days=60)
    condition = {"condition": "Publish the criteria.", "condition_post": post, "condition_stage": "award"}
    digest = newest_of(board_ask(case)).digest
    usual = {"result": "agreed", "minute": "14", "consensus": "on", "digest": digest}
    return {**usual, **condition, **days(condition_due_on=due_on), **more}


def test_from_the_meeting_to_its_decision(waiting: Case, people: People, recorder: Reader) -> None:
    assert "Meetings" in recorder.get("/")
    assert "No meeting is recorded." in recorder.get("/meetings/")
    refused = recorder.post("/meetings/record/", held(members=""), 422).content.decode()
    assert "There is a problem" in refused
    shown = recorder.post("/meetings/record/", held())
    page = recorder.get(shown.url)
    assert "Patrick Doyle, chair" in page
    assert "Its quorum is 2 members" in page
    assert waiting.reference in page
    path = f"{shown.url}tasks/{board_ask(waiting).pk}/"
    assert "Record the decision of the Strategic Procurement Board" in recorder.get(path)
    half = recorder.post(path, decided(waiting, condition_post=""), 422).content.decode()
    assert "Choose who is to meet the condition, or leave the whole condition out" in half
    assert not MeetingDecision.objects.exists()
    assert recorder.post(path, decided(waiting)).url == shown.url
    assert "Agreed" in recorder.get(shown.url)
    gate = Reader(people["auditor"]).get(f"/cases/{waiting.reference}/gates/{gate_of(waiting, Stage.TENDER).pk}/")
    assert "Signed: Strategic Procurement Board, at a meeting, recorded by Nadia Cole" in gate
    conditions = Reader(people["auditor"]).get(f"/cases/{waiting.reference}/conditions/")
    assert "C1: Publish the criteria." in conditions
    assert "To be met" in conditions
    trail = Reader(people["auditor"]).get(f"/cases/{waiting.reference}/trail/")
    assert "recorded that the Strategic Procurement Board agreed the record of tender" in trail


def test_a_retrospective_decision_is_flagged_and_found(waiting: Case, people: People, recorder: Reader) -> None:
    shown = recorder.post("/meetings/record/", held())
    path = f"{shown.url}tasks/{board_ask(waiting).pk}/"
    began = days(started_on=date(2026, 3, 2))
    asked = recorder.post(path, decided(waiting, **began), 422).content.decode()
    assert "It can only be recorded as retrospective" in asked
    recorder.post(path, decided(waiting, **began, retrospective_reason="A flood."))
    assert "Agreed, retrospective" in recorder.get(shown.url)
    auditor = Reader(people["auditor"])
    case = auditor.get(f"/cases/{waiting.reference}/")
    assert "Retrospective" in case
    assert "recorded in retrospect: A flood." in case
    assert waiting.reference in auditor.get("/cases/?retrospective=on")
    assert "retrospective" not in Reader(people["voluntary.sector"]).client.get("/cases/").content.decode()


def test_conditions_are_added_met_and_waived_by_pages(
    waiting: Case, meeting: Meeting, people: People, recorder: Reader
) -> None:
    made = takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    base, board = f"/cases/{waiting.reference}/conditions/", Reader(people["board"])
    due_on = timezone.now().date() + timedelta(days=60)
    given = {"condition": "Report.", "condition_post": str(a_condition().post.pk), "condition_stage": "monitoring"}
    recorder.post(f"{base}add/{made.pk}/", {**given, **days(condition_due_on=due_on)})
    assert "C2: Report." in recorder.get(base)
    assert f"{base}1/waive/" in board.client.get(base).content.decode()
    assert f"{base}1/waive/" not in recorder.client.get(base).content.decode()
    board.post(f"{base}1/waive/", {"reason": ""}, 422)
    board.post(f"{base}1/waive/", {"reason": "Overtaken."})
    assert "Waived: Overtaken." in board.get(base)
    task = waiting.asks.get(closed_at=None, title__startswith="Meet a condition: C2")
    owner = Reader(people["procurement"])
    assert "“Report”" in owner.get(f"/tasks/{task.pk}/")
    receipt = owner.post(f"/tasks/{task.pk}/", {"action": "done", "evidence": "Reported on 2 May."})
    assert "It is recorded" in owner.get(receipt.url)
    confirming = waiting.asks.get(closed_at=None, title__startswith="Confirm that a condition")
    assert "Reported on 2 May." in board.get(f"/tasks/{confirming.pk}/")
    receipt = board.post(f"/tasks/{confirming.pk}/", {"action": "done", "answer": "met"})
    assert "It is recorded" in board.get(receipt.url)
    assert {one.state for one in Condition.objects.all()} == {"waived", "met"}


def test_a_clearance_is_recorded_from_its_gate(waiting: Case, people: People, recorder: Reader) -> None:
    ask = board_ask(waiting)
    gate = f"/cases/{waiting.reference}/gates/{gate_of(waiting, Stage.TENDER).pk}/"
    path = f"/tasks/{ask.pk}/cleared/"
    assert path in recorder.client.get(gate).content.decode()
    assert path not in Reader(people["auditor"]).client.get(gate).content.decode()
    given = {
        "system": "Committee system",
        "reference": "CR/1182",
        "cleared_by": "Mary Stone",
        "cleared_as": "vice chair",
        "version": "Draft 3",
        "digest": newest_of(ask).digest,
        **days(cleared_on=date(2026, 4, 1)),
    }
    recorder.post(path, {**given, "version": ""}, 422)
    assert recorder.post(path, given).url == gate
    assert "Signed: Mary Stone, already cleared elsewhere, recorded by Nadia Cole" in recorder.get(gate)


def test_pages_are_for_who_records_or_reads_trails(waiting: Case, meeting: Meeting, people: People) -> None:
    supplier, auditor = Reader(people["supplier"]), Reader(people["auditor"])
    supplier.get("/meetings/", 403)
    supplier.get(f"/meetings/{meeting.pk}/", 403)
    auditor.get("/meetings/")
    auditor.get(f"/meetings/{meeting.pk}/")
    auditor.get("/meetings/record/", 403)
    auditor.get(f"/meetings/{meeting.pk}/tasks/{board_ask(waiting).pk}/", 403)
    auditor.get(f"/tasks/{board_ask(waiting).pk}/cleared/", 403)
    auditor.get("/meetings/999999/", 404)
    made = takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    auditor.get(f"/cases/{waiting.reference}/conditions/add/{made.pk}/", 403)
    auditor.get(f"/cases/{waiting.reference}/conditions/1/waive/", 403)
    auditor.get(f"/cases/{waiting.reference}/conditions/9/waive/", 404)
    supplier.get(f"/cases/{waiting.reference}/conditions/", 404)
    Reader(people["voluntary.sector"]).get(f"/cases/{waiting.reference}/conditions/", 403)


def test_no_page_asks_much(
    waiting: Case, meeting: Meeting, people: People, recorder: Reader, django_assert_max_num_queries: Limit
) -> None:
    ask, base = board_ask(waiting), f"/cases/{waiting.reference}/conditions/"
    paths = ["/meetings/", "/meetings/record/", f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/tasks/{ask.pk}/"]
    for path in [*paths, f"/tasks/{ask.pk}/cleared/"]:
        with django_assert_max_num_queries(MOST):
            assert recorder.client.get(path).status_code == 200, path
    made = takes(meeting, ask, people, conditions=(a_condition(), a_condition(text="Report.")))
    for path in ("/meetings/", f"/meetings/{meeting.pk}/", base, f"{base}add/{made.pk}/"):
        with django_assert_max_num_queries(MOST):
            assert recorder.client.get(path).status_code == 200, path
    board = Reader(people["board"])
    for path in (base, f"{base}1/waive/"):
        with django_assert_max_num_queries(MOST):
            assert board.client.get(path).status_code == 200, path


def test_whoever_is_kept_out_of_a_case_is_not_told_of_its_flag(waiting: Case, people: People, meeting: Meeting) -> None:
    takes(meeting, board_ask(waiting), people, started_on=ON.replace(month=3), retrospective_reason="A flood.")
    procurement = Reader(people["procurement"])
    assert ", retrospective" in procurement.get(f"/meetings/{meeting.pk}/")
    declares(waiting, people["procurement"])
    assert "retrospective" not in procurement.get(f"/meetings/{meeting.pk}/")
    held = board_of(reach_of(people["procurement"], AT), AT.date())
    assert sum(one.retrospective for one in held) == 0


def test_a_wrong_minute_is_corrected_by_pages_alone(
    waiting: Case, people: People, recorder: Reader, django_assert_max_num_queries: Limit
) -> None:
    here = recorder.post("/meetings/record/", held()).url
    recorder.post(f"{here}tasks/{board_ask(waiting).pk}/", decided(waiting))
    made = MeetingDecision.objects.get()
    page, why = f"{here}decisions/{made.pk}/", "The minutes as agreed say 15."
    with django_assert_max_num_queries(MOST):
        asked = recorder.get(page)
    assert "Resolved on 2 April 2026: agreed. That stands." in asked
    assert "A correction turns round nothing that was decided." in asked
    assert "There is a problem" in recorder.post(page, {"minute": "15", "consensus": "on"}, 422).content.decode()
    turned = {"minute": "14", "votes_for": "0", "votes_against": "2", "reason": why}
    assert "turns round nothing" in recorder.post(page, turned, 422).content.decode()
    recorder.post(page, {"minute": "15", "consensus": "on", "reason": why})
    meeting = {"minutes": "SPB/2026/10", "members": held()["members"], "beside": "Amina Begum", "quorum": "2"}
    recorder.post(f"{here}correct/", {**meeting, **days(held_on=date(2026, 4, 2)), "reason": "Another number."})
    with django_assert_max_num_queries(MOST):
        shown = recorder.get(here)
    assert "Minute: 14, corrected to 15" in shown
    assert "Minutes: SPB/2026/09, corrected to SPB/2026/10" in shown
    trail = Reader(people["auditor"]).get(f"/cases/{waiting.reference}/trail/")
    assert "corrected minute 15 of the Strategic Procurement Board, meeting of 2 April 2026: The minutes as" in trail
    assert "as Nadia Cole corrected the record of the meeting: Another number." in trail
    auditor = Reader(people["auditor"])
    assert "Correct the record" not in auditor.get(here)
    for address in (page, f"{here}correct/"):
        auditor.get(address, 403)
