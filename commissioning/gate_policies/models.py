"""Drafts of the gate policy, and what replaying one over past and open cases came to."""

from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import TextChoices

from accounts.models import Body
from audit.canonical import sha256, to_bytes
from audit.models import Streamed, Tracked
from commissioning.gates.documents import from_document
from commissioning.gates.models import GatePolicy
from commissioning.gates.terms import PolicyTerms

PREFIX: Final = b"tollgate/gate-policy-proposal/1\n"


class DraftState(TextChoices):
    """How far a draft has come."""

    DRAFTING = "drafting", "Being drafted"
    PROPOSED = "proposed", "Proposed, waits to be published"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


def scope_of(number: int) -> str:
    """Return the chain of a draft, which is also the scope that its writers are kept out of."""
    return f"gate-policy-draft/{number}"


class PolicyDraft(Streamed, Tracked):
    """A version of the gate policy in the making, as the document that it would be published from."""

    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", help_text="Whose gate policy it is.")
    based_on = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=DraftState, default=DraftState.DRAFTING)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    effective_from = models.DateField(null=True, help_text="From which day it is proposed to be in force.")
    reason = models.TextField(blank=True)
    published_as = models.OneToOneField(GatePolicy, on_delete=models.PROTECT, null=True, related_name="draft")

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def stream_name(self) -> str:
        """The chain of this draft, which is also the scope that its writers are kept out of."""
        return scope_of(self.pk)

    @property
    def proposal(self) -> str:
        """The SHA-256 of its terms, its day and its reason, by which whoever publishes it names what they read."""
        proposed = {"digest": self.digest, "effective_from": self.effective_from, "reason": self.reason}
        return sha256(PREFIX, to_bytes(proposed))

    @property
    def terms(self) -> PolicyTerms:
        """What it says."""
        return from_document(self.document)

    @property
    def open(self) -> bool:
        """Whether anything can still happen to it."""
        return self.state in (DraftState.DRAFTING, DraftState.PROPOSED)

    @property
    def title(self) -> str:
        """What the policy would be called."""
        return str(self.document["title"])


class Replay(models.Model):
    """Terms that are held against every submission handed in since a day, in pieces; its result is kept.

    Nothing of it is a decision, and it can be made anew, so that it stands outside the ledger.
    """

    draft = models.ForeignKey(PolicyDraft, on_delete=models.CASCADE, null=True, related_name="replays")
    policy = models.ForeignKey(GatePolicy, on_delete=models.CASCADE, null=True, related_name="replays")
    digest = models.CharField(max_length=64, help_text="Of the terms that were replayed.")
    document = models.JSONField()
    since = models.DateField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="When a piece of it was done last.")
    reached = models.PositiveBigIntegerField(default=0, help_text="The id of the last submission that was looked at.")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["moved_at"], condition=models.Q(finished_at=None), name="replay_unfinished"),
        ]

    def __str__(self) -> str:
        return f"replay {self.pk}"
