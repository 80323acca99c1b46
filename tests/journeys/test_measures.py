"""Measures in a browser: a licensed framework brought in and published by other eyes, and a case that chooses."""

from __future__ import annotations

import pytest

from commissioning.vocabulary import Stage
from tests.commissioning.measures.framed import HIRES, HOURS, LICENSED, NOTE, csv_text
from tests.council import AT, People, a_case
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
VALLEY = "/measures/example-valley-measures/"


def test_a_licensed_framework_comes_in_and_a_case_chooses_from_it(
    council: People, visitors: Visitors, backstage: Backstage
) -> None:
    keeper, director, author = visitors("policy"), visitors("director"), visitors("commissioner")
    reference = backstage(lambda: a_case(council, until=Stage.SOCIAL_VALUE, at=AT).reference)
    brings_in(keeper)
    publishes(director)
    chooses(author, reference)


def chooses_file(keeper: Visitor, content: bytes) -> None:
    """Choose a file of measures, and say what it is."""
    keeper.page.locator('[name="kind"][value="licensed"]').check()
    keeper.fills_in({"name": LICENSED, "label": "2026", "publisher": "Example Valley Foundation"})
    keeper.fills_in({"owner": "Strategy, Policy and Performance"})
    file = {"name": "valley.csv", "mimeType": "text/csv", "buffer": content}
    keeper.page.locator('[name="file"]').set_input_files(file)  # type: ignore[arg-type]  # as Playwright names its parts


def brings_in(keeper: Visitor) -> None:
    """Be told of what is wrong row by row, mend it, and put the draft forward."""
    keeper.opens("/policies/")
    keeper.follows("Measures of social value")
    keeper.follows("Bring measures in from a file")
    chooses_file(keeper, csv_text((HIRES, HIRES)))
    keeper.presses("Bring it in as a draft", status=UNPROCESSABLE)
    keeper.sees("Nothing was brought in", "Row 3", "Give each its own")
    chooses_file(keeper, csv_text((HIRES, HOURS)))
    keeper.fills_in({"licence": NOTE})
    keeper.presses("Bring it in as a draft")
    keeper.sees("Being drafted", "J2 Young people hired", NOTE)
    keeper.follows("Put it forward")
    keeper.fills_in({"reason": "We have bought it."})
    keeper.presses("Put it forward")
    keeper.follows("Publish it or send it back")
    keeper.sees("wrote this draft", "Sunita Rao can.")


def publishes(director: Visitor) -> None:
    """Read it and publish it."""
    director.opens(f"{VALLEY}versions/1/publish/")
    director.fills_in({"reason": "It fits our priorities."})
    director.presses("Publish the version")
    director.sees("What it says never changes from now on.", "In force")


def chooses(author: Visitor, reference: str) -> None:
    """Take a measure from the framework; its unit and evidence come along, and the licence stands with it."""
    section = f"/cases/{reference}/records/social_value/measures/"
    author.opens(section)
    author.fills_in({"measures-0-catalogue": "V1 Hours given to local groups (hours): Example Valley measures, 2026"})
    author.presses("Save")
    author.opens(f"/cases/{reference}/records/social_value/check/")
    author.sees(NOTE)
    author.opens(f"{VALLEY}versions/1/measures/V1/")
    author.sees("Live cases that use it", reference)
