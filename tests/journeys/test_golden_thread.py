"""The golden thread in a browser: what is broken is refused in the words of its page, and what is mended is taken."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from commissioning.vocabulary import Stage
from tests.council import AT, HOMECARE, People, a_case
from tests.journeys.readied import writes_all_but
from tests.journeys.site import Backstage
from tests.journeys.steps import submits
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.walking import walk

pytestmark = pytest.mark.browser
UNSERVED = "Add a measure for “P2 Strong communities and voluntary groups”."
WITHOUT_OUTCOME = "Measure M1 brings about no outcome. Say which one: the need seeks O1 and O2."
NOT_SOUGHT = "No measure is for outcome O1."
JOBS: dict[str, Any] = {"choice": "P1", "catalogue": "W1", "left_to_bidders": False, "target": "10"}
HOURS: dict[str, Any] = {"choice": "P2", "outcome": "O1", "catalogue": "V1", "left_to_bidders": True}
ASKED = "How many, and how?"
UNMEASURED = "Criterion C3 judges social value. Name the measure it stands for."


def test_what_is_broken_is_refused_and_mended(council: People, visitors: Visitors, backstage: Backstage) -> None:
    case = backstage(lambda: a_case(council, until=Stage.SOCIAL_VALUE, at=AT))
    backstage(lambda: writes_all_but(case, HOMECARE, "measures", "weighting"))
    author, here = visitors("commissioner"), f"/cases/{case.reference}"
    leaves_it_broken(author, here)
    is_refused(author, here)
    mends(author)
    submits(author, case.reference, Stage.SOCIAL_VALUE)
    author.opens(f"{here}/thread/")
    author.sees("none of them is broken")
    backstage(lambda: walk(case, HOMECARE, until=Stage.TENDER, at=timezone.now()))
    reads_it_upwards(author, here)
    takes_a_measure_off_its_criterion(author, here)


def leaves_it_broken(author: Visitor, here: str) -> None:
    """One measure for two priorities, and it brings nothing about."""
    author.opens(f"{here}/records/social_value/measures/")
    author.fills_in({}, {"measures": [JOBS]})
    author.presses("Save and go on to Weighting")
    author.fills_in({"weighting": "10", "weighting_reason": "The usual share."})
    author.fills_in({}, {"weights": [{"weight": "10", "question": ASKED}]})
    author.presses("Save")


def is_refused(author: Visitor, here: str) -> None:
    """The record names what is broken and is not handed in; the thread says the same."""
    author.sees("2 things to do:", UNSERVED.rstrip("."), WITHOUT_OUTCOME.rstrip("."))
    author.follows("Check your answers")
    author.sees("so the record cannot be submitted", UNSERVED, WITHOUT_OUTCOME)
    author.opens(f"{here}/records/social_value/submit/")
    assert author.path() == f"{here}/records/social_value/check/"
    author.follows("Thread")
    author.sees(UNSERVED, WITHOUT_OUTCOME, NOT_SOUGHT)


def mends(author: Visitor) -> None:
    """Follow the link of each to where it is mended."""
    author.follows(f"See where it is mended: {WITHOUT_OUTCOME}")
    author.fills_in({}, {"measures": [{"outcome": "O2"}, HOURS]})
    author.presses("Save and go on to Weighting")
    author.fills_in({}, {"weights": [{"weight": "6"}, {"weight": "4", "question": ASKED}]})
    author.presses("Save")
    author.sees("5 of 5 sections are complete")


def reads_it_upwards(author: Visitor, here: str) -> None:
    """Once the tender is begun, each criterion says why it is there."""
    author.opens(f"{here}/thread/")
    author.sees("Up to the policy: why each criterion and obligation is there", "because of the measure M1")
    author.sees("because of the outcome O2", "because of the priority P1", "because of the policy Social value policy")


def takes_a_measure_off_its_criterion(author: Visitor, here: str) -> None:
    """What no criterion leads back from is told upwards too, in the words that the tender is refused with."""
    author.opens(f"{here}/records/tender/criteria/")
    author.fills_in({}, {"criteria": [{}, {}, {"measure": None}]})
    author.presses("Save")
    author.follows("Check your answers")
    author.sees(UNMEASURED)
    author.follows("Thread")
    author.sees(UNMEASURED, "Nothing leads from it to the policy.")
