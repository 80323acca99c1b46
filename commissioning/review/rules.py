"""Pure rules of a review: achievements are held against what the contract commits to, and something was learned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Achieved:
    """An achievement as the rules see it: what the row and what the contract say was committed."""

    name: str
    committed: Decimal | None
    obliged: Decimal | None


def of_achievements(achievements: Iterable[Achieved]) -> list[str]:
    """The committed quantity is the contract's own."""
    return [
        f"{given.name}: the contract commits to {given.obliged if given.obliged is not None else 'no quantity'}. "
        "Enter the committed quantity as it stands there."
        for given in achievements
        if given.committed != given.obliged
    ]


def of_lessons(count: int) -> list[str]:
    """At least one thing was learned."""
    return [] if count else ["Add at least one lesson: what to do again, or otherwise, next time."]
