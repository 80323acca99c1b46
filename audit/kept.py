"""History rows against the entries that name them, a batch at a time, and then whatever no entry names."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from audit.bag import row_digest
from audit.finding import CANNOT_BE_READ, CHUNK, Break, Place, Report, digest_of, place_of, rows_of
from audit.history import history_of
from audit.models import Tracked

BLOCK = 12  # a block of ids is one number of so many bits: 2 to the 12th
HIGHEST = 2**63
Named = tuple[int, Place, str]


def tracked() -> list[Any]:
    """Return the models of the council's facts."""
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


class Ids:
    """Many ids, most of them neighbours, in little room."""

    def __init__(self) -> None:
        self._blocks: defaultdict[int, int] = defaultdict(int)
        self.count = 0

    def add(self, found: int) -> None:
        """Add an id."""
        if found not in self:
            self._blocks[found >> BLOCK] |= 1 << (found & (2**BLOCK - 1))
            self.count += 1

    def __contains__(self, found: int) -> bool:
        return bool(self._blocks.get(found >> BLOCK, 0) >> (found & (2**BLOCK - 1)) & 1)


@dataclass
class Kept:
    """The history rows that entries name. `see` every entry, then `finish`."""

    report: Report
    waiting: defaultdict[str, list[Named]] = field(default_factory=lambda: defaultdict(list))
    seen: defaultdict[str, Ids] = field(default_factory=lambda: defaultdict(Ids))

    def see(self, entry: Any) -> None:
        """Note which rows an entry names."""
        if entry.payload__format is None:
            return
        try:
            for row in json.loads(memoryview(entry.payload__body).tobytes())["rows"]:
                self.waiting[str(row["model"])].append((row["history"], (entry.stream, entry.number), row["digest"]))
        except (ValueError, KeyError, TypeError):
            self.report.breaks.append(Break(entry.stream, entry.number, "its payload cannot be read"))
        for label in [label for label, named in self.waiting.items() if len(named) >= CHUNK]:
            self._compare(label)

    def finish(self) -> None:
        """Compare what is left, and find rows that no entry names."""
        for label in list(self.waiting):
            self._compare(label)
        for model in tracked():
            self._find_added(model)

    def _compare(self, label: str) -> None:
        named, seen = self.waiting.pop(label), self.seen[label]
        standing = dict(rows_of(_history(label, [pk for pk, _, _ in named])))
        for pk, place, digest in named:
            if pk not in standing:
                self._add(place, f"history row {pk} of {label} is missing")
                continue
            row = standing[pk]
            seen.add(pk)
            if row is None:
                self._add(place_of(_model(label), pk, *PLACE), f"history row {pk} of {label} {CANNOT_BE_READ}")
            elif ((row.history_stream, row.history_number), digest_of(row_digest, row)) != (place, digest):
                self._add(place, f"history row {pk} of {label} was altered")

    def _find_added(self, model: Any) -> None:
        label, rows = model._meta.label_lower, history_of(model)._base_manager.order_by("history_id")
        count, seen = rows.count(), self.seen[model._meta.label_lower]
        self.report.rows += count
        if count == seen.count:
            return
        for pk in rows.values_list("history_id", flat=True).iterator(CHUNK):
            if pk not in seen:
                place = place_of(history_of(model), pk, *PLACE)
                self._add(place, f"history row {pk} of {label} was added")

    def _add(self, place: Place, what: str) -> None:
        self.report.breaks.append(Break(*place, what))


PLACE = ("history_stream", "history_number")


def _model(label: str) -> Any:
    model: Any = apps.get_model(label)
    return history_of(model)


def _history(label: str, ids: list[Any]) -> Any:
    """The rows of these ids; none for a model there is not, or for an id that no row can have."""
    known = {model._meta.label_lower for model in tracked()}
    wanted = [pk for pk in ids if isinstance(pk, int) and abs(pk) < HIGHEST] if label in known else []
    rows = _model(label) if label in known else history_of(tracked()[0])
    return rows._base_manager.filter(pk__in=wanted).order_by("history_id")
