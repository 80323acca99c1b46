"""What a policy version must have before it can be published. Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.policies.kinds import Fate
from govuk.wording import in_words


@dataclass(frozen=True)
class PriorityTerms:
    """One priority as a version sets it. `theme` is the council plan's, `mayoral_priority` the Mayor's own.

    `groups` are those it is meant to benefit, `period` and `targets` as the policy words them.
    """

    code: str
    title: str
    why: str = ""
    theme: str = ""
    mayoral_priority: str = ""
    geography: str = ""
    groups: str = ""
    period: str = ""
    targets: str = ""


@dataclass(frozen=True)
class SectionTerms:
    """One section of a policy's full text."""

    title: str
    text: str


@dataclass(frozen=True)
class FateTerms:
    """What becomes of a priority of the version before: `old` and `into` are codes."""

    old: str
    fate: Fate
    into: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Wording:
    """All that a version says: a summary, its sections, its priorities, and what became of the ones before."""

    text: str = ""
    sections: tuple[SectionTerms, ...] = ()
    priorities: tuple[PriorityTerms, ...] = ()
    fates: tuple[FateTerms, ...] = ()


@dataclass(frozen=True)
class VersionTerms:
    """A policy version: its days of effect, approval and review, and what it says."""

    effective_from: date
    approved_on: date
    review_on: date | None = None
    text: str = ""
    priorities: Sequence[PriorityTerms] = ()
    sections: Sequence[SectionTerms] = ()
    fates: Sequence[FateTerms] = ()

    @property
    def wording(self) -> Wording:
        """What it says, without its days."""
        return Wording(self.text, tuple(self.sections), tuple(self.priorities), tuple(self.fates))


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


def of_wording(wording: Wording, before: Mapping[str, str]) -> list[str]:
    """Return what keeps a wording from being put forward; `before`: titles of the priorities so far, by their codes."""
    empty = [] if wording.text.strip() or wording.sections else ["Write its text: a summary, or a section at least."]
    return [*empty, *_of_priorities(wording.priorities), *unmapped(wording, before)]


def unmapped(wording: Wording, before: Mapping[str, str]) -> list[str]:
    """Return which priorities of the version before have no sound fate: kept, merged or ended, and as what."""
    codes, told = {one.code for one in wording.priorities}, {one.old: one for one in wording.fates}
    missing = [
        f"Say what becomes of {code} {title}: kept, merged or ended."
        for code, title in before.items()
        if code not in told
    ]
    strange = sorted(set(told) - set(before))
    unknown = [f"The version before has no priority {in_words(strange)}. Remove what is said of it."] if strange else []
    wrong = [text for code, one in told.items() if code in before for text in _of_fate(one, codes)]
    times = Counter(one.old for one in wording.fates)
    twice = [f"Say once what becomes of {code}." for code, count in times.items() if count > 1]
    return [*missing, *unknown, *wrong, *twice]


def _of_fate(one: FateTerms, codes: set[str]) -> list[str]:
    if one.fate == Fate.ENDED:
        goes_on = [f"{one.old} ends, so it does not go on as {one.into}. Say merged, or leave that out."]
        return [*(goes_on if one.into else []), *([] if one.reason.strip() else [f"Say why {one.old} ends."])]
    if one.into not in codes:
        return [f"Say as which priority of this version {one.old} goes on."]
    return [] if one.fate == Fate.KEPT or one.reason.strip() else [f"Say why {one.old} is merged into {one.into}."]


def kept_twice(wording: Wording) -> list[str]:
    """Return which priorities two old ones are said to go on as, unchanged: then they are merged."""
    counts = Counter(one.into for one in wording.fates if one.fate == Fate.KEPT)
    return [f"Two priorities cannot both be kept as {into}. Say merged." for into, count in counts.items() if count > 1]


def usual_fates(old: Sequence[PriorityTerms], new: Sequence[PriorityTerms]) -> tuple[FateTerms, ...]:
    """Return what a new draft begins with: what has the same code is kept."""
    codes = {one.code for one in new}
    return tuple(FateTerms(one.code, Fate.KEPT, one.code) for one in old if one.code in codes)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
