"""A meeting of the demonstration's Board: what it agreed under a condition, as Democratic Services minuted it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import Body, Person, Post
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.gates.models import Submission
from commissioning.meetings.conditions import Wanted
from commissioning.meetings.decisions import Taken, decide
from commissioning.meetings.kinds import Result
from commissioning.meetings.meeting import Held, record_meeting
from commissioning.meetings.models import Meeting
from commissioning.vocabulary import Stage
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.stories import MINUTED

BOARD = "strategic-procurement-board"
HELD, MINUTED_ON = 3, 2  # working days ago
MEMBERS = (("Patrick Doyle", "chair"), ("Sunita Rao", "corporate director"), ("Ruth Okafor", "finance officer"))
BESIDE = (("Amina Begum", "presented the paper"), ("Nadia Cole", "took the minutes"))
CONDITION = "Agree with the carers’ centre how carers are told of their days off, and attach what was agreed."
MEET_WITHIN = timedelta(days=60)


def minute_a_meeting(cases: Mapping[str, Case], people: Mapping[str, Person], now: datetime) -> None:
    """Record a meeting of the Board, and that it agreed a tender under a condition that the award's gate looks for."""
    recorder, at = people["democratic.services"], moment(days_ago(now, MINUTED_ON), 0)
    held_on = days_ago(now, HELD)
    held = Held(held_on, f"SPB/{held_on:%Y/%m}", MEMBERS, BESIDE, quorum=2)
    meeting = record_meeting(Body.objects.get(slug=BOARD), held, by=recorder, at=at, key="demo/meeting")
    _decide(meeting, cases[MINUTED.key], recorder, moment(days_ago(now, MINUTED_ON), 1))


def _decide(meeting: Meeting, case: Case, recorder: Person, at: datetime) -> None:
    asks = Ask.objects.select_related("case", "strand", "post__body")
    ask = asks.get(case=case, closed_at=None, post__role=Role.BOARD_MEMBER)
    seat = int(ask.source.removeprefix("seat/"))
    submission = Submission.objects.filter(gate__seats=seat).order_by("-number")[0]
    owner = Post.objects.select_related("body").get(role=Role.COMMISSIONER, body=case.lead)
    condition = Wanted(CONDITION, owner, day_of(at) + MEET_WITHIN, Stage.AWARD)
    taken = Taken(Result.AGREED, "7", submission.digest, votes_for=2, votes_against=1, conditions=(condition,))
    decide(meeting, ask, taken, by=recorder, at=at, key="demo/meeting/decision")
