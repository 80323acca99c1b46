"""Four eyes on who decides: one person nominates for a post with deciding rights, a second one confirms.

The system, which installs a council and its first people, appoints without it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from accounts.decisions import appointer
from accounts.errors import NotAllowedError, RefusedError, refused
from accounts.models import Holding, Nomination, Person, Post
from accounts.terms import Terms, check, hold
from accounts.verbs import Verb
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
        _require(decision, by, post)
        if by.pk == person.pk:
            raise NotAllowedError("You cannot nominate yourself. Ask another administrator to do so.")
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
            nominated_at=at,
        )
        made.save()
        decision.about(**terms.told())
    return made


def confirm(nomination: Nomination, *, by: Person, at: datetime, key: str) -> Holding:
    """Confirm a nomination, which appoints its person from the first day it names.

    Raises NotAllowedError for who nominated and who is nominated, RefusedError for one that was answered, or whose
    terms do not hold together any more.
    """
    post, asked = nomination.post, {"nomination": nomination.pk}
    with deciding(Verb.NOMINATION_CONFIRMED, post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require_second(decision, nomination, by)
        holding = hold(decision, _terms_of(nomination))
        _answer(nomination, by, at, holding)
        decision.about(nominated_by=nomination.nominated_by.full_name)
    return holding


def decline(nomination: Nomination, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Decline a nomination with a reason. Whoever nominated may take it back so."""
    post, asked = nomination.post, {"nomination": nomination.pk, "reason": reason}
    with deciding(Verb.NOMINATION_DECLINED, post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require(decision, by, post)
        _require_open(nomination)
        if not reason.strip():
            raise refused("reason", "Say why.")
        _answer(nomination, by, at, None)
        decision.reason = reason.strip()
        decision.about(**_terms_of(nomination).told())


def _require(decision: Decision, by: Person, post: Post) -> None:
    holding = appointer(by, post.body, at=decision.at)
    decision.acting(holding.title, holding.on_behalf_of)


def _require_open(nomination: Nomination) -> None:
    nomination.refresh_from_db(fields=COLUMNS)
    if nomination.answered_at is not None:
        raise RefusedError("This nomination was answered already. Nothing was changed.")


def _require_second(decision: Decision, nomination: Nomination, by: Person) -> None:
    """Raise unless a second person confirms: neither who nominated, for whoever they act, nor who is nominated."""
    _require(decision, by, nomination.post)
    _require_open(nomination)
    if by.pk == nomination.nominated_by_id:
        raise NotAllowedError(f"You nominated {nomination.person.full_name}, so another administrator confirms it.")
    if by.pk == nomination.person_id:
        raise NotAllowedError("You cannot confirm your own nomination. Another administrator does.")
    if decision.on_behalf_of == nomination.nominated_by.full_name:
        who = nomination.nominated_by.full_name
        raise NotAllowedError(
            f"You act for {who}, who nominated {nomination.person.full_name}. Somebody else confirms."
        )


def _terms_of(nomination: Nomination) -> Terms:
    found = nomination
    return Terms(found.person, found.post, None, found.starts_on, found.ends_on, found.value_limit)


def _answer(nomination: Nomination, by: Person, at: datetime, holding: Holding | None) -> None:
    nomination.answered_by, nomination.answered_at, nomination.holding = by, at, holding
    nomination.save(update_fields=["answered_by", "answered_at", "holding"])
