"""A waiver in a browser: drafted, checked, advised on and approved; found in the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.rules import day_of
from tests.journeys.visitors import Visitor, Visitors

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
TITLE = "Repair of the lift"


def test_a_rule_is_waived(visitors: Visitors) -> None:
    author = visitors("commissioner")
    case = opens_a_case(author)
    author.opens(f"/cases/{case}/waivers/")
    author.sees("No rule is waived in this case.")
    author.follows("Draft a waiver")
    author.presses("Save and check", status=UNPROCESSABLE)
    author.sees("There is a problem")
    author.fills_in(answers())
    author.presses("Save and check")
    author.sees("Check your answers", "give advice within 3 working days", "Rowan Lifts Ltd")
    author.presses("Hand it in")
    author.sees("is handed in", "Procurement officer (Procurement)", "Legal officer (Legal Services)")
    for name in ("procurement", "legal"):
        advises(visitors(name), case)
    approves(visitors("head.of.service"), case)
    author.opens(f"/cases/{case}/waivers/1/")
    author.sees("Approved", "It is approved, and may be relied upon until", "Nobody can leave their home.")
    auditor = visitors("auditor")
    auditor.opens("/waivers/")
    auditor.sees(TITLE, "Rowan Lifts Ltd", "Waivers by ground", "1 waiver")


def opens_a_case(author: Visitor) -> str:
    """Open a small case. Returns its reference."""
    author.opens("/cases/open/")
    author.fills_in({"title": TITLE, "service": "Corporate Resources", "value_net": "10,000", "value_gross": "12,000"})
    author.presses("Open the case")
    return author.path().split("/")[2]


def answers() -> dict[str, Any]:
    """What is to be waived."""
    starts_on = day_of(timezone.now()) + timedelta(days=7)
    return {
        "rule": "competition",
        "ground": "one_supplier",
        "reason": "Its maker alone has the parts.",
        "supplier": "Rowan Lifts Ltd",
        "value_net": "10,000",
        "value_gross": "12,000",
        **days(starts_on=starts_on, ends_on=starts_on + timedelta(days=90), expires_on=starts_on + timedelta(days=90)),
    }


def days(**given: date) -> dict[str, str]:
    """Days in the three parts in which they are typed."""
    return {
        f"{name}_{part}": str(getattr(found, part))
        for name, found in given.items()
        for part in ("day", "month", "year")
    }


def advises(adviser: Visitor, case: str) -> None:
    """Read it and give advice."""
    adviser.takes_up("Give advice on the waiver", case)
    adviser.sees("As it was handed in", "Rowan Lifts Ltd")
    adviser.fills_in({"reason": "The ground holds."})
    adviser.presses("Confirm")
    adviser.sees("It is recorded")


def approves(head: Visitor, case: str) -> None:
    """Read it with the advice, and approve it."""
    head.takes_up("Decide on the waiver", case)
    head.sees("What the others advise", "The ground holds.")
    head.presses("Confirm", status=UNPROCESSABLE)
    head.page.locator('[name="answer"][value="approve"]').check()
    head.fills_in({"reason": "Nobody can leave their home."})
    head.presses("Confirm")
    head.sees("It is recorded")
