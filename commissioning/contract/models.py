"""The contract register, what each contract obliges its supplier to, and the record of each year of monitoring."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, cast

from django.db import models
from django.db.models import F, Q

from accounts.models import Body
from audit.models import Tracked
from commissioning.award.models import Bid, Execution, LeadKpi, Offer
from commissioning.case.models import Case, Strand
from commissioning.case.rules import at_most
from commissioning.contract.kinds import ContractStatus, NextYear, Rating
from commissioning.records.models import StageRecord
from commissioning.social_value.models import Measure
from commissioning.tender.models import Kpi
from commissioning.vocabulary import Stage


class Contract(Tracked):
    """An entry of the contract register: who supplies what, for how much, from when until when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contracts")
    strand = models.OneToOneField(Strand, on_delete=models.PROTECT, related_name="contract")
    execution = models.OneToOneField(
        Execution,
        on_delete=models.PROTECT,
        null=True,
        related_name="contract",
        help_text="None: signed before Tollgate.",
    )
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, null=True, related_name="contracts")
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    supplier_name = models.TextField(blank=True)
    company_number = models.CharField(max_length=20, blank=True)
    supplier = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="contracts")
    value_net = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=ContractStatus, default=ContractStatus.LIVE)

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["status", "ends_on", "id"], name="contract_by_end")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status=ContractStatus.LIVE, ended_on=None)
                | Q(status=ContractStatus.ENDED, ended_on__isnull=False),
                name="contract_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_term_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def amount(self) -> Decimal | None:
        """What the contract can be worth at most, with VAT, in pounds; None where that is not known."""
        return at_most(self.value_net, self.value_gross)


class Obligation(Tracked):
    """One thing the supplier is bound to deliver: the offer that won, taken into the contract."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="obligations")
    reference = models.CharField(max_length=20)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="obligations")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="obligations")
    title = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    quantity = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    due_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "reference"], name="obligation_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class MonitoringRecord(StageRecord):
    """How a contract did in one year of its life; the record's sequence is the year, from 1."""

    stage: ClassVar[Stage] = Stage.MONITORING

    performance = models.TextField(blank=True)
    delivery = models.TextField(blank=True)
    paid_net = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    payments = models.TextField(blank=True)
    changes = models.TextField(blank=True)
    remedies = models.TextField(blank=True)
    next_year = models.CharField(max_length=20, choices=NextYear, blank=True)
    next_year_reasons = models.TextField(blank=True)


class KpiRating(Tracked):
    """How the contract did in the year against one KPI, of our tender or of the lead (Procurement Act 2023 s.71)."""

    record = models.ForeignKey(MonitoringRecord, on_delete=models.PROTECT, related_name="ratings")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, null=True, related_name="ratings")
    lead_kpi = models.ForeignKey(
        LeadKpi,
        on_delete=models.PROTECT,
        null=True,
        related_name="ratings",
        help_text="Where a body outside the council leads.",
    )
    observed = models.CharField(max_length=300, blank=True)
    rating = models.CharField(max_length=30, choices=Rating, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kpi__isnull=False, lead_kpi=None) | Q(kpi=None, lead_kpi__isnull=False),
                name="rating_of_one_kpi",
            ),
        ]

    def __str__(self) -> str:
        return f"rating of {self.rated}"

    @property
    def rated(self) -> Kpi | LeadKpi:
        """The KPI that it rates."""
        return cast("Kpi | LeadKpi", self.kpi or self.lead_kpi)


class DeliveryReturn(Tracked):
    """What the supplier says it delivered on an obligation in the year, and how much of that was verified."""

    record = models.ForeignKey(MonitoringRecord, on_delete=models.PROTECT, related_name="returns")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="returns")
    claimed_quantity = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    evidence = models.TextField(blank=True)
    verified_quantity = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    verified_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"return on {self.obligation}"
