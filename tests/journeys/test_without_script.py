"""Without JavaScript: a case is opened, rows are written, a record is returned, mended, answered for and decided."""

from __future__ import annotations

import pytest

from commissioning.case.models import Case
from commissioning.vocabulary import Stage
from tests.council import People, at_gate
from tests.journeys.site import Backstage
from tests.journeys.steps import (
    PURCHASE,
    Journey,
    comes_back,
    is_asked_again_where_it_changed,
    opens_a_case,
    said_of,
)
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.council import PARTS

pytestmark = pytest.mark.browser


@pytest.fixture
def council(council: People) -> People:
    """The council, with a case whose needs lie at their gate."""
    at_gate(council, purchase=PURCHASE)
    return council


def test_nothing_needs_a_script(visitors: Visitors, backstage: Backstage) -> None:
    visitors.without_script = frozenset(part.email for part in PARTS)
    who = Journey(visitors, backstage(lambda: Case.objects.get().reference))
    comes_back(who)
    is_asked_again_where_it_changed(who)
    writes_rows(who("commissioner"), opens_a_case(who("commissioner")))
    assert who("commissioner").page.locator(".js-enabled").count() == 0


def writes_rows(author: Visitor, case: str) -> None:
    """Write a section of two rows, the second of which is asked for."""
    author.opens(f"/cases/{case}/records/needs/outcomes/")
    outcomes = said_of(Stage.NEEDS)["outcomes"]
    author.fills_in(outcomes.values, outcomes.rows)
    author.presses("Save")
    author.sees("is saved", "1 of")
