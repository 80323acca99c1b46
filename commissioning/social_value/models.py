"""The social value record and its rows: priorities chosen or not, and the measures that serve them."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils.functional import cached_property

from audit.models import Tracked
from commissioning.case.models import Case
from commissioning.measures.kinds import Direction
from commissioning.measures.models import FrameworkMeasure
from commissioning.needs.models import NeedOutcome, NeedsRecord
from commissioning.policies.models import PolicyVersion, Priority
from commissioning.records.models import StageRecord
from commissioning.social_value.kinds import Bidders, Ground
from commissioning.vocabulary import LinkKind, Stage


class SocialValueRecordQuerySet(models.QuerySet["SocialValueRecord"]):
    """Social value records by their case."""

    def of_case(self, case: Case) -> SocialValueRecord | None:
        """The social value record of a case, if one was ever begun."""
        return self.filter(strand__case=case).order_by("-pk").first()


class SocialValueRecord(StageRecord):
    """What the Public Services (Social Value) Act 2012 asks to be considered before procurement begins (s.1)."""

    stage: ClassVar[Stage] = Stage.SOCIAL_VALUE

    policy_version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    relevance = models.TextField(blank=True)
    proportionality = models.TextField(blank=True)
    bidders = models.CharField(max_length=20, choices=Bidders, blank=True, default="", db_default="")
    economic = models.TextField(blank=True)
    social = models.TextField(blank=True)
    environmental = models.TextField(blank=True)
    securing = models.TextField(blank=True)
    weighting = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text="In per cent.")
    weighting_reason = models.TextField(blank=True)

    objects = SocialValueRecordQuerySet.as_manager()

    @cached_property
    def needs(self) -> NeedsRecord | None:
        """The needs record of the same case, which says whether people are consulted: read once.

        With it whether the case is a call-off under a framework, as `calls_off`, and the outcomes sought, as `sought`.
        """
        case = self.strand.case
        told = {
            "calls_off": Exists(case.links.filter(kind=LinkKind.CALL_OFF_UNDER)),
            "outcome": F("outcomes__pk"),
            "outcome_reference": F("outcomes__reference"),
        }
        found = list(NeedsRecord.objects.annotate(**told).filter(strand__case=case).order_by("-pk", "outcome"))
        if not found:
            return None
        newest = [vars(row) for row in found if row.pk == found[0].pk]
        sought = {row["outcome"]: row["outcome_reference"] for row in newest if row["outcome"]}
        vars(found[0])["sought"] = sought
        return found[0]

    @property
    def sought(self) -> dict[int, str]:
        """The outcomes that the need seeks: their references by id, in order."""
        found: dict[int, str] = {} if self.needs is None else vars(self.needs)["sought"]
        return found

    @property
    def calls_off(self) -> bool:
        """Whether the case is a call-off under a framework."""
        if self.needs is None:
            return self.strand.case.links.filter(kind=LinkKind.CALL_OFF_UNDER).exists()
        return bool(vars(self.needs)["calls_off"])

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; the needs are asked for anew."""
        super().refresh_from_db(*args, **kwargs)
        vars(self).pop("needs", None)

    def holds(self, choice: PriorityChoice) -> bool:
        """Whether a choice is about a priority of the version it holds. One that ended on the way there is not."""
        return choice.priority.version_id == self.policy_version_id


class PriorityChoiceManager(models.Manager["PriorityChoice"]):
    """Reads each choice with whether one of the priorities that its record holds is answered by none, `unanswered`."""

    def get_queryset(self) -> models.QuerySet[PriorityChoice]:
        """Asked with the choices, so that a record in which all are answered needs no question of its own."""
        held = Priority.objects.filter(version=OuterRef("record__policy_version"))
        return super().get_queryset().annotate(unanswered=Exists(held.exclude(choices__record=OuterRef("record"))))


class PriorityChoice(Tracked):
    """Whether a priority of the policy is chosen for this procurement, and why or why not."""

    record = models.ForeignKey(SocialValueRecord, on_delete=models.PROTECT, related_name="choices")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="choices")
    chosen = models.BooleanField(null=True, blank=True)
    ground = models.CharField(
        max_length=20, choices=Ground, blank=True, default="", db_default="", help_text="Where it is not chosen."
    )
    reason = models.TextField(blank=True)

    objects = PriorityChoiceManager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.priority)


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures with what is said of them elsewhere."""

    def weighed(self) -> Self:
        """Each with whether it weighs anything in the award, as `weighed`."""
        weights = MeasureWeight.objects.filter(measure=OuterRef("pk"), weight__gt=0)
        return self.annotate(weighed=Exists(weights))


class Measure(Tracked):
    """How delivery on a chosen priority is counted. Its target is the council's, or left to bidders.

    One of a published framework keeps the key of the very version it was chosen from; one of the case's own has none.
    """

    record = models.ForeignKey(SocialValueRecord, on_delete=models.PROTECT, related_name="measures")
    reference = models.CharField(max_length=20)
    choice = models.ForeignKey(PriorityChoice, on_delete=models.PROTECT, null=True, blank=True, related_name="measures")
    outcome = models.ForeignKey(NeedOutcome, on_delete=models.PROTECT, null=True, blank=True, related_name="measures")
    catalogue = models.ForeignKey(
        FrameworkMeasure, on_delete=models.PROTECT, null=True, blank=True, related_name="chosen_as"
    )
    title = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    direction = models.CharField(
        max_length=10, choices=Direction, blank=True, default="", db_default="", help_text="Empty: higher is better."
    )
    target = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    left_to_bidders = models.BooleanField(null=True, blank=True, help_text="Whether bidders offer the target.")
    evidence = models.TextField(blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="measure_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class MeasureWeight(Tracked):
    """How bids are judged on a measure. Kept apart from it, because it is not for everyone who reads measures."""

    record = models.ForeignKey(SocialValueRecord, on_delete=models.PROTECT, related_name="weights")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="weights")
    weight = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="Of the whole award, in per cent."
    )
    question = models.TextField(blank=True)
    minimum = models.DecimalField(
        max_digits=17,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What a bid must reach, in the measure's unit.",
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = "weight of the measure"
        verbose_name_plural = "weights of measures"

    def __str__(self) -> str:
        return str(self.measure)
