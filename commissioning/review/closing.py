"""After a review: whether the next cycle is to begin."""

from __future__ import annotations

from audit.models import Entry
from commissioning.case.models import Strand
from commissioning.review.kinds import ExitDecision
from commissioning.review.models import ReviewRecord
from commissioning.vocabulary import Stage, State


def wants_next_cycle(strand: Strand) -> bool:
    """Whether a strand's review is closed, decided to buy again, and its next cycle has not begun yet."""
    if (strand.stage, strand.state) != (Stage.REVIEW, State.CLOSED):
        return False
    record = review_of(strand)
    if record is None or record.exit_decision != ExitDecision.RE_PROCURE:
        return False
    return not Entry.objects.filter(key=next_cycle_key(strand)).exists()


def review_of(strand: Strand) -> ReviewRecord | None:
    """Return the strand's review; None where none was begun."""
    return ReviewRecord.objects.filter(strand=strand).order_by("-sequence").first()


def next_cycle_key(strand: Strand) -> str:
    """Return the key that lets a reviewed contract, one a strand, begin its next cycle once."""
    return f"next-cycle/{strand.pk}"
