"""`make screenshots OUT=folder`: every main page of the demonstration at desktop and phone width, for each role."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser

from commissioning.vocabulary import Action
from tests.council import AT, People, ask_of, does
from tests.journeys.album import Album
from tests.journeys.site import Backstage
from tests.journeys.tour import AUTHOR, SIGNER, case
from tests.journeys.visitors import Visitor, Visitors
from tests.journeys.ways import stops
from tests.journeys.whole import STORY, a_purchase_being_written, the_whole_demonstration
from workflows.demonstration.stories import OVERDUE

NOW = AT + timedelta(days=100)
UNPROCESSABLE = 422
DECIDER = "head.of.service"
# Pages of sign-in and account, which the libraries bring.
STRANGERS = {"sign-in": "/accounts/login/", "password-forgotten": "/accounts/password/reset/"}
OWN = {
    "sign-out": "/accounts/logout/",
    "password": "/accounts/password/change/",
    "security": "/accounts/2fa/",
}


@pytest.fixture
def council(chromium: str, transactional_db: None, clock: time_machine.Traveller) -> People:
    """The whole demonstration, and a purchase that is being written."""
    clock.move_to(NOW)
    people = the_whole_demonstration(NOW)
    a_purchase_being_written(people, NOW)
    return people


def test_take_screenshots(browser: Browser, site: str, backstage: Backstage) -> None:
    album = Album(Path(os.environ["SCREENSHOTS"]))
    visitors = Visitors(browser, site, set())
    visitors.looker = album
    strangers(visitors.stranger(), album)
    for stop in backstage(stops):
        visitor = visitors(stop.who)
        visitor.opens(stop.path, status=stop.status)
        album.takes(visitor.page, stop.who, stop.shows)
    account(visitors(SIGNER), album)
    mistakes(visitors, album)
    deeds(visitors, album, backstage)
    album.index()
    visitors.go()
    assert not album.faults, "\n".join(album.faults)


def strangers(stranger: Visitor, album: Album) -> None:
    """What is shown to anybody."""
    for shows, path in STRANGERS.items():
        stranger.opens(path)
        album.takes(stranger.page, "anybody", shows)
    stranger.opens("/accounts/login/")
    stranger.presses("Sign in")
    album.takes(stranger.page, "anybody", "sign-in-refused")
    stranger.opens("/nowhere/", status=404)
    album.takes(stranger.page, "anybody", "nowhere")


def account(person: Visitor, album: Album) -> None:
    """What people do about their own account."""
    for shows, path in OWN.items():
        person.opens(path)
        album.takes(person.page, SIGNER, shows)


def mistakes(visitors: Visitors, album: Album) -> None:
    """Pages that are shown again with what was wrong."""
    author = visitors(AUTHOR)
    author.takes_up("Write the record of needs analysis", STORY)
    author.follows("Go to the record")
    author.follows("Current contract and spend")
    author.fills_in({"annual_spend": "a lot"})
    author.presses("Save", status=UNPROCESSABLE)
    album.takes(author.page, AUTHOR, "section-refused")
    author.opens("/cases/open/")
    author.presses("Open the case", status=UNPROCESSABLE)
    album.takes(author.page, AUTHOR, "open-case-mistaken")


def deeds(visitors: Visitors, album: Album, backstage: Backstage) -> None:
    """A record is handed in, and a seat answers it, first without a reason."""
    author = visitors(AUTHOR)
    author.takes_up("Write the record of needs analysis", STORY)
    author.follows("Go to the record")
    author.follows("Check your answers")
    author.follows("Continue")
    author.presses("Submit to the gate")
    album.takes(author.page, AUTHOR, "receipt-submitted")
    signer = visitors(SIGNER)
    signer.takes_up("Sign", STORY)
    album.takes(signer.page, SIGNER, "seat-to-sign")
    signer.page.get_by_label("Not ready: return to the author").check()
    signer.presses("Confirm", status=UNPROCESSABLE)
    album.takes(signer.page, SIGNER, "seat-refused")
    signer.fills_in({"reason": "Say what the current contract costs a year."})
    signer.presses("Confirm")
    album.takes(signer.page, SIGNER, "receipt-returned")
    author.takes_up("Mend the record of needs analysis", STORY)
    album.takes(author.page, AUTHOR, "task-mend")
    author.page.locator("#take_back_reason").fill("The gap is small.")
    author.presses("Take the record back")
    album.takes(author.page, AUTHOR, "receipt-taken-back")
    author.opens(f"/cases/{backstage(lambda: case('needs').reference)}/records/needs/")
    album.takes(author.page, AUTHOR, "record-returned")
    backstage(last_signature)
    head = visitors(DECIDER)
    head.takes_up("Decide", OVERDUE.title)
    album.takes(head.page, DECIDER, "seat-to-decide")


def last_signature() -> None:
    """The seat that kept a gate waiting signs, so that its decider is asked."""
    does(ask_of(case("needs-overdue"), "Policy"), Action.SIGN, at=NOW)
