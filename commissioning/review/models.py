"""The review record and its rows: what was achieved of each obligation, and the lessons for the next cycle."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from audit.models import Tracked
from commissioning.contract.models import Obligation
from commissioning.records.models import StageRecord
from commissioning.review.kinds import ExitDecision
from commissioning.vocabulary import Stage


class ReviewRecord(StageRecord):
    """What a contract achieved against what it promised, what that did for people, and what comes next."""

    stage: ClassVar[Stage] = Stage.REVIEW

    achieved = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    unintended = models.TextField(blank=True)
    exit_decision = models.CharField(max_length=20, choices=ExitDecision, blank=True)
    exit_reasons = models.TextField(blank=True)


class Achievement(Tracked):
    """What came of one obligation: the quantities side by side, and the outcome in words."""

    record = models.ForeignKey(ReviewRecord, on_delete=models.PROTECT, related_name="achievements")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="achievements")
    committed = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    verified = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    outcome = models.TextField(blank=True)
    contribution = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"achievement on {self.obligation}"


class Lesson(Tracked):
    """Something learned, and what to do about it next time."""

    record = models.ForeignKey(ReviewRecord, on_delete=models.PROTECT, related_name="lessons")
    text = models.TextField(blank=True)
    action = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text
