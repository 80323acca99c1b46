"""The needs record and its rows: evidence, engagement, options and their costs, outcomes, lessons to be answered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from audit.models import Tracked
from commissioning.case.models import Case
from commissioning.needs.kinds import Effect, Engaged, Group, OptionKind, OutcomeKind, Subsidy
from commissioning.records.models import StageRecord
from commissioning.vocabulary import Stage


def _words() -> models.TextField[str, str]:
    """An answer in sentences that records from before it was asked do not have."""
    return models.TextField(blank=True, default="", db_default="")


def _code(choices: type[models.TextChoices] | None = None, longest: int = 20) -> models.CharField[str, str]:
    """A short answer, or one of several, that records from before it was asked do not have."""
    return models.CharField(
        max_length=longest, choices=choices.choices if choices else None, blank=True, default="", db_default=""
    )


def _weight() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text="In per cent.")


def _score() -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(null=True, blank=True, help_text="From 0 to 5, which is best.")


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
    population_size = models.PositiveIntegerField(null=True, blank=True)
    wards = models.JSONField(default=list, blank=True, help_text="Names of the wards, in order.")
    personal_data = models.BooleanField(null=True, blank=True)
    tupe = models.BooleanField(null=True, blank=True)
    data_subjects = _words()
    data_special = models.BooleanField(null=True, blank=True)
    data_assessment = _words()
    staff_affected = _words()
    staff_told = _words()
    evidence = models.TextField(blank=True)
    sources = models.TextField(blank=True)
    current_contract = models.TextField(blank=True)
    current_supplier = _code(longest=300)
    current_ends_on = models.DateField(null=True, blank=True)
    annual_spend = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    market = _words()
    market_small = _words()
    market_engagement = models.TextField(blank=True)
    vcse_engagement = models.TextField(blank=True)
    consultation = models.BooleanField(null=True, blank=True)
    consultation_reason = models.TextField(blank=True)
    equality_discrimination = models.TextField(blank=True)
    equality_opportunity = models.TextField(blank=True)
    equality_relations = models.TextField(blank=True)
    equality_discrimination_effect = _code(Effect)
    equality_opportunity_effect = _code(Effect)
    equality_relations_effect = _code(Effect)
    equality_characteristics = models.JSONField(
        default=list, db_default=[], blank=True, help_text="Protected characteristics of people who are affected."
    )
    equality_assessment = models.BooleanField(null=True, blank=True)
    equality_reason = _words()
    impact_conclusion = _words()
    impact_decider = _code(longest=300)
    impact_review_on = models.DateField(null=True, blank=True)
    external_funding = models.BooleanField(null=True, blank=True)
    funder = models.CharField(max_length=300, blank=True, default="", db_default="")
    funding_grant = models.CharField(max_length=300, blank=True, default="", db_default="")
    funding_conditions = models.TextField(blank=True, default="", db_default="")
    funding_ends_on = models.DateField(null=True, blank=True)
    outcomes_left_out = _words()
    option_reason = models.TextField(blank=True)
    weight_benefit = _weight()
    weight_risk = _weight()
    weight_social_value = _weight()
    weight_cost = _weight()
    in_house_team = _words()
    in_house_means = _words()
    in_house_from = models.DateField(null=True, blank=True)
    in_house_review_on = models.DateField(null=True, blank=True)
    grant_purpose = _words()
    grant_applicants = _words()
    grant_criteria = _words()
    grant_scoring = _words()
    grant_subsidy = _code(Subsidy)
    grant_subsidy_reason = _words()
    lessons = models.TextField(blank=True)

    objects = NeedsRecordQuerySet.as_manager()


class Option(Tracked):
    """One way to meet the need, as it was compared with the others."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="options")
    kind = models.CharField(max_length=20, choices=OptionKind, blank=True)
    title = models.CharField(max_length=200, blank=True)
    benefits = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    social_value = _words()
    chosen = models.BooleanField(null=True, blank=True)
    benefit_score = _score()
    risk_score = _score()
    social_value_score = _score()

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
    cost_score = _score()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.option)


class NeedOutcome(Tracked):
    """A change for people that the case is to bring about. Measures refer to it."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="outcomes")
    reference = models.CharField(max_length=20)
    kind = _code(OutcomeKind)
    title = models.CharField(max_length=300, blank=True)
    who_benefits = models.TextField(blank=True)
    how_known = models.TextField(blank=True)
    baseline = _code(longest=300)
    target = _code(longest=300)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="need_outcome_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class NeedEvidence(Tracked):
    """One thing that shows the need: what it says, where and when that was said, and the file that holds it."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="evidence_rows")
    claim = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    file = models.CharField(max_length=255, blank=True, help_text="The name of a file attached to the section.")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "need evidence"

    def __str__(self) -> str:
        return self.source or self.claim


class NeedEngagement(Tracked):
    """One time that somebody was asked before anything was decided, and what was learned."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="engagements")
    kind = models.CharField(max_length=20, choices=Engaged, blank=True)
    held_on = models.DateField(null=True, blank=True)
    who = models.CharField(max_length=300, blank=True)
    how = models.CharField(max_length=300, blank=True)
    learned = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.who or self.get_kind_display()


class AffectedGroup(Tracked):
    """How people of one protected characteristic are affected, for better and worse, and what is done about it."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="groups")
    characteristic = models.CharField(max_length=60, choices=Group, blank=True)
    positive = models.TextField(blank=True)
    negative = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.characteristic


class NeedLesson(Tracked):
    """A lesson of an earlier cycle's review, which these needs answer: adopted or not, and why."""

    record = models.ForeignKey(NeedsRecord, on_delete=models.PROTECT, related_name="lesson_rows")
    reference = models.CharField(max_length=20)
    review_of = models.CharField(max_length=20, help_text="The reference of the case that was reviewed.")
    text = models.TextField()
    action = models.TextField(blank=True)
    adopted = models.BooleanField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "reference"], name="need_lesson_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}"
