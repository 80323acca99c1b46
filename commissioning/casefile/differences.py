"""What differs between two texts: the words struck out and the words put in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from commissioning.casefile.stated import UNKNOWN, Questions, flat

WORDS = re.compile(r"\s+|[^\s]+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True)
class Part:
    """A stretch of text that stayed, was put in or was struck out."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Changed:
    """One text that changed, with its label and its words."""

    label: str
    parts: Sequence[Part]


def changes(before: Mapping[str, Any], after: Mapping[str, Any], questions: Questions = UNKNOWN) -> list[Changed]:
    """Return each text that two versions of a section do not share, in the order of the newer one."""
    then, now = dict(flat(before, questions)), dict(flat(after, questions))
    labels = [*now, *(label for label in then if label not in now)]
    return [
        Changed(label, words(then.get(label, ""), now.get(label, "")))
        for label in labels
        if then.get(label, "") != now.get(label, "")
    ]


def words(before: str, after: str) -> list[Part]:
    """Return the words of two texts. Lines are compared first, so that a long text costs no more than its changes."""
    parts: list[Part] = []
    for kind, old, new in _compared(LINES.findall(before), LINES.findall(after)):
        if kind == "equal":
            parts.append(Part("same", old))
        else:
            parts.extend(_by_word(old, new))
    return parts


def _by_word(before: str, after: str) -> Iterator[Part]:
    """Words that changed next to one another are told together: struck out as one, put in as one."""
    old, new = "", ""
    for kind, was, now in _compared(WORDS.findall(before), WORDS.findall(after)):
        if kind == "equal" and (was.strip() or not (old or new)):
            yield from _changed(old, new)
            yield Part("same", was)
            old, new = "", ""
        else:
            old, new = old + was, new + now
    yield from _changed(old, new)


def _changed(old: str, new: str) -> Iterator[Part]:
    if old:
        yield Part("removed", old)
    if new:
        yield Part("added", new)


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, begin, finish in matcher.get_opcodes():
        yield kind, "".join(before[start:end]), "".join(after[begin:finish])
