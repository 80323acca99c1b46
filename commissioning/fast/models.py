"""The one page of a fast-lane purchase, its quotes, what the closing question was answered, and Procurement's check."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from audit.models import Appended, Tracked
from commissioning.case.models import Case, Strand
from commissioning.fast.kinds import Delivered, Found, Trigger
from commissioning.records.models import StageRecord
from commissioning.vocabulary import Lane, Stage


class FastRecordQuerySet(models.QuerySet["FastRecord"]):
    """Fast-lane records by their case."""

    def of_case(self, case: Case) -> FastRecord | None:
        """The fast-lane record of a case, if it ever had one."""
        return self.filter(strand__case=case).select_related("strand").order_by("-pk").first()


class FastRecord(StageRecord):
    """What is needed, which budget pays, who quoted, who has a conflict, and what would need a closer look."""

    stage: ClassVar[Stage] = Stage.NEEDS
    lane: ClassVar[Lane] = Lane.FAST

    need = models.TextField(blank=True)
    cpv = models.CharField(max_length=20, blank=True, help_text="The CPV code of what is bought.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    value_net = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    budget = models.CharField(max_length=200, blank=True)
    quotes_reason = models.TextField(blank=True)
    choice_reason = models.TextField(blank=True)
    conflict = models.BooleanField(null=True, blank=True)
    conflict_detail = models.TextField(blank=True)
    personal_data = models.BooleanField(null=True, blank=True)
    safeguarding = models.BooleanField(null=True, blank=True)
    tupe = models.BooleanField(null=True, blank=True)
    information_technology = models.BooleanField(null=True, blank=True)
    in_sample = models.BooleanField(null=True, help_text="Whether Procurement checks it; None before the decision.")

    objects = FastRecordQuerySet.as_manager()

    @property
    def triggers(self) -> list[Trigger]:
        """The questions answered yes, each of which sends the purchase to the standard lane."""
        return [trigger for trigger in Trigger if getattr(self, trigger.value)]


class FastQuote(Tracked):
    """What one supplier asks for it."""

    record = models.ForeignKey(FastRecord, on_delete=models.PROTECT, related_name="quotes")
    supplier = models.CharField(max_length=300, blank=True)
    amount_net = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    amount_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    chosen = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.supplier or "a quote without a supplier"


class Closing(Appended):
    """The answer to the closing question of a purchase, which stands for its monitoring and its review."""

    strand = models.OneToOneField(Strand, on_delete=models.PROTECT, related_name="closing")
    delivered = models.CharField(max_length=10, choices=Delivered)
    paid = models.BooleanField()
    use_again = models.BooleanField()
    note = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Delivered: {self.get_delivered_display()}"


class PurchaseCheck(Appended):
    """What Procurement found when it checked a purchase of the sample."""

    strand = models.OneToOneField(Strand, on_delete=models.PROTECT, related_name="check_of_purchase")
    found = models.CharField(max_length=20, choices=Found)
    note = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_found_display()
