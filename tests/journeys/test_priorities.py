"""Needs and social value priorities in a browser: care under light touch, and works, each to the gate of both."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from commissioning.case.models import Case
from commissioning.social_value.kinds import Ground
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import within_case
from tests.council import AT, HOMECARE, People, a_case, ask_of
from tests.journeys.readied import a_covered_case, writes_all_but
from tests.journeys.site import Backstage
from tests.journeys.steps import SIGN, answers, said_of, submits
from tests.journeys.visitors import Rows, Visitor, Visitors
from workflows.demonstration.content import Purchase
from workflows.demonstration.walking import answer, walk

pytestmark = pytest.mark.browser
CARE = replace(HOMECARE, net=Decimal(2_400_000), gross=Decimal(2_400_000))
WORKS = Purchase(
    what="a new roof for the library",
    whom="people who use the library",
    where="in Castle ward",
    net=Decimal(4_600_000),
    gross=Decimal(5_520_000),
    cpv="45260000",
    supplier="Larkmoor Builders Ltd",
)
WALKED = ("screening", "data_protection", "outcomes", "options", "option_scores", "option_costs")
STAFF = {"staff_affected": "About 40 care workers.", "staff_told": "A list without names, by September."}
OF_WORKS: Rows = {
    "choices": [
        {"chosen": True, "reason": "Roofers are trained here, and few of them are from here."},
        {"chosen": False, "ground": Ground.NOT_RELEVANT, "reason": "No group has a part in a roof."},
        {"chosen": True, "reason": "The old roof leaves as waste, and lorries come through the ward."},
    ]
}
MEASURES_OF_CARE = (
    {"outcome": "O2", "left_to_bidders": False, "target": "120"},
    {"outcome": "O1", "left_to_bidders": True},
)
MEASURES_OF_WORKS = (
    {"outcome": "O2", "left_to_bidders": False, "target": "104"},
    {"outcome": "O1", "left_to_bidders": False, "target": "30"},
)
WEIGHTS_OF_WORKS: Rows = {
    "weights": [
        {"weight": "6", "question": "How many weeks, and with which college?", "minimum": "52"},
        {"weight": "4", "question": "How much of the old roof is used again, and where?", "minimum": "40"},
    ]
}


def test_care_under_light_touch(council: People, visitors: Visitors, backstage: Backstage) -> None:
    case: Case = backstage(lambda: a_covered_case(council, CARE, "Homecare, north"))
    backstage(lambda: a_case(council, title="Homecare, south", until=None, at=AT))
    backstage(lambda: writes_all_but(case, CARE, *WALKED))
    author = visitors("commissioner")
    completes_the_needs(author, case.reference)
    backstage(lambda: walk(case, CARE, until=Stage.SOCIAL_VALUE, at=timezone.now()))
    said = said_of(Stage.SOCIAL_VALUE, CARE)
    chooses_priorities(author, case.reference, said["priorities"].rows)
    author.sees("£663,540 for light touch services", "£1,000,000 to below £5,000,000: this case")
    adds_what_similar_contracts_chose(author, case.reference)
    weighs(author, MEASURES_OF_CARE, said["weighting"].rows)
    comes_to_the_gate(author, case.reference)
    answers(visitors("economic.development"), case.reference, SIGN)
    backstage(lambda: hands_the_tender_in(case, CARE))
    author.opens(f"/cases/{case.reference}/social-value/")
    author.sees("at or above the threshold (light touch, £663,540 with VAT)")


def test_works(council: People, visitors: Visitors, backstage: Backstage) -> None:
    case: Case = backstage(lambda: has_its_needs_agreed(council, WORKS, "A new roof for the library"))
    author = visitors("commissioner")
    chooses_priorities(author, case.reference, OF_WORKS)
    author.sees("for works, £5,193,000 with VAT", "By its CPV code this one is works", "ask Legal")
    adds_what_the_catalogue_has(author, case.reference)
    weighs(author, MEASURES_OF_WORKS, WEIGHTS_OF_WORKS)
    comes_to_the_gate(author, case.reference)


def has_its_needs_agreed(people: People, purchase: Purchase, title: str) -> Case:
    """A case whose category an earlier cycle told, and whose needs were agreed."""
    case = a_covered_case(people, purchase, title)
    with within_case(case):
        case.cpv = purchase.cpv
        case.save(update_fields=["cpv"])
    walk(case, purchase, until=Stage.SOCIAL_VALUE, at=AT)
    return case


def hands_the_tender_in(case: Case, purchase: Purchase) -> None:
    """The others sign, and the tender, which says that it is light touch, goes to its gate."""
    walk(case, purchase, until=Stage.TENDER, at=timezone.now())
    answer(ask_of(case, "Write"), purchase, at=timezone.now())


def completes_the_needs(author: Visitor, case: str) -> None:
    """Personal data and staff ask for pages of their own; options are scored and costed; it goes to its gate."""
    said, base = said_of(Stage.NEEDS, CARE), f"/cases/{case}/records/needs/"
    author.takes_up("Write the record of needs analysis", case)
    author.follows("Go to the record")
    author.follows("Personal data and staff")
    author.fills_in({"personal_data": True, "tupe": True})
    author.presses("Save and go on")
    author.sees("Asked because personal data will be handled.")
    author.fills_in(said["data_protection"].values)
    author.presses("Save and go on")
    author.fills_in(STAFF)
    author.presses("Save")
    author.follows("Outcomes sought")
    for key in ("outcomes", "options", "option_scores", "option_costs"):
        assert author.path() == f"{base}{key}/"
        author.fills_in(said[key].values, said[key].rows)
        author.presses("Save and go on" if key != "option_costs" else "Save")
    author.sees("Scores of each option, and what they come to")
    submits(author, case, Stage.NEEDS, "Finance officer", "Head of service")


def chooses_priorities(author: Visitor, case: str, rows: Rows) -> None:
    """Say what bears on it, choose two priorities and on which ground the third is left out; read what is asked."""
    said = said_of(Stage.SOCIAL_VALUE)
    author.takes_up("Write the record of social value priorities", case)
    author.follows("Go to the record")
    author.follows("Policy, relevance and proportionality")
    author.fills_in(said["relevance"].values)
    author.presses("Save and go on to Economic, social and environmental well-being")
    author.fills_in(said["wellbeing"].values)
    author.presses("Save and go on to Priorities")
    author.fills_in({}, {"choices": [{key: one[key] for key in one if key != "priority"} for one in rows["choices"]]})
    author.presses("Save and go on to Measures")
    author.follows("What the Social Value Act asks here")


def adds_what_similar_contracts_chose(author: Visitor, case: str) -> None:
    """The category is not known yet; once told it finds a contract that is over, and what came of its measures."""
    author.opens(f"/cases/{case}/records/social_value/measures/")
    author.follows("Measures of similar contracts")
    author.sees("The category is not known yet.")
    author.fills_in({"cpv": CARE.cpv})
    author.presses("Find similar contracts")
    author.sees("Measures of similar contracts", "Verified, in per cent of what was committed", "; serves P1")
    assert author.words().count("Add this measure V1") == 1
    found = author.page.url
    author.presses("Add this measure W1")
    author.sees("The measure is added.")
    author.opens(found)
    author.presses("Add this measure V1")


def adds_what_the_catalogue_has(author: Visitor, case: str) -> None:
    """Nothing like it was bought before; the catalogue has measures for what was chosen."""
    author.opens(f"/cases/{case}/social-value/measures/")
    author.sees("There is nothing similar yet.", "CPV codes that begin with 45")
    author.sees("A3 Waste that is not used again: serves P3")
    author.sees_no("V1 Hours given")
    author.presses("Add this measure W4")
    author.follows("Measures of similar contracts")
    author.presses("Add this measure A3")


def weighs(author: Visitor, measures: tuple[dict[str, Any], ...], weights: Rows) -> None:
    """Say what each measure brings about and aims for, what it weighs, and what bidders are asked."""
    said = said_of(Stage.SOCIAL_VALUE)["weighting"]
    author.fills_in({}, {"measures": measures})
    author.presses("Save and go on to Weighting")
    rows = [{key: one[key] for key in one if key != "measure"} for one in weights["weights"]]
    author.fills_in(said.values, {"weights": rows})
    author.presses("Save")
    author.sees("5 of 5 sections are complete")


def comes_to_the_gate(author: Visitor, case: str) -> None:
    """Hand it in; the gate names who holds it."""
    submits(author, case, Stage.SOCIAL_VALUE, "Economic development officer", "Head of service")
    author.opens(f"/cases/{case}/gates/")
    author.follows("Social value priorities")
    author.sees("Economic development officer", "Waiting")
