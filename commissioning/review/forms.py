"""The questions of a review, in plain English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from commissioning.contract.models import Obligation
from commissioning.records.forms import RowForm, SectionForm, long_answer
from commissioning.review.kinds import ExitDecision
from commissioning.review.models import Achievement, Lesson, ReviewRecord
from govuk.fields import RadioField


class AchievedForm(SectionForm):
    """What the contract achieved as a whole."""

    achieved = long_answer("What did the contract achieve of what it was meant to?", "Begin with the outcomes sought.")

    class Meta:
        model = ReviewRecord
        fields: ClassVar = ["achieved"]


class AchievementForm(RowForm):
    """What came of one obligation."""

    committed = forms.DecimalField(label="Quantity committed", min_value=0, max_digits=17, decimal_places=2)
    verified = forms.DecimalField(label="Quantity verified", min_value=0, max_digits=17, decimal_places=2)
    outcome = long_answer("What changed because of it?", "The outcome for people, not the activity.", rows=3)
    contribution = long_answer("Which priority did it serve, and how much?", rows=3)
    optional: ClassVar[tuple[str, ...]] = ("committed", "verified", "contribution")
    at_once: ClassVar[tuple[str, ...]] = ("obligation",)

    class Meta:
        model = Achievement
        fields: ClassVar = ["obligation", "committed", "verified", "outcome", "contribution"]
        labels: ClassVar = {"obligation": "Obligation"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The obligations of the contract under review."""
        return {"obligation": Obligation.objects.filter(contract__strand=record.strand_id)}


class ImpactForm(SectionForm):
    """What it all did for people."""

    impact = long_answer(
        "What difference did the contract make?",
        "For whom, how long it will last, and what would have happened anyway.",
    )
    unintended = long_answer("What else happened that nobody intended?", "Good or bad. Say so when nothing did.")
    examples: ClassVar[Mapping[str, str]] = {
        "impact": "14 of the 22 apprentices still work in care a year later. Four of them, the college says, would "
        "have found such a place without the contract.",
    }

    class Meta:
        model = ReviewRecord
        fields: ClassVar = ["impact", "unintended"]


class LessonForm(RowForm):
    """One lesson."""

    text = long_answer("What was learned?", rows=3)
    action = long_answer("What should be done about it next time?", rows=3)

    class Meta:
        model = Lesson
        fields: ClassVar = ["text", "action"]


class ExitForm(SectionForm):
    """What comes next."""

    exit_decision = RadioField(
        label="What should come next?",
        choices=ExitDecision.choices,
        hints={ExitDecision.RE_PROCURE: "Once this review is agreed, a new case begins with the lessons in its needs."},
    )
    exit_reasons = long_answer("Why?")

    class Meta:
        model = ReviewRecord
        fields: ClassVar = ["exit_decision", "exit_reasons"]
