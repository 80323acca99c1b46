"""The demonstration's letters: what was told in its past was sent and read in its past."""

from __future__ import annotations

from django.db import transaction

from commissioning.telling.models import Message


def settle_letters() -> None:
    """Mark every message as sent when it was written, and as read where what it asked for has been done.

    The worker would otherwise send a year of letters on its first round.
    """
    with transaction.atomic():
        for message in Message.objects.filter(sent_at=None).select_related("ask").order_by("pk"):
            message.sent_at = message.written_at
            done = message.ask is None or not message.ask.open
            message.read_at = message.written_at if done else None
            message.save(update_fields=["sent_at", "read_at"])
