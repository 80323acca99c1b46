"""Who may ask for cover of a post, and who may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.authority import Over, may, posts_of
from accounts.decisions import appointer
from accounts.errors import NotAllowedError, refused
from accounts.models import Holding, Person, Post
from accounts.rights import Right, Role
from accounts.rules import day, day_of
from accounts.terms import Terms, check
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
        return _own_holding(by, post, at)
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


def _own_holding(by: Person, post: Post, at: datetime) -> Holding:
    held = [found for found in posts_of(by, at) if found.post_id == post.pk]
    own = next((found for found in held if found.principal_id is None), None)
    if own is not None:
        return own
    if held:
        raise NotAllowedError(HANDED_ON.format(who=WHO))
    why = f"You can ask a colleague to cover only a post of your own; {post.title} is not."
    raise NotAllowedError(f"{why} Ask {WHO}.")


def require_terms(terms: Terms, at: datetime) -> None:
    """Raise RefusedError, naming the field, unless a person may cover a post on these terms."""
    flaw = flaw_in_start(terms.starts_on, day_of(at))
    if flaw:
        raise refused("starts_on", flaw)
    require_fit(terms, at)
    check(terms)


def require_fit(terms: Terms, at: datetime) -> None:
    """Raise RefusedError unless the post can be covered, and by this person."""
    post = terms.post
    unfit = unfit_post(post.title, BodyKind(post.body.kind))
    if unfit:
        raise refused("post", unfit)
    own = [found.post for found in posts_of(terms.person, at) if found.principal_id is None]
    held = [(Role(found.role), found.body.root_id) for found in own]
    unsuited = flaw_in_person(terms.person.full_name, held, role=Role(post.role), root=post.body.root_id)
    if unsuited:
        raise refused("person", unsuited)


def require_offerable(terms: Terms, by: Person, *, at: datetime) -> Holding:
    """Return the holding in which a person may ask somebody to cover on these terms.

    Raises NotAllowedError when they may not ask, RefusedError, naming the field, when the terms do not hold together.
    """
    principal = terms.principal or terms.person
    holding = require_asker(by, terms.post, principal, at=at)
    if by.pk == terms.person.pk != principal.pk:
        raise NotAllowedError(NOT_YOURSELF)
    require_terms(terms, at)
    same = CoverOffer.objects.filter(person=terms.person, post=terms.post, principal=principal)
    standing = same.filter(state=OfferState.OFFERED, starts_on__lte=terms.ends_on, ends_on__gte=terms.starts_on).first()
    if standing is not None:
        words = f"{terms.person.full_name} is asked already, from {day(standing.starts_on)}. Withdraw that offer first."
        raise refused("person", words)
    return holding
