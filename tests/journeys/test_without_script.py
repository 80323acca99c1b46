"""Every page works without JavaScript: a case is opened, a section with its rows is saved, a seat is answered."""

from __future__ import annotations

import pytest
from django.utils import timezone

from commissioning.vocabulary import Stage
from tests.council import HOMECARE, People, at_gate
from tests.journeys.visitors import Visitors
from workflows.demonstration.content import sections_of

pytestmark = pytest.mark.browser


@pytest.fixture
def council(council: People) -> People:
    """The council, with a case whose needs lie at their gate."""
    at_gate(council, at=timezone.now())
    return council


def test_nothing_needs_a_script(visitors: Visitors) -> None:
    author = visitors.stranger(script=False)
    author.signs_in("commissioner")
    author.opens("/cases/")
    author.follows("Open a case")
    author.fills_in({"title": "Lunch clubs", "service": "Adult Social Care", "value_net": "60,000"})
    author.presses("Open the case")
    author.sees("is open. Write its needs first.")
    author.opens(f"{author.page.url}records/needs/outcomes/")
    outcomes = sections_of(Stage.NEEDS, HOMECARE, timezone.now().date())["outcomes"]
    author.fills_in(outcomes.values, outcomes.rows)
    author.presses("Save")
    author.sees("is saved", "1 of")
    officer = visitors.stranger(script=False)
    officer.signs_in("finance")
    officer.takes_up("Sign", "TG-")
    officer.page.get_by_label("I sign these sections").check()
    officer.presses("Confirm")
    officer.sees("You signed", "Your receipt: entry")
    assert not visitors.faults, "\n".join(visitors.faults)
