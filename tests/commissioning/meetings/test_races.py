"""Two recorders at one moment: a meeting's decision is recorded once."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from accounts.rights import Role
from audit.errors import RepeatedError
from audit.verify import verify
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import SignOff
from commissioning.meetings.correcting import Recount, correct_decision
from commissioning.meetings.kinds import Result
from commissioning.meetings.models import MeetingCorrection, MeetingDecision
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key, in_post
from tests.commissioning.meetings.met import a_condition, a_meeting, at_the_board, board_ask, takes
from tests.council import AT, a_demo_council, body, does
from tests.workflows.racing import side_by_side as side_by_side
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def test_two_recorders_record_one_decision() -> None:
    people = a_demo_council()
    case, meeting = at_the_board(people), a_meeting(people)
    other = in_post(Role.DEMOCRATIC_SERVICES, body("legal-services"), "Ida Moss", over=[body("council")])
    acts: list[Callable[[], object]] = [
        partial(takes, meeting, board_ask(case), people, conditions=(a_condition(due_on=date(2026, 5, 1)),)),
        partial(takes, meeting, board_ask(case), people, by=other, result=Result.NOT_SUPPORTED, reason="No."),
        partial(does, board_ask(case), Action.SIGN),
    ]
    told = together(acts)
    assert [type(found) for found in told].count(OvertakenError) == len(told) - 1, told
    assert SignOff.objects.filter(seat__rule__title="Board member").count() == 1
    assert MeetingDecision.objects.count() <= 1
    assert verify().breaks == []


def test_the_same_page_sent_twice_records_once() -> None:
    people = a_demo_council()
    case, meeting = at_the_board(people), a_meeting(people)
    told = together([partial(takes, meeting, board_ask(case), people, key="same") for _ in range(3)])
    assert [type(found) for found in told].count(RepeatedError) == len(told) - 1, told
    assert MeetingDecision.objects.count() == 1
    assert verify().breaks == []


def test_two_corrections_at_one_moment_follow_each_other() -> None:
    """Each says what it was when it was made: the second begins from what the first made of it."""
    people = a_demo_council()
    made = takes(a_meeting(people), board_ask(at_the_board(people)), people)

    def corrects(minute: str) -> MeetingCorrection:
        read = MeetingDecision.objects.select_related("case").get(pk=made.pk)
        recount, by = Recount(minute, consensus=True), people["democratic.services"]
        return correct_decision(read, recount, reason="As agreed.", by=by, at=AT, key=a_key())

    came = together([partial(corrects, "15"), partial(corrects, "16"), partial(corrects, "15")])
    first, second = MeetingCorrection.objects.order_by("pk")[:2]
    assert (first.was["minute"], second.was["minute"]) == ("14", first.now["minute"])
    assert all(isinstance(one, MeetingCorrection | RefusedError) for one in came), came
    newest = MeetingCorrection.objects.order_by("-pk")[0]
    assert MeetingDecision.objects.get().minute == newest.now["minute"]
    assert verify().breaks == []
