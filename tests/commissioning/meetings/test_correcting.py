"""A recorded meeting is corrected: what it was stays, the trail shows both, nothing decided is turned round."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.models import Holding
from accounts.vocabulary import Ground
from audit.errors import RepeatedError
from audit.history import history_of
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseWarning, scope_of_evaluation
from commissioning.conditions.models import Condition
from commissioning.errors import OvertakenError, RefusedError
from commissioning.meetings.bringing_along import bring_all_along, to_bring_along
from commissioning.meetings.correcting import Recount, correct_decision, correct_meeting
from commissioning.meetings.kinds import Result
from commissioning.meetings.meeting import Held, record_meeting
from commissioning.meetings.models import Meeting, MeetingCorrection, MeetingDecision
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key, excluded
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.meetings.met import (
    BESIDE,
    MEMBERS,
    ON,
    a_condition,
    a_meeting,
    at_the_board,
    board_ask,
    takes,
)
from tests.council import AT, HOMECARE, People, asks_of, at_gate, body, entry_of
from workflows.demonstration.walking import answer
from workflows.sweeping import sweep

pytestmark = pytest.mark.django_db
WHY = "The minutes as agreed on 6 May say otherwise."
AS_HELD = Held(held_on=ON, minutes="SPB/2026/04", members=MEMBERS, beside=BESIDE)
VOTED: dict[str, Any] = {"consensus": False, "votes_for": 2, "votes_against": 1}


@pytest.fixture
def case(people: People, db: None) -> Case:
    return at_the_board(people)


@pytest.fixture
def made(case: Case, people: People) -> MeetingDecision:
    """What the Board decided on it: agreed by two to one, under a condition."""
    return takes(a_meeting(people), board_ask(case), people, **VOTED, conditions=(a_condition(),))


def corrected(meeting: Meeting, people: People, *, by: str = "democratic.services", **more: Any) -> MeetingCorrection:
    """The record of the meeting, corrected in something."""
    key, reason = more.pop("key", "") or a_key(), more.pop("reason", WHY)
    return correct_meeting(meeting, replace(AS_HELD, **more), reason=reason, by=people[by], at=AT, key=key)


def recounted(
    made: MeetingDecision, people: People, *, by: str = "democratic.services", **more: Any
) -> MeetingCorrection:
    """How the decision was counted, corrected in something."""
    key, reason = more.pop("key", "") or a_key(), more.pop("reason", WHY)
    given = Recount(**{"minute": "14", "votes_for": 2, "votes_against": 1, **more})
    return correct_decision(made, given, reason=reason, by=people[by], at=AT, key=key)


def test_the_minutes_are_corrected_and_what_they_were_stays(made: MeetingDecision, people: People) -> None:
    correction = corrected(made.meeting, people, minutes="SPB/2026/05")
    assert (correction.was, correction.now) == ({"minutes": "SPB/2026/04"}, {"minutes": "SPB/2026/05"})
    assert Meeting.objects.get().minutes == "SPB/2026/05"
    before = history_of(Meeting).objects.order_by("history_id").values_list("minutes", flat=True)
    assert list(before) == ["SPB/2026/04", "SPB/2026/05"]
    assert verify().breaks == []


def test_a_minute_and_its_votes_are_corrected_on_the_case(made: MeetingDecision, case: Case, people: People) -> None:
    recounted(made, people, minute="15", votes_for=3, votes_against=0)
    standing = MeetingDecision.objects.get()
    assert (standing.minute, standing.votes_for, standing.votes_against) == ("15", 3, 0)
    assert (standing.result, standing.sign_off_id) == (Result.AGREED, made.sign_off_id)
    about = entry_of(case)["about"]
    assert about["was"] == {"minute": "14", "votes": {"for": 2, "against": 1, "abstained": 0}}
    assert about["now"] == {"minute": "15", "votes": {"for": 3, "against": 0, "abstained": 0}}
    assert entry_of(case)["reason"] == WHY
    assert Condition.objects.get().source.endswith("minute 15")
    assert verify().breaks == []


def test_a_corrected_meeting_is_told_in_each_case(made: MeetingDecision, case: Case, people: People) -> None:
    corrected(made.meeting, people, minutes="SPB/2026/05")
    assert sweep(AT)["corrected"] == 1
    told = entry_of(case)
    assert told["about"]["corrected_by"] == "Nadia Cole"
    assert (told["about"]["was"], told["about"]["now"]) == ({"minutes": "SPB/2026/04"}, {"minutes": "SPB/2026/05"})
    assert told["reason"] == WHY
    assert sweep(AT)["corrected"] == 0


def test_who_took_part_is_counted_anew_and_the_flag_goes(case: Case, people: People) -> None:
    meeting = a_meeting(people, members=MEMBERS[:2], quorum=3)
    made = takes(meeting, board_ask(case), people)
    [flag] = CaseWarning.objects.filter(case=case, code="meeting/quorum")
    assert "2 members took part" in flag.text
    corrected(meeting, people, quorum=3)
    corrected(meeting, people, quorum=3, minutes="SPB/2026/05")
    assert bring_all_along(AT) == 2
    made.refresh_from_db()
    assert (made.present, made.quorate) == (3, True)
    assert not CaseWarning.objects.filter(case=case, code="meeting/quorum").exists()
    corrected(meeting, people, quorum=4, minutes="SPB/2026/05")
    bring_all_along(AT)
    [flag] = CaseWarning.objects.filter(case=case, code="meeting/quorum")
    assert "3 members took part, and its quorum is 4" in flag.text
    assert verify().breaks == []


def test_a_decision_recorded_after_the_correction_needs_no_other(case: Case, people: People) -> None:
    meeting = a_meeting(people)
    correct_meeting(
        meeting,
        replace(AS_HELD, minutes="SPB/2026/05"),
        reason=WHY,
        by=people["democratic.services"],
        at=AT - timedelta(minutes=1),
        key=a_key(),
    )
    takes(Meeting.objects.get(), board_ask(case), people)
    assert not to_bring_along().exists()


def test_a_decision_stands_under_the_record_that_its_recorder_read(case: Case, people: People) -> None:
    """Two requests take their moments in one order, and the lock of the meeting in the other."""
    meeting, before = a_meeting(people), AT - timedelta(seconds=1)
    corrected(meeting, people, minutes="SPB/2026/05")
    with pytest.raises(OvertakenError, match="was corrected a moment ago"):
        takes(meeting, board_ask(case), people, at=before)
    takes(meeting, board_ask(case), people, at=AT + timedelta(seconds=1))
    with pytest.raises(OvertakenError, match="was recorded a moment ago"):
        corrected(meeting, people, minutes="SPB/2026/06")
    assert not to_bring_along().exists()
    assert Meeting.objects.get().minutes == "SPB/2026/05"


def test_two_corrections_that_are_followed_at_once_leave_one_flag(case: Case, people: People) -> None:
    meeting = a_meeting(people, members=MEMBERS[:2], quorum=3, held_on=ON)
    takes(meeting, board_ask(case), people)
    for days in (0, 1):
        given: dict[str, Any] = {"members": MEMBERS[:2], "quorum": 3 + days, "minutes": f"SPB/2026/0{days + 5}"}
        corrected(meeting, people, **given)
    assert bring_all_along(AT) == 2
    [flag] = CaseWarning.objects.filter(case=case, code="meeting/quorum")
    assert "its quorum is 4" in flag.text


def test_who_met_is_corrected_until_a_decision_names_them(people: People) -> None:
    cabinet = Held(held_on=ON, minutes="CAB/2026/04", members=(("Joan Marsh", "Mayor"),), decider="Mayor in Cabinet")
    by = people["democratic.services"]
    meeting = record_meeting(body("democratic-services"), cabinet, by=by, at=AT, key=a_key())
    told: dict[str, Any] = {"reason": WHY, "by": by, "at": AT}
    correction = correct_meeting(meeting, replace(cabinet, decider="Cabinet"), **told, key=a_key())
    assert (correction.was, correction.now) == ({"decider": "Mayor in Cabinet"}, {"decider": "Cabinet"})
    assert Meeting.objects.get().decider == "Cabinet"
    page, sent = f"/meetings/{meeting.pk}/correct/", Reader(by)
    assert "Who met and decided?" in sent.get(page)
    correct_meeting(meeting, replace(cabinet, decider="", minutes="CAB/2026/05"), **told, key=a_key())
    assert Meeting.objects.get().decider == "Cabinet"


def test_who_met_stands_once_a_decision_names_them(people: People) -> None:
    key = replace(HOMECARE, key_decision=True)
    case = at_gate(people, purchase=key, stage=Stage.AWARD)
    for ask in asks_of(case):
        answer(ask, key, at=AT)
    cabinet = Held(held_on=ON, minutes="CAB/2026/04", members=(("Joan Marsh", "Mayor"),), decider="Mayor in Cabinet")
    by = people["democratic.services"]
    meeting = record_meeting(body("democratic-services"), cabinet, by=by, at=AT, key=a_key())
    [seat] = [ask for ask in asks_of(case) if ask.kind == "decide"]
    takes(meeting, seat, people)
    with pytest.raises(RefusedError, match="each answer at its gate says who gave it"):
        correct_meeting(meeting, replace(cabinet, decider="Cabinet"), reason=WHY, by=by, at=AT, key=a_key())
    assert "Who met and decided?" not in Reader(by).get(f"/meetings/{meeting.pk}/correct/")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"votes_for": 1, "votes_against": 2}, "agrees nothing"),
        ({"votes_for": 1, "votes_against": 1}, "The votes were equal"),
        ({"votes_for": 3, "votes_against": 1}, "more than the 3 members"),
        ({"votes_for": None, "votes_against": None}, "Enter the votes"),
        ({"minute": " "}, "Enter the number of the minute"),
        ({}, "Nothing differs"),
    ],
)
def test_votes_that_come_to_something_else_are_refused(
    made: MeetingDecision, people: People, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefusedError, match=words) as refused:
        recounted(made, people, **changed)
    told = "A correction turns round nothing that was decided" in refused.value.message
    assert told == ("votes_for" in changed)
    assert not MeetingCorrection.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"held_on": ON - timedelta(days=30)}, "before the record was submitted.*turns round nothing"),
        ({"held_on": ON + timedelta(days=1)}, "still to come"),
        ({"minutes": " "}, "Enter where its minutes are found"),
        ({"members": ()}, "Enter the members"),
        ({"members": MEMBERS[:2]}, "more than the 2 members who took part.*turns round nothing"),
        ({"members": (*MEMBERS, MEMBERS[0])}, "entered twice"),
        ({}, "Nothing differs"),
    ],
)
def test_what_would_turn_a_decision_round_is_refused(
    made: MeetingDecision, people: People, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        corrected(made.meeting, people, **changed)
    assert not MeetingCorrection.objects.exists()


def test_another_meeting_is_not_made_of_it(made: MeetingDecision, people: People) -> None:
    a_meeting(people, minutes="SPB/2026/05")
    with pytest.raises(RefusedError, match="Another meeting of that day"):
        corrected(made.meeting, people, minutes="SPB/2026/05")


def test_it_needs_a_reason(made: MeetingDecision, people: People) -> None:
    with pytest.raises(RefusedError, match="Say what was wrong"):
        recounted(made, people, minute="15", reason=" ")
    with pytest.raises(RefusedError, match="Say what was wrong"):
        corrected(made.meeting, people, minutes="SPB/2026/05", reason="")


def test_who_left_is_corrected_and_who_had_to_leave_stays_gone(case: Case, people: People) -> None:
    meeting = a_meeting(people, members=(*MEMBERS, ("Amina Begum", "head of care")), beside=())
    ids = {found.name: found.pk for found in meeting.attendees.all()}
    made = takes(meeting, board_ask(case), people, left=(ids["Amina Begum"], ids["Ruth Okafor"]))
    assert made.present == 2
    with pytest.raises(RefusedError, match="Amina Begum had to leave for it"):
        recounted(made, people, consensus=True, votes_for=None, votes_against=None, left=(ids["Ruth Okafor"],))
    recounted(made, people, consensus=True, votes_for=None, votes_against=None, left=(ids["Amina Begum"],))
    standing = MeetingDecision.objects.get()
    assert (standing.present, standing.left) == (3, ["Amina Begum, head of care"])
    with pytest.raises(RefusedError, match="left for it. Correct that decision first"):
        corrected(meeting, people)
    with pytest.raises(RefusedError, match="did not attend"):
        recounted(made, people, consensus=True, votes_for=None, votes_against=None, left=(10**6,))


def test_nobody_is_said_to_have_decided_who_had_to_leave(made: MeetingDecision, people: People) -> None:
    """The author of the record may present it, and is no member for it."""
    author = ("Amina Begum", "head of care")
    with pytest.raises(RefusedError, match="Amina Begum would have had to leave for it"):
        corrected(made.meeting, people, members=(*MEMBERS, author), beside=())
    corrected(made.meeting, people, beside=(author,))


def test_an_evaluator_who_left_cannot_be_said_to_have_stayed(case: Case, people: People) -> None:
    """Whoever evaluated is kept out by a scope of its own, which the task of the seat names."""
    meeting, task = a_meeting(people), board_ask(case)
    Ask.objects.filter(pk=task.pk).update(apart=scope_of_evaluation(task.strand_id))
    excluded(people["finance"], scope_of_evaluation(task.strand_id), ground=Ground.EVALUATOR)
    ruth = meeting.attendees.get(name="Ruth Okafor").pk
    made = takes(meeting, board_ask(case), people, left=(ruth,))
    with pytest.raises(RefusedError, match="Ruth Okafor had to leave for it"):
        recounted(made, people, consensus=True, votes_for=None, votes_against=None, left=())


def test_a_name_is_corrected_and_the_others_keep_their_place(made: MeetingDecision, people: People) -> None:
    members = (MEMBERS[0], ("Sunita Rao", "director of resources"), ("Ruth Okafor-Bell", "finance officer"))
    corrected(made.meeting, people, members=members)
    names = [(found.name, found.capacity, found.member) for found in made.meeting.attendees.order_by("position")]
    assert names == [
        ("Patrick Doyle", "chair", True),
        ("Sunita Rao", "director of resources", True),
        ("Amina Begum", "presented the paper", False),
        ("Ruth Okafor-Bell", "finance officer", True),
    ]
    bring_all_along(AT)
    assert MeetingDecision.objects.get().present == 3
    assert verify().breaks == []


@pytest.mark.parametrize("name", ["board", "commissioner", "procurement", "admin"])
def test_only_who_records_meetings_corrects_them(made: MeetingDecision, people: People, name: str) -> None:
    with pytest.raises(NotAllowedError):
        recounted(made, people, by=name, minute="15")
    with pytest.raises(NotAllowedError):
        corrected(made.meeting, people, by=name, minutes="SPB/2026/05")


def test_a_right_lost_in_between_corrects_nothing(made: MeetingDecision, people: People) -> None:
    held = Holding.objects.get(person=people["democratic.services"])
    end_holding(held, on=ON - timedelta(days=1), by=None, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        recounted(made, people, minute="15")
    with pytest.raises(NotAllowedError):
        corrected(made.meeting, people, minutes="SPB/2026/05")


def test_the_same_sent_twice_is_corrected_once(made: MeetingDecision, people: People) -> None:
    recounted(made, people, minute="15", key="correct-1")
    with pytest.raises(RepeatedError):
        recounted(made, people, minute="15", key="correct-1")
    corrected(made.meeting, people, minutes="SPB/2026/05", key="correct-2")
    with pytest.raises(RepeatedError):
        corrected(made.meeting, people, minutes="SPB/2026/05", key="correct-2")
    assert MeetingCorrection.objects.count() == 2
