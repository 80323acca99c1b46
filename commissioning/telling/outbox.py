"""The outbox: `tell` writes within the decision, `drain` sends what is due and tries again later what failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.telling.models import Message

log = structlog.get_logger(__name__)

BATCH = 100
LONGEST_WAIT = timedelta(hours=6)


def tell(
    people: Iterable[Person],
    *,
    case: Case,
    event: str,
    subject: str,
    text: str,
    at: datetime,
    ask: Ask | None = None,
) -> None:
    """Write one message to each person, once for each event. Called inside the decision it tells of."""
    for person in people:
        Message.objects.get_or_create(
            person=person,
            event=event,
            defaults={
                "case": case,
                "ask": ask,
                "subject": subject,
                "text": text,
                "written_at": at,
                "try_at": at,
            },
        )


def drain(at: datetime) -> int:
    """Send what is due, at least once each. Returns how many were sent; what fails is tried again later."""
    return sum(_send_next(at) for _ in range(BATCH))


def _send_next(at: datetime) -> bool:
    due = Q(sent_at=None) & Q(try_at__lte=at)
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        message = rows.filter(due).order_by("try_at", "pk").first()
        if message is None:
            return False
        message.attempts += 1
        _try(message, at)
        message.save(update_fields=["attempts", "sent_at", "try_at", "fault"])
    return message.sent_at is not None


def _try(message: Message, at: datetime) -> None:
    try:
        EmailMessage(message.subject, body_of(message), to=[message.person.email]).send()
    except OSError as fault:  # smtplib's errors are OSErrors
        log.warning("message not sent", message=message.pk, attempts=message.attempts, fault=str(fault))
        message.fault = str(fault)
        message.try_at = at + min(timedelta(minutes=2**message.attempts), LONGEST_WAIT)
    else:
        message.sent_at, message.fault = at, ""


def body_of(message: Message) -> str:
    """Return the e-mail's text: greeting, what happened, and the address where it can be dealt with."""
    return f"Hello {message.person.full_name},\n\n{message.text}\n\n{address_of(message)}\n\nTollgate\n"


def address_of(message: Message) -> str:
    """Return the full address of the task, or of the case where there is nothing to do."""
    path = reverse("task", args=[message.ask_id]) if message.ask_id else reverse("case", args=[message.case.reference])
    return f"{settings.BASE_URL}{path}"
