"""The messages of one person, as Tollgate shows them."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Person
from commissioning.telling.models import Message


def messages_to(person: Person) -> QuerySet[Message]:
    """Return a person's messages, the newest first."""
    return Message.objects.filter(person=person).select_related("case", "ask").order_by("-written_at", "-pk")


def unread_of(person: Person) -> int:
    """Return how many messages a person has not read yet."""
    return Message.objects.filter(person=person, read_at=None).count()
