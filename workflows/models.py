"""The engine's own rows: which stage of which strand runs in which process. Not facts; nobody reads them for state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from viewflow.workflow.models import Process

from commissioning.case.models import Strand


class StageProcess(Process):
    """One run of one stage's flow."""

    strand: models.ForeignKey[Strand, Strand] = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["strand"], name="stage_process_by_strand")]

    def __str__(self) -> str:
        return f"{self.flow_class} of strand {self.strand_id}"
