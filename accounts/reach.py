"""How far a person's rights reach: for what is read, where authority answers for what is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Now, TruncDate

from accounts.models import Exclusion, Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import BodyKind, Ground

GRANT = "post__group__bodygrouppermission"
ON_BODIES = {"app_label": "accounts", "model": "body"}


class Reach:
    """How far a person's rights reach at a moment: for each right the ids of the bodies, as plain numbers.

    Numbers and not a query: a page asks for five rights and more, and building five nested queries takes longer than
    answering them. Each right is kept with the principal for whom it is held, None where it is the person's own: a
    conflict of interest closes a scope to all that its person holds, and to all that others hold for them. Of what
    closes there is left the right to know of it.
    """

    def __init__(self, person: int, rows: Iterable[tuple[str, int | None, int | None, int | None]]) -> None:
        """Read the rows: a right over a body and its child for a principal, or a scope and whom a conflict bars."""
        found: defaultdict[str, defaultdict[int | None, set[int]]] = defaultdict(lambda: defaultdict(set))
        barred: defaultdict[str, set[int]] = defaultdict(set)
        for name, body, child, whose in rows:
            if body is not None:
                found[name][whose] |= {body} if child is None else {body, child}
            elif whose is not None:
                barred[name].add(whose)
        self._person, self._found, self._barred = person, found, barred

    def over(self, right: Right) -> AbstractSet[int]:
        """The ids of the bodies over which the person has the right."""
        return self._reached(right, frozenset())

    def inside(self, right: Right, scope: str, *, not_for: int | None = None) -> AbstractSet[int]:
        """The ids of the bodies over which the person has the right within a scope, less what a conflict closes there.

        What is held for the principal `not_for` does not count.
        """
        barred = self._barred.get(scope, set())
        if self._person in barred:
            return frozenset()
        return self._reached(right, barred if not_for is None else barred | {not_for})

    @property
    def kept_out(self) -> AbstractSet[str]:
        """The scopes out of which a conflict of interest keeps the person themselves."""
        return {scope for scope, barred in self._barred.items() if self._person in barred}

    @property
    def touched(self) -> AbstractSet[str]:
        """The scopes in which a conflict, of the person or of somebody they cover, closes anything."""
        return self._barred.keys()

    def _reached(self, right: Right, without: AbstractSet[int]) -> AbstractSet[int]:
        held = self._found.get(right.value)
        reached = (bodies for whose, bodies in held.items() if whose not in without) if held else ()
        return frozenset[int]().union(*reached)


def reach_of(person: Person, at: datetime, *, own: bool = False) -> Reach:
    """Return how far a person's rights reach at a moment, and what keeps them out, in one query.

    `own` leaves out what they only cover. What keeps out whomever they ever covered is brought along: of whose cover
    is over, nothing is left for it to close.

    It starts from what the person holds: from the grants, PostgreSQL looked at each of the council's.
    """
    held = Holding.objects.in_force(day_of(at)).filter(person=person, person__is_active=True)
    held = held.filter(principal=None) if own else held
    granted = held.filter(**{f"{GRANT}__permission__content_type__{name}": value for name, value in ON_BODIES.items()})
    columns = ("permission__codename", "content_object", "content_object__children")
    reached = granted.values_list(*(f"{GRANT}__{column}" for column in columns), "principal")
    nothing = Value(None, output_field=IntegerField())
    conflicts = Exclusion.objects.open_at(at).filter(ground=Ground.CONFLICT)
    barred = [conflicts.filter(person=person), conflicts.filter(person__covers__person=person)]
    rows = reached.union(*(found.values_list("scope", nothing, nothing, "person") for found in barred))
    return Reach(person.pk, rows)


def with_right(right: Right) -> Exists:
    """Return the condition that a person of a query holds or covers a post with a right today, over whatever bodies.

    It says which pages to show the way to; the page itself asks how far the right reaches.
    """
    return Exists(_held_today().filter(**{f"{GRANT}__permission__codename": right.value}))


def people_over(bodies: Sequence[int], right: Right, *, scopes: Sequence[str]) -> QuerySet[Person]:
    """Return who has a right over any of some bodies today, by name; not whom a conflict keeps out of these scopes.

    It says who can be chosen; what they do then is asked of authority.
    """
    over = Q(**{f"{GRANT}__content_object__in": bodies}) | Q(**{f"{GRANT}__content_object__children__in": bodies})
    held = _held_today().filter(over, **{f"{GRANT}__permission__codename": right.value})
    kept_out = Exclusion.objects.filter(person=OuterRef("pk"), scope__in=scopes, ground=Ground.CONFLICT, ends_at=None)
    return Person.objects.filter(Exists(held), ~Exists(kept_out), is_active=True).order_by("full_name", "pk")


def people_of_the_council() -> QuerySet[Person]:
    """Return who holds or covers a post today at the council, a service of it or a board, by name."""
    held = _held_today().exclude(post__body__kind__in=(BodyKind.ORGANISATION, BodyKind.SUPPLIER))
    return Person.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk")


def _held_today() -> QuerySet[Holding]:
    """What the person of an outer query holds or covers today."""
    today = TruncDate(Now())
    dated = Q(ends_on=None) | Q(ends_on__gte=today)
    return Holding.objects.filter(dated, person=OuterRef("pk"), starts_on__lte=today, ended_at=None)
