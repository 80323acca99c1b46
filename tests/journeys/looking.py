"""What is looked at on every page: accessibility by axe, nothing wider than a phone, nothing refused or broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request, Response, ViewportSize

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules/axe-core/axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=375, height=800)
REFUSED = 400
# Chromium tells of every answer that is not a success; statuses are held against what is expected of each page.
OF_A_STATUS = "Failed to load resource: the server responded with a status of"
DRAFTS, ICON, LEFT = "/drafts/", "/favicon.svg", "net::ERR_ABORTED"
# Unfolds everything and returns how the page is made: its elements with their attributes, neighbours made alike told
# once. Of words, and of what leads elsewhere, only whether there are any; of what refers to an element, how far away
# that is; nothing of what the navigation does at one width alone. Nothing at all where the stylesheet is missing.
UNFOLD = """() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    if (getComputedStyle(document.querySelector('.govuk-skip-link')).position !== 'absolute') return '';
    const place = new Map(), first = new Map();
    [...document.querySelectorAll('*')].forEach((one, number) => {
        place.set(one, number);
        if (one.id && !first.has(one.id)) first.set(one.id, number);
    });
    const refers = /^(id|for|headers|aria-(controls|describedby|labelledby))$/;
    const differs = /^(href|src|action|name|value|content|datetime|title|alt|aria-label|placeholder)$/;
    const folds = /^(hidden|aria-hidden|aria-expanded)$/;
    const stated = (one, {name, value}) =>
        refers.test(name) ? name + value.split(' ').map(id => first.get(id) - place.get(one))
        : name === 'href' && value.startsWith('#') ? name + (first.get(value.slice(1)) - place.get(one))
        : differs.test(name) ? name + (value.trim() !== '')
        : folds.test(name) && one.closest('.govuk-service-navigation') ? name : name + '=' + value;
    const made = one => {
        const within = [];
        for (const child of one.children) {
            const like = made(child);
            if (like !== within.at(-1)) within.push(like);
        }
        const own = [...one.attributes].map(attribute => stated(one, attribute));
        return [one.tagName, one.textContent.trim() !== '', ...own, '(', ...within, ')'].join(' ');
    };
    return made(document.documentElement);
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

    What axe has read is `known`, and may be shared by several lookers: it finds the same in pages made alike.
    """

    def __init__(self, known: set[str], *, with_axe: bool = True) -> None:
        self.faults: list[str] = []
        self.known, self.with_axe = known, with_axe

    def looks_at(self, page: Page, *, axe_can_run: bool = True) -> None:
        """Look at a page with everything on it unfolded, and leave it at the other width.

        So a journey is walked half on a phone and half at a desk. axe, a script, reads the page as it is come to, if
        none made like it was come to at this width before.
        """
        here = PHONE if page.viewport_size == PHONE else DESKTOP
        width = f"{here['width']} px"
        made = page.evaluate(UNFOLD)
        self._notes(page, width, [] if made else ["the stylesheet is missing"])
        if self.with_axe and axe_can_run and f"{width}: {made}" not in self.known:
            self.known.add(f"{width}: {made}")
            page.evaluate(axe())
            self._notes(page, width, page.evaluate(RUN, LEVELS))
        self._notes(page, width, wider(page))
        other = DESKTOP if here == PHONE else PHONE
        page.set_viewport_size(other)
        self._notes(page, f"{other['width']} px", wider(page))

    def _notes(self, page: Page, width: str, faults: Iterable[str]) -> None:
        self.faults += [f"{page.url}: {width}: {fault}" for fault in faults]

    def listens(self, page: Page) -> None:
        """Note a refused script or style, an error, a file that is not there."""
        page.on("console", lambda message: self._told(page, message))
        page.on("response", lambda answer: self._answered(page, answer))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda asked: self._failed(page, asked))

    def _told(self, page: Page, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(OF_A_STATUS):
            self.faults.append(f"{page.url}: the console says: {message.text}")

    def _failed(self, page: Page, asked: Request) -> None:
        """Note what failed. Nobody waits for a page's icon, nor for the answer to a draft sent on leaving it."""
        if not (asked.url.endswith((DRAFTS, ICON)) and asked.failure == LEFT):
            self.faults.append(f"{page.url}: {asked.url} failed: {asked.failure}")

    def _answered(self, page: Page, answer: Response) -> None:
        if answer.status >= REFUSED and not answer.request.is_navigation_request():
            self.faults.append(f"{page.url}: {answer.url} answered {answer.status}")


def wider(page: Page) -> Iterator[str]:
    """Yield by how much a page is wider than the screen."""
    if pixels := page.evaluate(WIDER):
        yield f"{pixels} px wider than the screen"
