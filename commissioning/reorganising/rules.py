"""Pure rules of a reorganisation: what one of each kind has to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.reorganising.kinds import ReorganisationKind

MOST_CASES = 500
MOST_MOVES = 50
SEVERAL = 2


@dataclass(frozen=True)
class Going:
    """What goes from one body to another, by short name: the cases named, or all of them."""

    former: str
    into: str
    references: tuple[str, ...] = ()


def flaws(kind: ReorganisationKind, name: str, goings: Sequence[Going]) -> dict[str, str]:
    """Return what is missing or wrong, by question; nothing where it holds together."""
    found: dict[str, str] = {}
    if kind == ReorganisationKind.RENAME and not name.strip():
        found["name"] = "Enter the new name of the body."
    if kind != ReorganisationKind.RENAME and not goings:
        found["into"] = "Choose the body that takes over."
    if any(going.former == going.into for going in goings):
        found["into"] = "Choose a body other than the one that hands over."
    return found | _of_bodies(kind, goings) | _of_cases(kind, goings)


def _of_bodies(kind: ReorganisationKind, goings: Sequence[Going]) -> dict[str, str]:
    """What hands over does so once and takes nothing over, so that the order of the moves decides nothing."""
    formers = [going.former for going in goings]
    if len(goings) > MOST_MOVES:
        return {"formers": f"Name at most {MOST_MOVES} bodies at once; do the others in a second act."}
    if kind != ReorganisationKind.SPLIT and len(set(formers)) < len(formers):
        return {"formers": "A body is named twice: it hands over once. What goes to several is a split."}
    if any(going.former != going.into and going.into in formers for going in goings):
        return {"into": "A body that hands over takes nothing over in the same act. Do it in a second one."}
    return {}


def _of_cases(kind: ReorganisationKind, goings: Sequence[Going]) -> dict[str, str]:
    named = Counter(reference for going in goings for reference in going.references)
    twice = sorted(reference for reference, count in named.items() if count > 1)
    if len(named) > MOST_CASES:
        return {"references": f"Name at most {MOST_CASES} cases at once; do the others in a second act."}
    if named and kind == ReorganisationKind.MERGE:
        return {"references": "In a merger every case goes along. Name none, or choose that cases go to another body."}
    if twice:
        return {"references": f"{twice[0]} is named twice: a case goes to one body."}
    if kind == ReorganisationKind.SPLIT and len({going.into for going in goings}) < SEVERAL:
        return {"into_2": "Choose a second body: what goes to one alone is a transfer."}
    if kind == ReorganisationKind.SPLIT and not all(going.references for going in goings):
        return {"references": "Name the cases that go to each body, one a line."}
    return {}
