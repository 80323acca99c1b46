"""What a gate looks for: the conditions that earlier decisions set for it."""

from __future__ import annotations

from accounts.rules import day
from commissioning.case.models import Strand
from commissioning.conditions.kinds import UNMET, ConditionState
from commissioning.conditions.models import Condition
from commissioning.errors import RefusedError


def unmet_at(strand: Strand) -> list[Condition]:
    """Return the unmet conditions for the gate where a part of a case is now: its own, or of what it goes on from."""
    found = Condition.objects.filter(case=strand.case_id, stage=strand.stage, state__in=UNMET)
    here = list(found.select_related("post__body").order_by("number"))
    lineage = strand.lineage if here else []
    return [condition for condition in here if condition.strand_id in lineage]


def require_met(strand: Strand) -> None:
    """Raise RefusedError, naming each, while a condition set for the gate of a part's stage is unmet."""
    found = unmet_at(strand)
    if found:
        told = " ".join(_told(condition) for condition in found)
        raise RefusedError(f"{told} Nothing was submitted. Whoever set it may also waive it, with a reason.")


def _told(condition: Condition) -> str:
    named = f"{condition.reference}, a condition of {condition.source}"
    if condition.state == ConditionState.CLAIMED:
        return (
            f"{named}, is said to be met and not confirmed: “{condition.text.rstrip('.')}”. Whoever set it confirms it."
        )
    return (
        f"{named}, is not met: “{condition.text.rstrip('.')}”. "
        f"It waits for {condition.post.title}, due {day(condition.due_on)}."
    )
