"""Who may ask for cover of a post, and who may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.authority import Over, may, posts_of
from accounts.decisions import appointer
from accounts.errors import NotAllowedError, refused
from accounts.models import Holding, Person, Post
from accounts.reach import Reach, reach_of
from accounts.rights import Right, Role
from accounts.rules import day, day_of
from accounts.terms import Terms, check, held_by
from accounts.vocabulary import BodyKind
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.cover.rules import flaw_in_person, flaw_in_start, unfit_post, watches

HANDED_ON = "You cover this post yourself, and a cover cannot be handed on. Its holder can ask somebody, or {who}."
NOT_YOURSELF = "You cannot arrange that you cover for somebody yourself. Ask another manager or your administrator."
WHO = "whoever arranges cover in the service"


def require_asker(by: Person, post: Post, principal: Person, *, at: datetime) -> Holding:
    """Return the holding in which a person may ask for cover of a post for its holder.

    The holder may, and who arranges cover there for somebody absent. Raises NotAllowedError with the reason in words.
    """
    if by.pk == principal.pk:
        return _own_holding(post, posts_of(by, at))
    holding = require_arranger(by, post, at=at)
    if holding.post_id == post.pk and holding.principal_id == principal.pk:
        raise NotAllowedError(HANDED_ON.format(who=WHO))
    return holding


def require_arranger(by: Person, post: Post, *, at: datetime) -> Holding:
    """Return the holding in which a person may arrange cover of a post of others.

    Managers do not choose who stands in for those who hold them to account: that takes the right to appoint.
    Raises NotAllowedError with the reason in words.
    """
    if not watches(Role(post.role)):
        return require_manager(by, [post.body_id], at=at)
    try:
        return appointer(by, post.body, at=at)
    except NotAllowedError as refusal:
        why = f"The {post.title} takes no part in cases but holds them to account, or keeps who holds which post."
        raise NotAllowedError(f"{why} Its own holder or an administrator asks for cover.") from refusal


def require_manager(by: Person, bodies: Sequence[int], *, scopes: Sequence[str] = (), at: datetime) -> Holding:
    """Return the holding in which a person may see to the work of others at some bodies: as manager or administrator.

    `scopes` are those of the case whose work it is. Raises NotAllowedError with the reason in words.
    """
    answer = may(by, Right.ARRANGE_COVER, on=Over(bodies, scopes=scopes), at=at)
    if answer.holding is not None:
        return answer.holding
    try:
        return appointer(by, None, scopes=scopes, at=at)
    except NotAllowedError as refusal:
        raise NotAllowedError(answer.reason) from refusal


def _own_holding(post: Post, every: Sequence[Holding]) -> Holding:
    held = [found for found in every if found.post_id == post.pk]
    own = next((found for found in held if found.principal_id is None), None)
    if own is not None:
        return own
    if held:
        raise NotAllowedError(HANDED_ON.format(who=WHO))
    why = f"You can ask a colleague to cover only a post of your own; {post.title} is not."
    raise NotAllowedError(f"{why} Ask {WHO}.")


@dataclass
class Asking:
    """Who asks whom to cover for whom, and what is read of them once, however many posts it is about."""

    by: Person
    principal: Person
    person: Person
    posts: Sequence[Post]
    at: datetime

    @cached_property
    def asked(self) -> list[Post]:
        """What the person who is asked holds in their own right."""
        return [found.post for found in posts_of(self.person, self.at) if found.principal_id is None]

    @cached_property
    def held(self) -> list[Holding]:
        """What both hold of the posts."""
        return held_by([self.principal, self.person], self.posts)

    @cached_property
    def offers(self) -> list[CoverOffer]:
        """What the person is asked already, the earliest first."""
        same = CoverOffer.objects.filter(person=self.person, principal=self.principal, state=OfferState.OFFERED)
        return list(same.order_by("starts_on", "pk"))

    @cached_property
    def own(self) -> list[Holding]:
        """What whoever asks holds."""
        return posts_of(self.by, self.at)

    @cached_property
    def reach(self) -> Reach:
        """How far the rights of whoever asks reach."""
        return reach_of(self.by, self.at)

    def clearly_may(self, post: Post) -> bool:
        """Whether they may ask for this post by what was read; where not, `require_asker` has the last word."""
        here = [found.principal_id for found in self.own if found.post_id == post.pk]
        if self.by.pk == self.principal.pk:
            return None in here
        arranging = Right.APPOINT if watches(Role(post.role)) else Right.ARRANGE_COVER
        anywhere = post.body.root_id in self.reach.over(Right.APPOINT)
        return self.principal.pk not in here and (anywhere or post.body_id in self.reach.over(arranging))


def require_fit(terms: Terms, asked: Sequence[Post]) -> None:
    """Raise RefusedError unless the post can be covered, and by a person who holds these posts of their own."""
    post = terms.post
    unfit = unfit_post(post.title, BodyKind(post.body.kind))
    if unfit:
        raise refused("post", unfit)
    held = [(Role(found.role), found.body.root_id) for found in asked]
    unsuited = flaw_in_person(terms.person.full_name, held, role=Role(post.role), root=post.body.root_id)
    if unsuited:
        raise refused("person", unsuited)


def asking(terms: Terms, by: Person, at: datetime, posts: Sequence[Post] = ()) -> Asking:
    """Return who asks whom for whom on these terms, about these posts or the one of the terms."""
    return Asking(by, terms.principal or terms.person, terms.person, posts or [terms.post], at)


def require_offerable(terms: Terms, by: Person, *, at: datetime) -> Holding:
    """Return the holding in which a person may ask somebody to cover on these terms.

    Raises NotAllowedError when they may not ask, RefusedError, naming the field, when the terms do not hold together.
    """
    known = asking(terms, by, at)
    holding = require_asker(by, terms.post, known.principal, at=at)
    _require_terms(terms, known)
    return holding


def require_all_offerable(every: Sequence[Terms], by: Person, *, at: datetime) -> None:
    """Raise as `require_offerable` does for the first of several posts of one person that cannot be offered.

    As many questions for all of them as for one.
    """
    known = asking(every[0], by, at, [terms.post for terms in every])
    for terms in every:
        if not known.clearly_may(terms.post):
            require_asker(by, terms.post, known.principal, at=at)
        _require_terms(terms, known)


def _require_terms(terms: Terms, known: Asking) -> None:
    if known.by.pk == terms.person.pk != known.principal.pk:
        raise NotAllowedError(NOT_YOURSELF)
    flaw = flaw_in_start(terms.starts_on, day_of(known.at))
    if flaw:
        raise refused("starts_on", flaw)
    require_fit(terms, known.asked)
    check(terms, known.held)
    last = terms.ends_on or terms.starts_on
    asked = [found for found in known.offers if found.post_id == terms.post.pk]
    for offer in asked:
        if offer.starts_on <= last and offer.ends_on >= terms.starts_on:
            words = (
                f"{terms.person.full_name} is asked already, from {day(offer.starts_on)}. Withdraw that offer first."
            )
            raise refused("person", words)
