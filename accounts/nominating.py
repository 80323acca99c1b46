"""Four eyes on who decides: one person nominates for a post with deciding rights, a second one confirms.

The system, which installs a council and its first people, appoints without it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, Q, QuerySet

from accounts.authority import holders_over
from accounts.decisions import appointed_over, appointer
from accounts.errors import NotAllowedError, OvertakenError, refused
from accounts.models import Body, Holding, Nomination, Person, Post
from accounts.ports import nomination_told
from accounts.reach import reach_of
from accounts.rights import Right, Role, takes_two
from accounts.terms import Terms, check, hold
from accounts.verbs import Verb
from accounts.vocabulary import BodyKind, Nominated
from audit.deciding import Decision, deciding

COLUMNS = [field.name for field in Nomination._meta.concrete_fields if field.name not in ("id", "post")]


def nominate(  # noqa: PLR0913 - an appointment's terms
    person: Person,
    post: Post,
    *,
    starts_on: date,
    ends_on: date | None = None,
    value_limit: Decimal | None = None,
    by: Person,
    at: datetime,
    key: str,
) -> Nomination:
    """Nominate a person for a post. It gives them nothing until a second person with the right confirms it.

    Raises NotAllowedError when people nominate themselves, RefusedError when the terms do not hold together.
    """
    terms = Terms(person, post, None, starts_on, ends_on, value_limit)
    with deciding(Verb.PERSON_NOMINATED, post.body, by=by, at=at, key=key, asked=terms.asked()) as decision:
        principal = _require(decision, by, post)
        if by.pk == person.pk:
            raise NotAllowedError("You cannot nominate yourself. Ask another administrator to do so.")
        if principal == person.pk:
            raise NotAllowedError(f"You act for {person.full_name}, so another administrator nominates them.")
        if Nomination.objects.filter(person=person, post=post, answered_at=None).exists():
            raise refused("person", f"{person.full_name} is nominated for {post.title} already. It waits for a second.")
        check(terms)
        made = Nomination(
            person=person,
            post=post,
            starts_on=starts_on,
            ends_on=ends_on,
            value_limit=value_limit,
            nominated_by=by,
            nominated_for_id=principal,
            nominated_at=at,
        )
        made.save()
        decision.about(**terms.told())
        nomination_told(made, Nominated.WAITING, at)
    return made


def confirm(nomination: Nomination, *, by: Person, at: datetime, key: str) -> Holding:
    """Confirm a nomination, which appoints its person from the first day it names.

    Raises NotAllowedError for who nominated and who is nominated, OvertakenError for one that was answered,
    RefusedError where its terms do not hold together any more.
    """
    post, asked = nomination.post, {"nomination": nomination.pk}
    with deciding(Verb.NOMINATION_CONFIRMED, post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require_second(decision, nomination, by)
        holding = hold(decision, _terms_of(nomination))
        _answer(nomination, by, at, holding)
        decision.about(nominated_by=nomination.nominated_by.full_name)
        nomination_told(nomination, Nominated.CONFIRMED, at)
    return holding


def decline(nomination: Nomination, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Decline a nomination with a reason. Whoever nominated may take it back so.

    Raises OvertakenError for one that was answered.
    """
    post, asked = nomination.post, {"nomination": nomination.pk, "reason": reason}
    with deciding(Verb.NOMINATION_DECLINED, post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require(decision, by, post)
        _require_open(nomination)
        if not reason.strip():
            raise refused("reason", "Say why.")
        _answer(nomination, by, at, None)
        decision.reason = reason.strip()
        decision.about(**_terms_of(nomination).told())
        nomination_told(nomination, Nominated.DECLINED, at, decision.reason)


def _require(decision: Decision, by: Person, post: Post) -> int | None:
    """Return the id of whom they act for, None for nobody. Raises NotAllowedError for who may not appoint there."""
    holding = appointer(by, post.body, at=decision.at)
    decision.acting(holding.title, holding.on_behalf_of)
    return holding.principal_id


def _require_open(nomination: Nomination) -> None:
    nomination.refresh_from_db(fields=COLUMNS)
    if nomination.answered_at is not None:
        by = nomination.answered_by.full_name if nomination.answered_by else "somebody"
        raise OvertakenError(
            f"This nomination was answered already: {nomination.state.label.lower()} by {by}. Nothing was changed."
        )


def _require_second(decision: Decision, nomination: Nomination, by: Person) -> None:
    """Raise unless a second person confirms: neither who nominated, nor for whom they did, nor who is nominated.

    Whoever acts for one of these is no second person either.
    """
    principal = _require(decision, by, nomination.post)
    _require_open(nomination)
    _require_not_nominating(nomination, by, principal)
    if by.pk == nomination.person_id:
        raise NotAllowedError("You cannot confirm your own nomination. Another administrator does.")
    if principal == nomination.person_id:
        name = nomination.person.full_name
        raise NotAllowedError(f"You act for {name}, who is nominated, so another administrator confirms it.")


def _require_not_nominating(nomination: Nomination, by: Person, principal: int | None) -> None:
    name = nomination.person.full_name
    if by.pk == nomination.nominated_by_id:
        raise NotAllowedError(f"You nominated {name}, so another administrator confirms it.")
    if by.pk == nomination.nominated_for_id:
        who = nomination.nominated_by.full_name
        raise NotAllowedError(f"{who} nominated {name} for you, so another administrator confirms it.")
    for who_nominated in _nominators(nomination):
        if principal == who_nominated.pk:
            raise NotAllowedError(
                f"You act for {who_nominated.full_name}, who nominated {name}. Somebody else confirms."
            )


def _nominators(nomination: Nomination) -> list[Person]:
    """Who nominated, and for whom they did where they covered for somebody."""
    return [one for one in (nomination.nominated_by, nomination.nominated_for) if one is not None]


def _terms_of(nomination: Nomination) -> Terms:
    found = nomination
    return Terms(found.person, found.post, None, found.starts_on, found.ends_on, found.value_limit)


def _answer(nomination: Nomination, by: Person, at: datetime, holding: Holding | None) -> None:
    nomination.answered_by, nomination.answered_at, nomination.holding = by, at, holding
    nomination.save(update_fields=["answered_by", "answered_at", "holding"])


def nominations_seen(person: Person, at: datetime) -> QuerySet[Nomination]:
    """Return the nominations that a person may know of, the newest first: those they may answer, and their own."""
    reach = reach_of(person, at).over(Right.APPOINT)
    everywhere = Exists(Body.objects.filter(kind=BodyKind.COUNCIL, pk__in=reach))
    found = Nomination.objects.filter(Q(post__body__in=reach) | everywhere | Q(person=person))
    people = ("person", "nominated_by", "nominated_for", "answered_by")
    return found.select_related("post__body", *people).order_by("-pk")


def seconds(nomination: Nomination, at: datetime) -> list[Person]:
    """Return who may confirm a nomination as a second person, by name."""
    nominators = _nominators(nomination)
    kept_out = {nomination.person_id, *(one.pk for one in nominators)}
    able = holders_over(appointed_over(nomination.post.body), Right.APPOINT, at, not_for=nominators)
    return [person for person in able if person.pk not in kept_out]


def posts_for_two(today: date) -> list[Post]:
    """Return the posts to which nobody is appointed by one person's word, at bodies that stand, by title."""
    standing = Q(body__closed_on=None) | Q(body__closed_on__gt=today)
    roles = [role for role in Role if takes_two(role)]
    found = Post.objects.filter(standing, role__in=roles).select_related("body")
    return sorted(found, key=lambda post: (post.title, post.pk))


def person_at(email: str) -> Person:
    """Return who signs in with an address. Raises RefusedError where nobody does."""
    found = Person.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise refused("person", f"Nobody is registered at {email.strip()}. Check the address, or register them first.")
    return found


def post_at(role: Role, slug: str) -> Post:
    """Return the post of a role at a body. Raises RefusedError where there is none."""
    found = Post.objects.filter(role=role, body__slug=slug).select_related("body").first()
    if found is None:
        raise refused("body", f"There is no post of {role.label.lower()} at {slug}. Check the body’s short name.")
    return found
