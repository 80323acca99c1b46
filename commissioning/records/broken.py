"""A broken link of the golden thread: what is missing where, in the words that its stage is refused with."""

from __future__ import annotations

from dataclasses import dataclass

from commissioning.vocabulary import ThreadKind

Spot = tuple[ThreadKind, int]  # a row of the thread: what it is, and its id


@dataclass(frozen=True)
class Broken:
    """`missing` is the kind of what is missing, `at` the row that lacks it. `text` says so, and what to do."""

    missing: ThreadKind
    at: Spot
    text: str
