"""Noting that a message was read: no decision about the council's work, so it stands in no ledger."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Person
from commissioning.telling.models import Message


def mark_read(person: Person, message_id: int | None, *, at: datetime) -> int:
    """Note that a person has read one of their messages, or all of them. Returns how many were unread."""
    unread = Message.objects.filter(person=person, read_at=None).order_by("pk")
    found = list(unread if message_id is None else unread.filter(pk=message_id))
    for message in found:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return len(found)
