"""Putting a task aside for oneself, and back. No decisions about the council's work, so they stand in no ledger."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Person
from accounts.rules import day_of
from commissioning.asks.decisions import require_holder, require_open
from commissioning.asks.models import Ask, Snooze
from commissioning.errors import RefusedError
from govuk.wording import day_in_words


def snooze(ask: Ask, until: date, *, by: Person, at: datetime) -> Snooze:
    """Put a task aside until a day, at most its last one. The same again only sets the day.

    Raises NotAllowedError for who cannot do it, OvertakenError where it is closed, RefusedError for another day.
    """
    require_holder(by, ask, at=at)
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
        require_open(ask)
        ask.refresh_from_db(fields=["due_on", "days_left"])
        _require_day(ask, until, day_of(at))
        found = Snooze.objects.visible_to(by).filter(ask=ask).first() or Snooze(person=by, ask=ask)
        ask.case.refresh_from_db(fields=["head_number"])
        found.until, found.seen = until, ask.case.head_number
        found.save()
    return found


def _require_day(ask: Ask, until: date, today: date) -> None:
    if ask.due_on <= today:
        raise RefusedError("Its last day has come, so it cannot be put aside. Do it, or give it back.")
    if not today < until <= ask.due_on:
        words = f"Enter a day after today, and at most its last day, {day_in_words(ask.due_on)}."
        raise RefusedError(words, {"until": [words]})


def wake(ask: Ask, *, by: Person) -> None:
    """Bring a task back to one's list. Nothing where it was not put aside."""
    for found in Snooze.objects.visible_to(by).filter(ask=ask):
        found.delete()


def asleep(person: Person, at: datetime) -> QuerySet[Snooze]:
    """Return what a person put aside and nothing has brought back, the first to come back first."""
    found = Snooze.objects.visible_to(person).standing(day_of(at))
    return found.select_related("ask__case", "ask__strand", "ask__post__body").order_by("until", "pk")


def sleeping(ask: Ask, at: datetime) -> set[int]:
    """Return the ids of who has put a task aside, so that nobody reminds them of it."""
    return set(Snooze.objects.filter(ask=ask).standing(day_of(at)).values_list("person", flat=True))
