"""The outbox: `tell` writes within the decision, `drain` sends what is due and tries again later what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import Person
from accounts.reach import reach_of
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.telling.inbox import NOT_IN_SIGHT, REACHABLE, messages_to
from commissioning.telling.letters import letter_of
from commissioning.telling.models import Message
from commissioning.telling.rules import due, wait_after

log = structlog.get_logger(__name__)

BATCH = 100
MOST_IN_A_DAY = 200
LONGEST_SUBJECT: Final = 300
Clock = Callable[[], datetime]


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
    once of what is `statutory`. A subject is cut to what its column takes: the text says all.
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
            subject=subject[:LONGEST_SUBJECT],
            text=text,
            written_at=at,
            try_at=try_at,
            daily=daily,
        ).save(force_insert=True)


def tell_outside(name: str, address: str, *, event: str, subject: str, text: str, path: str, at: datetime) -> None:
    """Write one message to somebody who has no account, sent by email at once. Called inside the decision it tells of.

    `path` must lead to what they may read without signing in.
    """
    Message(
        to_name=name,
        to_address=address,
        path=path,
        event=event,
        subject=subject[:LONGEST_SUBJECT],
        text=text,
        written_at=at,
        try_at=at,
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


def drain(at: datetime, clock: Clock | None = None) -> int:
    """Send what is due, at least once each; nothing to whoever has left. Returns how many; failures are tried again.

    `clock` says when each is taken, so that what is taken late in a long sweep is not due again at once for another
    worker; without one all is taken `at` the beginning. What tells of a case that its reader may not see any more is
    withheld.
    """
    now, sent = clock or (lambda: at), 0
    for _ in range(BATCH):
        due_now, seen = _claim(now())
        if not due_now:
            break
        sent += _send(seen, now) if seen else 0
    return sent


def _claim(at: datetime) -> tuple[list[Message], list[Message]]:
    """Take the next message that is due, or a person's whole day, so that no other worker does.

    Returns what was due, and what of it is to be sent. One lost with its worker is tried again.
    """
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        waiting = rows.filter(REACHABLE, sent_at=None, try_at__lte=at).select_related("person", "case")
        first = waiting.order_by("try_at", "pk").first()
        if first is None:
            return [], []
        day = waiting.filter(person=first.person_id, daily=True).order_by("pk")[:MOST_IN_A_DAY] if first.daily else []
        claimed = list(day) or [first]
        seen = _in_sight(claimed, first.person, at) if first.person else {first.pk}
        for message in claimed:
            _take(message, at) if message.pk in seen else _withhold(message)
    return claimed, [message for message in claimed if message.pk in seen]


def _in_sight(messages: Sequence[Message], person: Person, at: datetime) -> set[int]:
    """The ids of those whose case the person may see now, or that are about none."""
    asked = messages_to(person, reach_of(person, at)).filter(pk__in=[message.pk for message in messages], seen=True)
    return set(asked.values_list("pk", flat=True))


def _take(message: Message, at: datetime) -> None:
    message.attempts += 1
    message.try_at = at + wait_after(message.attempts)
    message.save(update_fields=["attempts", "try_at"])


def _withhold(message: Message) -> None:
    """Settle it without an email, as Tollgate itself shows it no more."""
    message.try_at, message.fault = None, NOT_IN_SIGHT
    message.save(update_fields=["try_at", "fault"])


def _send(messages: list[Message], now: Clock) -> int:
    """Send outside any transaction, because a slow mail server must not hold up the database."""
    try:
        letter_of(messages).send()
    except (OSError, ValueError) as fault:  # smtplib's errors are OSErrors; a header that cannot be sent, a ValueError
        numbers = [message.pk for message in messages]
        log.warning("email not sent", messages=numbers, attempts=messages[0].attempts, fault=str(fault))
        _note(messages, sent_at=None, fault=str(fault))
        return 0
    _note(messages, sent_at=now(), fault="")
    return len(messages)


def _note(messages: list[Message], *, sent_at: datetime | None, fault: str) -> None:
    with transaction.atomic():
        for message in messages:
            message.sent_at, message.fault = sent_at, fault
            message.save(update_fields=["sent_at", "fault"])
