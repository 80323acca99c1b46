"""A meeting with who attended, what it decided on which case, and what was cleared in another system."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Body
from audit.models import Appended, Tracked
from commissioning.case.models import Case
from commissioning.gates.models import SignOff
from commissioning.meetings.kinds import Result


class Meeting(Tracked):
    """A meeting of a body, recorded once and named by every decision it took. A correction of it keeps what it was."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="meetings", help_text="The body whose posts are asked at gates."
    )
    decider = models.CharField(max_length=200, help_text="Who met and decided, as the minutes name it.")
    held_on = models.DateField()
    minutes = models.CharField(max_length=200, help_text="Where its minutes are found.")
    quorum = models.PositiveSmallIntegerField(
        null=True, help_text="How many members it takes by the council's own rules; None where they do not say."
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "decider", "held_on", "minutes"], name="meeting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decider}, {self.held_on}"


class Attendee(Tracked):
    """Somebody who was there. Members count for the quorum; others advised or recorded."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200, blank=True)
    member = models.BooleanField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The person of that name, where exactly one is known here.",
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "position"], name="attendee_position_once")]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.capacity)))


class MeetingDecision(Tracked):
    """What a meeting resolved on one recommendation. It answers the seat of its body.

    Only how it was minuted and counted is ever corrected: what was resolved stands.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meeting_decisions")
    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="meeting_decision")
    minute = models.CharField(max_length=60, help_text="The number of the minute.")
    result = models.CharField(max_length=20, choices=Result)
    consensus = models.BooleanField(help_text="Whether it was taken without a vote.")
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    abstained = models.PositiveSmallIntegerField(null=True)
    present = models.PositiveSmallIntegerField(help_text="How many members took part in this decision.")
    left = models.JSONField(default=list, help_text="Names of those who declared an interest and left for it.")
    quorate = models.BooleanField(null=True, help_text="Whether that reached the quorum; None where none is known.")
    retrospective = models.BooleanField(
        default=False, help_text="Whether it was taken before its submission, or work had begun before it."
    )
    retrospective_reason = models.TextField(blank=True)
    started_on = models.DateField(null=True, help_text="When work began, where it had begun.")

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["case"], condition=models.Q(retrospective=True), name="meeting_retrospective"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(retrospective=False) | ~models.Q(retrospective_reason=""),
                name="meeting_retrospective_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()}, minute {self.minute}"


class MeetingCorrection(Appended):
    """What was corrected in the record of a meeting, or of one decision of it: what it was, what it is, and why."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    decision = models.ForeignKey(
        MeetingDecision,
        on_delete=models.PROTECT,
        null=True,
        related_name="corrections",
        help_text="None: of the meeting itself.",
    )
    was = models.JSONField(help_text="What it was, by fact.")
    now = models.JSONField(help_text="What it was corrected to, by fact.")
    reason = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="meeting_correction_with_reason"),
        ]

    def __str__(self) -> str:
        return f"correction of {self.meeting_id}"


class Clearance(Appended):
    """What was cleared in another system, such as the committee system: it answers a seat without asking twice."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clearances")
    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="clearance")
    system = models.CharField(max_length=100)
    reference = models.CharField(max_length=100)
    cleared_on = models.DateField()
    cleared_by = models.CharField(max_length=200)
    cleared_as = models.CharField(max_length=200)
    version = models.CharField(max_length=300, help_text="Which version of the text it covered, as stated there.")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"
