"""The stored text of a section as people read it: labels from its questions, tables for its lists. Pure.

What is shown comes from the bytes that were submitted; nothing is read from the record again. The questions lend their
words, their order and their units; a text whose questions are not known any more reads by its keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from commissioning.casefile.wording import capital
from commissioning.records.rooms import NOT_ASKED
from govuk.wording import day_in_words, moment_in_words

INITIALS = {"cpv": "CPV", "kpi": "KPI", "kpis": "KPIs", "ocid": "OCID", "tupe": "TUPE", "vcse": "VCSE", "vat": "VAT"}
FIRST = ("reference", "code", "title", "name", "kind")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")
AMOUNT = re.compile(r"-?(0|[1-9]\d*)\.\d{2}")
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
# Answers chosen from a list, kept as codes.
CODED = {"kind", "procedure", "rating", "next_year", "exit_decision", "counts", "direction"}
WIDEST_CELL = 90
MOST_COLUMNS = 5


@dataclass(frozen=True)
class Asked:
    """The question that one key of a section answers: its words, the unit of the answer, the choices it gave."""

    label: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Questions:
    """The questions of a section by the keys that its text keeps the answers under, in the order they are asked."""

    own: Mapping[str, Asked] = field(default_factory=dict)
    of_rows: Mapping[str, Asked] = field(default_factory=dict)

    @property
    def within(self) -> Questions:
        """The questions about one of several things of a kind."""
        return Questions(self.of_rows, self.of_rows)

    def label(self, key: str) -> str:
        """Return the words of a question, else its key in words."""
        return self.own[key].label if key in self.own else label_of(key)

    def text(self, value: Any, key: str) -> str:
        """Return an answer in words, with its unit."""
        if key == NOT_ASKED:
            return capital(str(value).removeprefix("Not asked: "))
        asked = self.own.get(key, UNASKED)
        text = asked.choices.get(str(value)) or text_of(value, key)
        if not text or not asked.unit:
            return text
        if asked.unit == "%":
            return f"{text}%"
        return f"-{asked.unit}{text[1:]}" if text.startswith("-") else f"{asked.unit}{text}"

    def ordered(self, keys: Mapping[str, Any]) -> list[str]:
        """Return keys as people look for them: what names a thing first, then as asked, then as stored."""
        asked = {key: place for place, key in enumerate(self.own)}
        naming = dict.fromkeys([*FIRST, *(key for key in keys if keys[key] and _brief(keys[key]))])
        named = [key for key in naming if key in keys and key not in asked]
        return [*named, *sorted((key for key in keys if key not in named), key=lambda key: asked.get(key, len(asked)))]


UNASKED = Asked("")
UNKNOWN = Questions()


@dataclass(frozen=True)
class Line:
    """One thing a section states: text, points, things of one kind, or a table of them."""

    label: str
    text: str = ""
    points: Sequence[str] = ()
    things: Sequence[Thing] = ()
    table: Table | None = None

    @property
    def plain(self) -> bool:
        """Whether it fits beside its label."""
        return not self.things and self.table is None


@dataclass(frozen=True)
class Thing:
    """One of several things of a kind, such as an option or a lot."""

    title: str
    lines: Sequence[Line] = ()


@dataclass(frozen=True)
class Table:
    """Things of a kind that are short enough to stand in rows, in the shape of the table component."""

    head: Sequence[Mapping[str, str]] = field(default_factory=list)
    rows: Sequence[Sequence[Mapping[str, Any]]] = field(default_factory=list)


def lines_of(stated: Mapping[str, Any], questions: Questions = UNKNOWN) -> list[Line]:
    """Return what a section states, line by line."""
    return [_line(key, stated[key], questions) for key in questions.ordered(stated)]


def in_order(keys: Mapping[str, Any]) -> list[str]:
    """Return keys as people look for them: what names a thing first, then as stored."""
    return UNKNOWN.ordered(keys)


def _line(key: str, value: Any, questions: Questions) -> Line:
    label = questions.label(key)
    if isinstance(value, Mapping) and not _brief(value):
        return Line(label, things=[Thing("", lines_of(value))])
    if not isinstance(value, list):
        return Line(label, text=questions.text(value, key))
    if not all(isinstance(inner, Mapping) for inner in value):
        return Line(label, points=[text_of(inner) for inner in value])
    table = _table(value, questions.within)
    return Line(label, table=table) if table else Line(label, things=_things(label, value, questions.within))


def _things(label: str, values: Sequence[Mapping[str, Any]], questions: Questions) -> list[Thing]:
    return [
        Thing(name_of(value) or f"{label} {place}", lines_of(value, questions))
        for place, value in enumerate(values, start=1)
    ]


def name_of(value: Mapping[str, Any]) -> str:
    """Return what a thing calls itself, or what it points at: reference or code, and title; empty where it has none."""
    words = [text_of(value[key]) for key in FIRST[:-1] if key in value and not isinstance(value[key], (dict, list))]
    pointed_at: Mapping[str, Any] = next((inner for inner in value.values() if _brief(inner)), {})
    return " ".join(words or _names(pointed_at))


def _names(value: Mapping[str, Any]) -> list[str]:
    """What a thing is called, each name once: an option of the kind “Do nothing” may be called so too."""
    return list(dict.fromkeys(text_of(value[key], key) for key in in_order(value)))


def _table(values: Sequence[Mapping[str, Any]], questions: Questions) -> Table | None:
    keys = questions.ordered({key: inner for value in values for key, inner in value.items()})
    cells = [[value.get(key, "") for key in keys] for value in values]
    if len(keys) > MOST_COLUMNS or not all(_short(cell) for row in cells for cell in row):
        return None
    texts = [[questions.text(cell, key) for key, cell in zip(keys, row, strict=True)] for row in cells]
    labels = [label_of(key) for key in keys]
    rows = [[{"text": text, "label": label} for text, label in zip(row, labels, strict=True)] for row in texts]
    return Table([{"text": label} for label in labels], rows)


def _short(value: Any) -> bool:
    return (_brief(value) or not isinstance(value, (dict, list))) and len(text_of(value)) <= WIDEST_CELL


def _brief(value: Any) -> bool:
    """Whether a thing is only named here, by its reference, title or kind."""
    return isinstance(value, Mapping) and all(key in FIRST and isinstance(value[key], str) for key in value)


def label_of(key: str) -> str:
    """Return a key in words: `annual_spend` is Annual spend."""
    words = [INITIALS.get(word, word) for word in key.split("_")]
    first = words[0]
    return " ".join([first[:1].upper() + first[1:], *words[1:]])


def text_of(value: Any, key: str = "") -> str:
    """Return one value in words. Amounts keep every figure; a code reads as words; what was typed stands."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return ", ".join(_names(value))
    text = "" if value is None else str(value)
    if key in CODED and CODE.fullmatch(text):
        return label_of(text)
    for shape, words in SHAPES:
        if shape.fullmatch(text):
            return _said(words, text)
    return text


def _said(words: Callable[[str], str], text: str) -> str:
    """Return a text in words, or as it stands where it only looks like a day or a moment."""
    try:
        return words(text)
    except ValueError:
        return text


def _amount(text: str) -> str:
    whole, _, decimals = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    figures = f"{sign}{abs(int(whole)):,}"
    return f"{figures}.{decimals}" if decimals.strip("0") else figures


SHAPES = (
    (DAY, lambda text: day_in_words(date.fromisoformat(text))),
    (MOMENT, lambda text: moment_in_words(datetime.fromisoformat(text))),
    (AMOUNT, _amount),
)


def flat(stated: Mapping[str, Any], questions: Questions = UNKNOWN, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text a section states with the path of labels that leads to it, for comparing two submissions."""
    for key in questions.ordered(stated):
        yield from _flat(f"{path}{questions.label(key)}", stated[key], questions, key)


def _flat(label: str, value: Any, questions: Questions, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and not _brief(value):
        yield from flat(value, questions, f"{label}, ")
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        names = [name_of(inner) if isinstance(inner, Mapping) else "" for inner in value]
        for place, (name, inner) in enumerate(zip(names, value, strict=True), start=1):
            own = name if names.count(name) == 1 else f"{name} {place}".strip()
            yield from _flat(f"{label}, {own or place}", inner, questions.within)
    elif isinstance(value, list):
        yield label, "\n".join(text_of(inner) for inner in value)
    else:
        yield label, questions.text(value, key)
