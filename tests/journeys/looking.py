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
# Unfolds everything and returns how the page is made: its elements in order and all their attributes. Of words, and of
# what leads elsewhere, only whether there are any; of what refers to an element, where that stands. Nothing where the
# stylesheet is missing.
UNFOLD = """() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    if (getComputedStyle(document.querySelector('.govuk-skip-link')).position !== 'absolute') return '';
    const all = [...document.querySelectorAll('*')], place = new Map();
    all.forEach((one, number) => { if (one.id && !place.has(one.id)) place.set(one.id, number); });
    const refers = /^(id|for|headers|aria-(controls|describedby|labelledby))$/;
    const differs = /^(href|src|action|name|value|content|datetime|title|alt|aria-label|placeholder)$/;
    const stated = ({name, value}) => refers.test(name) ? value.split(' ').map(id => place.get(id))
        : name === 'href' && value.startsWith('#') ? place.get(value.slice(1))
        : differs.test(name) ? value.trim() !== '' : value;
    return all.map(one => [
        one.tagName, one.textContent.trim() !== '', ...[...one.attributes].map(own => own.name + '=' + stated(own))
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
    """Looks at every page that is come to, and notes what is wrong with it and what the browser complains of.

    What was looked at before is `known`, and may be shared by several lookers: axe finds the same in pages made alike.
    """

    def __init__(self, known: set[str]) -> None:
        self.faults: list[str] = []
        self.known = known

    def looks_at(self, page: Page, *, axe_can_run: bool = True) -> None:
        """Look at a page with everything on it unfolded; axe, a script, reads what is made like no page before it."""
        made = page.evaluate(UNFOLD)
        if not made:
            self.faults.append(f"{page.url}: the stylesheet is missing")
        with_axe = axe_can_run and made not in self.known
        self.faults += [f"{page.url}: {fault}" for fault in examine(page, with_axe=with_axe)]
        if with_axe:
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
    """Yield what is wrong with a page on a phone and on a desktop, whichever it is on now first.

    It stays on the other, so that a journey goes on from there: half of it is walked on a phone.
    """
    if with_axe:
        page.evaluate(axe())
    for size in sorted((PHONE, DESKTOP), key=lambda size: size != page.viewport_size):
        if size != page.viewport_size:
            page.set_viewport_size(size)
        width = f"{size['width']} px"
        if wider := page.evaluate(WIDER):
            yield f"{width}: {wider} px wider than the screen"
        if with_axe:
            yield from (f"{width}: {fault}" for fault in page.evaluate(RUN, LEVELS))
