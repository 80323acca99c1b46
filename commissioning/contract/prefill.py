"""What a year's record begins with: a row for every KPI and every obligation, ready to be filled in."""

from __future__ import annotations

from commissioning.contract.models import DeliveryReturn, KpiRating, MonitoringRecord, Obligation
from commissioning.tender.models import Kpi


def prefill(record: MonitoringRecord) -> None:
    """Bring along what the contract is held to."""
    for kpi in Kpi.objects.filter(record__strand__case=record.strand.case_id).order_by("pk"):
        KpiRating(record=record, kpi=kpi).save()
    for obligation in Obligation.objects.filter(contract__strand=record.strand_id).order_by("pk"):
        DeliveryReturn(record=record, obligation=obligation).save()
