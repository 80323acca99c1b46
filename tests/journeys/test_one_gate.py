"""Two stages decided at one gate, in a browser: needs are handed on, and signed with social value priorities."""

from __future__ import annotations

import pytest
from django.utils import timezone

from commissioning.case.models import Case
from tests.commissioning.gates.together import combined, published
from tests.council import HOMECARE, People, a_case, answered
from tests.journeys.readied import writes_all_but
from tests.journeys.site import Backstage
from tests.journeys.steps import AGREE, SIGN, answers
from tests.journeys.visitors import Visitor, Visitors

pytestmark = pytest.mark.browser
BOTH = "Needs analysis and social value priorities"


@pytest.fixture
def council(council: People) -> People:
    """The council, whose policy decides both at one gate, with a case whose needs are written."""
    writes_all_but(a_case(council), HOMECARE)
    published(combined())
    return council


def test_both_records_are_signed_at_one_gate(visitors: Visitors, backstage: Backstage) -> None:
    case: Case = backstage(Case.objects.get)
    here = f"/cases/{case.reference}"
    author, head = visitors("commissioner"), visitors("head.of.service")
    hands_on(author, case.reference)
    backstage(lambda: writes_all_but(Case.objects.get(), HOMECARE))
    submits_both(author, case.reference)
    finance = visitors("finance")
    finance.takes_up("Sign the records of needs analysis and social value priorities", case.reference)
    finance.sees("Costs of the options")
    answers(finance, case.reference, SIGN)
    backstage(lambda: answered(case, at=timezone.now()))
    answers(head, case.reference, AGREE)
    head.sees("The record of tender is being written.")
    author.opens(f"{here}/gates/")
    author.sees(BOTH, "Passed")
    author.opens(f"{here}/records/")
    author.opens(f"{here}/trail/")
    author.sees("handed the record of needs analysis on to social value priorities")
    author.sees("submitted the records of needs analysis and social value priorities to one gate")


def hands_on(author: Visitor, case: str) -> None:
    """The stage has no gate of its own: its record is handed on, and stays open."""
    author.takes_up("Write the record of needs analysis", case)
    author.sees("hand it on to the next stage")
    author.follows("Go to the record")
    author.follows("Check your answers")
    author.sees("this stage has no gate of its own")
    author.follows("Continue")
    author.sees("Nobody is asked yet.", "This record stays open: you can still change it.")
    author.presses("Hand it on")
    author.sees("The record is handed on")
    author.opens(f"/cases/{case}/")
    author.sees("To be decided with social value priorities")


def submits_both(author: Visitor, case: str) -> None:
    """From either record there is a way to the other; both go to one gate at once."""
    author.takes_up("Write the record of social value priorities", case)
    author.follows("Go to the record")
    author.sees("One gate decides both, and you submit both here.")
    author.follows("Open needs analysis")
    author.sees("Social value priorities and it go to one gate", "This record is submitted with the one it goes with.")
    author.follows("Check your answers")
    author.follows("Open social value priorities")
    author.follows("Check your answers")
    author.follows("Continue")
    author.sees("Submit both records to their gate", "Costs of the options", "Weighting and what bidders are asked")
    author.presses("Submit to the gate")
    author.sees("Your receipt: entry")
    author.opens(f"/cases/{case}/")
    author.sees("The records of needs analysis and social value priorities are at one gate")
