"""The delivery group that develops a policy: its members, its meetings, and the evidence it commissioned."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Body
from audit.models import Appended, Tracked
from commissioning.case.models import Case
from commissioning.policies.kinds import Part
from commissioning.policies.models import Policy


class GroupMember(Tracked):
    """Somebody in the delivery group of a policy, from a day until they leave."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="members")
    part = models.CharField(max_length=10, choices=Part)
    name = models.CharField(max_length=200)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", help_text="For whom they are there.")
    since = models.DateField()
    until = models.DateField(null=True, help_text="Their last day; None while they are a member.")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["policy", "part"],
                condition=Q(until=None) & ~Q(part=Part.MEMBER),
                name="group_has_one_sponsor_and_chair",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="group_membership_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.body.name})"


class GroupMeeting(Appended):
    """A meeting of the delivery group, with its notes."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    attendees = models.TextField(help_text="Who was there, one a line.")
    notes = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"meeting of {self.held_on}"


class Evidence(Tracked):
    """What the delivery group had looked into: by whom, since when, and what it found."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    question = models.TextField(help_text="What it was to find out.")
    supplier = models.CharField(max_length=200, help_text="Who was asked to find out.")
    commissioned_on = models.DateField()
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="evidence", help_text="The case it was bought in."
    )
    delivered_on = models.DateField(null=True)
    findings = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-commissioned_on", "-pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title
