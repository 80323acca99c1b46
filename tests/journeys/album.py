"""Photographs of pages at both widths, and an index to leaf through."""

from __future__ import annotations

from html import escape
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.looking import DESKTOP, PHONE, Looker, wider

WIDTHS = {"desktop": DESKTOP, "phone": PHONE}
HEAD = """<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><title>Tollgate, page by page</title>
<style>
body { font: 16px sans-serif; margin: 2em } section { border-top: 1px solid; padding: 1em 0 }
img { border: 1px solid; max-width: 60vw; vertical-align: top } img + img { max-width: 20vw; margin-left: 1em }
</style>
"""


class Album(Looker):
    """Looks at no page as it is come to; photographs those it is asked to, folds as they are."""

    def __init__(self, folder: Path) -> None:
        super().__init__(set())
        self.folder = folder
        self.names: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def looks_at(self, page: Page, *, axe_can_run: bool = True) -> None:
        """Pass by."""

    def takes(self, page: Page, who: str, shows: str) -> None:
        """Photograph a whole page at both widths."""
        name = f"{who}-{shows}"
        if name in self.names:
            raise ValueError(f"There is a photograph {name} already. Give this one another name.")
        for width, size in WIDTHS.items():
            page.set_viewport_size(size)
            page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)
            self.faults += [f"{page.url}: {width}: {fault}" for fault in wider(page)]
        page.set_viewport_size(DESKTOP)
        self.names.append(name)

    def index(self) -> None:
        """Write index.html: every page at both widths, side by side."""
        sections = [
            f"<section><h2>{escape(name)}</h2>"
            + "".join(f'<img loading="lazy" alt="{width}" src="{escape(name)}-{width}.png">' for width in WIDTHS)
            + "</section>\n"
            for name in sorted(self.names)
        ]
        (self.folder / "index.html").write_text(HEAD + "".join(sections) + "</html>\n", encoding="utf-8")
