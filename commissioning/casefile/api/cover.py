"""Cover: what the caller covers and who covers them, asking a colleague, and their answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authority import posts_of
from accounts.models import Person, Post
from accounts.rules import day_of
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.casefile.api.asking import NEEDED_KEY, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.covering import offer_made_in
from commissioning.casefile.reading import first_answer
from commissioning.cover import decisions
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.cover.reading import arranged_bodies, colleagues, managed, of_person, offer_seen, own_posts
from commissioning.errors import RefusedError
from govuk.fields import LONGEST_REASON

OFFER = OpenApiParameter("offer", OpenApiTypes.INT, OpenApiParameter.PATH, description="The offer's id.")
MOST = 100
ACCEPT, DECLINE, WITHDRAW, END = "accept", "decline", "withdraw", "end"


class OwnPostShape(Shape):
    """A post of the caller's own that a colleague can be asked to cover."""

    id = serializers.IntegerField(source="post_id")
    title = serializers.CharField()
    value_limit = serializers.DecimalField(max_digits=17, decimal_places=2, allow_null=True)


class OfferShape(Shape):
    """An offer to cover a post, and what became of it. It gives no right before it is accepted."""

    id = serializers.IntegerField(source="pk")
    post = serializers.CharField(source="post.title")
    principal = serializers.CharField(source="principal.full_name", help_text="Whose post it is.")
    person = serializers.CharField(source="person.full_name", help_text="Who is asked to cover it.")
    offered_by = serializers.CharField(source="offered_by.full_name")
    starts_on = serializers.DateField()
    ends_on = serializers.SerializerMethodField(help_text="The last day, an earlier one where it was ended early.")
    value_limit = serializers.DecimalField(max_digits=17, decimal_places=2, allow_null=True)
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=OfferState.choices)
    answered_at = serializers.DateTimeField(allow_null=True)
    actions = serializers.SerializerMethodField()

    def get_ends_on(self, offer: CoverOffer) -> str:
        """The last day as it stands now."""
        last = offer.holding.ends_on if offer.holding and offer.holding.ends_on else offer.ends_on
        return last.isoformat()

    def get_actions(self, offer: CoverOffer) -> list[str]:
        """What the caller can do with it."""
        return _actions(offer, self.context["person"], self.context["at"])


def _actions(offer: CoverOffer, person: Person, at: datetime) -> list[str]:
    if offer.state == OfferState.ACCEPTED:
        return [END]
    if not offer.open or offer.starts_on < day_of(at):
        return []
    return [ACCEPT, DECLINE] if offer.person_id == person.pk else [WITHDRAW]


class CoverShape(Shape):
    """The caller's posts, and the newest hundred offers that concern them."""

    posts = OwnPostShape(many=True)
    offers = OfferShape(many=True)


class ProposalShape(Shape):
    """Whom to ask to cover which post, between which days, up to what."""

    post = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="The post's id, as `cover/` gives it.")
    person = serializers.EmailField(help_text="The colleague's address.")
    principal = serializers.EmailField(
        required=False, allow_null=True, help_text="Whose post it is, where a manager arranges cover for them."
    )
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    value_limit = serializers.DecimalField(max_digits=17, decimal_places=2, required=False, allow_null=True)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class OfferDeedShape(Shape):
    """What to do with an offer."""

    action = serializers.ChoiceField(choices=[ACCEPT, DECLINE, WITHDRAW, END])
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")
    on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="With `end`, its last day; left out, it ends at once."
    )


class OfferDoneShape(Shape):
    """What was done: number and digest of the ledger entry."""

    offer = serializers.IntegerField()
    state = serializers.ChoiceField(choices=OfferState.choices)
    entry = serializers.IntegerField()
    digest = serializers.CharField()


class Cover(Address):
    """Who stands in for whom."""

    @documented("read_cover", CoverShape)
    def get(self, _request: Request) -> Response:
        """Read what the caller covers, who covers them, what waits for an answer, and which posts they can offer."""
        person, at = self.person(), self.now()
        told = {"posts": own_posts(person, at), "offers": list(of_person(person)[:MOST])}
        return Response(CoverShape(told, context={"person": person, "at": at}).data)


class Offers(Address):
    """Offers to cover a post."""

    @documented("offer_cover", OfferDoneShape, request=ProposalShape, status=201, parameters=[NEEDED_KEY])
    def post(self, request: Request) -> Response:
        """Ask a colleague to cover a post. Nothing changes until they accept."""
        asked, key = read(ProposalShape, request.data), key_of(request, needed=True)
        person, at = self.person(), self.now()
        principal = _principal(person, asked, at)
        post = _post(person, principal, asked["post"], at)
        terms: dict[str, Any] = {name: asked.get(name) for name in ("starts_on", "ends_on", "value_limit", "reason")}
        try:
            offer = decisions.offer_cover(
                post, principal=principal, person=_colleague(post, asked, at), **terms, by=person, at=at, key=key
            )
        except RepeatedError as repeated:
            return _done(offer_made_in(repeated.entry), repeated.entry, status.HTTP_201_CREATED)
        return _done(offer, first_answer(person, key), status.HTTP_201_CREATED)


def _principal(person: Person, asked: dict[str, Any], at: datetime) -> Person:
    """Whose post it is: the caller's, or of somebody for whom they arrange cover."""
    address = asked.get("principal") or person.email
    if address.lower() == person.email:
        return person
    found = managed(person, at).filter(email=address.lower()).first()
    if found is None:
        raise _unknown("principal", "You arrange cover for nobody with this address.")
    return found


def _post(person: Person, principal: Person, number: int, at: datetime) -> Post:
    """One of the principal's posts, or one that the caller covers. Of any other nobody learns whether there is one."""
    bodies = set() if principal.pk == person.pk else arranged_bodies(person, at)
    held = posts_of(principal, at)
    posts = {found.post_id: found.post for found in held if not bodies or found.post.body_id in bodies}
    if number not in posts:
        raise _unknown("post", "This is no post that you can ask somebody to cover. Use an id that cover/ gives.")
    return posts[number]


def _colleague(post: Post, asked: dict[str, Any], at: datetime) -> Person:
    found = colleagues([post], at).filter(email=asked["person"].lower()).first()
    if found is None:
        raise _unknown("person", "No colleague in the organisation of this post has this address.")
    return found


def _unknown(field: str, words: str) -> RefusedError:
    return RefusedError(words, {field: [words]})


class OneOffer(Address):
    """One offer to cover a post."""

    @documented("answer_cover", OfferDoneShape, request=OfferDeedShape, parameters=[OFFER, NEEDED_KEY])
    def post(self, request: Request, offer: int) -> Response:
        """Accept or decline an offer, withdraw it, or end the cover, once for each key."""
        asked, key = read(OfferDeedShape, request.data), key_of(request, needed=True)
        person, at = self.person(), self.now()
        found = offer_seen(person, offer, at)
        if found is None:
            raise Http404
        try:
            _carry_out(found, asked, by=person, at=at, key=key)
        except RepeatedError as repeated:
            return _done(found, repeated.entry, status.HTTP_200_OK)
        return _done(found, first_answer(person, key), status.HTTP_200_OK)


def _carry_out(offer: CoverOffer, asked: dict[str, Any], *, by: Person, at: datetime, key: str) -> None:
    who: dict[str, Any] = {"by": by, "at": at, "key": key}
    if asked["action"] == ACCEPT:
        decisions.accept_cover(offer, **who)
    elif asked["action"] == DECLINE:
        decisions.decline_cover(offer, reason=asked["reason"], **who)
    elif asked["action"] == WITHDRAW:
        decisions.withdraw_cover(offer, reason=asked["reason"], **who)
    else:
        decisions.end_cover(offer, on=asked["on"], reason=asked["reason"], **who)


def _done(offer: CoverOffer, entry: Entry | None, code: int) -> Response:
    told = {"offer": offer.pk, "state": offer.state, "entry": entry and entry.number, "digest": entry and entry.digest}
    return Response(OfferDoneShape(told).data, status=code)
