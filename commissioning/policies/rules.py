"""What a policy version must have before it can be published. Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PriorityTerms:
    """One priority as a version sets it. `theme` is the council plan's, `mayoral_priority` the Mayor's own."""

    code: str
    title: str
    why: str = ""
    theme: str = ""
    mayoral_priority: str = ""


@dataclass(frozen=True)
class VersionTerms:
    """A policy version: its days of effect, approval and review, its text, its priorities."""

    effective_from: date
    approved_on: date
    review_on: date | None = None
    text: str = ""
    priorities: Sequence[PriorityTerms] = ()


def faults(terms: VersionTerms, newest: date | None) -> dict[str, list[str]]:
    """Return what is wrong with a version, by field; `newest` is the day the latest version so far took effect."""
    found = {
        "effective_from": _of_start(terms, newest),
        "review_on": _of_review(terms),
        "priorities": _of_priorities(terms.priorities),
    }
    return {field: texts for field, texts in found.items() if texts}


def _of_start(terms: VersionTerms, newest: date | None) -> list[str]:
    texts = []
    if terms.effective_from < terms.approved_on:
        texts.append(
            f"The version was approved on {_day(terms.approved_on)}, so it cannot take effect before that day."
        )
    if newest is not None and terms.effective_from <= newest:
        texts.append(f"An earlier version took effect on {_day(newest)}. Choose a later day for this one.")
    return texts


def _of_review(terms: VersionTerms) -> list[str]:
    if terms.review_on is None or terms.review_on > terms.effective_from:
        return []
    return [f"The review must come after {_day(terms.effective_from)}, when the version takes effect."]


def _of_priorities(priorities: Sequence[PriorityTerms]) -> list[str]:
    nameless = [
        f"Priority {place} needs a code and a title."
        for place, terms in enumerate(priorities, start=1)
        if not (terms.code.strip() and terms.title.strip())
    ]
    counts = Counter(terms.code.strip() for terms in priorities if terms.code.strip())
    twice = [f"Two priorities have the code {code}. Give each its own." for code, count in counts.items() if count > 1]
    return [*nameless, *twice]


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
