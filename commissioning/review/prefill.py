"""What a review begins with: every obligation, with what was committed and what was verified over the years."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from commissioning.contract.models import Obligation
from commissioning.records.rooms import ever
from commissioning.review.models import Achievement, ReviewRecord


def prefill(record: ReviewRecord) -> None:
    """Bring along what the contract promised, and the sum of what was verified, where the review does not say it."""
    obligations = Obligation.objects.filter(contract__strand=record.strand_id)
    summed = obligations.annotate(verified=Sum("returns__verified_quantity")).order_by("pk")
    known = ever(Achievement, record, "obligation_id")
    for obligation in summed:
        if obligation.pk in known:
            _complete(record, obligation, obligation.verified)
            continue
        Achievement(
            record=record, obligation=obligation, committed=obligation.quantity, verified=obligation.verified
        ).save()


def _complete(record: ReviewRecord, obligation: Obligation, verified: Decimal | None) -> None:
    for row in record.achievements.filter(obligation=obligation, verified=None) if verified is not None else ():
        row.verified = verified
        row.save(update_fields=["verified"])
