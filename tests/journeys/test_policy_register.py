"""A policy in a browser: a version drafted, commented on, answered and approved by others; policies linked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from commissioning.policies.decisions import publish_policy
from commissioning.policies.rules import VersionTerms
from tests.council import AT, People, body
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.policies import CLIMATE, HOMES

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
CLOSES, AFTER, FROM, REVIEW = (
    date(2026, 5, 1),
    datetime(2026, 5, 4, 9, 0, tzinfo=UTC),
    date(2026, 6, 1),
    date(2027, 6, 1),
)
POLICY = "/policies/social-value/"
VERSION = f"{POLICY}versions/2/"


@pytest.fixture
def council(council: People) -> People:
    """The council with a complementary policy."""
    terms = VersionTerms(date(2026, 3, 1), date(2026, 2, 1), review_on=date(2028, 3, 1), text="No emissions by 2035.")
    owner = body("parks-and-streets")
    publish_policy(code=CLIMATE, title="Climate action plan", owner=owner, terms=terms, at=AT, key="climate")
    return council


def day(name: str, found: date) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(found, part)) for part in ("day", "month", "year")}


def test_a_version_from_its_draft_to_its_approval(visitors: Visitors, clock: time_machine.Traveller) -> None:
    keeper, sector, director = visitors("policy"), visitors("voluntary.sector"), visitors("director")
    drafts(keeper)
    opens_to_comments(keeper)
    comments(sector)
    enters_a_letter(keeper)
    clock.move_to(AFTER)
    answers(keeper)
    puts_forward(keeper)
    approves(director)
    sector.opens(POLICY)
    sector.sees("Version 2", "Not in force yet")


def drafts(keeper: Visitor) -> None:
    """Begin the next version, and change its text, its priorities, and what becomes of earlier ones."""
    keeper.opens("/policies/")
    keeper.follows("Social value policy")
    keeper.follows("Begin the next version")
    keeper.presses("Begin the version")
    keeper.follows("Change the summary")
    keeper.fills_in({"text": "The council buys for the good of the borough."})
    keeper.presses("Save")
    keeper.follows("Add a section")
    keeper.presses("Save", status=UNPROCESSABLE)
    keeper.sees("There is a problem")
    keeper.fills_in({"title": "How it is counted", "text": "Once a year."})
    keeper.presses("Save")
    keeper.follows("Add a priority")
    keeper.fills_in({name: value for name, value in vars(HOMES).items() if value})
    keeper.presses("Save")
    keeper.sees("P4 Homes that are warm", "Private renters")
    keeper.follows("Say what becomes of earlier priorities")
    keeper.page.locator('[name="fate_2"][value="ended"]').check()
    keeper.fills_in({"into_2": "None: it ends", "reason_2": "The climate action plan asks for it."})
    keeper.presses("Save")
    keeper.sees("Ended", "The climate action plan asks for it.")


def opens_to_comments(keeper: Visitor) -> None:
    """Open it until the first of May."""
    keeper.follows("Open it to comments")
    keeper.fills_in(day("until", CLOSES))
    keeper.presses("Open the consultation")
    keeper.sees("The consultation is open.", "Nobody has commented yet.")


def comments(sector: Visitor) -> None:
    """Comment for the voluntary sector."""
    sector.opens("/policies/")
    sector.follows("Version 2")
    sector.follows("Comment on it")
    sector.fills_in({"text": "Small groups have nobody to write returns."})
    sector.presses("Send the comment")
    sector.sees("Your comment is recorded.", "Not answered yet.")


def enters_a_letter(keeper: Visitor) -> None:
    """Enter what a resident wrote."""
    keeper.opens(f"{VERSION}comments/")
    keeper.follows("Enter a comment")
    keeper.page.locator('[name="side"][value="public"]').check()
    keeper.page.locator('[name="received"][value="letter"]').check()
    keeper.fills_in({"sender": "A resident of Mill Ward", "text": "Who checks?", **day("received_on", AT.date())})
    keeper.presses("Enter the comment")
    keeper.sees("A resident of Mill Ward (the public)", "By letter")


def answers(keeper: Visitor) -> None:
    """Be refused while a comment has no answer, and answer both."""
    keeper.opens(VERSION)
    keeper.sees("Comment 1, from Grace Mensah", "has no answer yet")
    for number in (1, 2):
        keeper.opens(f"{VERSION}comments/")
        keeper.follows(f"Answer comment {number}")
        keeper.fills_in({"text": "We agree.", "changed": "The section on counting says so."})
        keeper.presses("Answer it")
    keeper.sees("What was changed:")


def puts_forward(keeper: Visitor) -> None:
    """Put it forward; whoever wrote it does not approve it."""
    keeper.opens(VERSION)
    keeper.follows("Put it forward")
    keeper.fills_in({**day("effective_from", FROM), **day("review_on", REVIEW), "reason": "Homes are damp."})
    keeper.presses("Put it forward")
    keeper.follows("Approve it or send it back")
    keeper.sees("wrote this draft", "Sunita Rao can.")


def approves(director: Visitor) -> None:
    """Read it and approve it."""
    director.opens("/messages/")
    director.sees("Social value policy, version 2 waits to be approved")
    director.opens(f"{VERSION}approve/")
    director.fills_in({"approval": "Cabinet, minute 41"})
    director.presses("Approve the version")
    director.sees("What it says never changes from now on.", "Approved by", "Sunita Rao")


def test_policies_are_linked_and_their_gaps_listed(visitors: Visitors) -> None:
    keeper = visitors("policy")
    keeper.opens(POLICY)
    keeper.follows("Say how it bears on another policy")
    keeper.page.locator('[name="bond"][value="conflicts"]').check()
    owner = {"other": "Climate action plan", "owner": "Parks and Streets"}
    keeper.fills_in({**owner, "rationale": "P3 and C1 pull apart.", **day("review_on", REVIEW)})
    keeper.presses("Link the policies")
    keeper.sees("The same as a table", "Conflicts with", "P3 and C1 pull apart.")
    keeper.follows("Conflicts and gaps")
    keeper.sees("Policies that conflict", "It conflicts with Climate action plan")
    keeper.opens(f"{POLICY}group/")
    keeper.follows("Name a member")
    keeper.page.locator('[name="part"][value="sponsor"]').check()
    keeper.fills_in({"name": "Sunita Rao", "body": "Corporate Resources", **day("since", AT.date())})
    keeper.presses("Save")
    keeper.sees("Sponsor: Sunita Rao, Corporate Resources")
