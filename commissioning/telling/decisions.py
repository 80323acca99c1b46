"""What people decide about their own messages, and what is tried again: no council business, so in no ledger."""

from __future__ import annotations

from datetime import datetime

from accounts.errors import NotAllowedError
from accounts.models import Person
from accounts.vocabulary import Mail
from commissioning.telling.inbox import unsent
from commissioning.telling.models import Message


def mark_read(person: Person, message_id: int | None, *, at: datetime) -> int:
    """Note that a person has read one of their messages, or all of them. Returns how many were unread."""
    unread = Message.objects.filter(person=person, read_at=None).order_by("pk")
    found = list(unread if message_id is None else unread.filter(pk=message_id))
    for message in found:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return len(found)


def choose_mail(person: Person, mail: Mail) -> None:
    """Choose how one is told by email from now on. What the law asks for comes at once all the same.

    Whoever chooses none is not sent either what waits for the next morning.
    """
    person.mail = mail
    person.save(update_fields=["mail"])
    if mail == Mail.NONE:
        for message in Message.objects.filter(person=person, sent_at=None, daily=True, try_at__isnull=False):
            message.try_at = None
            message.save(update_fields=["try_at"])


def try_again(*, sees: bool, at: datetime) -> int:
    """Send at once what could not be sent, instead of waiting for its turn. Returns how many messages.

    Raises NotAllowedError unless the person `sees` what could not be sent.
    """
    if not sees:
        raise NotAllowedError("Only an administrator can send messages again. They go out by themselves as well.")
    found = list(unsent())
    for message in found:
        message.try_at = at
        message.save(update_fields=["try_at"])
    return len(found)
