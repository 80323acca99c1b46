"""Deleting whom to contact about ideas that ended a year ago: details of people outside are not kept for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.rules import day_of
from commissioning.ideas.models import IdeaContact
from commissioning.telling.models import Message

KEPT_FOR: Final = timedelta(days=365)


def forget_contacts(at: datetime) -> int:
    """Delete contacts a year after their idea's last day, or after it was declined or withdrawn; their letters, too.

    Returns how many people were forgotten.
    """
    ended = Q(idea__ended_at__lt=at - KEPT_FOR) | Q(idea__stands_until__lt=day_of(at) - KEPT_FOR)
    found = list(IdeaContact.objects.filter(ended).select_related("idea").order_by("pk"))
    for contact in found:
        with transaction.atomic():
            for letter in Message.objects.filter(person=None, event__startswith=f"{contact.idea.stream_name}/"):
                letter.delete()
            contact.delete()
    return len(found)
