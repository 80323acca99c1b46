"""What every page of a case has around it: where it stands, its heading, the pages beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from commissioning.casefile.overview import meta, tags

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

PAGES = (
    ("case", "Overview"),
    ("case-records", "Records"),
    ("case-gates", "Gates"),
    ("case-thread", "Thread"),
    ("case-timetable", "Timetable"),
    ("case-documents", "Documents"),
    ("case-ideas", "Ideas"),
    ("case-conditions", "Conditions"),
    ("case-waivers", "Waivers"),
    ("case-interests", "Interests"),
    ("case-trail", "Trail"),
)


def frame(case: Seen, current: str, *deeper: tuple[str, str]) -> dict[str, object]:
    """Return the context of a page of a case; `deeper` are the pages between the tab and this one, with addresses.

    The last of them is this page and has no address.
    """
    return {
        "case": case,
        "meta": meta(case),
        "tags": tags(case),
        "tabs": _tabs(case, current),
        "crumbs": _crumbs(case, current, deeper),
    }


def _tabs(case: Seen, current: str) -> list[dict[str, object]]:
    hidden = {
        name
        for name, seen in (
            ("case-trail", case.reads_trail),
            ("case-ideas", case.sees_figures),
            ("case-conditions", case.sees_figures),
            ("case-waivers", case.sees_figures),
        )
        if not seen
    }
    shown = [(name, text) for name, text in PAGES if name not in hidden]
    return [
        {"text": text, "href": reverse(name, args=[case.reference]), "current": name == current} for name, text in shown
    ]


def _crumbs(case: Seen, current: str, deeper: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    found = [{"text": "Cases", "href": reverse("cases")}]
    found.append(
        {"text": case.reference, "href": reverse("case", args=[case.reference]) if deeper or current != "case" else ""}
    )
    if current != "case":
        text = dict(PAGES)[current]
        found.append({"text": text, "href": reverse(current, args=[case.reference]) if deeper else ""})
    return [*found, *({"text": text, "href": href} for text, href in deeper)]
