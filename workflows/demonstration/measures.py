"""The demonstration council's own catalogue of measures, all of them invented, for the priorities of its policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from accounts.models import Body
from accounts.rules import day_of
from commissioning.measures.decisions import Named, publish_framework
from commissioning.measures.kinds import Counts, Direction, FrameworkKind
from commissioning.measures.models import FrameworkVersion
from commissioning.measures.rules import Edition, MeasureTerms
from workflows.demonstration.policy import EFFECTIVE_FROM

NAME: Final = "Our catalogue of measures"
INTO_WORK, HOURS, ROADS = "people into work", "hours in working time", "journeys"
BEFORE = (
    "The same in the twelve months before the contract, from the supplier’s own records; none where there are none."
)
OWN = "The council’s own. An invented figure, for this demonstration alone."


def outcome(code: str, title: str, unit: str, definition: str, evidence: str, **more: object) -> MeasureTerms:
    """A measure of what changes, better the higher it is."""
    said = {"counts": Counts.OUTCOME.value, "direction": Direction.HIGHER.value, "baseline": BEFORE, **more}
    return replace(MeasureTerms(code, title, definition, unit, evidence=evidence), **said)  # type: ignore[arg-type]  # each is a column of the terms


def output(code: str, title: str, unit: str, definition: str, evidence: str, **more: object) -> MeasureTerms:
    """A measure of what is done, better the higher it is."""
    return outcome(code, title, unit, definition, evidence, counts=Counts.OUTPUT.value, **more)


WORK = {"theme": "Good work", "priorities": ("P1",)}
GROUPS = {"theme": "Communities", "priorities": ("P2",)}
AIR = {"theme": "Air and waste", "priorities": ("P3",)}
MEASURES = (
    outcome(
        "W1",
        "Residents out of work for a year who start a job and stay 26 weeks",
        "people",
        "People who live in the borough, had no paid work for a year, and work on the contract for 26 weeks.",
        "A list without names, with the job centre’s referral for each.",
        guards=(INTO_WORK,),
        proxy_value="9400.00",
        proxy_source="Economic Development’s estimate of what a year in work saves and earns",
        price_year="2025",
        licence=OWN,
        **WORK,
    ),
    outcome(
        "W2",
        "Young people who start a first job",
        "people",
        "People from 16 to 24 who live in the borough and have never had a job of 16 hours a week or more.",
        "A list without names, with each start and age.",
        guards=(INTO_WORK,),
        **WORK,
    ),
    outcome(
        "W3",
        "Disabled residents who start a job and stay 26 weeks",
        "people",
        "People who live in the borough and call themselves disabled, employed on the contract for 26 weeks.",
        "A list without names, with what each was offered to do the job.",
        guards=(INTO_WORK,),
        **WORK,
    ),
    output(
        "W4",
        "Weeks of apprenticeship",
        "weeks",
        "Weeks in which an apprentice of the borough is trained on the contract. Weeks count, not people.",
        "The training provider’s statement, each half year.",
        **WORK,
    ),
    outcome(
        "W5",
        "Staff paid at least a living wage",
        "per cent of staff on the contract",
        "Everyone who works on the contract, those of subcontractors among them, by the rate of the day.",
        "The payroll’s summary, once a year.",
        **WORK,
    ),
    output(
        "V1",
        "Hours given to local voluntary groups in working time",
        "hours",
        "Hours that staff give in paid time to groups of the borough, as the groups ask for. Travel does not count.",
        "A note signed by each group, each quarter.",
        guards=(HOURS,),
        proxy_value="18.00",
        proxy_source="What an hour of unskilled help costs the council",
        price_year="2025",
        licence=OWN,
        **GROUPS,
    ),
    output(
        "V2",
        "Hours of expert help to voluntary groups",
        "hours",
        "Hours of help with accounts, law, buildings and the like, given in paid time to groups of the borough.",
        "A note signed by each group, with what the help was about.",
        guards=(HOURS,),
        **GROUPS,
    ),
    output(
        "V3",
        "Paid to voluntary groups for a part of the contract",
        "pounds",
        "What groups with an income under £100,000 are paid for work on the contract, without VAT.",
        "The invoices that were paid.",
        **GROUPS,
    ),
    outcome(
        "V4",
        "Residents who say they know more of their neighbours",
        "per cent of those asked",
        "Of those who took part in what the contract pays for, asked at the beginning and after a year.",
        "The questions, how many were asked, and how many answered.",
        **GROUPS,
    ),
    outcome(
        "A1",
        "Miles driven without exhaust in the two wards",
        "per cent of miles on the contract",
        "Miles in Mill and Harbour wards on foot, by cycle or in vehicles without exhaust.",
        "The vehicles’ own records.",
        guards=(ROADS,),
        **AIR,
    ),
    outcome(
        "A2",
        "Miles driven in the two wards by vehicles with exhaust",
        "miles",
        "Miles in Mill and Harbour wards by anything that burns fuel, deliveries to the contract among them.",
        "The vehicles’ own records.",
        direction=Direction.LOWER.value,
        guards=(ROADS,),
        **AIR,
    ),
    outcome(
        "A3",
        "Waste that is not used again",
        "tonnes",
        "What leaves the places of the contract to be burnt or buried.",
        "The carrier’s notes, each quarter.",
        direction=Direction.LOWER.value,
        **AIR,
    ),
)


def publish_catalogue(owner: Body, at: datetime) -> FrameworkVersion:
    """Publish the first version of the council's catalogue."""
    return publish_framework(
        Named(NAME, FrameworkKind.OWN, owner),
        Edition(label="2025 to 2028", publisher=owner.name, measures=MEASURES),
        effective_from=min(EFFECTIVE_FROM, day_of(at)),
        at=at,
        key="demo/measures",
    )
