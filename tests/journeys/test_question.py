"""A signer asks the author in a browser: their clock stands, the answer starts it again, and the last day has moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from commissioning.case.models import Case
from commissioning.vocabulary import Stage
from tests.council import AT, People, at_gate
from tests.journeys.site import Backstage
from tests.journeys.steps import SIGN, answers
from tests.journeys.visitors import Visitor, Visitors

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
WORDS = "Is the second year in the costs?"
REPLY = "It is, at the prices of the first."
PAUSED = "Paused: question to Amina Begum since 7 April 2026, 3 working days left"
TO_TUESDAY = timedelta(days=6)
A_WEEK = timedelta(days=7)


@pytest.fixture
def council(council: People) -> People:
    """The council with a case whose needs lie at their gate."""
    at_gate(council, stage=Stage.NEEDS, at=AT)
    return council


def test_a_question_stops_the_clock(visitors: Visitors, backstage: Backstage, clock: time_machine.Traveller) -> None:
    case = backstage(lambda: Case.objects.get().reference)
    visitors.without_script = frozenset({"commissioner"})
    finance, author = visitors("finance"), visitors("commissioner")
    clock.shift(TO_TUESDAY)
    finance.takes_up("Sign", case)
    finance.sees("due in 3 working days, 10 April 2026")
    asks(finance)
    finance.sees("Your question is with the author", PAUSED, "its time stands still")
    finance.opens("/")
    finance.sees("Paused by a question to the author", PAUSED)
    author.opens(f"/cases/{case}/")
    author.sees(PAUSED[:1].lower() + PAUSED[1:])
    author.follows("Gates")
    author.follows("Needs analysis")
    author.sees(PAUSED, WORDS)
    clock.shift(A_WEEK)
    author.takes_up("Answer a question: Finance officer", case)
    author.sees("Ruth Okafor (Finance officer, Finance) asks about “Costs of the options”", WORDS)
    author.presses("Record it", status=UNPROCESSABLE)
    author.fills_in({"reply": REPLY})
    author.presses("Record it")
    author.sees("It is recorded")
    finance.takes_up("Sign", case)
    finance.sees("due in 3 working days, 17 April 2026", "The author answers:", REPLY)
    puts_it_aside(finance, case)
    answers(finance, case, SIGN)
    author.opens(f"/cases/{case}/trail/")
    author.sees("asked the author about “Costs of the options” in needs analysis", WORDS, REPLY)
    author.sees("The clock stands with 3 working days left.", "The clock runs again, until 17 April 2026.")


def asks(finance: Visitor) -> None:
    """Ask, having been told first that there are no words."""
    finance.presses("Ask the author", status=UNPROCESSABLE)
    finance.sees("There is a problem")
    finance.page.locator("#ask_text").fill(WORDS)
    finance.page.get_by_label("Costs of the options").check()
    finance.presses("Ask the author")


def puts_it_aside(finance: Visitor, case: str) -> None:
    """Out of one's own list until a day, and back at once."""
    finance.follows("Put this task aside for a while")
    finance.presses("Put it aside", status=UNPROCESSABLE)
    finance.fills_in({"until_day": "16", "until_month": "4", "until_year": "2026"})
    finance.presses("Put it aside")
    finance.sees("is put aside until 16 April 2026", "Put aside by you (1)", "Nothing waits for you.")
    finance.follows("Sign the record of needs analysis")
    finance.follows("Put this task aside for a while")
    finance.presses("Bring it back now")
    finance.sees("is in your list again", case)
