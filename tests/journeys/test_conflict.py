"""A conflict of interest, found mid-task in a browser: its person is out at once, and the case says who is missing."""

from __future__ import annotations

import pytest

from commissioning.vocabulary import Stage
from tests.journeys.steps import PURCHASE, opens_a_case, sets_the_regime, submits, writes
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.browser
BROTHER = "My brother owns Harbour Care."


def test_a_conflict_declared_mid_task(visitors: Visitors) -> None:
    author = visitors("commissioner")
    case = opens_a_case(author)
    sets_the_regime(visitors("procurement"), case)
    writes(author, case, Stage.NEEDS, PURCHASE)
    submits(author, case, Stage.NEEDS)
    finance = visitors("finance")
    finance.takes_up("Sign", case)
    finance.presses("Say that you are on it")
    finance.takes_up("Sign", case)
    finance.page.locator("#declare_reason").fill(BROTHER)
    finance.presses("Declare it")
    finance.sees("Your conflict of interest is declared")
    finance.opens(f"/cases/{case}/interests/")
    finance.sees("You are kept out")
    finance.opens(f"/cases/{case}/trail/", status=403)
    finance.sees("You declared a conflict of interest")
    author.opens(f"/cases/{case}/")
    author.sees("Nobody who holds this post can do it")
    author.follows("Interests")
    author.sees("Ruth Okafor", BROTHER)
    visitors("procurement").opens("/messages/")
    visitors("procurement").sees("Nobody else can do: Finance officer")
