"""In a browser: joining what another council leads, a nomination that takes two, a meeting that is corrected."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.rules import day_of
from tests.commissioning.meetings.met import a_meeting, at_the_board, board_ask, takes
from tests.council import People
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
NORTHSHIRE = "Northshire County Council"


def test_a_commissioner_joins_what_another_council_leads(visitors: Visitors) -> None:
    author = visitors("commissioner")
    author.opens("/cases/open/")
    author.follows("Another body outside the council leads the procurement")
    author.presses("Open the case", status=UNPROCESSABLE)
    author.sees("There is a problem", "Enter the body that leads the procurement")
    author.page.locator('[name="basis"][value="joint"]').check()
    author.fills_in({"title": "Aids for living at home", "service": "Adult Social Care", "led_by": NORTHSHIRE})
    author.presses("Open the case")
    author.sees(f"Led by {NORTHSHIRE}", "The joining record is being written", "Led outside: in the joining record")
    author.follows("Records")
    author.follows("Joining")
    author.follows("Who leads")
    author.sees("On what basis do we join?")
    author.opens("/cases/?lane=joining")
    author.sees(f"Led by {NORTHSHIRE}", "Joining: drafting")


def test_one_administrator_nominates_and_another_confirms(visitors: Visitors) -> None:
    robert, ida = visitors("admin"), visitors("second.admin")
    robert.opens("/bodies/")
    robert.follows("Nominations for posts that decide")
    robert.follows("Nominate somebody")
    robert.presses("Nominate them", status=UNPROCESSABLE)
    robert.sees("There is a problem", "Choose a post")
    today = day_of(timezone.now())
    first = {f"starts_on_{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    who = {"person": "contract.manager@demo.example", "post": "Head of service, Parks and Streets"}
    robert.fills_in({**who, **first, "value_limit": "250,000"})
    robert.presses("Nominate them")
    robert.follows("Jamal Rahman")
    robert.sees("It takes effect once a second person confirms it: Ida Moss.")
    ida.opens("/")
    ida.sees("1 nomination waits for a second person")
    ida.follows("1 nomination waits for a second person")
    ida.follows("Jamal Rahman")
    ida.follows("Decline it")
    ida.follows("The nomination")
    ida.presses("Confirm it")
    ida.sees("It is confirmed", "Answered by")


@pytest.fixture
def council(council: People) -> People:
    """The council, of which the Board has met."""
    takes(a_meeting(council), board_ask(at_the_board(council)), council)
    return council


def test_a_meeting_is_corrected(visitors: Visitors, backstage: Backstage) -> None:
    recorder = visitors("democratic.services")
    case = opens_the_meeting(recorder)
    recorder.follows("Correct minute 14")
    recorder.sees("A correction turns round nothing that was decided.")
    recorder.fills_in({"minute": "15", "reason": "The minutes as agreed say 15."})
    recorder.presses("Correct it")
    recorder.sees("Minute: 14, corrected to 15")
    recorder.follows("Correct the record of this meeting")
    recorder.fills_in({"minutes": " ", "reason": "Another number."})
    recorder.presses("Correct it", status=UNPROCESSABLE)
    recorder.fills_in({"minutes": "SPB/2026/05", "reason": "Another number."})
    recorder.presses("Correct it")
    recorder.sees("Minutes: SPB/2026/04, corrected to SPB/2026/05")
    auditor = visitors("auditor")
    auditor.opens(f"/cases/{case}/trail/")
    auditor.sees("corrected minute 15 of the Strategic Procurement Board", "as Nadia Cole corrected the record")


def opens_the_meeting(recorder: Visitor) -> str:
    """Open the page of the meeting. Returns the reference of the case it decided on."""
    recorder.opens("/meetings/")
    recorder.follows("Strategic Procurement Board")
    return recorder.page.locator("a[href^='/cases/TG-']").first.inner_text().split()[0]
