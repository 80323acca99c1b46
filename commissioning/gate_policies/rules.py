"""What terms would have changed about a submission: other seats, other days, a gate that nobody could pass. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from commissioning.gate_policies import wording
from commissioning.gate_policies.facts import Gate
from commissioning.gate_policies.surroundings import RECORDS
from commissioning.gates.rules import needed
from commissioning.gates.terms import EVERY_GATE, FAST_GATE, PolicyTerms, SeatTerms, stored_conditions
from commissioning.vocabulary import Lane, Stage
from govuk.wording import in_words

Posts = AbstractSet[tuple[str, str]]
MOST_TOLD = 200


@dataclass(frozen=True)
class HandedIn:
    """One submission as it was handed in, and which gates it can be held against: where, what is known, by whom.

    `earlier` is the stage before, where the gate decided its record too; `known` what was known at the gate of that
    stage, where it had one.
    """

    case: str
    stage: Stage
    lane: Lane
    facts: Mapping[str, Any]
    lead: str
    open: bool = False
    earlier: Stage | None = None
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gate(self) -> Gate:
        """The gate it was handed in to."""
        return (self.stage, self.lane)

    @property
    def before(self) -> tuple[Gate, ...]:
        """The gate that the record decided with it would have had alone."""
        return ((self.earlier, Lane.STANDARD),) if self.earlier else ()


@dataclass(frozen=True)
class Change:
    """What would have been otherwise at one gate of one case. Figures are after less before."""

    case: str
    stage: Stage
    open: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]
    blocked: str
    lane: str
    sign_offs: int
    days: int

    @property
    def any(self) -> bool:
        """Whether anything would have been otherwise."""
        return bool(self.added or self.removed or self.blocked or self.lane or self.sign_offs or self.days)

    def stored(self) -> dict[str, Any]:
        """The change as it is kept and printed."""
        return {
            "case": self.case,
            "stage": self.stage.value,
            "open": self.open,
            "added": list(self.added),
            "removed": list(self.removed),
            "blocked": self.blocked,
            "lane": self.lane,
            "sign_offs": self.sign_offs,
            "working_days": self.days,
        }


class Seating:
    """Which seats terms give a submission. The conditions are put in their stored form once, not for every case."""

    def __init__(self, terms: PolicyTerms) -> None:
        self.terms = terms
        self._at = {gate: [(seat, stored_conditions(seat.conditions)) for seat in terms.at(gate)] for gate in GATES}
        self._needs = {gate: terms.groups_at(gate) for gate in GATES}

    def seats(self, gate: Gate, facts: Mapping[str, Any]) -> list[SeatTerms]:
        """Return the seats of a gate for these facts."""
        return [seat for seat, conditions in self._at[gate] if needed(conditions, facts)]

    def sign_offs(self, gate: Gate, seats: Sequence[SeatTerms]) -> int:
        """Return how many answers a gate waits for: of a group as many as are enough."""
        groups = Counter(seat.group for seat in seats if seat.group)
        alone = sum(not seat.group for seat in seats)
        return alone + sum(min(count, self._needs[gate].get(name, count)) for name, count in groups.items())

    def days(self, seats: Sequence[SeatTerms]) -> int:
        """Return how many working days a gate may take: the longest of each tier, one tier after the other."""
        longest: dict[int, int] = {}
        for seat in seats:
            longest[seat.tier] = max(longest.get(seat.tier, 0), seat.working_days)
        return sum(longest.values())


GATES: tuple[Gate, ...] = EVERY_GATE


def changed(handed: HandedIn, before: Seating, after: Seating, held: Posts) -> Change:
    """Return what other terms would have made of a submission; `held` are the posts that somebody holds."""
    gate, lane = _lane(handed, after.terms)
    old = [seat for seat in before.seats(handed.gate, handed.facts) if not _idle(seat, handed, before.terms)]
    gates = [found for found in (*handed.before, gate) if found not in after.terms.combined]
    asked = {found: after.seats(found, _facts(handed, found, after.terms)) for found in gates}
    new = [seat for seats in asked.values() for seat in seats]
    had, has = Counter(map(_asked, old)), Counter(map(_asked, new))
    return Change(
        case=handed.case,
        stage=handed.stage,
        open=handed.open,
        added=_titles(new, has - had),
        removed=_titles(old, had - has),
        blocked=next(filter(None, (_blocked(handed, found, asked[found], after.terms, held) for found in gates)), ""),
        lane=lane,
        sign_offs=sum(after.sign_offs(found, asked[found]) for found in gates) - before.sign_offs(handed.gate, old),
        days=sum(after.days(seats) for seats in asked.values()) - before.days(old),
    )


def _idle(seat: SeatTerms, handed: HandedIn, terms: PolicyTerms) -> bool:
    """Whether a seat was not asked because it is there for the earlier record alone, which had a gate of its own."""
    earlier = terms.earlier(handed.gate)
    if earlier is None or handed.earlier is not None:
        return False
    return bool(seat.sections) and set(seat.sections) <= set(RECORDS[earlier].sections)


def _facts(handed: HandedIn, gate: Gate, terms: PolicyTerms) -> Mapping[str, Any]:
    """What would have been known: at a gate that decides two records, what both of them state."""
    return {**handed.known, **handed.facts} if terms.earlier(gate) else handed.facts


def _asked(seat: SeatTerms) -> tuple[str, str, str]:
    """What makes a seat the same under both: who is asked for what kind of answer."""
    return (seat.kind, seat.role, seat.body)


def _titles(seats: Sequence[SeatTerms], wanted: Counter[tuple[str, str, str]]) -> tuple[str, ...]:
    left, found = Counter(wanted), []
    for seat in seats:
        if left[_asked(seat)] > 0:
            left[_asked(seat)] -= 1
            found.append(seat.title)
    return tuple(found)


def _lane(handed: HandedIn, terms: PolicyTerms) -> tuple[Gate, str]:
    """The gate it would have come to. Whether more would have gone through the fast lane its facts alone do not say."""
    limit = terms.fast.limit if terms.fast else None
    if handed.gate != FAST_GATE:
        return handed.gate, ""
    value = handed.facts.get("value_gross")
    if limit is not None and value is not None and Decimal(str(value)) <= limit:
        return handed.gate, ""
    return (handed.stage, Lane.STANDARD), "It would have left the fast lane."


def _blocked(handed: HandedIn, gate: Gate, seats: Sequence[SeatTerms], terms: PolicyTerms, held: Posts) -> str:
    if not seats and gate not in terms.passing:
        return "Nobody would have been asked, and an empty gate is refused."
    earlier = terms.earlier(gate)
    records = [RECORDS[earlier], RECORDS[gate]] if earlier and gate not in terms.passing else []
    if not all(record.answered_by(seats, terms.groups_at(gate)) for record in records):
        return "It could have passed without anybody's answer for one of the two records."
    empty = [seat.title for seat in seats if (seat.role.value, seat.body or handed.lead) not in held]
    return f"Nobody holds the post of {in_words(f'“{title}”' for title in empty)}." if empty else ""


@dataclass
class Tally:
    """The changes of many submissions added up, as a replay keeps them between its pieces."""

    gates: int = 0
    changed: int = 0
    blocked: int = 0
    seats_added: int = 0
    seats_removed: int = 0
    sign_offs: int = 0
    working_days: int = 0
    left_fast_lane: int = 0
    open_changed: int = 0
    stages: dict[str, dict[str, int]] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def count(self, change: Change) -> None:
        """Add one submission."""
        self.gates += 1
        stage = self.stages.setdefault(change.stage.value, dict.fromkeys(FIGURES, 0))
        for figures in (stage, vars(self)):
            for name, value in _figures(change):
                figures[name] = figures[name] + value
        stage["gates"] += 1
        self.open_changed += change.any and change.open
        self.left_fast_lane += bool(change.lane)
        for titles, found in ((change.added, self.added), (change.removed, self.removed)):
            for title in titles:
                name = f"{wording.gate_name((change.stage, Lane.STANDARD))}: {title}"
                found[name] = found.get(name, 0) + 1
        if change.any and len(self.changes) < MOST_TOLD:
            self.changes.append(change.stored())

    def stored(self) -> dict[str, Any]:
        """The figures as they are kept."""
        return dict(vars(self))


FIGURES = ("gates", "changed", "blocked", "seats_added", "seats_removed", "sign_offs", "working_days")


def _figures(change: Change) -> Iterator[tuple[str, int]]:
    yield "changed", int(change.any)
    yield "blocked", int(bool(change.blocked))
    yield "seats_added", len(change.added)
    yield "seats_removed", len(change.removed)
    yield "sign_offs", change.sign_offs
    yield "working_days", change.days
