"""The tender record and its rows: lots, award criteria, key performance indicators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Self, TypeVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import cached_property

from accounts.models import Exclusion
from accounts.vocabulary import Ground
from audit.models import Tracked
from commissioning.case.models import CASE_SCOPE, Case, Strand
from commissioning.interests.standing import Standing, standing
from commissioning.records.models import StageRecord
from commissioning.social_value.models import Measure
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.vocabulary import Stage


class TenderRecordQuerySet(models.QuerySet["TenderRecord"]):
    """Tender records by their case."""

    def of_case(self, case: Case) -> TenderRecord | None:
        """The newest tender record of a case, if one was ever begun."""
        return self.filter(strand__case=case).order_by("-pk").first()

    def panelled(self) -> Self:
        """Each with whether it names who evaluates the tenders, as `panelled`."""
        return self.annotate(panelled=Exists(Evaluator.objects.filter(record=OuterRef("pk"))))

    def of_strand(self, strand: Strand) -> TenderRecord | None:
        """The tender record that a strand goes by: its own, else that of the strand it goes on from."""
        lineage = strand.lineage
        found = {record.strand_id: record for record in self.filter(strand__in=lineage)}
        return next((found[pk] for pk in lineage if pk in found), None)


class TenderRecord(StageRecord):
    """What is to be bought, for how much and how long, by which procedure, and on what criteria."""

    stage: ClassVar[Stage] = Stage.TENDER

    value_net = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    value_basis = models.TextField(blank=True)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    extension_months = models.PositiveSmallIntegerField(null=True, blank=True)
    extensions = models.TextField(blank=True)
    cpv = models.CharField(max_length=300, blank=True, help_text="CPV codes, the main one first, with a space between.")
    divided = models.BooleanField(null=True, blank=True)
    no_lots_reason = models.TextField(blank=True)
    procedure = models.CharField(max_length=30, choices=Procedure, blank=True)
    procedure_reason = models.TextField(blank=True)
    light_touch = models.BooleanField(null=True, blank=True)
    key_decision = models.BooleanField(null=True, blank=True)
    tender_opens_on = models.DateField(null=True, blank=True)
    tenders_due_on = models.DateField(null=True, blank=True)
    award_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    kpi_reason = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    tupe = models.BooleanField(null=True, blank=True)
    tupe_note = models.TextField(blank=True)
    personal_data = models.BooleanField(null=True, blank=True)
    personal_data_note = models.TextField(blank=True)
    conflicts_assessed = models.BooleanField(null=True, blank=True)
    conflicts_note = models.TextField(blank=True)

    objects = TenderRecordQuerySet.as_manager()

    @cached_property
    def declared(self) -> Sequence[Standing]:
        """What the people named on the case declared of their interests: read once for all that asks about it."""
        return standing(self.strand.case)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; what was declared is asked for anew."""
        super().refresh_from_db(*args, **kwargs)
        vars(self).pop("declared", None)


class Lot(Tracked):
    """A part of the contract that can be won on its own."""

    record = models.ForeignKey(TenderRecord, on_delete=models.PROTECT, related_name="lots")
    reference = models.CharField(max_length=60)
    title = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    value_net = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    awarded_with = models.CharField(
        max_length=40, blank=True, db_default="", help_text="Lots with the same word here are awarded in one decision."
    )
    strand = models.ForeignKey(
        Strand,
        on_delete=models.PROTECT,
        null=True,
        related_name="lots",
        help_text="The strand in which it is awarded; None until its tender has passed its gate.",
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "reference"], name="lot_reference_once")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class CriterionManager(models.Manager["AwardCriterion"]):
    """Reads each criterion with whether bids are to be judged on a measure by none of its record, as `unjudged`."""

    def get_queryset(self) -> models.QuerySet[AwardCriterion]:
        """Asked with the criteria, so that a tender in which nothing is broken needs no question of its own."""
        measures = Measure.objects.weighed().filter(record__strand__case=OuterRef("record__strand__case"))
        unjudged = measures.filter(Q(target=None) | Q(weighed=True)).exclude(criteria__record=OuterRef("record"))
        return super().get_queryset().annotate(unjudged=Exists(unjudged))


class AwardCriterion(Tracked):
    """One criterion by which tenders are judged, and its share of the whole."""

    record = models.ForeignKey(TenderRecord, on_delete=models.PROTECT, related_name="criteria")
    reference = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=CriterionKind, blank=True)
    title = models.CharField(max_length=300, blank=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text="In per cent.")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="criteria")
    question = models.TextField(blank=True, default="", db_default="", help_text="What bidders are asked.")
    minimum = models.DecimalField(
        max_digits=17,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What a bid must reach, in the measure's unit.",
    )

    objects = CriterionManager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "award criteria"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="award_criterion_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Kpi(Tracked):
    """A key performance indicator that the contract will set (Procurement Act 2023 s.52)."""

    record = models.ForeignKey(TenderRecord, on_delete=models.PROTECT, related_name="kpis")
    reference = models.CharField(max_length=20)
    title = models.CharField(max_length=300, blank=True)
    target = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = "KPI"
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "reference"], name="kpi_reference_once")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


AnyPanellist = TypeVar("AnyPanellist", bound="Panellist")


class PanelManager(models.Manager[AnyPanellist]):
    """Reads each of a panel with whether a conflict of interest took them off it."""

    def get_queryset(self) -> models.QuerySet[AnyPanellist]:
        """Whoever is kept out of the case is off it: nobody has to take them off, and who is let in again is on it."""
        case = Concat(Value(CASE_SCOPE), Cast(OuterRef("record__strand__case"), models.CharField()))
        kept_out = Exclusion.objects.filter(person=OuterRef("person"), scope=case, ground=Ground.CONFLICT, ends_at=None)
        return cast("models.QuerySet[AnyPanellist]", super().get_queryset().annotate(kept_out=Exists(kept_out)))


class Panellist(Tracked):
    """Somebody on an evaluation panel: a person of this system, or one from outside by name and organisation."""

    reference = models.CharField(max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=300, blank=True)
    organisation = models.CharField(max_length=300, blank=True)
    declared_on = models.DateField(
        null=True, blank=True, help_text="The day on which somebody from outside signed a declaration of interests."
    )
    quality = models.BooleanField(default=False)
    price = models.BooleanField(default=False)
    social_value = models.BooleanField(default=False)
    moderates = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.reference} {self.who}".strip()

    @property
    def off(self) -> bool:
        """Whether a conflict of interest took them off the panel, as they were read."""
        return bool(vars(self).get("kept_out"))

    @property
    def who(self) -> str:
        """Their name; "" while nobody is named."""
        return self.person.full_name if self.person is not None else self.name

    @property
    def signed_on(self) -> date | None:
        """The day on which somebody from outside declared their interests on paper."""
        return self.declared_on if self.person_id is None else None

    @property
    def assesses(self) -> list[CriterionKind]:
        """What they give marks for."""
        given = (
            (CriterionKind.QUALITY, self.quality),
            (CriterionKind.PRICE, self.price),
            (CriterionKind.SOCIAL_VALUE, self.social_value),
        )
        return [kind for kind, marked in given if marked]


class Evaluator(Panellist):
    """Somebody who is to evaluate the tenders, as the tender record names them before its gate."""

    record = models.ForeignKey(TenderRecord, on_delete=models.PROTECT, related_name="evaluators")

    objects = PanelManager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="evaluator_reference_once"),
        ]
