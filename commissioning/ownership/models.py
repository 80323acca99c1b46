"""Who accepted a stage for a body that owns its case together with others."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Body, Post
from audit.models import Tracked
from commissioning.case.models import Case
from commissioning.ownership.kinds import WANTING, AcceptanceState
from commissioning.vocabulary import Stage


class Acceptance(Tracked):
    """One body's answer for one stage of a case, whichever of its parts is there.

    A body that owns a case alone has none: whoever writes the record acts for it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acceptances")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage)
    state = models.CharField(max_length=10, choices=AcceptanceState, default=AcceptanceState.ASKED)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the body has no post to ask."
    )
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=300, blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["body", "case"], condition=models.Q(state__in=WANTING), name="acceptance_wanting"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "stage", "body"],
                condition=~models.Q(state=AcceptanceState.ENDED),
                name="acceptance_once_a_stage",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[AcceptanceState.ASKED, AcceptanceState.ENDED], person=None)
                | models.Q(state__in=[AcceptanceState.ACCEPTED, AcceptanceState.DECLINED], person__isnull=False),
                name="acceptance_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} for {self.get_stage_display()} of {self.case_id}"

    @property
    def signed_by(self) -> str:
        """Who answered, in which post, and for whom."""
        principal = f", for {self.on_behalf_of}" if self.on_behalf_of else ""
        return f"{self.person.full_name} ({self.capacity}){principal}" if self.person else ""
