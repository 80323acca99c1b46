"""A reorganisation, and what goes from which body to which."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Body
from audit.models import Tracked
from commissioning.reorganising.kinds import ReorganisationKind, ReorganisationState


class Reorganisation(Tracked):
    """One act: proposed by one person, confirmed by another, carried out case by case from its day."""

    kind = models.CharField(max_length=10, choices=ReorganisationKind)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", help_text="In whose chain it stands: what it is about."
    )
    name = models.CharField(max_length=200, blank=True, help_text="The new name of that body; empty: it keeps its own.")
    effective_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ReorganisationState, default=ReorganisationState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was carried out, declined or withdrawn.")
    end_reason = models.TextField(blank=True, db_default="", help_text="Why it was declined or withdrawn.")

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "effective_on"], name="reorganisation_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="reorganisation_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.body_id})"


class Move(Tracked):
    """What goes from one body to another: the cases named, or all that the body has, which then closes."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="moves")
    former = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    references = models.JSONField(default=list, help_text="References of the cases that go; empty: all of them.")
    closes = models.BooleanField(default=False, help_text="Whether the former body ends, with posts and tasks.")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(former=models.F("into")), name="move_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.former_id} to {self.into_id}"
