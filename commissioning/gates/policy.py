"""Which gate policy is in force, and publishing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right, Role
from audit.deciding import deciding
from commissioning.errors import RefusedError
from commissioning.gates.models import ChainStep, GatePolicy, PolicySeat
from commissioning.verbs import Verb
from commissioning.vocabulary import Whom

MOST_DAYS = 250  # beyond, a step's day may lie outside the calendar of working days


@dataclass(frozen=True)
class FastTerms:
    """The fast lane of a policy: its limit in pounds with VAT, whole life; one in how many Procurement checks."""

    limit: Decimal
    check_one_in: int | None = None


@dataclass(frozen=True)
class StepTerms:
    """One step of the escalation chain: whom it tells, so many working days after (below zero: before) the last day."""

    working_days: int
    whom: Whom
    role: Role | None = None
    body: Body | None = None


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


def publish_gate_policy(  # noqa: PLR0913 - what a policy cannot be published without
    *,
    title: str,
    effective_from: date,
    seats: Sequence[dict[str, Any]],
    reason: str,
    fast: FastTerms | None = None,
    chain: Sequence[StepTerms] = (),
    owner: int,
    by: Person | None,
    at: datetime,
    key: str,
) -> GatePolicy:
    """Publish a version of the gate policy; `owner` is the id of the body whose policy it is.

    Without `fast` terms the council has no fast lane; without a `chain` nobody is reminded. Raises RefusedError where
    the steps of the chain do not follow one another.
    """
    terms: dict[str, object] = {"fast_limit": fast.limit, "fast_check_one_in": fast.check_one_in} if fast else {}
    asked = {"title": title, "from": effective_from, "seats": len(seats), "reason": reason, **terms}
    if chain:
        asked["chain"] = [[step.working_days, str(step.whom), str(step.role or "")] for step in chain]
    with deciding(Verb.GATE_POLICY_PUBLISHED, None, by=by, at=at, key=key, asked=asked) as decision:
        if by is not None:
            holding = require(by, Right.PUBLISH_GATE_POLICY, on=Over([owner]), at=at)
            decision.acting(holding.title, holding.on_behalf_of)
        _require_in_order(chain)
        version = GatePolicy.objects.count() + 1
        policy = GatePolicy(version=version, title=title, effective_from=effective_from, published_at=at, reason=reason)
        for name, value in terms.items():
            setattr(policy, name, value)
        policy.save()
        for seat in seats:
            PolicySeat(policy=policy, **seat).save()
        for position, step in enumerate(chain, start=1):
            ChainStep(policy=policy, position=position, **_columns(step)).save()
        decision.opens(policy)
        decision.reason = reason
        decision.about(version=version, effective_from=effective_from, seats=len(seats), chain=len(chain), **terms)
    return policy


def _columns(step: StepTerms) -> dict[str, Any]:
    return {"working_days": step.working_days, "whom": step.whom, "role": step.role or "", "body": step.body}


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
