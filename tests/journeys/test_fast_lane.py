"""The fast lane in a browser, by people who have never seen it: one page, one decision, one closing question."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.rules import day_of
from commissioning.vocabulary import Lane, Stage
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.content import sections_of
from workflows.demonstration.stories import RESEARCH

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422


def test_a_small_purchase(visitors: Visitors) -> None:
    buyer = visitors("commissioner")
    opens(buyer, "Research on markets")
    buyer.presses("Save and go on")
    buyer.sees("There is a problem", "Answer “Which budget pays for it?”.")
    fills_in(buyer)
    buyer.presses("Save and go on")
    buyer.sees("Send your purchase to its budget holder", "Gareth Pryce")
    buyer.presses("Send it")
    buyer.sees("The record is at its gate", "you can order")
    decides(visitors("head.of.service"))
    buyer.takes_up("Answer the closing question", "Research on markets")
    for name in ("delivered", "paid", "use_again"):
        buyer.page.locator(f'[name="{name}"][value="yes"]').check()
    buyer.presses("Record")
    buyer.follows("TG-")
    buyer.sees("the purchase is closed", "By the closing question")


def test_a_closer_look(visitors: Visitors) -> None:
    buyer = visitors.stranger(script=False)
    buyer.signs_in("commissioner")
    opens(buyer, "Software for surveys")
    fills_in(buyer)
    buyer.page.locator('[name="information_technology"][value="yes"]').check()
    buyer.presses("Save and go on")
    buyer.sees("is in the standard lane now", "software, a system or other IT")
    buyer.sees("The record of needs analysis is being written.")


def opens(buyer: Visitor, title: str) -> None:
    """Open a case of a small value, and be led to its page."""
    buyer.opens("/cases/open/")
    buyer.fills_in({"title": title, "service": "Corporate Resources", "value_net": "20,000", "value_gross": "24,000"})
    buyer.presses("Open the case")
    buyer.sees("Your purchase on one page", "within the fast lane’s limit")


def fills_in(buyer: Visitor) -> None:
    """Answer every question of the page."""
    today = day_of(timezone.now())
    for said in sections_of(Stage.NEEDS, RESEARCH.purchase, today, Lane.FAST).values():
        buyer.fills_in(said.values, said.rows)


def decides(head: Visitor) -> None:
    """Try to agree without a word on conflicts, then agree."""
    head.takes_up("Decide", "Research on markets")
    head.page.locator('[name="action"][value="pass"]').check()
    head.presses("Confirm", status=UNPROCESSABLE)
    head.sees("Tick that you have no interest in these suppliers")
    head.page.locator('[name="no_conflict"]').check()
    head.presses("Confirm")
    head.sees("You agreed")
