"""What a review begins with: every obligation, with what was committed and what was verified over the years."""

from __future__ import annotations

from django.db.models import Sum

from commissioning.contract.models import Obligation
from commissioning.review.models import Achievement, ReviewRecord


def prefill(record: ReviewRecord) -> None:
    """Bring along what the contract promised, and the sum of what was verified."""
    obligations = Obligation.objects.filter(contract__strand=record.strand_id)
    for obligation in obligations.annotate(verified=Sum("returns__verified_quantity")).order_by("pk"):
        Achievement(
            record=record, obligation=obligation, committed=obligation.quantity, verified=obligation.verified
        ).save()
