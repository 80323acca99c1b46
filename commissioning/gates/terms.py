"""A gate policy's terms as one exact document: what is drafted, checked, compared, exported, imported and published.

Bodies are named by their short names, roles and stages by their words, so that a document means the same on another
installation. The form is described in docs/adr/0015-gate-policies-as-documents.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from accounts.rights import Role
from audit.canonical import plain, sha256, to_bytes
from commissioning.vocabulary import Duties, Lane, SeatKind, Stage, WhenEmpty, Whom

FORMAT: Final = "tollgate/gate-policy/1"
MOST_DAYS: Final = 250  # beyond, the day of a step may lie outside the calendar of working days
AMOUNTS: Final = ("at_least", "below")
OPS: Final = (*AMOUNTS, "is", "one_of")
STANDARD_GATES: Final = tuple((stage, Lane.STANDARD) for stage in Stage)
FAST_GATE: Final = (Stage.NEEDS, Lane.FAST)
JOINING_GATE: Final = (Stage.NEEDS, Lane.JOINING)
EVERY_GATE: Final = (FAST_GATE, JOINING_GATE, *STANDARD_GATES)
COMBINABLE: Final = ((Stage.NEEDS, Lane.STANDARD), (Stage.SOCIAL_VALUE, Lane.STANDARD))


@dataclass(frozen=True)
class ConditionTerms:
    """One condition on a fact: `at_least` or `below` an amount as text, `is` a value, `one_of` several."""

    fact: str
    op: str
    value: bool | str | tuple[str, ...]

    def stored(self) -> dict[str, object]:
        """The condition as the rules of a gate read it."""
        return {"fact": self.fact, self.op: list(self.value) if isinstance(self.value, tuple) else self.value}


Alternatives = tuple[tuple[ConditionTerms, ...], ...]


@dataclass(frozen=True)
class SeatTerms:
    """One seat: a role at a body (none: the body that leads the case), asked where one of the alternatives holds.

    `chain` is its own escalation chain; empty: it is chased by the policy's.
    """

    stage: Stage
    kind: SeatKind
    title: str
    role: Role
    why: str
    working_days: int
    tier: int = 1
    lane: Lane = Lane.STANDARD
    body: str = ""
    sections: tuple[str, ...] = ()
    conditions: Alternatives = ()
    power: str = ""
    paragraph: str = ""
    group: str = ""
    chain: tuple[StepTerms, ...] = ()

    @property
    def gate(self) -> tuple[Stage, Lane]:
        """The gate it sits at."""
        return (self.stage, self.lane)


@dataclass(frozen=True)
class GroupTerms:
    """A group of seats of one gate of which some are enough."""

    stage: Stage
    name: str
    needs: int
    lane: Lane = Lane.STANDARD

    @property
    def gate(self) -> tuple[Stage, Lane]:
        """The gate its seats are of."""
        return (self.stage, self.lane)


@dataclass(frozen=True)
class StepTerms:
    """One step of the escalation chain: whom it tells, so many working days after (below zero: before) the last day."""

    working_days: int
    whom: Whom
    role: Role | None = None
    body: str = ""


@dataclass(frozen=True)
class FastTerms:
    """The fast lane of a policy: its limit in pounds with VAT, whole life; one in how many Procurement checks."""

    limit: Decimal
    check_one_in: int | None = None


@dataclass(frozen=True)
class PolicyTerms:
    """All that a version of the gate policy says.

    `passing` are the gates that pass by themselves where empty; to those of `owned` a record is handed in only once
    every body that owns the case has accepted the stage. Those `combined` are none: the next stage's gate decides their
    records too. `together` are the pairs of duties that one person may have in one matter. Where there is none of these
    the document does not mention them, so that the digests of policies published before stay what they were.
    """

    title: str
    seats: tuple[SeatTerms, ...] = ()
    groups: tuple[GroupTerms, ...] = ()
    chain: tuple[StepTerms, ...] = ()
    fast: FastTerms | None = None
    passing: frozenset[tuple[Stage, Lane]] = frozenset()
    one_person_many_seats: bool = False
    together: frozenset[Duties] = frozenset()
    owned: frozenset[tuple[Stage, Lane]] = frozenset()
    combined: frozenset[tuple[Stage, Lane]] = frozenset()

    @property
    def gates(self) -> tuple[tuple[Stage, Lane], ...]:
        """The gates there are under it: one a stage, and those of fast lane and joining where it has them."""
        return tuple(gate for gate in EVERY_GATE if gate in STANDARD_GATES or self._has(gate))

    def _has(self, gate: tuple[Stage, Lane]) -> bool:
        if self.at(gate):
            return True
        return bool(self.fast) if gate == FAST_GATE else gate in self.passing | self.owned

    @property
    def joins(self) -> bool:
        """Whether it says who is asked where another body leads a procurement."""
        return JOINING_GATE in self.gates

    @property
    def digest(self) -> str:
        """SHA-256 over the document's exact bytes."""
        return sha256(FORMAT.encode(), b"\n", to_bytes(to_document(self)))

    def at(self, gate: tuple[Stage, Lane]) -> tuple[SeatTerms, ...]:
        """The seats of a gate in their order, tier by tier."""
        return tuple(sorted((seat for seat in self.seats if seat.gate == gate), key=lambda seat: seat.tier))

    def later(self, gate: tuple[Stage, Lane]) -> tuple[Stage, Lane] | None:
        """The gate that decides a record with its own, where this one is combined with it."""
        following = gate[0].following
        return (following, gate[1]) if gate in self.combined and following else None

    def earlier(self, gate: tuple[Stage, Lane]) -> tuple[Stage, Lane] | None:
        """The gate whose record this one decides too, if one is combined with it."""
        return next((found for found in self.combined if self.later(found) == gate), None)

    def groups_at(self, gate: tuple[Stage, Lane]) -> dict[str, int]:
        """How many of each group of a gate are enough."""
        return {group.name: group.needs for group in self.groups if group.gate == gate}


def amount_text(value: object) -> str:
    """Return an amount as its one exact text. Raises decimal.InvalidOperation for what is none."""
    return f"{Decimal(str(value)).normalize():f}"


def alternatives(stored: Iterable[Any]) -> Alternatives:
    """Return stored conditions as alternatives. A plain list, as older policies have, is one: all of it must hold."""
    found = list(stored)
    if not found:
        return ()
    lists = found if isinstance(found[0], list) else [found]
    return tuple(tuple(_condition(one) for one in every) for every in lists)


def _condition(stored: Mapping[str, Any]) -> ConditionTerms:
    op = next(name for name in OPS if name in stored)
    value = stored[op]
    if op in AMOUNTS:
        value = amount_text(value)
    return ConditionTerms(str(stored["fact"]), op, tuple(value) if isinstance(value, list) else value)


def stored_conditions(found: Alternatives) -> list[Any]:
    """Return alternatives as they are stored: a single one as the plain list it always was."""
    lists = [[condition.stored() for condition in every] for every in found]
    return lists[0] if len(lists) == 1 else lists


def to_document(terms: PolicyTerms) -> dict[str, Any]:
    """Return the terms as a JSON-able document, every part of them in its one form."""
    fast = terms.fast
    document = {
        "format": FORMAT,
        "title": terms.title,
        "one_person_many_seats": terms.one_person_many_seats,
        "fast": {"limit": amount_text(fast.limit), "check_one_in": fast.check_one_in} if fast else None,
        "gates": [_gate(terms, gate) for gate in terms.gates],
        "chain": [_step(step) for step in terms.chain],
        **({"together": sorted(pair.value for pair in terms.together)} if terms.together else {}),
    }
    plain_one: dict[str, Any] = plain(document)
    return plain_one


def _gate(terms: PolicyTerms, gate: tuple[Stage, Lane]) -> dict[str, object]:
    stage, lane = gate
    return {
        "stage": stage.value,
        "lane": lane.value,
        "when_empty": (WhenEmpty.PASSES if gate in terms.passing else WhenEmpty.REFUSED).value,
        "groups": [{"name": name, "needs": needs} for name, needs in sorted(terms.groups_at(gate).items())],
        "seats": [_seat(seat) for seat in terms.at(gate)],
        **({"owners_accept": True} if gate in terms.owned else {}),  # left out otherwise: older digests stay the same
        **({"decided_with_next": True} if gate in terms.combined else {}),
    }


def _seat(seat: SeatTerms) -> dict[str, object]:
    return {
        "title": seat.title,
        "kind": seat.kind.value,
        "tier": seat.tier,
        "role": seat.role.value,
        "body": seat.body,
        "sections": list(seat.sections),
        "working_days": seat.working_days,
        "conditions": [[one.stored() for one in every] for every in seat.conditions],
        "power": seat.power,
        "paragraph": seat.paragraph,
        "why": seat.why,
        "group": seat.group,
        **({"chain": [_step(step) for step in seat.chain]} if seat.chain else {}),
    }


def _step(step: StepTerms) -> dict[str, object]:
    return {
        "working_days": step.working_days,
        "whom": step.whom.value,
        "role": step.role.value if step.role else "",
        "body": step.body,
    }


def ordered(seats: Sequence[SeatTerms]) -> tuple[SeatTerms, ...]:
    """Return seats gate by gate and tier by tier, as the document has them."""
    places = {gate: place for place, gate in enumerate(EVERY_GATE)}
    return tuple(sorted(seats, key=lambda seat: (places.get(seat.gate, len(places)), seat.tier)))
