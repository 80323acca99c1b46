"""Messages to people: written in the deciding transaction, sent afterwards, read in Tollgate or by e-mail."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from commissioning.asks.models import Ask
from commissioning.case.models import Case


class Message(models.Model):
    """One message to one person about one thing: to who has an account, or by email alone to somebody outside."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="messages")
    to_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    to_address = models.EmailField(blank=True, default="", db_default="", help_text="Of somebody outside.")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, null=True, related_name="messages")
    path = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Where in Tollgate it is dealt with, of what is about no case.",
    )
    event = models.CharField(max_length=160, help_text="What it tells of; one message per event and person.")
    subject = models.CharField(max_length=300)
    text = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True, help_text="When it is sent next; None: read in Tollgate alone.")
    daily = models.BooleanField(
        default=False, db_default=False, help_text="Whether it goes out with the others of its day, in one email."
    )
    fault = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["try_at"], condition=models.Q(sent_at__isnull=True), name="message_unsent"),
            models.Index(fields=["person", "-written_at"], name="message_by_person"),
            models.Index(fields=["person"], condition=models.Q(read_at__isnull=True), name="message_unread"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "event"], name="message_once")]

    def __str__(self) -> str:
        return self.subject

    @property
    def addressee(self) -> tuple[str, str]:
        """Name and email address of whom it goes to."""
        return (self.person.full_name, self.person.email) if self.person else (self.to_name, self.to_address)

    @property
    def place(self) -> str:
        """Where it can be dealt with: the task, the case where there is nothing to do, or a page of its own."""
        if self.ask_id:
            return reverse("task", args=[self.ask_id])
        return reverse("case", args=[self.case.reference]) if self.case else self.path

    @property
    def invitation(self) -> str:
        """What its link says."""
        if self.ask_id:
            return "Open the task"
        return "Open the case" if self.case_id else "See the details"
