"""The gate policies that are drafted and published meanwhile, and what the model is told of a published one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from accounts.rights import Role
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy
from commissioning.gates.terms import PolicyTerms, SeatTerms
from commissioning.needs.sections import ROOM
from commissioning.vocabulary import Lane, Stage
from tests.model.policy import Rule, Version
from workflows.demonstration import gate_policy
from workflows.demonstration.gate_policy import DIRECTOR_POWER, HEAD_POWER, consult, decide, sign

GATE = (Stage.NEEDS, Lane.STANDARD)
EVERYTHING = frozenset(section.key for section in ROOM.sections)
WHY = "The council tries another order."
FINANCE = sign(Role.FINANCE_OFFICER, WHY, "current_spend", tier=2)
POLICY = sign(Role.POLICY_OFFICER, WHY, "need", "lessons")
SECTOR = consult(Role.VOLUNTARY_SECTOR_REPRESENTATIVE, WHY, "need", "engagement")
HEAD = decide(Role.HEAD_OF_SERVICE, WHY, HEAD_POWER, tier=3)
DIRECTOR = decide(Role.CORPORATE_DIRECTOR, WHY, DIRECTOR_POWER)


def _terms(title: str, *needs: gate_policy.Rule, owners_accept: bool = False, many: bool = False) -> PolicyTerms:
    usual = gate_policy.terms()
    others = tuple(seat for seat in usual.seats if seat.gate != GATE)
    here = tuple(SeatTerms(stage=Stage.NEEDS, **rule) for rule in needs)
    owned = frozenset({GATE}) if owners_accept else frozenset()
    return replace(usual, title=title, seats=others + here, owned=owned, one_person_many_seats=many)


VARIANTS: Mapping[str, PolicyTerms] = {
    "as it was": gate_policy.terms(),
    "three tiers": _terms("Three tiers", POLICY, SECTOR, FINANCE, HEAD),
    "owners accept": _terms("Owners accept", POLICY, FINANCE, HEAD, owners_accept=True),
    "the head signs": _terms(
        "The head signs", sign(Role.HEAD_OF_SERVICE, WHY, "need", "current_spend"), POLICY, SECTOR, DIRECTOR, many=True
    ),
}


def on_bodies(terms: PolicyTerms, heirs: Mapping[str, str]) -> PolicyTerms:
    """Return terms that name today's bodies."""
    return replace(terms, seats=tuple(replace(seat, body=heirs.get(seat.body, seat.body)) for seat in terms.seats))


def posts_named(terms: PolicyTerms) -> frozenset[tuple[str, str]]:
    """Return every post that terms name: a role, and a body or none."""
    seats = {(str(seat.role), seat.body) for seat in terms.seats}
    return frozenset(seats | {(str(step.role), step.body) for step in terms.chain if step.role})


def told_of(policy: GatePolicy) -> Version:
    """Return what the model is told of a published version."""
    terms = of_policy(policy)
    rules = tuple(
        Rule(
            seat.title,
            str(seat.kind),
            seat.tier,
            str(seat.role),
            seat.body,
            frozenset(seat.sections) or EVERYTHING,
            seat.working_days,
        )
        for seat in terms.at(GATE)
        if not seat.conditions  # the one there is asks for external funding, which no case of the model has
    )
    many, owned = terms.one_person_many_seats, GATE in terms.owned
    return Version(policy.version, policy.effective_from, rules, posts_named(terms), owned, many)
