"""A Board's meeting in a browser: recorded with a condition, looked for by the next gate, met, confirmed, passed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from commissioning.case.models import Case
from commissioning.vocabulary import Stage
from tests.commissioning.meetings.met import LARGE, ON, at_the_board
from tests.council import AT, People, ask_of
from tests.journeys.site import Backstage
from tests.journeys.steps import submits
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.walking import write_if_open

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
CONDITION = "Publish the social value criteria in plain words"


def test_a_board_sets_a_condition(visitors: Visitors, council: People, backstage: Backstage) -> None:
    case = backstage(partial(prepared, council))
    records_the_meeting(visitors("democratic.services"), case)
    decides(visitors("director"), case)
    backstage(partial(written, council, case))
    author = visitors("commissioner")
    is_refused(author, case)
    owner = visitors("procurement")
    owner.takes_up("Meet a condition", case)
    owner.sees(CONDITION, "The gate of award refuses until it is met.")
    owner.fills_in({"evidence": "Published on the portal on 2 April, page 3."})
    owner.presses("Record it")
    owner.sees("It is recorded")
    board = visitors("board")
    board.takes_up("Confirm that a condition is met", case)
    board.sees("Published on the portal")
    board.page.locator('[name="answer"][value="met"]').check()
    board.presses("Record it")
    submits(author, case, Stage.AWARD)
    author.opens(f"/cases/{case}/conditions/")
    author.sees("Met", CONDITION)
    author.opens(f"/cases/{case}/trail/")
    author.sees("recorded that the Strategic Procurement Board agreed the record of tender")


def prepared(people: People) -> str:
    """A case that waits for the Board. Returns its reference."""
    return at_the_board(people).reference


def written(people: People, reference: str) -> None:
    """Write its award, which nobody hands in yet."""
    write = ask_of(Case.objects.get(reference=reference), "award")
    write_if_open(write, LARGE, by=people["commissioner"], at=AT)


def records_the_meeting(recorder: Visitor, case: str) -> None:
    """Record who met, then what they decided on the case, under a condition."""
    recorder.opens("/")
    recorder.follows("Meetings")
    recorder.follows("Record a meeting")
    recorder.presses("Record the meeting", status=UNPROCESSABLE)
    recorder.fills_in({"body": "Strategic Procurement Board", "held_on": ON, "minutes": "SPB/2026/04", "quorum": "2"})
    recorder.fills_in({"members": "Patrick Doyle, chair\nSunita Rao, corporate director"})
    recorder.presses("Record the meeting")
    recorder.sees("Patrick Doyle, chair", "What waits for this body")
    recorder.follows(case)
    recorder.page.locator('[name="result"][value="agreed"]').check()
    recorder.page.locator('[name="consensus"]').check()
    recorder.fills_in({"minute": "14", "condition": CONDITION})
    recorder.presses("Record the decision", status=UNPROCESSABLE)
    recorder.sees("Choose who is to meet the condition, or leave the whole condition out")
    due_on: date = ON + timedelta(days=30)
    recorder.fills_in({"condition_post": "Procurement officer", "condition_due_on": due_on, "condition_stage": "award"})
    recorder.presses("Record the decision")
    recorder.sees("is recorded", "Without a vote, 2 took part")


def decides(director: Visitor, case: str) -> None:
    """Give leave to go to market, having seen what the Board decided."""
    director.takes_up("Decide on the record of tender", case)
    director.sees("Strategic Procurement Board, at a meeting, recorded by Nadia Cole")
    director.page.locator('[name="action"][value="pass"]').check()
    director.presses("Confirm")


def is_refused(author: Visitor, case: str) -> None:
    """Hand the award in, and be told which condition is unmet."""
    author.opens(f"/cases/{case}/records/award/")
    author.follows("Check your answers")
    author.follows("Continue")
    author.presses("Submit to the gate", status=UNPROCESSABLE)
    author.sees("C1, a condition of Strategic Procurement Board", CONDITION, "is not met")
