"""The outbox: `tell` writes within the decision, `drain` sends what is due and tries again later what failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.telling.letters import letter_of
from commissioning.telling.models import Message
from commissioning.telling.rules import due, wait_after

log = structlog.get_logger(__name__)

BATCH = 100
MOST_IN_A_DAY = 200


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
    statutory: bool = False,
) -> None:
    """Write one message to each person, once for each event. Called inside the decision it tells of.

    It leads to the task, else to the case, and without either to `path`. Each is told by email as they chose, but at
    once of what is `statutory`.
    """
    wanted = {person.pk: person for person in people}
    told = set(Message.objects.filter(person__in=wanted, event=event).values_list("person", flat=True))
    for person in (person for pk, person in wanted.items() if pk not in told):
        try_at, daily = due(person.mail, at, statutory=statutory)
        Message(
            person=person,
            case=case,
            ask=ask,
            path=path,
            event=event,
            subject=subject,
            text=text,
            written_at=at,
            try_at=try_at,
            daily=daily,
        ).save(force_insert=True)


def add_to_list(person: Person, line: str, *, event: str, subject: str, text: str, at: datetime) -> None:
    """Tell a person of one more thing of an event that is told piece by piece, decision by decision.

    It is a further line of the message that waits, or the first of another where that is being sent already. Called
    inside the decision it tells of.
    """
    same = Message.objects.filter(Q(event=event) | Q(event__startswith=f"{event}/"), person=person)
    rows = same.select_for_update(of=("self",), no_key=True)
    waiting = rows.filter(sent_at=None, attempts=0).order_by("-pk").first()
    if waiting is None:
        parts = same.count()
        own = f"{event}/{parts}" if parts else event
        tell([person], event=own, subject=subject, text=f"{text}\n\n- {line}", at=at, path=reverse("work"))
        return
    waiting.text = f"{waiting.text}\n- {line}"
    waiting.read_at = None
    waiting.save(update_fields=["text", "read_at"])


def drain(at: datetime) -> int:
    """Send what is due, at least once each; nothing to whoever has left. Returns how many; failures are tried again."""
    sent = 0
    for _ in range(BATCH):
        messages = _claim(at)
        if not messages:
            break
        sent += _send(messages, at)
    return sent


def _claim(at: datetime) -> list[Message]:
    """Take the next message that is due, or a person's whole day, so that no other worker does.

    One lost with its worker is tried again.
    """
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        waiting = rows.filter(sent_at=None, try_at__lte=at, person__is_active=True).select_related("person", "case")
        first = waiting.order_by("try_at", "pk").first()
        if first is None:
            return []
        day = waiting.filter(person=first.person_id, daily=True).order_by("pk")[:MOST_IN_A_DAY] if first.daily else []
        claimed = list(day) or [first]
        for message in claimed:
            message.attempts += 1
            message.try_at = at + wait_after(message.attempts)
            message.save(update_fields=["attempts", "try_at"])
    return claimed


def _send(messages: list[Message], at: datetime) -> int:
    """Send outside any transaction, because a slow mail server must not hold up the database."""
    try:
        letter_of(messages).send()
    except (OSError, ValueError) as fault:  # smtplib's errors are OSErrors; a header that cannot be sent, a ValueError
        numbers = [message.pk for message in messages]
        log.warning("email not sent", messages=numbers, attempts=messages[0].attempts, fault=str(fault))
        _note(messages, sent_at=None, fault=str(fault))
        return 0
    _note(messages, sent_at=at, fault="")
    return len(messages)


def _note(messages: list[Message], *, sent_at: datetime | None, fault: str) -> None:
    with transaction.atomic():
        for message in messages:
            message.sent_at, message.fault = sent_at, fault
            message.save(update_fields=["sent_at", "fault"])
