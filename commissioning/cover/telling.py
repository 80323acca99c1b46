"""Who is told what about cover, in the same decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from accounts.models import Person
from accounts.rules import day, day_of
from commissioning.asks.models import Ask
from commissioning.asks.worklist import work_list
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.cover.rules import terms_in_words
from commissioning.telling.outbox import tell
from commissioning.vocabulary import AskKind
from govuk.wording import how_many, in_words

MOST_NAMED = 5
MOST_LOOKED_AT = 50


def offered(offer: CoverOffer, at: datetime) -> None:
    """Tell the person who is asked, and the holder where somebody else asked for them."""
    asks, post = offer.offered_by.full_name, offer.post.title
    own = offer.offered_by_id == offer.principal_id
    for_whom = "" if own else f" for {offer.principal.full_name}"
    until = f"Accept or decline it by {day(offer.starts_on)}: an offer that is not answered on its first day lapses."
    text = f"{asks} asks you to cover the post of {post}{for_whom} {_terms(offer)}: {offer.reason}\n\n{until}"
    _tell([offer.person], offer, "offered", f"{asks} asks you to cover {post}{for_whom}", text, at)
    if not own:
        text = f"{asks} has asked {offer.person.full_name} to cover your post of {post} {_terms(offer)}: {offer.reason}"
        note = "It counts once they accept. You can withdraw it, and end the cover at any time."
        _tell([offer.principal], offer, "arranged", f"{asks} arranges cover for you", f"{text}\n\n{note}", at)


def answered(offer: CoverOffer, at: datetime, *, why: str = "") -> None:
    """Tell the holder, and whoever asked for them, what the answer is."""
    name, post = offer.person.full_name, offer.post.title
    if offer.state == OfferState.ACCEPTED:
        subject, text = (
            f"{name} covers {post}",
            f"{name} covers {post} for {offer.principal.full_name} {_terms(offer)}.",
        )
    else:
        subject = f"{name} declined to cover {post}"
        text = f"{name} does not cover the post of {post} {_terms(offer)}: {why}\n\nAsk somebody else if need be."
    _tell([offer.principal, offer.offered_by], offer, str(offer.state), subject, text, at)


def withdrawn(offer: CoverOffer, by: Person, at: datetime) -> None:
    """Tell the others that the offer is taken back."""
    asked = f"the offer to {offer.person.full_name} to cover {offer.post.title} {_terms(offer)}"
    others = [person for person in (offer.person, offer.principal, offer.offered_by) if person.pk != by.pk]
    subject, text = f"The offer to cover {offer.post.title} is withdrawn", f"{by.full_name} has withdrawn {asked}."
    _tell(others, offer, "withdrawn", subject, text, at)


def lapsed(offer: CoverOffer, at: datetime) -> None:
    """Tell everybody that nobody covers."""
    text = (
        f"{offer.person.full_name} did not answer whether they cover the post of {offer.post.title} {_terms(offer)}, "
        "so the offer has lapsed and nobody covers it by this offer. Ask again, or ask somebody else."
    )
    people = [offer.principal, offer.offered_by, offer.person]
    _tell(people, offer, "lapsed", f"Nobody covers {offer.post.title} yet", text, at)


def ended(offer: CoverOffer, by: Person, on: date | None, at: datetime) -> None:
    """Tell the other party that the cover ends, and the holder what is open where it has ended."""
    when = f"has its last day on {day(on)}" if on else "has ended"
    text = f"{by.full_name} ended the cover of {offer.post.title} for {offer.principal.full_name}: it {when}."
    subject = f"The cover of {offer.post.title} {'ends' if on else 'has ended'}"
    event = f"ended/{on or 'now'}"
    _tell([person for person in (offer.person,) if person != by], offer, event, subject, text, at)
    _tell([offer.principal], offer, event, subject, text if on else f"{text}\n\n{waiting(offer, at)}", at)


def ran_out(offer: CoverOffer, at: datetime) -> None:
    """Tell both that the cover is over, and the holder what is open."""
    text = f"The cover of {offer.post.title} for {offer.principal.full_name} by {offer.person.full_name} is over."
    subject = f"The cover of {offer.post.title} is over"
    _tell([offer.person], offer, "over", subject, text, at)
    _tell([offer.principal], offer, "over", subject, f"{text}\n\n{waiting(offer, at)}", at)


def waiting(offer: CoverOffer, at: datetime) -> str:
    """Return what waits for the post's holder again, the most pressing first."""
    asks = work_list(offer.principal, at, size=MOST_LOOKED_AT).asks
    own = [ask for ask in asks if ask.post_id == offer.post_id]
    if not own:
        return "Nothing is open in this post."
    named = [f"{ask.case.reference}, {asked(ask)} ({_due(ask.due_on, day_of(at))})" for ask in own[:MOST_NAMED]]
    rest = len(own) - len(named)
    told = in_words([*named, how_many(rest, "more,more")] if rest else named)
    return f"{how_many(len(own), 'task is,tasks are')} open in this post and with you again: {told}."


def asked(ask: Ask) -> str:
    """Return what is asked: what a seat is called only repeats whose it is."""
    said = ask.kind in (AskKind.WRITE, AskKind.RECORD)
    return ask.title if said else f"{ask.get_kind_display()}: {ask.get_stage_display().lower()}"


def _due(due_on: date, today: date) -> str:
    return f"{'was' if due_on < today else 'is'} due {day(due_on)}"


def _terms(offer: CoverOffer) -> str:
    return terms_in_words(offer.starts_on, offer.ends_on, offer.value_limit)


def _tell(people: Iterable[Person], offer: CoverOffer, what: str, subject: str, text: str, at: datetime) -> None:
    path = reverse("cover-offer", args=[offer.pk])
    tell(people, event=f"cover/{offer.pk}/{what}", subject=subject, text=text, path=path, at=at)
