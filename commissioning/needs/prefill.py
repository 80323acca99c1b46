"""What a needs record begins with: the case's own words, and what the last cycle knew of the same need."""

from __future__ import annotations

from commissioning.case.models import Case, CaseLink
from commissioning.needs.models import NeedOutcome, NeedsRecord
from commissioning.records.rooms import ever, fill
from commissioning.vocabulary import LinkKind

CARRIED = ("statement", "population", "population_size", "wards", "market", "vcse_engagement", "market_engagement")


def prefill(record: NeedsRecord) -> None:
    """Bring along the case's description, or the needs and outcomes of the case it is the next cycle of."""
    earlier = _earlier(record.strand.case)
    if earlier is None:
        fill(record, {"statement": record.strand.case.description})
        return
    fill(record, {name: getattr(earlier, name) for name in CARRIED})
    for outcome in earlier.outcomes.exclude(reference__in=ever(NeedOutcome, record, "reference")):
        _carry(record, outcome)


def _earlier(case: Case) -> NeedsRecord | None:
    link = CaseLink.objects.filter(case=case, kind=LinkKind.NEXT_CYCLE_OF).select_related("other").first()
    return NeedsRecord.objects.of_case(link.other) if link else None


def _carry(record: NeedsRecord, outcome: NeedOutcome) -> None:
    """Keep an outcome's reference, so that what both cycles achieved can be compared."""
    NeedOutcome(
        record=record,
        reference=outcome.reference,
        kind=outcome.kind,
        title=outcome.title,
        who_benefits=outcome.who_benefits,
        how_known=outcome.how_known,
    ).save()
