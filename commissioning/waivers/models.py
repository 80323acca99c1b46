"""A waiver, the exact bytes that were handed in of it, and what was answered."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.reach import Reach
from accounts.rights import Right, Role
from audit.models import Appended, Tracked
from commissioning.case.models import Case, in_sight, reaches
from commissioning.fast.rules import same_name
from commissioning.gates.canonical import section_digest
from commissioning.waivers.kinds import WaivedRule, WaiverAction, WaiverGround, WaiverState

LONGEST_NAME = 300


def supplier_key(supplier: str) -> str:
    """Return a supplier's name as names are compared, cut to its column: one letter can spread out into many."""
    return same_name(supplier)[:LONGEST_NAME]


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Waivers as a reader may see them."""

    def within(self, reach: Reach) -> Self:
        """Only the waivers of cases of which somebody of this reach may see the figures: it says who is paid what."""
        return self.filter(in_sight(reach, "case"), reaches(reach, Right.SEE_FIGURES, "case"))


class Waiver(Tracked):
    """A rule of the council's contract rules set aside for one procurement: which, why, for whom, for how long."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="waivers")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=30, unique=True)
    rule = models.CharField(max_length=20, choices=WaivedRule)
    rule_detail = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=20, choices=WaiverGround)
    reason = models.TextField()
    supplier = models.CharField(max_length=LONGEST_NAME)
    supplier_key = models.CharField(max_length=LONGEST_NAME, help_text="The supplier's name as names are compared.")
    value_net = models.DecimalField(max_digits=17, decimal_places=2)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    expires_on = models.DateField(help_text="The last day on which it may be relied upon.")
    begun_on = models.DateField(null=True, help_text="When work began, where it has begun.")
    retrospective = models.BooleanField(
        default=False, help_text="Whether work began, or it was approved orally, before it was approved in writing."
    )
    retrospective_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=WaiverState, default=WaiverState.DRAFTING)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    counted_on = models.DateField(
        null=True, help_text="From when it counts among earlier ones: handed in, then decided."
    )
    decided_at = models.DateTimeField(null=True)
    role = models.CharField(max_length=40, choices=Role, blank=True, help_text="Who is asked to approve it.")
    amount = models.DecimalField(
        max_digits=17,
        decimal_places=2,
        null=True,
        help_text="What decides who approves: its value with that of earlier ones of twelve months.",
    )
    oral_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    oral_at = models.DateTimeField(null=True, help_text="When it was approved orally.")
    reminded_at = models.DateTimeField(null=True, help_text="When it was reminded of that it expires soon.")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["case", "number"]
        indexes: ClassVar = [
            models.Index(fields=["counted_on", "state"], name="waiver_by_day"),
            models.Index(fields=["supplier_key", "counted_on"], name="waiver_by_supplier"),
            models.Index(fields=["expires_on"], condition=models.Q(state="approved"), name="waiver_running"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="waiver_number_once"),
            models.CheckConstraint(condition=models.Q(value_gross__gt=0), name="waiver_of_something"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="waiver_term_in_order"),
            models.CheckConstraint(
                condition=models.Q(retrospective=False) | ~models.Q(retrospective_reason=""),
                name="waiver_retrospective_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def scope(self) -> str:
        """The scope that keeps its authors from answering it."""
        return f"waiver/{self.pk}"

    @property
    def drafting(self) -> bool:
        """Whether it can still be changed."""
        return self.state == WaiverState.DRAFTING

    @property
    def rule_in_words(self) -> str:
        """The rule with its number where that was given."""
        return ": ".join(filter(None, (str(self.get_rule_display()), self.rule_detail)))


class WaiverText(Appended):
    """The exact bytes of a waiver as it was handed in: what is answered is answered to these."""

    untracked: ClassVar[tuple[str, ...]] = ("body",)

    waiver = models.OneToOneField(Waiver, on_delete=models.PROTECT, related_name="text")
    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Text of {self.waiver_id}"

    def fault(self) -> str:
        """Compare the stored bytes with their digest."""
        same = section_digest(self.key, self.version, bytes(self.body)) == self.digest
        return "" if same else "holds other bytes than were submitted"

    @property
    def stated(self) -> dict[str, Any]:
        """The stored bytes, read."""
        found: dict[str, Any] = json.loads(bytes(self.body))
        return found


class WaiverAnswer(Appended):
    """Advice on a waiver, its approval or its refusal. A second thought is a second row."""

    waiver = models.ForeignKey(Waiver, on_delete=models.PROTECT, related_name="answers")
    action = models.CharField(max_length=20, choices=WaiverAction)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="For whom it was given; nobody where in a post of one's own, or before this was kept.",
    )
    reason = models.TextField()
    digest = models.CharField(max_length=64, help_text="The digest of the bytes that were answered.")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["waiver"], condition=models.Q(action__in=["approve", "refuse"]), name="waiver_decided_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} by {self.person_id}"
