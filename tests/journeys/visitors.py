"""People at their browsers: each signs in, follows links, fills in forms and presses buttons, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import Response as Answer

from tests.journeys.filling import fill_in
from tests.journeys.looking import DESKTOP, Looker
from workflows.demonstration.council import DOMAIN, PASSWORD

SIGN_IN = "/accounts/login/"
OK = 200
PATIENCE = 15_000  # milliseconds
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class Visitor:
    """Someone at a browser of their own, with or without JavaScript. Every page they come to is looked at."""

    def __init__(self, browser: Browser, site: str, looker: Looker, *, script: bool) -> None:
        self.looker, self.script = looker, script
        self.own = browser.new_context(
            base_url=site,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport=DESKTOP,
            java_script_enabled=script,
        )
        self.own.set_default_timeout(PATIENCE)
        self.page: Page = self.own.new_page()
        looker.listens(self.page)

    def signs_in(self, name: str) -> None:
        """Sign in as one of the demonstration's people, by the form."""
        self.opens(SIGN_IN)
        fill_in(self.page, {"login": f"{name}@{DOMAIN}", "password": PASSWORD})
        self.presses("Sign in")

    def opens(self, path: str, status: int = OK) -> None:
        """Open a page by its address."""
        self._arrived(self.page.goto(path), status)

    def follows(self, link: str, status: int = OK) -> None:
        """Follow the first link with these words; one that looks like a button is still a link."""
        there = self.page.locator("a").filter(has_text=link).first
        if there.count() and there.is_hidden():  # on a phone the navigation is folded
            self.page.get_by_role("button", name="Menu").press("Enter")
        self._goes(there, status)

    def takes_up(self, task: str, case: str) -> None:
        """Open the reader's work and follow the task of that title in a case, named by its title or reference."""
        self.opens("/")
        self._goes(self.page.locator("li").filter(has_text=task).filter(has_text=case).locator("a").first, OK)

    def presses(self, button: str, status: int = OK) -> None:
        """Press the first button that begins with these words."""
        self._goes(self.page.get_by_role("button", name=re.compile(f"^{re.escape(button)}")).first, status)

    def _goes(self, there: Locator, status: int) -> None:
        assert there.count(), f"There is no {there} at {self.page.url}:\n{self.words()}"
        with self.page.expect_navigation() as going:
            there.press("Enter")
        self._arrived(going.value, status)

    def _arrived(self, answer: Answer | None, status: int) -> None:
        assert answer is not None
        assert answer.status == status, f"{answer.status} instead of {status} at {answer.url}:\n{self.words()}"
        self.looker.looks_at(self.page, axe_can_run=self.script)

    def fills_in(self, answers: Mapping[str, Any], rows: Rows | None = None) -> None:
        """Answer the questions of the page, its rows too, adding those that are not there yet."""
        fill_in(self.page, answers)
        for prefix, given in (rows or {}).items():
            for number, row in enumerate(given):
                if not self.page.locator(f'[name^="{prefix}-{number}-"]').count():
                    self._goes(self.page.locator(f'button[name="add_another"][value="{prefix}"]'), OK)
                fill_in(self.page, row, f"{prefix}-{number}-")

    def path(self) -> str:
        """Where the page is."""
        return urlsplit(self.page.url).path

    def links(self) -> list[str]:
        """Where the page's links lead, as paths; those within the page itself left out."""
        found = self.page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        base = urlsplit(self.page.url).netloc
        parts = [urlsplit(href) for href in found]
        return [part._replace(scheme="", netloc="", fragment="").geturl() for part in parts if part.netloc == base]

    def words(self) -> str:
        """What the page says, in one line."""
        return " ".join(self.page.locator("body").inner_text().split())

    def sees(self, *texts: str) -> None:
        """Make sure that the page says so."""
        words = self.words()
        missing = [text for text in texts if text not in words]
        assert not missing, f"{self.page.url} does not say {missing}:\n{words}"

    def sees_no(self, text: str) -> None:
        """Make sure that the page does not say so."""
        assert text not in self.words(), f"{self.page.url} says: {text}"


class Visitors:
    """The people of a journey: each at a browser of their own, signed in when first called upon.

    Some may be named who come without JavaScript. axe is a script too, so others should come to pages like theirs.
    """

    def __init__(self, browser: Browser, site: str, known: set[str]) -> None:
        self.browser, self.site = browser, site
        # How a page is made does not hang on the database: axe has read them all on SQLite.
        self.looker = Looker(known, with_axe=connection.vendor == "sqlite")
        self.without_script: frozenset[str] = frozenset()
        self.kind = Visitor
        self.here: list[Visitor] = []
        self.signed_in: dict[str, Visitor] = {}

    def __call__(self, name: str) -> Visitor:
        """Return the person of that name."""
        if name not in self.signed_in:
            self.signed_in[name] = self.stranger(script=name not in self.without_script)
            self.signed_in[name].signs_in(name)
        return self.signed_in[name]

    @property
    def faults(self) -> list[str]:
        """What was wrong with the pages they came to."""
        return self.looker.faults

    def stranger(self, *, script: bool = True) -> Visitor:
        """Return someone who has not signed in."""
        visitor = self.kind(self.browser, self.site, self.looker, script=script)
        self.here.append(visitor)
        return visitor

    def go(self) -> None:
        """Close all their browsers."""
        for visitor in self.here:
            visitor.own.close()
