"""What goes out by email: one message, or all of a person's day, as plain text and as a page, with what to open."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from commissioning.telling.models import Message
from govuk.wording import one_line


def letter_of(messages: Sequence[Message]) -> EmailMultiAlternatives:
    """Return the email that tells one person of one or more messages.

    Its id is the first message's own, so that one sent again after a crash is known to mail programs as the same.
    """
    first = messages[0]
    items = [{"subject": found.subject, "text": found.text, "address": address_of(found)} for found in messages]
    name, address = first.addressee
    context = {
        "name": name,
        "items": items,
        "several": len(items) > 1,
        "council": settings.COUNCIL["name"],
        "choices": f"{settings.BASE_URL}{reverse('message-choices')}" if first.person else "",
    }
    host = urlsplit(settings.BASE_URL).hostname
    letter = EmailMultiAlternatives(
        one_line(first.subject) if len(items) == 1 else f"{len(items)} messages from Tollgate",
        render_to_string("commissioning/email/letter.txt", context),
        to=[address],
        headers={"Message-ID": f"<message-{first.pk}@{host}>"},
    )
    letter.attach_alternative(render_to_string("commissioning/email/letter.html", context), "text/html")
    return letter


def address_of(message: Message) -> str:
    """Return the full address of where it can be dealt with."""
    return f"{settings.BASE_URL}{message.place}"
