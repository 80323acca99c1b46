"""A condition attached to a decision: what is to be done, by whom, by when, and which gate looks for it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Post
from audit.models import Appended, Tracked
from commissioning.case.models import Case, Strand
from commissioning.conditions.kinds import UNMET, ConditionState
from commissioning.documents.models import Document
from commissioning.gates.models import SignOff
from commissioning.vocabulary import Stage


class Condition(Tracked):
    """Something that must be done before a later gate of the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conditions")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="conditions")
    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    source = models.CharField(max_length=500, help_text="Which decision set it, in words.")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", help_text="Who is to meet it.")
    due_on = models.DateField()
    stage = models.CharField(max_length=20, choices=Stage, help_text="The gate that looks whether it is met.")
    state = models.CharField(max_length=20, choices=ConditionState, default=ConditionState.OPEN)
    evidence = models.TextField(blank=True)
    met_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    met_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was confirmed, sent back or waived.")

    class Meta:
        ordering: ClassVar = ["case", "number"]
        indexes: ClassVar = [models.Index(fields=["case", "stage", "state"], name="condition_by_gate")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="condition_number_once")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What it is called within its case."""
        return f"C{self.number}"

    @property
    def scope(self) -> str:
        """The scope that keeps whoever met it from confirming that."""
        return f"condition/{self.pk}"

    @property
    def unmet(self) -> bool:
        """Whether a gate would still refuse for it."""
        return self.state in UNMET


class ConditionFile(Appended):
    """A file that shows that a condition is met."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.document.name
