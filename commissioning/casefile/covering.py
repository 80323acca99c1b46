"""What the pages of cover say: who stands in for whom, what they may do with it, and what they may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse

from accounts.authority import posts_of
from accounts.models import Holding, Person
from accounts.rules import day_of
from accounts.terms import Terms
from audit.models import Entry
from commissioning.casefile.trail import body_of
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.cover.reading import LATELY, of_person
from govuk.wording import day_in_words, exact_pounds, in_words

Row = dict[str, object]

COLOURS = {
    OfferState.OFFERED: "blue",
    OfferState.ACCEPTED: "green",
    OfferState.DECLINED: "red",
    OfferState.WITHDRAWN: "grey",
    OfferState.LAPSED: "yellow",
    OfferState.ENDED: "grey",
}
OPEN = (OfferState.OFFERED, OfferState.ACCEPTED)


@dataclass(frozen=True)
class Covers:
    """A person's offers and covers, each under the heading where they look for it."""

    waiting: list[Row]
    covering: list[Row]
    covered: list[Row]
    arranged: list[Row]
    past: list[Row]


def covers_of(person: Person, at: datetime) -> Covers:
    """Return what a person covers, who covers them, what waits for their answer and what is over."""
    offers, today = list(of_person(person)), day_of(at)
    held = {(holding.post_id, holding.principal_id) for holding in posts_of(person, at)}
    current = [offer for offer in offers if _current(offer, today)]
    mine = [offer for offer in current if offer.person_id == person.pk]
    others = [offer for offer in current if offer.person_id != person.pk]
    return Covers(
        waiting=[_row(offer, person, today) for offer in mine if offer.open],
        covering=[_row(offer, person, today, held) for offer in mine if not offer.open],
        covered=[_row(offer, person, today) for offer in others if offer.principal_id == person.pk],
        arranged=[_row(offer, person, today) for offer in others if offer.principal_id != person.pk],
        past=[_row(offer, person, today) for offer in offers if offer not in current][:LATELY],
    )


def _current(offer: CoverOffer, today: date) -> bool:
    if offer.state == OfferState.ACCEPTED:
        return offer.holding is not None and (offer.holding.ends_on is None or offer.holding.ends_on >= today)
    return offer.open and offer.starts_on >= today


def _row(offer: CoverOffer, person: Person, today: date, held: Iterable[tuple[int, int | None]] | None = None) -> Row:
    stands = held is None or offer.starts_on > today or (offer.post_id, offer.principal_id) in held
    return {
        "title": _title(offer, person),
        "href": reverse("cover-offer", args=[offer.pk]),
        "hint": f"{span(offer)}{limit(offer.value_limit)}{_until(offer, today)}",
        "status": said(offer, today) if stands else "Does not count: they do not hold the post",
        "colour": COLOURS[OfferState(offer.state)] if stands else "yellow",
    }


def _title(offer: CoverOffer, person: Person) -> str:
    post = offer.post.title
    if offer.person_id == person.pk:
        return f"{post}, for {offer.principal.full_name}"
    whose = "" if offer.principal_id == person.pk else f", for {offer.principal.full_name}"
    return f"{post}{whose}: {offer.person.full_name}"


def _until(offer: CoverOffer, today: date) -> str:
    answerable = offer.open and offer.starts_on >= today
    return f". It can be answered until {day_in_words(offer.starts_on)}" if answerable else ""


def said(offer: CoverOffer, today: date) -> str:
    """Return where an offer stands; one whose first day has passed is as good as lapsed."""
    if offer.open and offer.starts_on < today:
        return str(OfferState.LAPSED.label)
    if offer.state == OfferState.ACCEPTED:
        return "In force" if offer.starts_on <= today else f"Begins on {day_in_words(offer.starts_on)}"
    return str(offer.get_state_display())


def span(offer: CoverOffer) -> str:
    """Return from when to when, as it stands now: a cover may have been given an earlier last day."""
    last = offer.holding.ends_on if offer.holding and offer.holding.ends_on else offer.ends_on
    return f"From {day_in_words(offer.starts_on)} to {day_in_words(last)}"


def limit(value_limit: Decimal | None) -> str:
    """Return up to what, as it stands behind the days."""
    return f", up to {exact_pounds(value_limit)}" if value_limit is not None else ""


def asked_in_words(offers: Iterable[CoverOffer]) -> str:
    """Return who asks the reader to cover what, for a banner; nothing where nobody does."""
    names = list(dict.fromkeys(offer.principal.full_name for offer in offers))
    return f"You are asked to cover for {in_words(names)}." if names else ""


def facts(offer: CoverOffer, today: date) -> list[Row]:
    """Return what an offer says, for a summary list."""
    asked_by = "" if offer.offered_by_id == offer.principal_id else f" (arranged by {offer.offered_by.full_name})"
    rows: list[Row] = [
        {"key": "Post", "value": offer.post.title},
        {"key": "Its holder", "value": f"{offer.principal.full_name}{asked_by}"},
        {"key": "Who covers", "value": offer.person.full_name},
        {"key": "When", "value": span(offer)},
        {"key": "Up to", "value": _up_to(offer.value_limit)},
        {"key": "Why", "value": offer.reason},
        {"key": "Where it stands", "value": said(offer, today)},
    ]
    return rows


def _up_to(value_limit: Decimal | None) -> str:
    return exact_pounds(value_limit) if value_limit is not None else "The limit of the post itself"


def proposed(terms: Sequence[Terms], reason: str) -> list[Row]:
    """Return what somebody is about to be asked, for a summary list."""
    first = terms[0]
    last = first.ends_on or first.starts_on
    return [
        {"key": "Posts", "value": "\n".join(found.post.title for found in terms)},
        {"key": "Who is asked", "value": first.person.full_name},
        {"key": "When", "value": f"From {day_in_words(first.starts_on)} to {day_in_words(last)}"},
        {"key": "Up to", "value": _up_to(first.value_limit)},
        {"key": "Why", "value": reason},
    ]


def can_do(person: str, principal: str, titles: Sequence[str], value_limit: Decimal | None) -> list[str]:
    """Return in plain words what a cover lets somebody do."""
    up_to = f" of cases worth up to {exact_pounds(value_limit)} with VAT" if value_limit is not None else ""
    return [
        f"Answer and write what waits for the {in_words(titles)}{up_to}, and see what that post sees.",
        f"Each time it stands in the trail and on the signature as “{person}, for {principal}”.",
    ]


def cannot_do(person: str, principal: str, value_limit: Decimal | None) -> list[str]:
    """Return in plain words what a cover does not let somebody do."""
    beyond = ["Answer for what is worth more than that, or for a case whose value is not known."]
    kept_out = f"Sign or decide where {person} or {principal} wrote the record, signed in another seat of the gate"
    return [
        f"{kept_out}, or declared a conflict of interest.",
        *(beyond if value_limit is not None else []),
        "Hand the cover on to somebody else.",
        f"Act before the first day or after the last, or once {principal} does not hold the post any more.",
        "Go on when either side has ended it, which both can at any time.",
    ]


def limits_of(posts: Sequence[Holding]) -> str:
    """Return a hint of the limits within which posts can be covered; nothing where there is none."""
    limited = [holding for holding in posts if holding.value_limit is not None]
    told = [f"{holding.title} up to {exact_pounds(holding.value_limit or 0)}" for holding in limited]
    return f"Set a limit no higher than the holder’s own: {in_words(told)}." if told else ""


def offer_made_in(entry: Entry) -> CoverOffer:
    """Return the offer that an entry made, for the answer to a repeated request."""
    rows = body_of(Entry.objects.select_related("payload").get(pk=entry.pk))["rows"]
    label = CoverOffer._meta.label_lower
    return CoverOffer.objects.get(pk=next(row["id"] for row in rows if row["model"] == label))
