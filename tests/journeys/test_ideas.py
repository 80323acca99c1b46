"""An idea in a browser: posted without an account or a script, published, and answered by a case."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache

from commissioning.case.models import Case
from tests.council import AT, People, a_case
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.policies import register

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
UNTIL = date(2026, 12, 31)
IDEA = {
    "kind": "offer",
    "title": "A hall on four evenings",
    "what": "It stands empty after six.",
    "who_benefits": "Young people",
    "stands_until_day": "31",
    "stands_until_month": "12",
    "stands_until_year": "2026",
    "organisation": "Mill Ward Lunch Club",
    "contact_name": "Ada Quill",
}


@pytest.fixture
def council(council: People) -> People:
    """The council with a case whose needs are to be written, and policies that bear on one another."""
    cache.clear()
    register(council, AT)
    a_case(council)
    return council


def test_an_idea_comes_from_outside_and_is_told_what_became_of_it(visitors: Visitors, backstage: Backstage) -> None:
    stranger = visitors.stranger(script=False)
    there = posts(stranger)
    moderates(visitors("policy"))
    stranger.opens("/ideas/?ward=Mill")
    stranger.sees("1 idea", "A hall on four evenings", "Mill Ward Lunch Club")
    stranger.sees_no("Ada Quill")
    answers(visitors("commissioner"), backstage(lambda: Case.objects.get().reference))
    stranger.opens(there)
    stranger.follows("Withdraw this idea")
    stranger.fills_in({"reason": "The hall is let."})
    stranger.presses("Withdraw it")
    stranger.sees("The idea is withdrawn.")


def posts(stranger: Visitor) -> str:
    """Come from the page of sign-in, forget how to be reached, and mend it. Returns the address of their own."""
    stranger.opens("/accounts/login/")
    stranger.follows("Ideas from communities")
    stranger.follows("Post an idea")
    stranger.fills_in(IDEA)
    stranger.presses("Post the idea", status=UNPROCESSABLE)
    stranger.sees("There is a problem", "Enter an email address or a telephone number")
    stranger.fills_in({"contact_phone": "01632 960001"})
    stranger.presses("Post the idea")
    stranger.sees("Your idea is posted", "Its number is")
    return stranger.path()


def moderates(moderator: Visitor) -> None:
    """Read what was posted and publish it."""
    moderator.opens("/ideas/")
    moderator.follows("1 idea waits for a moderator")
    moderator.follows("A hall on four evenings")
    moderator.sees("01632 960001", "Call them to say what became of it.")
    moderator.fills_in({"ruling": "publish"})
    moderator.presses("Record it")
    moderator.sees("The idea is published.")


def answers(author: Visitor, case: str) -> None:
    """Find it beside the needs and say why it is not used."""
    author.opens(f"/cases/{case}/records/needs/")
    author.sees("Ideas from communities in these wards and themes", "has no answer in this case yet")
    author.follows("What this case made of them")
    author.follows("Say whether it was used")
    author.fills_in({"used": "no", "text": "It has no lift."})
    author.presses("Record it and tell them")
    author.sees("Mill Ward Lunch Club is told.", "Not used. It has no lift.")
