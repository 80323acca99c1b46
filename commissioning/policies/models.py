"""Policies, their dated versions, and the priorities a version sets."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models

from accounts.models import Body
from audit.models import Streamed, Tracked


class Policy(Streamed, Tracked):
    """A policy of the council, such as its social value policy, kept by the body that owns it."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="policies")

    class Meta:
        ordering: ClassVar = ["title"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title

    @property
    def stream_name(self) -> str:
        """The chain of this policy: its versions."""
        return f"policy/{self.code}"


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Versions by what holds on a day."""

    def published(self) -> Self:
        """Every version the council has approved: open to all readers."""
        return self.filter(approved_on__isnull=False)

    def in_force(self, on: date) -> Self:
        """The versions in effect on a day, the one that counts first."""
        return self.published().filter(effective_from__lte=on).order_by("-effective_from", "-number")


class PolicyVersion(Tracked):
    """A policy as it reads from a day on. A case keeps the version in force when it commenced."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    approved_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    text = models.TextField(blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["policy", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
            models.UniqueConstraint(fields=["policy", "effective_from"], name="policy_version_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.policy.title}, version {self.number}"


class Priority(Tracked):
    """What a policy version wants procurement to achieve."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    why = models.TextField(blank=True)
    theme = models.CharField(max_length=200, blank=True, help_text="The theme of the council plan it serves.")
    mayoral_priority = models.CharField(max_length=200, blank=True, help_text="The Mayor's priority it serves, if any.")

    class Meta:
        ordering: ClassVar = ["version", "position"]
        verbose_name_plural = "priorities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="priority_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="priority_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
