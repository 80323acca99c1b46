"""Nominations as people read them: who may look, what waits for a second person, what became of each."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.http import Http404
from django.urls import reverse

from accounts.errors import NotAllowedError
from accounts.models import Nomination, Person, Post
from accounts.nominating import nominations_seen, seconds
from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import pounds
from accounts.vocabulary import Nominated
from audit.models import Entry
from commissioning.casefile.wording import stacked
from govuk.wording import day_in_words, in_words

MOST = 100  # nominations that are listed
HEAD = [{"text": text} for text in ("Who", "Post", "Nominated by", "State")]
COLOURS = {Nominated.WAITING: "blue", Nominated.CONFIRMED: "green", Nominated.DECLINED: "red"}
NOT_YOURS = "Nominations are for who keeps appointments. Ask the system administrator to appoint somebody."
NOBODY = "Nobody else may appoint there. Have a second administrator appointed, or decline the nomination."


def require_appointer(person: Person, at: datetime) -> None:
    """Raise NotAllowedError for who may appoint nowhere."""
    if not reach_of(person, at).over(Right.APPOINT):
        raise NotAllowedError(NOT_YOURS)


def nominations_of(person: Person, at: datetime) -> list[Nomination]:
    """Return the newest nominations that a person may know of: what waits first."""
    return list(nominations_seen(person, at).order_by(F("answered_at").desc(nulls_first=True), "-pk")[:MOST])


def nomination_of(person: Person, number: int, at: datetime) -> Nomination:
    """Return a nomination that a person may know of. Raises Http404 for any other."""
    found = nominations_seen(person, at).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def nomination_made(person: Person, post: Post, entry: Entry) -> Nomination:
    """Return the nomination that an entry made."""
    return Nomination.objects.get(person=person, post=post, nominated_by=entry.person, nominated_at=entry.at)


def rows_of(found: list[Nomination]) -> list[list[dict[str, object]]]:
    """Return nominations as rows of a table."""
    rows: list[list[dict[str, object]]] = [
        [
            {"text": one.person.full_name, "href": reverse("nomination", args=[one.pk]), "header": True},
            {"text": one.post.title},
            {"text": f"{_nominator(one)}, {day_in_words(one.nominated_at)}"},
            {"text": str(one.state.label)},
        ]
        for one in found
    ]
    return stacked(HEAD, rows)


def summary_of(found: Nomination) -> list[dict[str, object]]:
    """Return the terms of a nomination, who made it and who answered it, for a summary list."""
    answered = found.answered_by and found.answered_at
    rows = [
        ("Who", found.person.full_name),
        ("Post", found.post.title),
        ("First day", day_in_words(found.starts_on)),
        ("Last day", day_in_words(found.ends_on) if found.ends_on else "None"),
        ("Up to", pounds(found.value_limit) if found.value_limit is not None else "Any value"),
        ("Nominated by", f"{_nominator(found)}, {day_in_words(found.nominated_at)}"),
        *([("Answered by", _answered(found))] if answered else []),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _nominator(found: Nomination) -> str:
    acted_for = f" for {found.nominated_for.full_name}" if found.nominated_for else ""
    return f"{found.nominated_by.full_name}{acted_for}"


def _answered(found: Nomination) -> str:
    return f"{found.answered_by}, {day_in_words(found.answered_at)}" if found.answered_at else ""


def next_of(found: Nomination, person: Person, able: list[Person]) -> str:
    """Return what happens next with a nomination, to whoever reads it; "" where they can confirm it themselves."""
    if found.state != Nominated.WAITING or person in able:
        return ""
    who = in_words(one.full_name for one in able)
    return f"It takes effect once a second person confirms it: {who}." if who else NOBODY


def able_to_confirm(found: Nomination, at: datetime) -> list[Person]:
    """Return who may confirm a nomination that waits."""
    return seconds(found, at) if found.state == Nominated.WAITING else []
