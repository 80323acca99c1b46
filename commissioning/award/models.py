"""The award record and its rows: bids, their scores, what they offer; and the execution of what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from audit.models import Tracked
from commissioning.award.kinds import CallInOutcome, ExecutedAs
from commissioning.case.models import Strand
from commissioning.interests.standing import Standing, assessed_at, declared_since_submitting
from commissioning.joining.models import JoiningRecord
from commissioning.records.models import StageRecord
from commissioning.social_value.models import Measure
from commissioning.tender.models import AwardCriterion, Panellist, PanelManager, TenderRecord
from commissioning.vocabulary import Stage

MARKS = ("quality_score", "price_score", "social_value_score", "total_score")
GIVEN = ("quality_mark", "price_mark", "social_value_mark")


class AwardRecord(StageRecord):
    """How the bids were assessed, which one is recommended, and the report on which the council decides."""

    stage: ClassVar[Stage] = Stage.AWARD

    tender_notice_on = models.DateField(null=True, blank=True)
    assessment_method = models.TextField(blank=True)
    moderation = models.TextField(blank=True)
    conflicts_reconfirmed = models.BooleanField(null=True, blank=True)
    conflicts_note = models.TextField(blank=True)
    exclusion_checks = models.TextField(blank=True)
    debarment_checks = models.TextField(blank=True)
    abnormally_low = models.TextField(blank=True)
    summaries_sent_on = models.DateField(null=True, blank=True)
    recommendation = models.TextField(blank=True)
    recommendation_reasons = models.TextField(blank=True)
    departure_reasons = models.TextField(blank=True)
    no_award_reason = models.TextField(
        blank=True, default="", db_default="", help_text="Why nothing is awarded; empty where a bid is recommended."
    )
    report_reasons = models.TextField(blank=True)
    alternatives = models.TextField(blank=True)
    details = models.TextField(blank=True)
    best_value = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    finance_comments = models.TextField(blank=True)
    budget = models.TextField(blank=True)
    legal_comments = models.TextField(blank=True)
    power_to_act = models.TextField(blank=True)
    equalities = models.TextField(blank=True)

    @cached_property
    def tender(self) -> TenderRecord | None:
        """The tender that the award goes by, with whether it is `panelled`: read once for all that asks about it."""
        return TenderRecord.objects.panelled().of_strand(self.strand)

    @cached_property
    def joining(self) -> JoiningRecord | None:
        """The joining record that the award goes by, where a body outside the council leads: read once."""
        return JoiningRecord.objects.of_strand(self.strand)

    @cached_property
    def declared_since(self) -> Sequence[Standing]:
        """What was declared since the record with the conflicts assessment, usually the tender, was handed in."""
        return declared_since_submitting(self.strand.case, assessed_at(self.strand.case))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; its tender, and what was declared since, are asked for anew."""
        super().refresh_from_db(*args, **kwargs)
        for read in ("tender", "joining", "declared_since"):
            vars(self).pop(read, None)


class Bid(Tracked):
    """One supplier's bid, as it was opened."""

    record = models.ForeignKey(AwardRecord, on_delete=models.PROTECT, related_name="bids")
    reference = models.CharField(max_length=20)
    supplier_name = models.CharField(max_length=300, blank=True)
    company_number = models.CharField(max_length=20, blank=True)
    price_net = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    price_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "reference"], name="bid_reference_once")]

    def __str__(self) -> str:
        return f"{self.reference} {self.supplier_name}"


class LeadKpi(Tracked):
    """A key performance indicator of the contract that a body outside the council leads, which ours is held to."""

    record = models.ForeignKey(AwardRecord, on_delete=models.PROTECT, related_name="kpis")
    reference = models.CharField(max_length=20)
    title = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    target = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = "KPI of the lead"
        verbose_name_plural = "KPIs of the lead"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="lead_kpi_reference_once")
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


def _mark() -> models.DecimalField[Decimal | None, Decimal | None]:
    limits = [MinValueValidator(0), MaxValueValidator(100)]
    return models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, validators=limits)


class AwardEvaluator(Panellist):
    """Somebody who evaluated the bids: as the tender named them, or whoever took their place since."""

    record = models.ForeignKey(AwardRecord, on_delete=models.PROTECT, related_name="evaluators")

    objects = PanelManager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = "evaluator of the bids"
        verbose_name_plural = "evaluators of the bids"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="award_evaluator_reference_once"),
        ]


class EvaluatorMark(Tracked):
    """What one evaluator gave one bid before moderation, out of 100, for each thing they assess, and why."""

    record = models.ForeignKey(AwardRecord, on_delete=models.PROTECT, related_name="marks")
    evaluator = models.ForeignKey(AwardEvaluator, on_delete=models.PROTECT, related_name="marks")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="marks")
    quality_mark = _mark()
    price_mark = _mark()
    social_value_mark = _mark()
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(**{mark: None}) | Q(**{f"{mark}__gte": 0, f"{mark}__lte": 100}),
                name=f"evaluator_{mark}_in_range",
            )
            for mark in GIVEN
        ]

    def __str__(self) -> str:
        return f"{self.evaluator} on {self.bid}"


class BidScore(Tracked):
    """What a bid scored after moderation, out of 100, and whether it is the one recommended."""

    record = models.ForeignKey(AwardRecord, on_delete=models.PROTECT, related_name="scores")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="scores")
    quality_score = _mark()
    price_score = _mark()
    social_value_score = _mark()
    total_score = _mark()
    recommended = models.BooleanField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(**{mark: None}) | Q(**{f"{mark}__gte": 0, f"{mark}__lte": 100}), name=f"bid_{mark}_in_range"
            )
            for mark in MARKS
        ]

    def __str__(self) -> str:
        return f"score of {self.bid}"


class Offer(Tracked):
    """What a bidder commits to beyond its price: the source of a contract's obligations."""

    record = models.ForeignKey(AwardRecord, on_delete=models.PROTECT, related_name="offers")
    reference = models.CharField(max_length=20)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="offers")
    criterion = models.ForeignKey(
        AwardCriterion, on_delete=models.PROTECT, null=True, blank=True, related_name="offers"
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="offers")
    title = models.CharField(max_length=300, blank=True)
    quantity = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "reference"], name="offer_reference_once")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Execution(Tracked):
    """What followed the decision to award a strand: call-in, the award notice, standstill and signature."""

    strand = models.OneToOneField(Strand, on_delete=models.PROTECT, related_name="execution")
    decided_on = models.DateField(null=True, help_text="The day the gate passed; None where it was before Tollgate.")
    call_in_published_on = models.DateField(null=True)
    call_in_ends_on = models.DateField(
        null=True, help_text="Its last day, or the day a called-in decision was settled."
    )
    call_in_outcome = models.CharField(max_length=20, choices=CallInOutcome, blank=True)
    referred_on = models.DateField(null=True, help_text="The day scrutiny referred an earlier decision back.")
    summaries_sent_on = models.DateField(null=True)
    award_notice_number = models.CharField(max_length=60, blank=True)
    award_notice_published_on = models.DateField(null=True)
    standstill_ends_on = models.DateField(null=True, help_text="The last day; None where no standstill is mandatory.")
    signed_on = models.DateField(null=True)
    executed_as = models.CharField(max_length=20, choices=ExecutedAs, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    conflicts_reconfirmed = models.BooleanField(
        null=True, help_text="Whether the conflicts assessment was still true as the contract was signed."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="execution_term_in_order"
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(standstill_ends_on=None) | Q(signed_on__gt=F("standstill_ends_on")),
                name="execution_signed_after_standstill",
            ),
        ]

    def __str__(self) -> str:
        return f"execution of strand {self.strand_id}"
