"""Whether anybody can decide a purchase at all, asked before it is sent."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, eligible
from accounts.models import Post
from accounts.rules import day_of, pounds
from commissioning.errors import RefusedError
from commissioning.fast.lane import amount_of
from commissioning.fast.models import FastRecord
from commissioning.gates.models import Gate, PolicySeat
from commissioning.gates.policy import policy_in_force
from commissioning.gates.submitting import current_gate
from commissioning.vocabulary import Lane, SeatKind, Stage


def require_decider(record: FastRecord, at: datetime) -> None:
    """Raise RefusedError where nobody in the deciding post has that limit and is free to decide."""
    case, gate = record.strand.case, current_gate(record.strand)
    policy = gate.policy if gate is not None else policy_in_force(day_of(at))
    rules = policy.seats.filter(stage=Stage.NEEDS, lane=Lane.FAST, kind=SeatKind.DECIDE).select_related("body")
    posts = [(post, _source(gate, rule)) for rule in rules for post in _posts(rule, record)]
    scope = f"record/{record.strand_id}/{Stage.NEEDS}/{record.sequence}"
    amount = amount_of(case, record)
    asked = [(post, Over(case.bodies, amount, [scope, *case.scopes], source)) for post, source in posts]
    if asked and not any(eligible(post, on=over, at=at) for post, over in asked):
        worth = pounds(amount) if amount is not None else "what it may cost"
        raise RefusedError(
            f"Nobody who holds the post of {posts[0][0].title} can decide this: they wrote this page, have a conflict "
            f"of interest, or their limit is below {worth}. Use the standard lane, or ask for somebody to be appointed."
        )


def _posts(rule: PolicySeat, record: FastRecord) -> list[Post]:
    home = rule.body or record.strand.case.lead
    return list(Post.objects.filter(role=rule.role, body=home).select_related("body"))


def _source(gate: Gate | None, rule: PolicySeat) -> str:
    """The seat that was asked before: whoever answered there is free to do so again."""
    seat = gate.seats.filter(rule=rule).first() if gate is not None else None
    return seat.source if seat is not None else ""
