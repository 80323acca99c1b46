"""A running site with a council behind it, a browser, and the people who use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from tests.council import AT, People, a_demo_council, body
from tests.journeys import site as sites
from tests.journeys.visitors import Visitors
from workflows.demonstration.measures import publish_catalogue

FOUNDED = timedelta(days=30)
SIGNED_IN = 4 * 366 * 24 * 60 * 60  # seconds
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
# As root and in a small container; nothing is looked up or fetched on the way. A frame that is kept from page to page
# (RenderDocument) takes a quarter less time; the last list given replaces Playwright's own, so its lines for what a
# local site meets are said again.
OPTIONS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=RenderDocument,PaintHolding,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
]


# Walked on PostgreSQL too: the whole of the work, and several people at one record. No other page hangs on the
# database, and each has its own tests on both.
ON_BOTH = {"test_whole_cycle.py", "test_drafts.py"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the journeys: they take longest, and a worker that came to them last would keep the others waiting."""
    if connection.vendor == "postgresql" and any(map(only_on_sqlite, items)):
        config.hook.pytest_deselected(items=[item for item in items if only_on_sqlite(item)])
        items[:] = [item for item in items if not only_on_sqlite(item)]
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def only_on_sqlite(item: pytest.Item) -> bool:
    """Whether a journey is walked on SQLite alone."""
    return item.get_closest_marker("browser") is not None and item.path.name not in ON_BOTH


def program() -> str:
    """Where Chromium is. A machine without it skips the journeys and says so; CI may not."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found:
        return found
    why = "Chromium is not installed; `apt-get install chromium` brings it."
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    return program()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that goes on from a Wednesday in spring and can be put forward without anybody's being signed out."""
    with time_machine.travel(AT, tick=True) as traveller, override_settings(SESSION_COOKIE_AGE=SIGNED_IN):
        yield traveller


@pytest.fixture
def council(chromium: str, transactional_db: None, clock: time_machine.Traveller) -> People:
    """The demonstration council without a case, with its catalogue, where a server in another thread finds it."""
    people = a_demo_council(AT - FOUNDED)
    publish_catalogue(body("strategy-policy-performance"), AT - FOUNDED)
    return people


@pytest.fixture
def site(transactional_db: None, clock: time_machine.Traveller) -> Iterator[str]:
    """The address of the running site."""
    with sites.served() as address:
        yield address


@pytest.fixture
def backstage(transactional_db: None) -> Iterator[sites.Backstage]:
    """A way to the database while a browser is open."""
    with sites.behind_the_stage() as reach:
        yield reach


@pytest.fixture
def browser(chromium: str, council: People, site: str, backstage: sites.Backstage) -> Iterator[Browser]:
    """A browser, opened once the council stands and closed before its rows go: its event loop keeps Django out."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def known() -> set[str]:
    """How the pages are made that axe has read in this process."""
    return set()


@pytest.fixture
def visitors(browser: Browser, site: str, known: set[str]) -> Iterator[Visitors]:
    """The people of a journey. Nothing may be wrong with any page that they came to."""
    people = Visitors(browser, site, known)
    yield people
    people.go()
    assert not people.faults, "\n".join(people.faults)
