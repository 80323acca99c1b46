"""What a version of a measure framework must have, and what changes between two. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commissioning.measures.kinds import Counts, Direction, FrameworkKind

LONGEST_CODE, LONGEST_UNIT, LONGEST_NAME, LONGEST_TITLE, LONGEST_TEXT = 20, 100, 200, 300, 5_000
MOST_MEASURES, MOST_NAMES = 1_000, 10
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
AMOUNT: Final = re.compile(r"(0|[1-9]\d{0,11})\.\d{2}")
YEARS: Final = tuple(str(year) for year in range(1990, 2101))
LONGEST: Final = {
    "code": LONGEST_CODE,
    "title": LONGEST_TITLE,
    "definition": LONGEST_TEXT,
    "unit": LONGEST_UNIT,
    "evidence": LONGEST_TEXT,
    "baseline": LONGEST_TEXT,
    "theme": LONGEST_NAME,
    "proxy_source": LONGEST_TITLE,
    "licence": LONGEST_TEXT,
}
LONGEST_ABOUT: Final = {
    "label": LONGEST_UNIT,
    "publisher": LONGEST_NAME,
    "source": LONGEST_TITLE,
    "licence": LONGEST_TEXT,
}
NEEDED: Final = ("code", "title", "definition", "unit", "counts", "direction", "evidence")
CHOSEN: Final = {"counts": Counts, "direction": Direction}


@dataclass(frozen=True)
class MeasureTerms:
    """One measure as a version states it.

    `counts` is output or outcome, `direction` which way is better. `guards` name the groups of measures of which one
    activity may count under one alone, `priorities` the codes of the social value policy's priorities it serves.
    `proxy_value` is pounds for one unit, as text with two decimals, at prices of `price_year`.
    """

    code: str
    title: str = ""
    definition: str = ""
    unit: str = ""
    counts: str = ""
    direction: str = ""
    evidence: str = ""
    baseline: str = ""
    theme: str = ""
    guards: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    proxy_value: str = ""
    proxy_source: str = ""
    price_year: str = ""
    licence: str = ""


NAMES: Final = tuple(MeasureTerms.__dataclass_fields__)


@dataclass(frozen=True)
class Edition:
    """All that a version says: what it is called, whose it is and under which licence, and its measures."""

    label: str = ""
    publisher: str = ""
    source: str = ""
    licence: str = ""
    measures: tuple[MeasureTerms, ...] = ()

    def settled(self) -> Edition:
        """The same, without a licence on a measure that is the version's own."""
        same = [replace(one, licence="" if one.licence == self.licence else one.licence) for one in self.measures]
        return replace(self, measures=tuple(same))


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a version: with which measure, counted from 1 (0: with none alone), in which column, why."""

    place: int
    column: str
    text: str


def faults(edition: Edition, kind: FrameworkKind, known: Collection[str]) -> list[Wrong]:
    """Return what keeps a version from being published. `known`: codes of the social value policy's priorities."""
    return [*_of_edition(edition, kind), *of_measures(edition, kind, known)]


def _of_edition(edition: Edition, kind: FrameworkKind) -> Iterator[Wrong]:
    for name, most in LONGEST_ABOUT.items():
        if (size := len(getattr(edition, name))) > most:
            yield Wrong(0, name, f"It has {size:,} characters; {most:,} is the most.")
    if not edition.measures:
        yield Wrong(0, "", "It has no measure yet. Add one at least.")
    if kind == FrameworkKind.LICENSED and not edition.licence and not all(one.licence for one in edition.measures):
        yield Wrong(
            0, "licence", "Say under which licence it may be used: its note is shown wherever its measures are."
        )


def of_measures(edition: Edition, kind: FrameworkKind, known: Collection[str]) -> list[Wrong]:
    """Return what is wrong with the measures of a version, one after the other."""
    counts = Counter(one.code.casefold() for one in edition.measures)
    found = [
        Wrong(place, column, text)
        for place, one in enumerate(edition.measures, start=1)
        for column, text in _of_measure(one, edition.licence, kind, known, twice=counts[one.code.casefold()] > 1)
    ]
    if len(edition.measures) > MOST_MEASURES:
        found.append(Wrong(0, "", f"It has {len(edition.measures):,} measures; {MOST_MEASURES:,} is the most."))
    return found


def _of_measure(
    one: MeasureTerms, licence: str, kind: FrameworkKind, known: Collection[str], *, twice: bool
) -> Iterator[tuple[str, str]]:
    yield from _missing(one)
    yield from _too_long(one)
    yield from _of_words(one)
    if twice and one.code:
        yield "code", f"The code {one.code} stands at another measure too. Give each its own."
    yield from _of_proxy(one, licence)
    yield from _of_priorities(one, kind, known)


def _missing(one: MeasureTerms) -> Iterator[tuple[str, str]]:
    for name in NEEDED:
        if not getattr(one, name):
            yield name, "It is missing. Every measure needs it."


def _too_long(one: MeasureTerms) -> Iterator[tuple[str, str]]:
    for name, most in LONGEST.items():
        if (size := len(getattr(one, name))) > most:
            yield name, f"It has {size:,} characters; {most:,} is the most."
    for name in ("guards", "priorities"):
        names = getattr(one, name)
        if len(names) > MOST_NAMES or any(len(word) > LONGEST_UNIT for word in names):
            yield name, f"Name {MOST_NAMES} at most, each with {LONGEST_UNIT} characters at most."
        if any(";" in word for word in names):
            yield name, "Leave semicolons out of a name: in a file they part one name from the next."


def _of_words(one: MeasureTerms) -> Iterator[tuple[str, str]]:
    if one.code and not CODE.fullmatch(one.code):
        yield "code", f"“{one.code}” is no code: use letters, figures, full stops and hyphens alone, like J1."
    for name, choices in CHOSEN.items():
        value = getattr(one, name)
        if value and value not in choices.values:
            yield name, f"“{value}” is neither {' nor '.join(choices.values)}."


def _of_proxy(one: MeasureTerms, licence: str) -> Iterator[tuple[str, str]]:
    if not one.proxy_value:
        for name in ("proxy_source", "price_year"):
            if getattr(one, name):
                yield name, "It belongs to a proxy value, and there is none. Enter the value, or leave this empty."
        return
    wanted = {
        "proxy_value": (
            AMOUNT.fullmatch(one.proxy_value),
            f"“{one.proxy_value}” is no amount in pounds, like 1,250.50: a comma parts thousands alone.",
        ),
        "proxy_source": (one.proxy_source, "Say where the proxy value comes from."),
        "licence": (one.licence or licence, "Say under which licence the value may be used, or that it is your own."),
        "price_year": (
            one.price_year in YEARS,
            f"Say at the prices of which year the value stands, from {YEARS[0]} to {YEARS[-1]}.",
        ),
    }
    for name, (sound, words) in wanted.items():
        if not sound:
            yield name, words


def _of_priorities(one: MeasureTerms, kind: FrameworkKind, known: Collection[str]) -> Iterator[tuple[str, str]]:
    if one.priorities and kind != FrameworkKind.OWN:
        yield "priorities", "Only the council’s own measures name priorities of its policy. Leave this empty."
        return
    strange = [code for code in one.priorities if code not in known]
    if strange:
        yield "priorities", f"The social value policy has no priority {', '.join(strange)}."


@dataclass(frozen=True)
class Change:
    """What became of one measure between two versions: what it said before and says now, by column."""

    code: str
    before: MeasureTerms | None
    after: MeasureTerms | None

    @property
    def columns(self) -> list[str]:
        """The columns that say something else, where it stands in both versions."""
        if self.before is None or self.after is None:
            return []
        return [name for name in NAMES if getattr(self.before, name) != getattr(self.after, name)]

    @property
    def same(self) -> bool:
        """Whether both versions say the same of it."""
        return self.before == self.after


def changes(before: Sequence[MeasureTerms], after: Sequence[MeasureTerms]) -> list[Change]:
    """Return what became of each measure, by its code: those of the later version in its order, then withdrawn ones."""
    old, new = ({one.code: one for one in measures} for measures in (before, after))
    codes = [*new, *(code for code in old if code not in new)]
    return [Change(code, old.get(code), new.get(code)) for code in codes]


def group_name(name: str) -> str:
    """Return what tells one guard group from another: letters, not how they are written."""
    return " ".join(name.split()).casefold()
