"""Filling in a page's questions as a person does, whatever kind of input each of them has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from playwright.sync_api import Locator, Page

YES_NO = {True: "yes", False: "no"}
KINDS = "boxes => Object.fromEntries(boxes.map(box => [box.name, box.type]))"
OPTIONS = "box => [...box.options].map(option => [option.value, option.text])"


def fill_in(page: Page, answers: Mapping[str, Any], prefix: str = "") -> None:
    """Answer the questions of a page, or those of one of its rows."""
    kinds: dict[str, str] = page.locator("[name]").evaluate_all(KINDS)
    for name, answer in answers.items():
        named_only = prefix and name == "title" and f"{prefix}title" not in kinds  # a row that came from elsewhere
        if not named_only:
            _answer(page, kinds, f"{prefix}{name}", answer)


def _answer(page: Page, kinds: Mapping[str, str], name: str, answer: Any) -> None:
    if isinstance(answer, date):
        for part in ("day", "month", "year"):
            page.locator(f'[name="{name}_{part}"]').fill(str(getattr(answer, part)))
        return
    box = page.locator(f'[name="{name}"]').first  # a form further down may have a question of that name as well
    kind = kinds.get(name, "")
    if kind == "radio" or (kind == "checkbox" and isinstance(answer, list)):
        _check(page, name, answer if isinstance(answer, list) else [answer])
    elif kind == "checkbox":
        box.set_checked(bool(answer))
    elif kind.startswith("select"):
        _choose(box, answer)
    else:
        box.fill(_text(answer))


def _check(page: Page, name: str, answers: Sequence[Any]) -> None:
    for answer in answers:
        page.locator(f'[name="{name}"][value="{_value(answer)}"]').check()


def _choose(box: Locator, answer: Any) -> None:
    """Choose by what a person reads: the label holds the title, the code or the reference."""
    wanted = "" if answer is None else _value(answer)
    offered: list[tuple[str, str]] = box.evaluate(OPTIONS)
    found = [value for value, label in offered if value == wanted or (wanted and wanted in label)]
    assert found, f"{wanted} is not among what is offered: {offered}"
    box.select_option(found[0])


def _value(answer: Any) -> str:
    if isinstance(answer, bool):
        return YES_NO[answer]
    return str(answer.value if isinstance(answer, Enum) else answer)


def _text(answer: Any) -> str:
    if isinstance(answer, Sequence) and not isinstance(answer, str):
        return "\n".join(answer)
    return "" if answer is None else str(answer)
