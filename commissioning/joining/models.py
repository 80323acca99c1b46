"""The joining record: who leads, what we need of it, and what the lead's tender says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import cached_property

from commissioning.case.models import Case, Strand
from commissioning.interests.standing import Standing, standing
from commissioning.joining.kinds import Basis
from commissioning.records.models import StageRecord
from commissioning.vocabulary import Lane, Stage


class JoiningRecordQuerySet(models.QuerySet["JoiningRecord"]):
    """Joining records by their case."""

    def of_case(self, case: Case) -> JoiningRecord | None:
        """The joining record of a case; None where the council leads the procurement itself. No query for those."""
        return self.filter(strand__case=case).order_by("-pk").first() if case.lane == Lane.JOINING else None

    def of_strand(self, strand: Strand) -> JoiningRecord | None:
        """The joining record that a strand goes by."""
        return self.of_case(strand.case)


class JoiningRecord(StageRecord):
    """Who leads and on what basis we join, what we need, and what the lead's tender and social value say."""

    stage: ClassVar[Stage] = Stage.NEEDS
    lane: ClassVar[Lane] = Lane.JOINING

    lead_name = models.CharField(max_length=300, blank=True)
    lead_contact = models.TextField(blank=True)
    basis = models.CharField(max_length=20, choices=Basis, blank=True)
    arrangement = models.TextField(blank=True)
    lead_notice = models.CharField(max_length=60, blank=True)
    lead_ocid = models.CharField(max_length=120, blank=True)
    need = models.TextField(blank=True)
    joining_reasons = models.TextField(blank=True)
    alternatives = models.TextField(blank=True)
    tender_says = models.TextField(blank=True)
    cpv = models.CharField(max_length=300, blank=True, help_text="CPV codes, the main one first, with a space between.")
    tender_notice_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    light_touch = models.BooleanField(null=True, blank=True)
    key_decision = models.BooleanField(null=True, blank=True)
    social_value_says = models.TextField(blank=True)
    own_priorities = models.TextField(blank=True)
    not_covered = models.TextField(blank=True)
    value_net = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    budget = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    tupe = models.BooleanField(null=True, blank=True)
    personal_data = models.BooleanField(null=True, blank=True)
    staff_and_data_note = models.TextField(blank=True)
    conflicts_note = models.TextField(blank=True)

    objects = JoiningRecordQuerySet.as_manager()

    @cached_property
    def declared(self) -> Sequence[Standing]:
        """What the people named on the case declared of their interests: read once for all that asks about it."""
        return standing(self.strand.case)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; what was declared is asked for anew."""
        super().refresh_from_db(*args, **kwargs)
        vars(self).pop("declared", None)

    @property
    def calls_off(self) -> bool:
        """Whether what is awarded is a call-off under the lead's framework, which owes no standstill."""
        return self.basis == Basis.FRAMEWORK
