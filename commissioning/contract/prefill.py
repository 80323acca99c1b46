"""What a year's record begins with: a row for every KPI and every obligation, ready to be filled in."""

from __future__ import annotations

from commissioning.award.models import LeadKpi
from commissioning.contract.models import DeliveryReturn, KpiRating, MonitoringRecord, Obligation
from commissioning.records.rooms import ever
from commissioning.tender.models import Kpi, TenderRecord


def prefill(record: MonitoringRecord) -> None:
    """Bring along what the contract is held to, and the record does not ask about yet."""
    kpis = Kpi.objects.filter(record=TenderRecord.objects.of_strand(record.strand))
    for kpi in kpis.exclude(pk__in=ever(KpiRating, record, "kpi_id") - {None}).order_by("pk"):
        KpiRating(record=record, kpi=kpi).save()
    of_lead = LeadKpi.objects.filter(record__strand=record.strand_id)
    for lead_kpi in of_lead.exclude(pk__in=ever(KpiRating, record, "lead_kpi_id") - {None}).order_by("pk"):
        KpiRating(record=record, lead_kpi=lead_kpi).save()
    obligations = Obligation.objects.filter(contract__strand=record.strand_id)
    for obligation in obligations.exclude(pk__in=ever(DeliveryReturn, record, "obligation_id")).order_by("pk"):
        DeliveryReturn(record=record, obligation=obligation).save()
