"""Somebody is away: a colleague is asked, accepts, signs for them, and what is open comes back when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.rules import day_of
from commissioning.case.models import Case
from tests.council import AT, People, at_gate
from tests.journeys.site import Backstage
from tests.journeys.steps import SIGN, answers
from tests.journeys.visitors import Visitor, Visitors
from workflows.sweeping import sweep

pytestmark = pytest.mark.browser
UNPROCESSABLE, FORBIDDEN = 422, 403
TODAY = day_of(AT)
WEEK = timedelta(days=7)
COVERED = "Finance officer, Finance, for Ruth Okafor"


@pytest.fixture
def council(council: People) -> People:
    """The council with two cases whose needs lie at their gate."""
    for _ in range(2):
        at_gate(council)
    return council


def test_an_absence(visitors: Visitors, backstage: Backstage, clock: time_machine.Traveller) -> None:
    first, second = backstage(lambda: list(Case.objects.order_by("pk").values_list("reference", flat=True)))
    visitors.without_script = frozenset({"procurement"})
    asks(visitors("finance"))
    accepts(visitors("procurement"))
    signs_for_another(visitors("procurement"), visitors("finance"), first)
    clock.shift(WEEK + timedelta(days=1))
    backstage(lambda: sweep(timezone.now()))
    visitors("procurement").opens("/")
    visitors("procurement").sees("Nothing waits for you.")
    holder = visitors("finance")
    holder.opens("/messages/")
    holder.sees("The cover of Finance officer, Finance is over", f"with you again: {second}, Sign: needs analysis")
    holder.follows("See the details")
    holder.sees("Nothing is left to be done about it: ended.")
    answers(holder, second, SIGN)


def asks(holder: Visitor) -> None:
    """Ask a colleague, having been told what was left out, and look at what it means before sending it."""
    holder.opens("/")
    holder.follows("Ruth Okafor")
    holder.follows("Cover")
    holder.sees("You cover nobody.", "Nobody covers you.")
    holder.follows("Ask a colleague to cover")
    holder.presses("Continue", status=UNPROCESSABLE)
    holder.sees("There is a problem")
    days = {"starts_on": TODAY, "ends_on": TODAY + WEEK}
    holder.fills_in({"person": "Lin Chen", **days, "value_limit": "300,000", "reason": "Annual leave."})
    holder.presses("Continue")
    holder.sees("Check your answers before you ask Lin Chen", "of cases worth up to £300,000 with VAT")
    holder.sees("Hand the cover on to somebody else.")
    holder.presses("Change")
    holder.fills_in({"value_limit": "250,000"})
    holder.presses("Continue")
    holder.presses("Ask Lin Chen")
    holder.sees("Lin Chen is asked, and told.", "Waiting for an answer")


def accepts(colleague: Visitor) -> None:
    """See it in My work, without JavaScript, and accept."""
    colleague.opens("/")
    colleague.sees("You are asked to cover for Ruth Okafor.")
    colleague.follows("Answer")
    colleague.sees("Waiting for your answer (1)")
    colleague.follows(COVERED)
    colleague.presses("Send your answer", status=UNPROCESSABLE)
    colleague.fills_in({"answer": "accept"})
    colleague.presses("Send your answer")
    colleague.sees("You cover Finance officer, Finance for Ruth Okafor from 1 April 2026.", "In force")


def signs_for_another(colleague: Visitor, holder: Visitor, case: str) -> None:
    """Sign for the holder; whoever reads the trail sees who signed for whom."""
    colleague.opens("/")
    colleague.sees("You cover for Ruth Okafor as Finance officer, Finance until 8 April 2026: 2 tasks.")
    answers(colleague, case, SIGN)
    holder.opens(f"/cases/{case}/trail/")
    holder.sees("Lin Chen (Finance officer, Finance), for Ruth Okafor, signed the record of needs analysis")


def test_a_manager_sees_to_it(visitors: Visitors) -> None:
    manager = visitors("head.of.service")
    manager.opens("/cover/")
    manager.follows("Arrange cover for somebody absent")
    manager.presses("Continue", status=UNPROCESSABLE)
    manager.fills_in({"absent": "Amina Begum"})
    manager.presses("Continue")
    manager.sees("For Amina Begum")
    manager.page.get_by_label("Commissioner, Adult Social Care").check()
    manager.fills_in({"person": "Jamal Rahman", "starts_on": TODAY, "ends_on": TODAY + WEEK, "reason": "She is ill."})
    manager.presses("Continue")
    manager.presses("Ask Jamal Rahman")
    manager.follows("Commissioner, Adult Social Care, for Amina Begum: Jamal Rahman")
    manager.presses("Withdraw the offer")
    manager.sees("The offer is withdrawn.")
    manager.follows("Pass on the work of somebody who leaves")
    manager.presses("Continue", status=UNPROCESSABLE)
    manager.fills_in({"leaver": "Amina Begum", "successor": "Gareth Pryce", "reason": "She moves on."})
    manager.presses("Continue")
    manager.sees("What passes from Amina Begum to Gareth Pryce", "2 cases", "its lead")
    manager.presses("Pass it on")
    manager.sees("2 cases pass to Gareth Pryce, who is told.")
    visitors("finance").opens("/cover/arrange/", status=FORBIDDEN)
