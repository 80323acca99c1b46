"""What differs between two texts: the words struck out and the words put in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any, Literal

from commissioning.casefile.stated import UNKNOWN, Questions, flat

WORDS = re.compile(r"\s+|[^\s]+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_COMPARED = 250_000  # pairs of words, of which so many take some 30 ms; what is longer is shown whole
MOST_ON_A_PAGE = 8 * MOST_COMPARED
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


@dataclass
class Effort:
    """How much more of a page may be compared word by word: the cost grows with the square of what was rewritten."""

    left: int = MOST_ON_A_PAGE

    def covers(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether two texts may still be compared, which is then taken off what is left."""
        pairs = len(before) * len(after)
        if pairs > min(MOST_COMPARED, self.left):
            return False
        self.left -= pairs
        return True


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], questions: Questions = UNKNOWN, effort: Effort | None = None
) -> list[Changed]:
    """Return each text that two versions of a section do not share, in the order of the newer one."""
    effort = effort or Effort()
    then, now = dict(flat(before, questions)), dict(flat(after, questions))
    labels = [*now, *(label for label in then if label not in now)]
    return [
        Changed(label, words(then.get(label, ""), now.get(label, ""), effort))
        for label in labels
        if then.get(label, "") != now.get(label, "")
    ]


def words(before: str, after: str, effort: Effort | None = None) -> list[Part]:
    """Return the words of two texts. Lines are compared first, so that a long text costs no more than its changes.

    What is rewritten at a length that the effort does not cover is struck out as one and put in as one.
    """
    effort = effort or Effort()
    parts: list[Part] = []
    for kind, old, new in _compared(LINES.findall(before), LINES.findall(after), effort):
        if kind == "equal":
            parts.append(Part("same", old))
        else:
            parts.extend(_by_word(old, new, effort))
    return parts


def _by_word(before: str, after: str, effort: Effort) -> Iterator[Part]:
    """Words that changed next to one another are told together: struck out as one, put in as one."""
    old, new = "", ""
    for kind, was, now in _compared(WORDS.findall(before), WORDS.findall(after), effort):
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


def _compared(before: list[str], after: list[str], effort: Effort) -> Iterator[tuple[str, str, str]]:
    head = _alike(before, after)
    old, new = before[head:], after[head:]
    tail = _alike(old[::-1], new[::-1])
    if head:
        yield "equal", "".join(before[:head]), "".join(after[:head])
    yield from _within(old[: len(old) - tail], new[: len(new) - tail], effort)
    if tail:
        yield "equal", "".join(old[-tail:]), "".join(new[-tail:])


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How far two lists go the same way from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))


def _within(before: list[str], after: list[str], effort: Effort) -> Iterator[tuple[str, str, str]]:
    if not effort.covers(before, after):
        yield "replace", "".join(before), "".join(after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, begin, finish in matcher.get_opcodes():
        yield kind, "".join(before[start:end]), "".join(after[begin:finish])
