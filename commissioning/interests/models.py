"""Declarations of interest, what Procurement decided about them, and who was asked for one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from audit.models import Appended
from commissioning.case.models import Case
from commissioning.interests.kinds import Conflict, Verdict
from commissioning.vocabulary import Stage


class Declaration(Appended):
    """What a person declares on a case. A second thought is a second declaration: the newest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Conflict)
    nature = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)
    stage = models.CharField(max_length=20, choices=Stage, help_text="Where the case stood when it was made.")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["case", "person"], name="declaration_by_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person_id}"


class InterestReview(Appended):
    """What Procurement decided about a declaration. A second thought is a second row."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=20, choices=Verdict)
    reason = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.declaration_id}"


class Invitation(models.Model):
    """That a person was asked to declare their interests in a case, and why them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    why = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "person"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.case_id}"
