"""A stage's record: the facts a stage states, in sections."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from audit.models import Tracked
from commissioning.case.models import Strand


class StageRecord(Tracked):
    """What one stage of one strand states; in monitoring one a year."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strand", "sequence"], name="%(class)s_once"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.strand_id}"

    @property
    def bodies(self) -> list[int]:
        """The bodies that own the case."""
        return self.strand.case.bodies

    @property
    def amount(self) -> Decimal | None:
        """Writing is not held against a value limit."""
        return None

    valued: ClassVar[bool] = False
    scopes: ClassVar[list[str]] = []
    source: ClassVar[str] = ""
    post_id: ClassVar[int | None] = None
