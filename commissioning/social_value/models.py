"""The social value record and its rows: priorities chosen or not, and the measures that serve them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from audit.models import Tracked
from commissioning.case.models import Case
from commissioning.measures.models import FrameworkMeasure
from commissioning.needs.models import NeedOutcome
from commissioning.policies.models import PolicyVersion, Priority
from commissioning.records.models import StageRecord
from commissioning.vocabulary import Stage


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
    economic = models.TextField(blank=True)
    social = models.TextField(blank=True)
    environmental = models.TextField(blank=True)
    securing = models.TextField(blank=True)
    weighting = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text="In per cent.")
    weighting_reason = models.TextField(blank=True)

    objects = SocialValueRecordQuerySet.as_manager()

    def holds(self, choice: PriorityChoice) -> bool:
        """Whether a choice is about a priority of the version it holds. One that ended on the way there is not."""
        return choice.priority.version_id == self.policy_version_id


class PriorityChoice(Tracked):
    """Whether a priority of the policy is chosen for this procurement, and why or why not."""

    record = models.ForeignKey(SocialValueRecord, on_delete=models.PROTECT, related_name="choices")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="choices")
    chosen = models.BooleanField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.priority)


class Measure(Tracked):
    """How delivery on a chosen priority is counted. A target left empty is left to bidders.

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
    target = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="measure_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
