"""Which gate policy is in force, what it says, and writing a version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Body
from accounts.rights import Role
from audit.deciding import Decision, deciding
from commissioning.errors import RefusedError
from commissioning.gates.models import ChainStep, GatePolicy, PolicyGate, PolicySeat
from commissioning.gates.terms import (
    MOST_DAYS,
    FastTerms,
    GroupTerms,
    PolicyTerms,
    SeatTerms,
    StepTerms,
    alternatives,
    ordered,
    stored_conditions,
)
from commissioning.verbs import Verb
from commissioning.vocabulary import Duties, Lane, SeatKind, Stage, WhenEmpty, Whom
from govuk.wording import in_words


def in_effect(on: date) -> QuerySet[GatePolicy]:
    """Return the policies in effect on a day, the newest first."""
    return GatePolicy.objects.filter(effective_from__lte=on).order_by("-effective_from", "-version")


def policy_on(on: date) -> GatePolicy | None:
    """Return the newest policy in effect on a day; None where there was none yet."""
    return in_effect(on).first()


def policy_in_force(on: date) -> GatePolicy:
    """Return the newest policy in effect on a day. Raises RefusedError where none is."""
    found = policy_on(on)
    if found is None:
        raise RefusedError(f"No gate policy is in force on {on:%-d %B %Y}. Ask Procurement to publish one.")
    return found


def publish_gate_policy(terms: PolicyTerms, *, effective_from: date, reason: str, at: datetime, key: str) -> GatePolicy:
    """Publish a version of the gate policy at installation. People publish drafts, and nobody their own.

    Raises RefusedError where the steps of the chain do not follow one another, or a body is not known here.
    """
    asked = {"terms": terms.digest, "from": effective_from, "reason": reason}
    with deciding(Verb.GATE_POLICY_PUBLISHED, None, by=None, at=at, key=key, asked=asked) as decision:
        return write_policy(decision, terms, effective_from=effective_from, reason=reason)


def write_policy(decision: Decision, terms: PolicyTerms, *, effective_from: date, reason: str) -> GatePolicy:
    """Write the terms as the next version, which is the decision's stream from here on. Inside an open decision."""
    for chain in (terms.chain, *(seat.chain for seat in terms.seats)):
        _require_in_order(chain)
    bodies = _bodies(terms)
    policy = GatePolicy(
        version=GatePolicy.objects.count() + 1,
        title=terms.title,
        effective_from=effective_from,
        published_at=decision.at,
        reason=reason,
        one_person_many_seats=terms.one_person_many_seats,
        together=sorted(terms.together) or None,
        fast_limit=terms.fast.limit if terms.fast else None,
        fast_check_one_in=terms.fast.check_one_in if terms.fast else None,
    )
    policy.save()
    written = _write_seats(policy, terms, bodies)
    for stage, lane in terms.gates:
        said = {name: (stage, lane) in gates for name, gates in _said_of_gates(terms).items()}
        passes = said.pop("passes")
        if passes or any(said.values()):
            empty = WhenEmpty.PASSES if passes else WhenEmpty.REFUSED
            PolicyGate(policy=policy, stage=stage, lane=lane, when_empty=empty, **said).save()
    steps = [(None, step) for step in terms.chain] + [(row, step) for row, seat in written for step in seat.chain]
    for position, (row, step) in enumerate(steps, start=1):
        ChainStep(policy=policy, seat=row, position=position, **_columns(step, bodies)).save()
    decision.opens(policy)
    decision.reason = reason
    decision.about(version=policy.version, effective_from=effective_from, **_told(terms))
    return policy


def _said_of_gates(terms: PolicyTerms) -> dict[str, frozenset[tuple[Stage, Lane]]]:
    return {"passes": terms.passing, "owners_accept": terms.owned, "decided_with_next": terms.combined}


def _told(terms: PolicyTerms) -> dict[str, object]:
    fast = {"fast_limit": terms.fast.limit, "fast_check_one_in": terms.fast.check_one_in} if terms.fast else {}
    return {"seats": len(terms.seats), "chain": len(terms.chain), "digest": terms.digest, **fast}


def _bodies(terms: PolicyTerms) -> dict[str, Body | None]:
    """The bodies that the terms name, by their short names. Raises RefusedError for one that is not known here."""
    steps = [*terms.chain, *(step for seat in terms.seats for step in seat.chain)]
    named = {seat.body for seat in terms.seats} | {step.body for step in steps}
    found: dict[str, Body | None] = {"": None, **{body.slug: body for body in Body.objects.filter(slug__in=named)}}
    if unknown := sorted(named - set(found)):
        raise RefusedError(f"There is no body called {in_words(unknown)} here. Open it first, or name another.")
    return found


def _write_seats(
    policy: GatePolicy, terms: PolicyTerms, bodies: Mapping[str, Body | None]
) -> list[tuple[PolicySeat, SeatTerms]]:
    """Write the seats in the document's order; a stage's seats are numbered over both its lanes. Returns the rows."""
    positions: Counter[Stage] = Counter()
    written = []
    for seat in ordered(terms.seats):
        positions[seat.stage] += 1
        row = PolicySeat(
            policy=policy,
            stage=seat.stage,
            lane=seat.lane,
            tier=seat.tier,
            position=positions[seat.stage],
            kind=seat.kind,
            title=seat.title,
            role=seat.role,
            body=bodies[seat.body],
            sections=list(seat.sections),
            working_days=seat.working_days,
            conditions=stored_conditions(seat.conditions),
            power=seat.power,
            paragraph=seat.paragraph,
            why=seat.why,
            group=seat.group,
            group_needs=terms.groups_at(seat.gate).get(seat.group),
        )
        row.save()
        written.append((row, seat))
    return written


def _columns(step: StepTerms, bodies: Mapping[str, Body | None]) -> dict[str, Any]:
    role = step.role or ""
    return {"working_days": step.working_days, "whom": step.whom, "role": role, "body": bodies[step.body]}


def _require_in_order(chain: Sequence[StepTerms]) -> None:
    days = [step.working_days for step in chain]
    if any(abs(day) > MOST_DAYS for day in days):
        raise RefusedError(
            f"A step of the escalation chain may lie {MOST_DAYS} working days, a year, before or after the last day of "
            "a task. Change its days."
        )
    if days != sorted(set(days)):
        raise RefusedError("Each step of the escalation chain comes later than the one before it. Change its days.")
    if any((step.whom == Whom.ROLE) != (step.role is not None) for step in chain):
        raise RefusedError("A step of the escalation chain that tells a role names it, and no other does.")


def of_policy(policy: GatePolicy) -> PolicyTerms:
    """Return the terms of a version as its rows state them. Three queries; none where they were read with it."""
    steps = list(policy.chain.all())
    seats = [_seat_terms(row, steps) for row in policy.seats.all()]
    gates = [((Stage(row.stage), Lane(row.lane)), row) for row in policy.gates.all()]
    needs = {(seat.gate, seat.group): row.group_needs for seat, row in zip(seats, policy.seats.all(), strict=True)}
    return PolicyTerms(
        title=policy.title,
        seats=ordered(seats),
        groups=tuple(GroupTerms(gate[0], name, least, gate[1]) for (gate, name), least in needs.items() if least),
        chain=_chain_of(None, steps),
        fast=FastTerms(policy.fast_limit, policy.fast_check_one_in) if policy.fast_limit is not None else None,
        passing=frozenset(gate for gate, row in gates if row.when_empty == WhenEmpty.PASSES),
        one_person_many_seats=policy.one_person_many_seats,
        together=frozenset(Duties(pair) for pair in policy.together or ()),
        owned=frozenset(gate for gate, row in gates if row.owners_accept),
        combined=frozenset(gate for gate, row in gates if row.decided_with_next),
    )


def with_terms(policies: QuerySet[GatePolicy]) -> QuerySet[GatePolicy]:
    """Return policies with all that `of_policy` reads: three queries, however many they are."""
    seats = Prefetch("seats", PolicySeat.objects.select_related("body").order_by("stage", "tier", "position"))
    return policies.prefetch_related(seats, Prefetch("chain", ChainStep.objects.select_related("body")), "gates")


def _seat_terms(row: PolicySeat, steps: Sequence[ChainStep]) -> SeatTerms:
    return SeatTerms(
        stage=Stage(row.stage),
        lane=Lane(row.lane),
        kind=SeatKind(row.kind),
        title=row.title,
        role=Role(row.role),
        why=row.why,
        working_days=row.working_days,
        tier=row.tier,
        body=row.body.slug if row.body else "",
        sections=tuple(row.sections),
        conditions=alternatives(row.conditions),
        power=row.power,
        paragraph=row.paragraph,
        group=row.group,
        chain=_chain_of(row.pk, steps),
    )


def _chain_of(seat: int | None, steps: Sequence[ChainStep]) -> tuple[StepTerms, ...]:
    """The steps of a seat's own chain; of no seat: the policy's."""
    return tuple(_step_terms(step) for step in steps if step.seat_id == seat)


def _step_terms(row: ChainStep) -> StepTerms:
    role = Role(row.role) if row.role else None
    return StepTerms(row.working_days, Whom(row.whom), role, row.body.slug if row.body else "")
