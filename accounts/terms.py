"""The terms of an appointment or a cover: whether they hold together, and the holding they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.errors import refused
from accounts.models import Holding, Person, Post
from accounts.rules import dated, day, exceeds, flaw_in_terms, pounds
from audit.deciding import Decision


@dataclass(frozen=True, slots=True)
class Terms:
    """Who is to hold what, perhaps for whom, between which days, up to which value in pounds."""

    person: Person
    post: Post
    principal: Person | None
    starts_on: date
    ends_on: date | None
    value_limit: Decimal | None

    def asked(self) -> dict[str, object]:
        """The terms as a request, so that a repeat is known from another."""
        return {
            "person": self.person.pk,
            "post": self.post.pk,
            "principal": self.principal.pk if self.principal else None,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "value_limit": self.value_limit,
        }

    def told(self) -> dict[str, object]:
        """The terms as a ledger entry tells them."""
        facts: dict[str, object] = {"person": self.person.full_name, "post": self.post.title, "from": self.starts_on}
        facts |= {"for": self.principal.full_name} if self.principal else {}
        facts |= {"until": self.ends_on} if self.ends_on else {}
        return facts | ({"up_to": self.value_limit} if self.value_limit else {})


def hold(decision: Decision, terms: Terms) -> Holding:
    """Write the holding inside an open decision. Raises RefusedError when the terms do not hold together."""
    check(terms)
    holding = Holding(
        person=terms.person,
        post=terms.post,
        principal=terms.principal,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        value_limit=terms.value_limit,
    )
    holding.save()
    decision.about(**terms.told())
    return holding


def held_by(people: Iterable[Person], posts: Iterable[Post]) -> list[Holding]:
    """Return what these people hold or will hold of these posts, unless it was ended at once."""
    found = Holding.objects.filter(person__in=list(people), post__in=list(posts), ended_at=None)
    return list(found.order_by("starts_on", "pk"))


def check(terms: Terms, held: Sequence[Holding] | None = None) -> None:
    """Raise RefusedError, naming the field, when the terms do not hold together.

    `held` is what both hold, where it was read for several posts at once.
    """
    flaw = flaw_in_terms(terms.starts_on, terms.ends_on, terms.value_limit)
    if flaw is not None:
        raise refused(flaw.field, flaw.words)
    if not terms.person.is_active:
        raise refused("person", f"The account of {terms.person.full_name} is closed. Appoint someone else.")
    people = [terms.person, *([terms.principal] if terms.principal else [])]
    known = held_by(people, [terms.post]) if held is None else held
    here = [found for found in known if found.post_id == terms.post.pk]
    if terms.principal is not None:
        _check_cover(terms, terms.principal, here)
    _check_overlap(terms, here)


def last_day(holding: Holding, on: date) -> None:
    """Set, inside a decision, a holding's last day. Raises RefusedError for one before its first or after its last."""
    if on < holding.starts_on:
        raise refused("on", f"The appointment begins on {day(holding.starts_on)}. End it on that day or later.")
    if holding.ends_on is not None and on > holding.ends_on:
        raise refused("on", f"The appointment ends on {day(holding.ends_on)} already. Make a new one to go on.")
    holding.ends_on = on
    holding.save(update_fields=["ends_on"])


def end_at_once(holding: Holding, at: datetime) -> None:
    """End a holding inside a decision: from this moment on it does not count, though its last day has not passed."""
    holding.ended_at = at
    holding.save(update_fields=["ended_at"])


def _check_cover(terms: Terms, principal: Person, here: Sequence[Holding]) -> None:
    if principal.pk == terms.person.pk:
        raise refused("person", f"{principal.full_name} cannot cover for themselves. Choose someone else.")
    own = [found for found in here if (found.person_id, found.principal_id) == (principal.pk, None)]
    held = next((found for found in own if dated(found.starts_on, found.ends_on, terms.starts_on)), None)
    if not principal.is_active:
        raise refused("principal", f"The account of {principal.full_name} is closed, so nothing is left to cover.")
    if held is None:
        raise refused(
            "principal",
            f"{principal.full_name} does not hold the post of {terms.post.title} on {day(terms.starts_on)}, "
            "so nobody can cover it for them. Appoint someone to the post instead.",
        )
    if held.ends_on is not None and (terms.ends_on is None or terms.ends_on > held.ends_on):
        last = f"{principal.full_name} holds the post of {terms.post.title} until {day(held.ends_on)}."
        raise refused("ends_on", f"{last} End the cover on that day or before.")
    if held.value_limit is not None and exceeds(terms.value_limit, held.value_limit):
        limit = pounds(held.value_limit)
        raise refused("value_limit", f"{principal.full_name} may act up to {limit}. Set a limit no higher.")


def _check_overlap(terms: Terms, here: Sequence[Holding]) -> None:
    whose = (terms.person.pk, terms.principal.pk if terms.principal else None)
    same = [found for found in here if (found.person_id, found.principal_id) == whose]
    ahead = [found for found in same if found.ends_on is None or found.ends_on >= terms.starts_on]
    found = next((found for found in ahead if terms.ends_on is None or found.starts_on <= terms.ends_on), None)
    if found is not None:
        until = f"until {day(found.ends_on)}" if found.ends_on else "with no last day"
        raise refused(
            "starts_on",
            f"{terms.person.full_name} holds the post of {terms.post.title} from {day(found.starts_on)} {until}. "
            "End that appointment first, or choose other days.",
        )
