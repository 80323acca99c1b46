"""Word of a nomination, in the same decision: to who can confirm it, to who is nominated, to who nominated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from accounts.models import Nomination, Person
from accounts.nominating import seconds
from accounts.rules import day, pounds
from accounts.vocabulary import Nominated
from commissioning.telling.outbox import tell

NOBODY = (
    "Nobody else may appoint there, so nobody can confirm it yet. Have a second administrator appointed, or take the "
    "nomination back."
)


def tell_of_nomination(nomination: Nomination, step: Nominated, at: datetime, why: str) -> None:
    """Tell everyone concerned what became of a nomination."""
    WORDS[step](nomination, at, why)


def terms_in_words(nomination: Nomination) -> str:
    """Return from when, until when and up to what value, as it reads after a post."""
    until = f" until {day(nomination.ends_on)}" if nomination.ends_on else ""
    limit = f", up to {pounds(nomination.value_limit)}" if nomination.value_limit is not None else ""
    return f"from {day(nomination.starts_on)}{until}{limit}"


def _nominated(found: Nomination, at: datetime, _why: str) -> None:
    who, post, by = found.person.full_name, found.post.title, found.nominated_by.full_name
    able = seconds(found, at)
    text = (
        f"{by} nominated {who} for the post of {post}, {terms_in_words(found)}. It takes effect once a second person "
        "confirms it. Confirm it, or decline it and say why."
    )
    _tell(able, found, "second", f"{who} is nominated for {post}: a second person confirms", text, at)
    text = (
        f"{by} nominated you for the post of {post}, {terms_in_words(found)}. You need do nothing: a second person "
        "confirms or declines it, and you are told."
    )
    _tell([found.person], found, "nominated", f"You are nominated for {post}", text, at)
    if not able:
        _tell([found.nominated_by], found, "nobody", f"Nobody can confirm the nomination for {post}", NOBODY, at)


def _confirmed(found: Nomination, at: datetime, _why: str) -> None:
    who, post, by = found.person.full_name, found.post.title, _answerer(found)
    text = f"{by} confirmed it: you hold the post of {post} {terms_in_words(found)}."
    _tell([found.person], found, "confirmed", f"You hold the post of {post}", text, at)
    text = f"{by} confirmed your nomination: {who} holds the post of {post} {terms_in_words(found)}."
    _tell([found.nominated_by], found, "confirmed", f"{who} is appointed to {post}", text, at)


def _declined(found: Nomination, at: datetime, why: str) -> None:
    who, post, by = found.person.full_name, found.post.title, _answerer(found)
    text = f"{by} declined the nomination of {who} for the post of {post}: {why}"
    others = [one for one in (found.nominated_by, found.person) if one.pk != found.answered_by_id]
    _tell(others, found, "declined", f"The nomination for {post} was declined", text, at)


WORDS: Mapping[Nominated, Callable[[Nomination, datetime, str], None]] = {
    Nominated.WAITING: _nominated,
    Nominated.CONFIRMED: _confirmed,
    Nominated.DECLINED: _declined,
}


def _answerer(found: Nomination) -> str:
    return found.answered_by.full_name if found.answered_by else "Somebody"


def _tell(people: Iterable[Person], found: Nomination, what: str, subject: str, text: str, at: datetime) -> None:
    path = reverse("nomination", args=[found.pk])
    tell(people, event=f"nomination/{found.pk}/{what}", subject=subject, text=text, path=path, at=at)
