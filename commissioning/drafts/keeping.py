"""Keeping what is typed until it is saved, thrown away or old, and noting who has a page open."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, TextField, Value, When
from django.http import QueryDict

from accounts.models import Person
from audit.models import Entry
from commissioning.drafts import slips
from commissioning.drafts.models import LONGEST_READ, Draft
from commissioning.drafts.slips import Slip
from commissioning.errors import RefusedError

OPEN_FOR = timedelta(minutes=15)  # without a sign of life: long enough to read, short enough not to mislead
KEPT_FOR = timedelta(days=30)  # as long as a task may lie; a draft is no archive
WHOLE = ""  # the section of a page that has no sections of its own
SEEN_EVERY = timedelta(minutes=1)
MOST_KEPT = 200  # drafts of one person: more than anybody has in work
LONGEST = 500_000  # characters of one draft: ten times the longest record
# What belongs to one showing of a page, not to what was typed on it.
OF_THE_PAGE = {"csrfmiddlewaretoken", slips.NAME, "key", "read", "digest", "then", "add_another"}


@dataclass(frozen=True)
class Desk:
    """A page as its reader finds it: what they typed on it before, and who else has it open."""

    own: Draft
    typed: QueryDict | None
    others: Sequence[Draft]


def around(place: str, person: Person, at: datetime) -> list[Draft]:
    """Return every page of one place that the reader has a draft of, and those that others have open now.

    What was typed is read of the reader's own alone, as `kept`.
    """
    here = Q(person=person) | Q(seen_at__gt=at - OPEN_FOR)
    kept = Case(When(person=person, then=F("typed")), default=Value(""), output_field=TextField())
    rows = Draft.objects.filter(here, place=place).defer("typed").annotate(kept=kept)
    return list(rows.select_related("person").order_by("opened_at", "pk"))


def open_page(place: str, section: str, *, by: Person, at: datetime) -> Desk:
    """Note that a person has a page open for writing. Returns what they typed on it before, and who else is there."""
    found: list[Any] = [row for row in around(place, by, at) if row.section == section]
    own = next((row for row in found if row.person_id == by.pk), None)
    others = [row for row in found if row.person_id != by.pk]
    if own is None:
        return Desk(_opened(by, place, section, at), None, others)
    _show_life(own, at)
    return Desk(own, _fields(own.kept) if own.typed_at else None, others)


def own_draft(place: str, section: str, *, by: Person) -> Desk | None:
    """Return what a person typed on a page and did not save; None where there is nothing."""
    own = Draft.objects.filter(person=by, place=place, section=section, typed_at__isnull=False).first()
    return Desk(own, _fields(own.typed), ()) if own else None


def keep(slip: Slip, sent: QueryDict, *, at: datetime) -> Draft:
    """Keep what is typed on a page for the person of its slip. Raises RefusedError, saying why, where it cannot be.

    A page that was saved keeps nothing more: what is sent under its key is late.
    """
    person = Person.objects.filter(pk=slip.person, is_active=True).first()
    if person is None:
        raise RefusedError("Not kept: this account is closed.")
    if Entry.objects.filter(person=person, key=_clean(sent.get("key", ""))).exists():
        raise RefusedError("This page was saved already. Open it again to go on.")
    typed = _as_kept(sent)
    if len(typed) > LONGEST:
        raise RefusedError("Not kept: it is too long. Save it, or shorten it.")
    with transaction.atomic():
        now = {"typed": typed, "typed_at": at, "read": _read(sent), "seen_at": at}
        named = {"person": person, "place": slip.place, "section": slip.section}
        draft, _ = Draft.objects.update_or_create(**named, defaults=now, create_defaults={**now, "opened_at": at})
        _drop_oldest(person)
    return draft


def throw_away(slip: Slip, *, by: Person) -> None:
    """Forget what a person typed on a page of theirs. Raises RefusedError for a page of somebody else."""
    if slip.person != by.pk:
        raise RefusedError("That draft is not yours. Nothing was thrown away.")
    forget(by, slip.place, [slip.section])


def forget(person: Person, place: str, sections: Collection[str]) -> None:
    """Delete a person's drafts of what they saved, and that they have it open."""
    Draft.objects.filter(person=person, place=place, section__in=sections).delete()


def clear_old(at: datetime) -> int:
    """Delete the drafts, and the notes of open pages, that nobody has come back to. Returns how many."""
    deleted, _ = Draft.objects.filter(seen_at__lte=at - KEPT_FOR).delete()
    return deleted


def _opened(person: Person, place: str, section: str, at: datetime) -> Draft:
    row = Draft(person=person, place=place, section=section, opened_at=at, seen_at=at)
    with suppress(IntegrityError):  # another window of theirs was first
        row.save(force_insert=True)
    return row


def _show_life(own: Draft, at: datetime) -> None:
    """Note that a page is still open; one that was left for a while is opened anew."""
    gone = own.seen_at <= at - OPEN_FOR
    if gone:
        own.opened_at = at
    if own.seen_at <= at - SEEN_EVERY:
        own.seen_at = at
        own.save(update_fields=["opened_at", "seen_at"])


def _fields(typed: str) -> QueryDict:
    """What was typed as the page would send it."""
    found = QueryDict(mutable=True)
    for name, values in json.loads(typed).items():
        found.setlist(name, values)
    return found


def _as_kept(sent: QueryDict) -> str:
    """The fields of a page as text. No database takes a NUL, and nobody types one."""
    fields = {_clean(name): [_clean(value) for value in sent.getlist(name)] for name in sent if name not in OF_THE_PAGE}
    return json.dumps(fields, ensure_ascii=False)


def _clean(text: str) -> str:
    return text.replace("\0", "")


def _read(sent: QueryDict) -> str:
    read = _clean(sent.get("read", ""))
    return read if len(read) <= LONGEST_READ else ""


def _drop_oldest(person: Person) -> None:
    """Let go of what was typed longest ago, where there are more drafts than anybody works on."""
    kept = Draft.objects.filter(person=person, typed_at__isnull=False).order_by("-typed_at", "-pk")
    for draft in kept.only("pk")[MOST_KEPT:]:
        draft.delete()
