"""A running site with a council behind it, a browser, and the people who use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from tests.council import People, a_demo_council
from tests.journeys import site as sites
from tests.journeys.visitors import Visitors

FOUNDED = timedelta(days=30)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# As root and in a small container; nothing is looked up or fetched on the way.
OPTIONS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is. A machine without it skips these journeys and says so; CI may not."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found:
        return found
    why = "Chromium is not installed; `apt-get install chromium` brings it."
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture
def council(transactional_db: None) -> People:
    """The demonstration council without a case, where a server in another thread finds it."""
    return a_demo_council(timezone.now() - FOUNDED)


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
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


@pytest.fixture
def visitors(browser: Browser, site: str) -> Visitors:
    """The people of a journey."""
    return Visitors(browser, site)
