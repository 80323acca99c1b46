"""Keeping a person out of a matter, from inside the decision that makes them its author, signer or conflicted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Exclusion, Person
from accounts.vocabulary import Ground


def exclusion(person: Person, *, scope: str, ground: Ground, source: str, at: datetime) -> Exclusion:
    """Keep a person out of a scope from now on, except in what `source` itself asks of them.

    Called inside a decision of a higher room, once for the person and once for whoever they acted for. What the same
    source keeps them out of already is left as it stands.
    """
    open_ones = Exclusion.objects.open_at(at).filter(person=person, scope=scope, ground=ground, source=source)
    standing = open_ones.order_by("pk").first()
    if standing is not None:
        return standing
    made = Exclusion(person=person, scope=scope, ground=ground, source=source, starts_at=at)
    made.save()
    return made


def drafters(scope: str, among: Iterable[Person]) -> list[Person]:
    """Return those of some people whom a scope keeps out because they wrote it. One query."""
    people = list(among)
    found = Exclusion.objects.filter(person__in=people, scope=scope, ground=Ground.DRAFTER)
    wrote = set(found.values_list("person", flat=True))
    return [person for person in people if person.pk in wrote]


def end_signers(scope: str, *, at: datetime) -> int:
    """End, inside a decision, what keeps earlier signers out of a scope whose seats are asked anew."""
    found = Exclusion.objects.open_at(at).filter(scope=scope, ground=Ground.SIGNER).order_by("pk")
    return _end(found, at)


def end_exclusions(person: Person, *, scope: str, source: str, at: datetime) -> int:
    """End, inside a decision, what a source made to keep a person out of a scope. Returns how many ended."""
    found = Exclusion.objects.open_at(at).filter(person=person, scope=scope, source=source).order_by("pk")
    return _end(found, at)


def _end(found: Iterable[Exclusion], at: datetime) -> int:
    ended_ones = list(found)
    for ended in ended_ones:
        ended.ends_at = max(at, ended.starts_at)
        ended.save(update_fields=["ends_at"])
    return len(ended_ones)
