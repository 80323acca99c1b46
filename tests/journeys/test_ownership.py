"""Ownership in a browser: a case is shared and accepted, the board shows it, and a reorganisation moves it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.rules import day_of
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors
from workflows.sweeping import go_on_reorganising

pytestmark = pytest.mark.browser
FORBIDDEN, UNPROCESSABLE = 403, 422
TITLE = "Repair of the lift, with Parks"


def test_two_bodies_own_a_case_and_the_board_shows_what_each_holds(visitors: Visitors) -> None:
    author, head = visitors("commissioner"), visitors("head.of.service")
    case = opens_a_case(author)
    author.sees("Corporate Resources alone. Whoever writes the record of a stage acts for it.")
    author.opens(f"/cases/{case}/owners/")
    author.follows("Add a partner")
    author.presses("Add it", status=UNPROCESSABLE)
    author.sees("There is a problem", "Choose the body that owns the case too.")
    author.fills_in({"body": "Parks and Streets", "reason": "Half of the lifts are in the parks."})
    author.presses("Add it")
    author.sees("These bodies own the case together.", "Parks and Streets", "not accepted yet")
    head.takes_up("Accept ownership of the stage", case)
    head.sees("own this case together. You answer for")
    head.page.locator('[name="answer"][value="decline"]').check()
    head.presses("Record it", status=UNPROCESSABLE)
    head.sees("Say why your body does not own it.")
    head.page.locator('[name="answer"][value="accept"]').check()
    head.presses("Record it")
    head.sees("It is recorded")
    author.opens(f"/cases/{case}/")
    author.sees("accepted by Gareth Pryce (Head of service", "not accepted yet")
    auditor = visitors("auditor")
    auditor.opens("/board/")
    auditor.sees("What each body holds", "2 open tasks, 0 of them late", "Parks and Streets")
    auditor.opens("/board/parks-and-streets/")
    auditor.sees("Not yet due")
    visitors("finance").opens("/board/", status=FORBIDDEN)


def test_a_merger_is_proposed_confirmed_and_carried_out(visitors: Visitors, backstage: Backstage) -> None:
    author, admin, director = (visitors(name) for name in ("commissioner", "admin", "director"))
    case = opens_a_case(author)
    admin.opens("/bodies/")
    admin.follows("Propose a reorganisation")
    admin.page.locator('[name="kind"][value="merge"]').check()
    admin.page.locator('[name="formers"][value="corporate-resources"]').check()
    today = day_of(timezone.now())
    on = {f"effective_on_{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    admin.fills_in({"into": "Parks and Streets", "name": "Places and Resources", **on, "reason": "Cabinet decided it."})
    admin.presses("Propose it")
    admin.sees(
        "It is proposed", "From Corporate Resources to Parks and Streets this moves", "a second person confirms it"
    )
    director.opens(admin.path())
    director.presses("Confirm it")
    director.sees("It is confirmed")
    backstage(lambda: go_on_reorganising(timezone.now()))
    director.opens(admin.path())
    director.sees("Carried out")
    director.opens("/bodies/?q=corporate")
    director.sees("Corporate Resources", "followed by Places and Resources")
    author.opens(f"/cases/{case}/trail/")
    author.sees("moved the case from Corporate Resources to Places and Resources in a reorganisation")


def opens_a_case(author: Visitor) -> str:
    """Open a case of the standard lane. Returns its reference."""
    author.opens("/cases/open/")
    author.fills_in({"title": TITLE, "service": "Corporate Resources", "value_net": "90,000", "value_gross": "108,000"})
    author.presses("Open the case")
    return author.path().split("/")[2]
