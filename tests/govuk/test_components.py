"""Each component is drawn from what its first line asks for, and from no more."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from tests.templates import HOUSE

MOMENT = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
NAMES = sorted(path.stem for path in (HOUSE / "templates" / "components").glob("*.html"))
# Elements that have no end.
VOID = {"input", "img", "br", "hr", "meta", "link", "path"}


class Words(forms.Form):
    """A filter."""

    q = forms.CharField(required=False)


LEAST: Mapping[str, Mapping[str, Any]] = {
    "draft": {"slip": "signed"},
    "back_link": {"href": "/"},
    "breadcrumbs": {"items": [{"text": "Cases", "href": "/cases/"}, {"text": "TG-2026-0001"}]},
    "confirmation": {"title": "Signed"},
    "details": {"summary": "Why?", "text": "Because"},
    "diff": {"parts": [{"kind": kind, "text": kind} for kind in ("same", "added", "removed")]},
    "empty": {"title": "Nothing", "why": "No one asked you"},
    "error_summary": {"errors": [{"text": "Enter a date"}]},
    "filter_panel": {"form": Words()},
    "formset": {"formset": forms.formset_factory(Words)(), "legend": "Outcome"},
    "inset": {"text": "You cover for Sam Osei"},
    "list_count": {"count": 3, "words": "case,cases"},
    "notification_banner": {"text": "Saved"},
    "search": {"action": "/cases/", "label": "Search cases"},
    "stage_strip": {"stages": [{"number": 1, "name": "Needs", "state": "done", "status": "Complete"}]},
    "sub_navigation": {"label": "This case", "items": [{"text": "Overview", "href": "/"}]},
    "summary_list": {"rows": [{"key": "Supplier"}]},
    "table": {"caption": "Cases", "head": [{"text": "Title"}], "rows": [[{"text": "Homecare"}]]},
    "tag": {"text": "Returned"},
    "task_list": {"items": [{"title": "Outcomes", "status": "Not started"}]},
    "timeline": {"events": [{"at": MOMENT, "title": "Signed"}]},
    "warning_text": {"text": "This cannot be undone"},
    "warnings": {"items": [{"text": "Late"}]},
    "what_next": {},
    "work_item": {"item": {"title": "Sign", "href": "/tasks/1/"}},
    "work_list": {"groups": [{"heading": "Later", "items": [{"title": "Sign", "href": "/tasks/1/"}]}]},
}


class Balance(HTMLParser):
    """Finds elements that are not closed in the order they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what was opened."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        if tag not in VOID:
            assert self.open.pop() == tag


def draw(name: str, **context: Any) -> str:
    """A component drawn the way pages include it."""
    given = " ".join(f"{key}={key}" for key in context)
    source = f'{{% include "components/{name}.html" with {given} only %}}' if context else ""
    return engines["django"].from_string(source or f'{{% include "components/{name}.html" only %}}').render(context)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "pagination"])
def test_the_least_is_enough(name: str) -> None:
    page = draw(name, **LEAST[name])
    balance = Balance()
    balance.feed(page)
    assert page.strip()
    assert not balance.open


def test_every_component_says_what_it_takes() -> None:
    for name in NAMES:
        first = (HOUSE / "templates" / "components" / f"{name}.html").read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("{# "), name
        assert "Variables:" in first, name


def test_pages_of_a_list_keep_the_filters(rf: RequestFactory) -> None:
    page = draw("pagination", page=Paginator(range(300), 20).page(4), request=rf.get("/cases/?stage=needs&page=4"))
    assert 'href="?stage=needs&amp;page=5" rel="next"' in page
    assert "…" in page
    assert page.count('aria-current="page"') == 1


def test_a_list_of_one_page_has_no_pages(rf: RequestFactory) -> None:
    assert draw("pagination", page=Paginator(range(3), 20).page(1), request=rf.get("/")).strip() == ""


def test_what_is_not_given_says_so() -> None:
    assert "Not given" in draw("summary_list", rows=[{"key": "Supplier", "value": ""}])
    assert ">0<" in draw("summary_list", rows=[{"key": "Lots", "value": 0}])


def test_events_are_grouped_by_local_day() -> None:
    late = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)
    page = draw(
        "timeline", events=[{"at": late, "title": "Signed", "by": "A. Khan"}, {"at": MOMENT, "title": "Opened"}]
    )
    assert "1 August 2026" in page
    assert "12:30am" in page
    assert page.count("tg-timeline__day") == 2


def test_a_strip_of_stages_is_a_list_with_words_for_every_state() -> None:
    states = ("done", "current", "ahead", "returned", "stopped", "skipped")
    stages = [{"number": 1, "name": "Tender", "state": state, "status": f"in words {state}"} for state in states]
    page = draw("stage_strip", stages=stages)
    assert page.count("<li") == len(states)
    assert all(f"in words {state}" in page for state in states)
    assert page.count('aria-current="step"') == 2


def test_what_is_said_is_never_markup() -> None:
    unsafe = "<script>"
    assert unsafe not in draw("what_next", text=unsafe, waiting=[{"who": unsafe, "note": unsafe}], signed=[unsafe])
    assert unsafe not in draw("timeline", events=[{"at": MOMENT, "title": unsafe, "by": unsafe, "text": unsafe}])
    assert unsafe not in draw("diff", parts=[{"kind": "added", "text": unsafe}])
