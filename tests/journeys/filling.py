"""Filling in a page's questions as a person does, whatever kind of input each of them has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from playwright.sync_api import Locator, Page

YES_NO = {True: "yes", False: "no"}


def fill_in(page: Page, answers: Mapping[str, Any], prefix: str = "") -> None:
    """Answer the questions of a page, or those of one of its rows."""
    for name, answer in answers.items():
        _answer(page, f"{prefix}{name}", answer)


def _answer(page: Page, name: str, answer: Any) -> None:
    if isinstance(answer, date):
        for part in ("day", "month", "year"):
            page.locator(f'[name="{name}_{part}"]').fill(str(getattr(answer, part)))
        return
    box = page.locator(f'[name="{name}"]')
    kind = box.first.evaluate("box => box.type")
    if kind == "radio":
        page.locator(f'[name="{name}"][value="{_value(answer)}"]').check()
    elif kind.startswith("select"):
        _choose(box, answer)
    else:
        box.fill(_text(answer))


def _choose(box: Locator, answer: Any) -> None:
    """Choose by what a person reads: the label holds the title, the code or the reference."""
    if answer is None:
        box.select_option("")
        return
    values = {str(option.get_attribute("value")): option.inner_text() for option in box.locator("option").all()}
    wanted = _value(answer)
    found = [value for value, label in values.items() if value == wanted or wanted in label]
    box.select_option(found[0])


def _value(answer: Any) -> str:
    if isinstance(answer, bool):
        return YES_NO[answer]
    return str(answer.value if isinstance(answer, Enum) else answer)


def _text(answer: Any) -> str:
    if isinstance(answer, Sequence) and not isinstance(answer, str):
        return "\n".join(answer)
    return "" if answer is None else str(answer)
