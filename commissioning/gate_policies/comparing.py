"""Two versions of the gate policy side by side, rule by rule. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commissioning.gate_policies import wording
from commissioning.gate_policies.facts import Gate
from commissioning.gate_policies.surroundings import record_at
from commissioning.gates.terms import COMBINABLE, EVERY_GATE, PolicyTerms, SeatTerms
from commissioning.vocabulary import Lane, Stage

WHOLE = "The whole policy"
TOGETHER = (*COMBINABLE, (Stage.TENDER, Lane.STANDARD))


@dataclass(frozen=True)
class Pair:
    """One rule under both; empty where one does not have it."""

    where: str
    what: str
    left: str
    right: str

    @property
    def differs(self) -> str:
        """What became of it from left to right; "" where it is the same."""
        if self.left == self.right:
            return ""
        if not self.left:
            return "Added"
        return "Changed" if self.right else "Removed"


def compare(left: PolicyTerms, right: PolicyTerms, bodies: Mapping[str, str]) -> list[Pair]:
    """Return every rule of two policies in pairs, gate by gate, then what holds for the whole."""
    gates = [pair for gate in EVERY_GATE for pair in _gate(gate, left, right, bodies)]
    return [*gates, *_whole(left, right, bodies)]


def _gate(gate: Gate, left: PolicyTerms, right: PolicyTerms, bodies: Mapping[str, str]) -> Iterator[Pair]:
    where = wording.gate_name(gate)
    both = [_rules(terms, gate, bodies) if gate in terms.gates else {} for terms in (left, right)]
    for what in dict.fromkeys([*both[0], *both[1]]):
        yield Pair(where, what, both[0].get(what, ""), both[1].get(what, ""))


def _rules(terms: PolicyTerms, gate: Gate, bodies: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for seat in terms.at(gate):
        name, number = seat.title, 2
        while name in found:
            name, number = f"{seat.title} ({number})", number + 1
        found[name] = f"In tier {seat.tier}: {_seat(terms, seat, bodies)}"
    for name, needs in sorted(terms.groups_at(gate).items()):
        count = sum(seat.group == name for seat in terms.at(gate))
        found[f"Group “{name}”"] = wording.group(name, needs, count)
    if gate in TOGETHER:
        found = {"Together or alone": wording.together(terms, gate), **found}
    if gate in terms.combined:
        return found
    return {
        **found,
        "Where nobody is asked": wording.when_empty(terms, gate),
        "Where several bodies own the case": wording.owned(terms, gate),
    }


def _seat(terms: PolicyTerms, seat: SeatTerms, bodies: Mapping[str, str]) -> str:
    group = f" One of “{seat.group}”." if seat.group else ""
    sections, everything = record_at(terms, seat.gate).sections, wording.whole(terms, seat.gate)
    return f"{wording.seat(seat, bodies, sections, everything)}{group} {seat.why}"


def _whole(left: PolicyTerms, right: PolicyTerms, bodies: Mapping[str, str]) -> Iterator[Pair]:
    yield Pair(WHOLE, "Title", left.title, right.title)
    words = ("Fast lane", "Two seats at one gate", "Claiming and confirming", "Evaluating and deciding")
    for what, one, other in zip(words, wording.lanes(left), wording.lanes(right), strict=True):
        yield Pair(WHOLE, what, one, other)
    chains = [[wording.step(step, bodies) for step in terms.chain] for terms in (left, right)]
    for number in range(max(map(len, chains))):
        one, other = ("".join(chain[number : number + 1]) for chain in chains)
        yield Pair(WHOLE, f"Step {number + 1} of the escalation chain", one, other)
