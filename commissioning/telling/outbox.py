"""The outbox: `tell` writes within the decision, `drain` sends what is due and tries again later what failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.telling.models import Message

log = structlog.get_logger(__name__)

BATCH = 100
LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 10


def tell(  # noqa: PLR0913 - what a message is made of
    people: Iterable[Person],
    *,
    event: str,
    subject: str,
    text: str,
    at: datetime,
    case: Case | None = None,
    ask: Ask | None = None,
    path: str = "",
) -> None:
    """Write one message to each person, once for each event. Called inside the decision it tells of.

    It leads to the task, else to the case, and without either to `path`.
    """
    wanted = {person.pk: person for person in people}
    told = set(Message.objects.filter(person__in=wanted, event=event).values_list("person", flat=True))
    for person in (person for pk, person in wanted.items() if pk not in told):
        Message(
            person=person,
            case=case,
            ask=ask,
            path=path,
            event=event,
            subject=subject,
            text=text,
            written_at=at,
            try_at=at,
        ).save(force_insert=True)


def drain(at: datetime) -> int:
    """Send what is due, at least once each; nothing to whoever has left. Returns how many; failures are tried again."""
    sent = 0
    for _ in range(BATCH):
        message = _claim(at)
        if message is None:
            break
        sent += _send(message, at)
    return sent


def _claim(at: datetime) -> Message | None:
    """Take the next message that is due, so that no other worker does; one lost with its worker is tried again."""
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        due = rows.filter(sent_at=None, try_at__lte=at, person__is_active=True).select_related("person", "case")
        message = due.order_by("try_at", "pk").first()
        if message is not None:
            message.attempts += 1
            message.try_at = at + wait_after(message.attempts)
            message.save(update_fields=["attempts", "try_at"])
    return message


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: two minutes, four, eight, at most six hours."""
    return min(timedelta(minutes=2 ** min(attempts, MOST_DOUBLINGS)), LONGEST_WAIT)


def _send(message: Message, at: datetime) -> bool:
    """Send outside any transaction, because a slow mail server must not hold up the database."""
    try:
        EmailMessage(message.subject, body_of(message), to=[message.person.email]).send()
    except (OSError, ValueError) as fault:  # smtplib's errors are OSErrors; a header that cannot be sent, a ValueError
        log.warning("message not sent", message=message.pk, attempts=message.attempts, fault=str(fault))
        message.fault = str(fault)
    else:
        message.sent_at, message.fault = at, ""
    message.save(update_fields=["sent_at", "fault"])
    return message.sent_at is not None


def body_of(message: Message) -> str:
    """Return the e-mail's text: greeting, what happened, and the address where it can be dealt with."""
    return f"Hello {message.person.full_name},\n\n{message.text}\n\n{address_of(message)}\n\nTollgate\n"


def address_of(message: Message) -> str:
    """Return the full address of where it can be dealt with."""
    return f"{settings.BASE_URL}{message.place}"
