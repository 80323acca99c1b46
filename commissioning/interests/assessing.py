"""The conflicts assessment: what was declared, in the words that a record states and its gate signs."""

from __future__ import annotations

from accounts.rules import day_of
from commissioning.interests.kinds import Verdict
from commissioning.interests.standing import Standing

NOT_REVIEWED = "Not reviewed yet"


def stated(found: Standing) -> dict[str, object]:
    """Return one person's declaration as the assessment states it."""
    declared = found.declaration
    return {
        "name": declared.person.full_name,
        "capacity": declared.capacity,
        "declared": found.kind.label,
        "nature": declared.nature,
        "mitigation": declared.mitigation,
        "declared_on": day_of(declared.at),
        "review": outcome(found),
        "review_reason": found.reason,
        "reviewed_by": found.reviewed_by,
    }


def outcome(found: Standing) -> str:
    """Return what Procurement decided, in words; "" where there is nothing to decide."""
    if found.verdict:
        return str(Verdict(found.verdict).label)
    return NOT_REVIEWED if found.awaits_review else ""
