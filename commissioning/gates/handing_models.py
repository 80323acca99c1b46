"""Records that were handed on: written, and decided at the gate of the next stage."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from audit.models import Appended
from commissioning.case.models import Strand
from commissioning.gates.models import GatePolicy
from commissioning.vocabulary import Stage


class HandedOn(Appended):
    """One record that was handed on to the next stage. The gate there decides both, under the policy named here."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="handed_on")
    stage = models.CharField(max_length=20, choices=Stage)
    policy = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, related_name="+")
    handed_on_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_on_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["strand", "stage"], name="handed_on_once")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} of {self.strand_id}, handed on"
