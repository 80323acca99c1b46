"""What a meeting decided answers the seat of its body: the body decides, Democratic Services records."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.exclusions import exclusion
from accounts.models import Exclusion, Holding
from accounts.reach import reach_of
from accounts.vocabulary import Ground
from audit.deciding import deciding
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.board import board_of
from commissioning.casefile.trail import event_of
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import SignOff
from commissioning.interests.decisions import declare
from commissioning.interests.kinds import Conflict
from commissioning.meetings.kinds import Result
from commissioning.meetings.meeting import Held, record_meeting
from commissioning.meetings.models import Meeting, MeetingDecision
from commissioning.meetings.reading import waiting_for
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Outcome, Recorded, SeatState, Stage
from tests.accounts.factories import a_key
from tests.commissioning.meetings.met import LARGE, MEMBERS, ON, a_meeting, board_ask, later, takes
from tests.council import AT, People, ask_of, asks_of, body, gate_of, states_of, strand_of
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db
SEAT = "Board member"


def test_the_board_decides_and_its_recorder_records(waiting: Case, meeting: Meeting, people: People) -> None:
    made = takes(meeting, board_ask(waiting), people)
    assert states_of(waiting, Stage.TENDER)[SEAT] == SeatState.SIGNED
    signed = SignOff.objects.get(seat__gate=gate_of(waiting, Stage.TENDER), seat__rule__title=SEAT)
    assert signed.recorded == Recorded.MEETING
    assert signed.on_behalf_of == "Strategic Procurement Board"
    assert "recorded for the Strategic Procurement Board" in signed.capacity
    assert (made.present, made.quorate, made.retrospective) == (3, None, False)
    entry = Entry.objects.filter(stream=waiting.stream_name, verb=Verb.MEETING_DECISION_RECORDED).get()
    told = event_of(entry)
    assert told.sentence == (
        "Nadia Cole (Democratic services officer, Democratic Services) recorded that the Strategic Procurement Board "
        "agreed the record of tender at its meeting of 1 April 2026 (minute 14)."
    )
    assert "3 members took part; agreed without a vote." in told.text
    assert ask_of(waiting, "Decision: corporate director").open, "the next tier is asked"
    assert verify().breaks == []


def test_who_sat_on_the_board_can_still_decide_in_their_own_seat(
    waiting: Case, meeting: Meeting, people: People
) -> None:
    """The board decides as a body: the director who sat there is asked after it, and the recorder signed nothing."""
    takes(meeting, board_ask(waiting), people)
    answer(ask_of(waiting, "Decision: corporate director"), LARGE, at=AT)
    assert strand_of(waiting).stage == Stage.AWARD
    assert not Exclusion.objects.filter(person=people["democratic.services"]).exists()


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Result.AMENDED, SeatState.SIGNED),
        (Result.NOT_SUPPORTED, SeatState.OBJECTED),
        (Result.RETURNED, SeatState.RETURNED),
    ],
)
def test_every_result_answers_the_seat(
    waiting: Case, meeting: Meeting, people: People, result: Result, state: SeatState
) -> None:
    takes(meeting, board_ask(waiting), people, result=result, reason="The lots are too large.", text="In three lots.")
    assert states_of(waiting, Stage.TENDER)[SEAT] == state
    if result == Result.AMENDED:
        assert SignOff.objects.get(recorded=Recorded.MEETING).text == "In three lots."


def test_a_deferred_recommendation_waits(waiting: Case, meeting: Meeting, people: People) -> None:
    until = ON + timedelta(days=30)
    takes(meeting, board_ask(waiting), people, result=Result.DEFERRED, reason="Costs are missing.", until=until)
    assert (board_ask(waiting).due_on, states_of(waiting, Stage.TENDER)[SEAT]) == (until, SeatState.OPEN)
    takes(meeting, board_ask(waiting), people, minute="15")
    assert states_of(waiting, Stage.TENDER)[SEAT] == SeatState.SIGNED


def test_a_board_that_endorses_stops_nothing(waiting: Case, meeting: Meeting, people: People) -> None:
    with pytest.raises(RefusedError, match="does not stop a procurement"):
        takes(meeting, board_ask(waiting), people, result=Result.STOPPED, reason="No.")
    assert not MeetingDecision.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"minute": " "}, "minute"),
        ({"consensus": False}, "votes_for"),
        ({"consensus": False, "votes_for": 3, "votes_against": 1}, "votes_for"),
        ({"consensus": False, "votes_for": 1, "votes_against": 2}, "votes_for"),
        ({"consensus": False, "votes_for": 1, "votes_against": 1}, "reason"),
        ({"votes_for": 2}, "consensus"),
        ({"result": Result.RETURNED}, "reason"),
        ({"left": (999_999,)}, "left"),
        ({"started_on": ON + timedelta(days=1)}, "started_on"),
        ({"digest": ""}, "digest"),
    ],
)
def test_what_does_not_hold_together_changes_nothing(
    waiting: Case, meeting: Meeting, people: People, given: dict[str, Any], field: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as refused:
        takes(meeting, board_ask(waiting), people, **given)
    assert list(refused.value.errors) == [field]
    assert Entry.objects.count() == before
    assert states_of(waiting, Stage.TENDER)[SEAT] == SeatState.OPEN


def test_another_text_is_not_what_they_decided(waiting: Case, meeting: Meeting, people: People) -> None:
    with pytest.raises(OvertakenError, match="The text has changed"):
        takes(meeting, board_ask(waiting), people, digest="0" * 64)


def test_only_the_seats_of_the_body_are_answered(waiting: Case, meeting: Meeting, people: People) -> None:
    takes(meeting, board_ask(waiting), people)
    director = ask_of(waiting, "Decision: corporate director")
    with pytest.raises(RefusedError, match="is not asked of the Strategic Procurement Board"):
        takes(meeting, director, people)


def test_a_member_with_a_conflict_must_have_left_and_is_counted_apart(
    waiting: Case, meeting: Meeting, people: People
) -> None:
    nature = {"nature": "My sister runs a bidder.", "mitigation": "I left the room."}
    declare(waiting, kind=Conflict.ACTUAL, **nature, by=people["director"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="Sunita Rao declared a conflict of interest") as refused:
        takes(meeting, board_ask(waiting), people)
    assert list(refused.value.errors) == ["left"]
    gone = meeting.attendees.get(name="Sunita Rao").pk
    made = takes(meeting, board_ask(waiting), people, left=(gone,))
    assert (made.left, made.present) == (["Sunita Rao, corporate director"], 2)


def test_an_author_may_present_but_not_take_part(waiting: Case, people: People) -> None:
    """Whoever wrote the tender attended beside the members: that is no reason to leave. As a member it is."""
    takes(a_meeting(people), board_ask(waiting), people)
    other = a_meeting(people, members=(*MEMBERS, ("Lin Chen", "procurement")), beside=(), minutes="SPB/2026/05")
    scope = gate_of(waiting, Stage.TENDER).scope
    wrote = Exclusion.objects.filter(scope=scope, ground=Ground.AUTHOR).values_list("person__full_name", flat=True)
    assert set(wrote) <= {name for name, _ in (*MEMBERS, ("Lin Chen", ""), ("Amina Begum", ""))}
    assert other.attendees.filter(person__isnull=False).count() == 4


def test_an_author_among_the_members_must_have_left(waiting: Case, people: People) -> None:
    scope = gate_of(waiting, Stage.TENDER).scope
    author = Exclusion.objects.filter(scope=scope, ground=Ground.AUTHOR).select_related("person").first()
    assert author is not None
    meeting = a_meeting(people, members=(*MEMBERS, (author.person.full_name, "member")), beside=())
    with pytest.raises(RefusedError, match=f"{author.person.full_name} wrote this record"):
        takes(meeting, board_ask(waiting), people)


def test_too_few_members_are_flagged_and_block_nothing(waiting: Case, people: People) -> None:
    made = takes(a_meeting(people, quorum=4), board_ask(waiting), people)
    assert made.quorate is False
    warning = waiting.warnings.get(code="meeting/quorum")
    assert "3 members took part, and its quorum is 4" in warning.text


def test_before_its_submission_it_is_retrospective_or_nothing(waiting: Case, people: People) -> None:
    early = a_meeting(people, held_on=ON - timedelta(days=7))
    with pytest.raises(RefusedError, match="before the record was submitted") as refused:
        takes(early, board_ask(waiting), people)
    assert list(refused.value.errors) == ["retrospective_reason"]
    made = takes(early, board_ask(waiting), people, retrospective_reason="The portal was down that week.")
    assert made.retrospective
    warning = waiting.warnings.get(code="retrospective_start")
    assert "recorded in retrospect: The portal was down that week." in warning.text
    entry = Entry.objects.get(verb=Verb.MEETING_DECISION_RECORDED)
    assert "recorded in retrospect that the Strategic Procurement Board" in event_of(entry).sentence
    held = {one.body.pk: one.retrospective for one in board_of(reach_of(people["auditor"], AT), AT.date())}
    assert {body: count for body, count in held.items() if count} == {waiting.lead.pk: 1}


def test_work_that_began_before_the_gate_makes_it_retrospective(
    waiting: Case, meeting: Meeting, people: People
) -> None:
    with pytest.raises(RefusedError, match="Work began on 1 March 2026, before this gate had passed"):
        takes(meeting, board_ask(waiting), people, started_on=ON.replace(month=3))
    made = takes(meeting, board_ask(waiting), people, started_on=ON.replace(month=3), retrospective_reason="A flood.")
    assert (made.retrospective, str(made.started_on)) == (True, "2026-03-01")


def test_who_records_needs_the_right_to_and_no_part_in_the_case(
    waiting: Case, meeting: Meeting, people: People
) -> None:
    with pytest.raises(NotAllowedError):
        takes(meeting, board_ask(waiting), people, by=people["board"])
    recorder = people["democratic.services"]
    declare(waiting, kind=Conflict.ACTUAL, nature="I own shares.", mitigation="None.", by=recorder, at=AT, key=a_key())
    with pytest.raises(NotAllowedError, match="conflict of interest"):
        takes(meeting, board_ask(waiting), people)


def test_a_right_lost_in_between_records_nothing(waiting: Case, meeting: Meeting, people: People) -> None:
    recorder = people["democratic.services"]
    end_holding(Holding.objects.get(person=recorder), on=ON, by=None, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        takes(meeting, board_ask(waiting), people, at=later(1))
    with pytest.raises(NotAllowedError):
        a_meeting(people, at=later(1), minutes="SPB/2026/06")
    assert states_of(waiting, Stage.TENDER)[SEAT] == SeatState.OPEN


def test_a_recorders_later_conflict_voids_nothing(waiting: Case, meeting: Meeting, people: People) -> None:
    takes(meeting, board_ask(waiting), people)
    recorder = people["democratic.services"]
    declare(waiting, kind=Conflict.ACTUAL, nature="I own shares.", mitigation="None.", by=recorder, at=AT, key=a_key())
    assert states_of(waiting, Stage.TENDER)[SEAT] == SeatState.SIGNED


def test_the_same_key_records_once(waiting: Case, meeting: Meeting, people: People) -> None:
    ask = board_ask(waiting)
    takes(meeting, ask, people, key="once")
    with pytest.raises(RepeatedError):
        takes(meeting, ask, people, key="once")
    with pytest.raises(OvertakenError, match="Nadia Cole"):
        takes(meeting, ask, people)
    assert MeetingDecision.objects.count() == 1


def test_a_meeting_is_recorded_once_and_not_ahead(meeting: Meeting, people: People) -> None:
    with pytest.raises(RefusedError, match="recorded already"):
        a_meeting(people)
    with pytest.raises(RefusedError, match="still to come"):
        a_meeting(people, held_on=ON + timedelta(days=1))
    with pytest.raises(RefusedError, match="Enter the members"):
        a_meeting(people, members=(), minutes="Another")
    with pytest.raises(RefusedError, match="entered twice"):
        a_meeting(people, members=(MEMBERS[0], MEMBERS[0]), minutes="Another")
    held = Held(held_on=ON, minutes="X", members=MEMBERS)
    with pytest.raises(RefusedError, match="has no seat at any gate"):
        record_meeting(body("finance"), held, by=people["democratic.services"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="such as the Mayor in Cabinet"):
        record_meeting(body("democratic-services"), held, by=people["democratic.services"], at=AT, key=a_key())
    assert Meeting.objects.count() == 1


def test_what_waits_for_a_body_is_listed_for_who_records(waiting: Case, meeting: Meeting, people: People) -> None:
    listed = waiting_for(meeting, reach_of(people["democratic.services"], AT))
    assert [ask.pk for ask in listed] == [board_ask(waiting).pk]
    assert waiting_for(meeting, reach_of(people["auditor"], AT)) == []


def test_a_returned_record_asks_the_board_again(waiting: Case, meeting: Meeting, people: People) -> None:
    takes(meeting, board_ask(waiting), people, result=Result.RETURNED, reason="Costs are missing.")
    assert gate_of(waiting, Stage.TENDER).outcome == Outcome.RETURNED
    answer(ask_of(waiting, "Mend"), LARGE, at=AT)
    again = takes(meeting, board_ask(waiting), people, minute="15")
    assert SignOff.objects.filter(action=Action.SIGN, recorded=Recorded.MEETING).get() == again.sign_off
    assert asks_of(waiting)


def test_an_exclusion_of_another_case_keeps_nobody_out(waiting: Case, meeting: Meeting, people: People) -> None:
    with deciding(Verb.CASE_UPDATED, waiting, by=None, at=AT, key=a_key()):
        exclusion(people["director"], scope="case/0", ground=Ground.CONFLICT, source="test/other", at=AT)
    assert takes(meeting, board_ask(waiting), people).present == 3
