"""Which gate policy is in force, and publishing one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from audit.deciding import deciding
from commissioning.errors import RefusedError
from commissioning.gates.models import GatePolicy, PolicySeat
from commissioning.verbs import Verb


def policy_in_force(on: date) -> GatePolicy:
    """Return the newest policy in effect on a day. Raises RefusedError where none is."""
    found = GatePolicy.objects.filter(effective_from__lte=on).order_by("-effective_from", "-version").first()
    if found is None:
        raise RefusedError(f"No gate policy is in force on {on:%-d %B %Y}. Ask Procurement to publish one.")
    return found


def publish_gate_policy(  # noqa: PLR0913 - what a policy cannot be published without
    *,
    title: str,
    effective_from: date,
    seats: Sequence[dict[str, Any]],
    reason: str,
    owner: int,
    by: Person | None,
    at: datetime,
    key: str,
) -> GatePolicy:
    """Publish a version of the gate policy; `owner` is the id of the body whose policy it is."""
    asked = {"title": title, "from": effective_from, "seats": len(seats), "reason": reason}
    with deciding(Verb.GATE_POLICY_PUBLISHED, None, by=by, at=at, key=key, asked=asked) as decision:
        if by is not None:
            holding = require(by, Right.PUBLISH_GATE_POLICY, on=Over([owner]), at=at)
            decision.acting(holding.title, holding.on_behalf_of)
        version = GatePolicy.objects.count() + 1
        policy = GatePolicy(version=version, title=title, effective_from=effective_from, published_at=at, reason=reason)
        policy.save()
        for seat in seats:
            PolicySeat(policy=policy, **seat).save()
        decision.opens(policy)
        decision.reason = reason
        decision.about(version=version, effective_from=effective_from, seats=len(seats))
    return policy
