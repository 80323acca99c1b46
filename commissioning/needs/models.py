"""The needs record and its rows: options, what they cost, and the outcomes sought."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from audit.models import Tracked
from commissioning.case.models import Case
from commissioning.needs.kinds import OptionKind
from commissioning.records.models import StageRecord
from commissioning.vocabulary import Stage


class NeedsRecordQuerySet(models.QuerySet["NeedsRecord"]):
    """Needs records by their case."""

    def of_case(self, case: Case) -> NeedsRecord | None:
        """The needs record of a case, if its needs were ever written down."""
        return self.filter(strand__case=case).order_by("-pk").first()


class NeedsRecord(StageRecord):
    """What is needed, by whom, on what evidence, and which option meets it."""

    stage: ClassVar[Stage] = Stage.NEEDS

    statement = models.TextField(blank=True)
    population = models.TextField(blank=True)
    wards = models.JSONField(default=list, blank=True, help_text="Names of the wards, in order.")
    evidence = models.TextField(blank=True)
    sources = models.TextField(blank=True)
    current_contract = models.TextField(blank=True)
    annual_spend = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    market_engagement = models.TextField(blank=True)
    vcse_engagement = models.TextField(blank=True)
    consultation = models.BooleanField(null=True, blank=True)
    consultation_reason = models.TextField(blank=True)
    equality_discrimination = models.TextField(blank=True)
    equality_opportunity = models.TextField(blank=True)
    equality_relations = models.TextField(blank=True)
    equality_assessment = models.BooleanField(null=True, blank=True)
    external_funding = models.BooleanField(null=True, blank=True)
    funder = models.CharField(max_length=300, blank=True, default="", db_default="")
    funding_grant = models.CharField(max_length=300, blank=True, default="", db_default="")
    funding_conditions = models.TextField(blank=True, default="", db_default="")
    funding_ends_on = models.DateField(null=True, blank=True)
    option_reason = models.TextField(blank=True)
    lessons = models.TextField(blank=True)

    objects = NeedsRecordQuerySet.as_manager()


class Option(Tracked):
    """One way to meet the need, as it was compared with the others."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="options")
    kind = models.CharField(max_length=20, choices=OptionKind, blank=True)
    title = models.CharField(max_length=200, blank=True)
    benefits = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    chosen = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class OptionCost(Tracked):
    """What an option would cost over its whole life. Kept apart, because it is not for everyone who reads options."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="option_costs")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="costs")
    cost = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    basis = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.option)


class NeedOutcome(Tracked):
    """A change for people that the case is to bring about. Measures refer to it."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="outcomes")
    reference = models.CharField(max_length=20)
    title = models.CharField(max_length=300, blank=True)
    who_benefits = models.TextField(blank=True)
    how_known = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="need_outcome_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
