"""What is looked at on every page: accessibility by axe, nothing wider than a phone, nothing refused or broken."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules/axe-core/axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=375, height=800)
REFUSED = 400
# Chromium tells of every answer that is not a success; statuses are held against what is expected of each page.
OF_A_STATUS = "Failed to load resource: the server responded with a status of"
# Unfolds everything and returns how the page is made: its elements with their attributes, and which of them say
# something, but not what. Nothing where the stylesheet is missing.
UNFOLD = """() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    const skip = document.querySelector('.govuk-skip-link');
    if (getComputedStyle(skip).position !== 'absolute') return '';
    return [...document.querySelectorAll('*')].map(one => [
        one.tagName, one.getAttribute('class'), one.type, one.textContent.trim() !== '', ...one.getAttributeNames()
    ].join(' ')).join();
}"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN = """levels => axe.run(document, {runOnly: levels, resultTypes: ['violations'], preload: false}).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id} at ${node.target.join(' ')}: ${[...node.any, ...node.all, ...node.none].map(one => one.message)}`
    )))"""


@cache
def axe() -> str:
    """The source of axe-core."""
    return AXE.read_text(encoding="utf-8")


class Looker:
    """Looks at every page that is come to, and notes what is wrong with it and what the browser complains of."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.known: set[str] = set()

    def looks_at(self, page: Page) -> None:
        """Look at a page with everything on it unfolded; axe reads what is made like no page before it."""
        made = page.evaluate(UNFOLD)
        if not made:
            self.faults.append(f"{page.url}: the stylesheet is missing")
        self.faults += [f"{page.url}: {fault}" for fault in examine(page, with_axe=made not in self.known)]
        self.known.add(made)

    def listens(self, page: Page) -> None:
        """Note a refused script or style, an error, a file that is not there."""
        page.on("console", lambda message: self._told(page, message))
        page.on("response", lambda answer: self._answered(page, answer))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda asked: self.faults.append(f"{page.url}: {asked.url} failed: {asked.failure}"))

    def _told(self, page: Page, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(OF_A_STATUS):
            self.faults.append(f"{page.url}: the console says: {message.text}")

    def _answered(self, page: Page, answer: Response) -> None:
        if answer.status >= REFUSED and not answer.request.is_navigation_request():
            self.faults.append(f"{page.url}: {answer.url} answered {answer.status}")


def examine(page: Page, *, with_axe: bool) -> Iterator[str]:
    """Yield what is wrong with a page on a phone and on a desktop."""
    if with_axe:
        page.evaluate(axe())
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        width = f"{size['width']} px"
        if wider := page.evaluate(WIDER):
            yield f"{width}: {wider} px wider than the screen"
        if with_axe:
            yield from (f"{width}: {fault}" for fault in page.evaluate(RUN, LEVELS))
