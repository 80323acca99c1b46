"""Which gate policy is in force, and publishing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from audit.deciding import deciding
from commissioning.errors import RefusedError
from commissioning.gates.models import GatePolicy, PolicySeat
from commissioning.verbs import Verb


@dataclass(frozen=True)
class FastTerms:
    """The fast lane of a policy: its limit in pounds with VAT, whole life; one in how many Procurement checks."""

    limit: Decimal
    check_one_in: int | None = None


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
    owner: int,
    by: Person | None,
    at: datetime,
    key: str,
) -> GatePolicy:
    """Publish a version of the gate policy; `owner` is the id of the body whose policy it is.

    Without `fast` terms the council has no fast lane.
    """
    terms: dict[str, object] = {"fast_limit": fast.limit, "fast_check_one_in": fast.check_one_in} if fast else {}
    asked = {"title": title, "from": effective_from, "seats": len(seats), "reason": reason, **terms}
    with deciding(Verb.GATE_POLICY_PUBLISHED, None, by=by, at=at, key=key, asked=asked) as decision:
        if by is not None:
            holding = require(by, Right.PUBLISH_GATE_POLICY, on=Over([owner]), at=at)
            decision.acting(holding.title, holding.on_behalf_of)
        version = GatePolicy.objects.count() + 1
        policy = GatePolicy(version=version, title=title, effective_from=effective_from, published_at=at, reason=reason)
        for name, value in terms.items():
            setattr(policy, name, value)
        policy.save()
        for seat in seats:
            PolicySeat(policy=policy, **seat).save()
        decision.opens(policy)
        decision.reason = reason
        decision.about(version=version, effective_from=effective_from, seats=len(seats), **terms)
    return policy
