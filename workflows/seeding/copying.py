"""Copying a pattern: the same decisions by other people of another service, some days away, through `audit.bulk`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import Body, Person, Post
from audit.bulk import Load, root_of
from audit.canonical import sha256
from commissioning.gates.canonical import BUNDLE_PREFIX
from commissioning.telling.models import Message
from workflows.seeding.council import Service
from workflows.seeding.moulds import Model
from workflows.seeding.patterns import Bundle, Ending, Filled, Loose, Pattern, Row, Step


@dataclass(frozen=True)
class Copy:
    """What one copy is: which pattern, up to which ending, how many days away, and what it is called."""

    pattern: Pattern
    ending: Ending
    shift: timedelta
    reference: str
    title: str
    key: str
    service: Service
    as_service: Service


@dataclass
class Texts:
    """The frozen sections of a pattern for one shift: bytes by the section's id, and new digests by the old ones."""

    bodies: dict[int, bytes] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


class Copying:
    """A copy being made: it fills the moulds."""

    def __init__(self, copy: Copy, load: Load, texts: Texts | None = None) -> None:
        self.copy, self.load, self.shift = copy, load, copy.shift
        self._ids: dict[tuple[Model, int], int] = {}
        old, new = copy.service, copy.as_service
        self._instead: dict[Model, dict[int, int]] = {
            Body: {old.body.pk: new.body.pk},
            Post: {was.pk: now.pk for was, now in zip(old.posts, new.posts, strict=True)},
            Person: {was.pk: now.pk for was, now in zip(old.people, new.people, strict=True)},
        }
        self._words = [(copy.pattern.reference, copy.reference), (copy.pattern.title, copy.title), *words(old, new)]
        self.texts = texts or Texts()
        if texts is None:
            self._freeze(copy.pattern.bundles)

    def id(self, model: Model, was: int) -> int:
        """The id of the copy of a row."""
        key = (root_of(model), was)
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = self.load.ids.next(key[0])
        return found

    def instead(self, model: Model, was: int) -> int:
        """The body, post or person who takes another's place."""
        return self._instead[model].get(was, was)

    def text(self, was: str) -> str:
        """A text with the copy's own names in it."""
        for old, new in self._words:
            was = was.replace(old, new)
        return was

    def digest(self, was: str) -> str:
        """The digest of the copy's own text."""
        return self.texts.digests.get(was, was)

    def body(self, section: int) -> bytes:
        """The bytes of a frozen section."""
        return self.texts.bodies[section]

    def _freeze(self, bundles: Sequence[Bundle]) -> None:
        for bundle in bundles:
            listed = []
            for section in bundle.sections:
                self.texts.bodies[section.pk], digest = section.fill(self)
                self.texts.digests[section.digest] = digest
                listed.append([section.key, section.version, digest])
            said = json.dumps(listed, separators=(",", ":")).encode()
            self.texts.digests[bundle.digest] = sha256(BUNDLE_PREFIX, said)

    def values(self, columns: Filled) -> dict[str, Any]:
        """The columns of a row of the copy."""
        return {**columns.same, **{name: mould(self) for name, mould in columns.moulds.items()}}


def words(old: Service, new: Service) -> list[tuple[str, str]]:
    """The names that change with the service: its own and its people's."""
    people = [(was.full_name, now.full_name) for was, now in zip(old.people, new.people, strict=True)]
    return [(old.body.name, new.body.name), *people]


def carry_over(copying: Copying, people: Mapping[int, Person], loose: Sequence[Loose]) -> None:
    """Make the copy: its decisions up to its ending, and the rows beside them."""
    rows: dict[tuple[Model, int], Any] = {}
    for number, step in enumerate(copying.copy.pattern.steps[: copying.copy.ending.steps], start=1):
        _decide(copying, step, number, people, rows)
    for found in loose:
        row = found.model(**copying.values(found.columns))
        if isinstance(row, Message):
            row.sent_at = row.written_at  # or the worker would send years of letters
        copying.load.place(row)


def _decide(
    copying: Copying, step: Step, number: int, people: Mapping[int, Person], rows: dict[tuple[Model, int], Any]
) -> None:
    load, copy = copying.load, copying.copy
    by = people[copying.instead(Person, step.person)] if step.person else None
    case = next(iter(rows.values())) if rows else None
    asked = {"copy_of": copy.pattern.reference, "entry": number}
    said = copying.values(step.words)
    with load.decision(
        step.verb, case, by=by, at=step.at + copying.shift, key=f"{copy.key}/{number}", asked=asked
    ) as decision:
        for row in step.rows:
            _write(copying, row, rows)
        if case is None:
            decision.opens(next(iter(rows.values())))
        decision.acting(said["capacity"], said["on_behalf_of"])
        decision.reason = said["reason"]
        decision.about(**said["about"])


def _write(copying: Copying, row: Row, rows: dict[tuple[Model, int], Any]) -> None:
    values = copying.values(row.columns)
    if row.kind == "+":
        rows[row.model, row.pk] = made = row.model(**values)
        copying.load.add(made)
        return
    standing = rows[row.model, row.pk]
    vars(standing).update(values)
    (copying.load.change if row.kind == "~" else copying.load.remove)(standing)
