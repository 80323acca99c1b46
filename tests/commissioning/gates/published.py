"""A version of the gate policy that differs in something from the one in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.rules import day_of
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy, policy_in_force, publish_gate_policy
from tests.accounts.factories import a_key
from tests.council import AT


def published_with(at: datetime = AT, **changes: Any) -> GatePolicy:
    """Publish the terms in force with these changes, in force from the same day."""
    terms = replace(of_policy(policy_in_force(day_of(at))), **changes)
    return publish_gate_policy(terms, effective_from=day_of(at), reason="For a test.", at=at, key=a_key())
