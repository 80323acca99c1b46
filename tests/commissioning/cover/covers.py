"""Offers and covers between people of the demonstration council."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import Person, Post
from accounts.rules import day_of
from commissioning.cover.decisions import accept_cover, offer_cover
from commissioning.cover.models import CoverOffer
from tests.accounts.factories import a_key
from tests.council import AT

TODAY = day_of(AT)
WEEK = timedelta(days=7)


def a_post_of(person: Person) -> Post:
    """The first post a person holds in their own right."""
    held = person.holdings.filter(principal=None).select_related("post__body").order_by("pk")
    return held[0].post


def offered(  # what may be said of an offer
    principal: Person,
    person: Person,
    *,
    post: Post | None = None,
    starts_on: date = TODAY,
    ends_on: date = TODAY + WEEK,
    value_limit: Decimal | None = None,
    by: Person | None = None,
    at: datetime = AT,
    key: str = "",
) -> CoverOffer:
    """A new offer to cover a post of the principal's, for a week from today unless told otherwise."""
    return offer_cover(
        post or a_post_of(principal),
        principal=principal,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        value_limit=value_limit,
        reason="Annual leave.",
        by=by or principal,
        at=at,
        key=key or a_key(),
    )


def accepted(offer: CoverOffer, at: datetime = AT) -> CoverOffer:
    """The offer, accepted by the person who is asked."""
    accept_cover(offer, by=offer.person, at=at, key=a_key())
    return CoverOffer.objects.select_related("holding", "person", "principal", "offered_by", "post__body").get(
        pk=offer.pk
    )
