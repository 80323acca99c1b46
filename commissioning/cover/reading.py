"""Offers and covers as people and the worker look for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Body, Holding, Person, Post
from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer

GONE = Q(person__is_active=False) | Q(principal__is_active=False)
LATELY = 20


def told(offers: QuerySet[CoverOffer]) -> QuerySet[CoverOffer]:
    """Return offers with all that is said of them."""
    return offers.select_related("person", "principal", "offered_by", "post__body", "holding")


def unanswered(today: date) -> QuerySet[CoverOffer]:
    """Return the open offers whose first day has passed, or of which one party has left."""
    late = told(CoverOffer.objects.filter(state=OfferState.OFFERED))
    return late.filter(Q(starts_on__lt=today) | GONE).order_by("pk")


def over(today: date) -> QuerySet[CoverOffer]:
    """Return the accepted covers whose last day has passed, or of which one party has left."""
    accepted = told(CoverOffer.objects.filter(state=OfferState.ACCEPTED))
    return accepted.filter(Q(holding__ends_on__lt=today) | GONE).order_by("pk")


def of_person(person: Person) -> QuerySet[CoverOffer]:
    """Return every offer that concerns a person, as asked, as holder of the post or as who asked; the newest first."""
    own = Q(person=person) | Q(principal=person) | Q(offered_by=person)
    return told(CoverOffer.objects.filter(own)).order_by("-offered_at", "-pk")


def waiting_for(person: Person, at: datetime) -> QuerySet[CoverOffer]:
    """Return the offers that wait for a person's answer and can still be answered."""
    open_ones = CoverOffer.objects.filter(person=person, state=OfferState.OFFERED, starts_on__gte=day_of(at))
    return told(open_ones).order_by("starts_on", "pk")


def offer_seen(person: Person, offer_id: int, at: datetime) -> CoverOffer | None:
    """Return an offer that a person may know of: their own, or of a post in a service where they arrange cover."""
    offer = told(CoverOffer.objects.filter(pk=offer_id)).first()
    if offer is None or person.pk in (offer.person_id, offer.principal_id, offer.offered_by_id):
        return offer
    return offer if offer.post.body_id in arranged_bodies(person, at) else None


def arranged_bodies(person: Person, at: datetime) -> set[int]:
    """Return the ids of the bodies in which a person arranges cover, as their manager or as administrator."""
    reach = reach_of(person, at)
    found = set(reach.over(Right.ARRANGE_COVER)) | set(reach.over(Right.APPOINT))
    if reach.over(Right.APPOINT):
        found |= set(Body.objects.exclude(kind=BodyKind.SUPPLIER).values_list("pk", flat=True))
    return found


def own_posts(person: Person, at: datetime) -> list[Holding]:
    """Return what a person holds in their own right today and can be covered, by the post's title."""
    held = Holding.objects.dated(day_of(at)).filter(person=person, person__is_active=True, principal=None)
    found = held.exclude(post__body__kind=BodyKind.SUPPLIER).select_related("post__body")
    return sorted(found, key=lambda holding: holding.title)


def colleagues(posts: Iterable[Post], at: datetime) -> QuerySet[Person]:
    """Return who holds a post of their own in the organisations of these posts today, by name."""
    roots = {post.body.root_id for post in posts}
    held = Holding.objects.dated(day_of(at)).filter(person=OuterRef("pk"), principal=None)
    inside = Q(post__body__in=roots) | Q(post__body__parent__in=roots)
    return Person.objects.filter(Exists(held.filter(inside)), is_active=True).order_by("full_name", "pk")


def managed(person: Person, at: datetime) -> QuerySet[Person]:
    """Return the others for whom a person may arrange cover today, by name."""
    bodies = arranged_bodies(person, at)
    held = Holding.objects.dated(day_of(at)).filter(person=OuterRef("pk"), principal=None, post__body__in=bodies)
    here = Person.objects.filter(Exists(held), is_active=True).exclude(pk=person.pk)
    return here.order_by("full_name", "pk")
