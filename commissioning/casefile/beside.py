"""What waits for a reader besides the tasks of cases: ideas to moderate, and what takes a second person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from accounts.models import Body, Exclusion, Holding, Nomination, Person
from accounts.reach import reach_of
from accounts.rights import Right, Role, rights_of
from accounts.vocabulary import BodyKind, Ground
from commissioning.casefile.ideas import waiting_ideas
from commissioning.gate_policies.models import DraftState, PolicyDraft
from commissioning.measures.kinds import EditionState
from commissioning.measures.models import FrameworkVersion
from commissioning.policies.kinds import VersionState
from commissioning.policies.models import PolicyVersion
from commissioning.reorganising.kinds import ReorganisationState
from commissioning.reorganising.models import Move, Reorganisation
from govuk.wording import how_many

Rows = QuerySet[Any]
Reached = AbstractSet[int]
NUMBER: Final = Cast("number", CharField())


def waiting_beside(person: Person, holdings: Sequence[Holding], at: datetime) -> list[dict[str, str]]:
    """Return what waits for a reader besides cases, each with where it is dealt with. Two queries.

    None for a reader whose posts have none of the rights that it takes.
    """
    rights = {right for held in holdings for right in rights_of(Role(held.post.role))}
    kinds = [kind for kind in KINDS if rights & kind.rights]
    if not kinds:
        return []
    reach = reach_of(person, at)
    counts = [
        kind.rows(person, frozenset[int]().union(*(reach.over(right) for right in kind.rights)))
        .order_by()
        .annotate(waits=Value(kind.page))
        .values("waits")
        .annotate(counted=Count("pk"))
        .values_list("waits", "counted")
        for kind in kinds
    ]
    found = dict(counts[0].union(*counts[1:], all=True))
    return [
        {"text": how_many(found[kind.page], kind.words), "href": reverse(kind.page)}
        for kind in kinds
        if found.get(kind.page)
    ]


def _ideas(_person: Person, over: Reached) -> Rows:
    return waiting_ideas().filter(_everywhere(over))


def _gate_policies(person: Person, over: Reached) -> Rows:
    found = PolicyDraft.objects.filter(state=DraftState.PROPOSED, owner__in=over)
    return _of_others(found, person, Value("gate-policy-draft/"), Cast("pk", CharField()))


def _policies(person: Person, over: Reached) -> Rows:
    found = PolicyVersion.objects.filter(state=VersionState.PROPOSED, policy__owner__in=over)
    return _of_others(found, person, Value("policy/"), "policy__code", Value("/"), NUMBER)


def _frameworks(person: Person, over: Reached) -> Rows:
    found = FrameworkVersion.objects.filter(state=EditionState.PROPOSED, framework__owner__in=over)
    return _of_others(found, person, Value("framework/"), "framework__code", Value("/"), NUMBER)


def _of_others(found: Rows, person: Person, *scope: Any) -> Rows:
    """Those of these things, each with the scope put together so, that a person wrote nothing of."""
    wrote = Exclusion.objects.filter(person=person, ground=Ground.DRAFTER, scope=OuterRef("own_scope"))
    scoped: Rows = found.annotate(own_scope=Concat(*scope, output_field=CharField()))
    return scoped.filter(~Exists(wrote))


def _reorganisations(person: Person, over: Reached) -> Rows:
    beyond = Move.objects.filter(reorganisation=OuterRef("pk")).exclude(former__in=over, into__in=over)
    within = Q(~Exists(beyond), body__in=over) | Q(_everywhere(over))
    return Reorganisation.objects.filter(within, state=ReorganisationState.PROPOSED).exclude(proposed_by=person)


def _nominations(person: Person, over: Reached) -> Rows:
    within = Q(post__body__in=over) | Q(_everywhere(over))
    found = Nomination.objects.filter(within, answered_at=None).exclude(person=person).exclude(nominated_by=person)
    return found.exclude(nominated_for=person, nominated_for__isnull=False)


def _everywhere(over: Reached) -> Exists:
    """The condition that a right reaches over the council as a whole."""
    return Exists(Body.objects.filter(kind=BodyKind.COUNCIL, pk__in=over))


@dataclass(frozen=True)
class Kind:
    """One kind of thing that waits: on which page, for whom, and what is said of how many."""

    page: str
    rights: frozenset[Right]
    words: str
    rows: Callable[[Person, Reached], Rows]


KINDS: Final = (
    Kind(
        "ideas-waiting",
        frozenset({Right.MODERATE_IDEAS}),
        "idea waits for a moderator,ideas wait for a moderator",
        _ideas,
    ),
    Kind(
        "gate-policies",
        frozenset({Right.PUBLISH_GATE_POLICY}),
        "gate policy waits to be published,gate policies wait to be published",
        _gate_policies,
    ),
    Kind(
        "policies",
        frozenset({Right.PUBLISH_POLICY}),
        "policy waits to be approved,policies wait to be approved",
        _policies,
    ),
    Kind(
        "measures",
        frozenset({Right.PUBLISH_POLICY}),
        "framework of measures waits to be published,frameworks of measures wait to be published",
        _frameworks,
    ),
    Kind(
        "bodies",
        frozenset({Right.CONFIRM_REORGANISATION, Right.APPOINT}),
        "reorganisation waits for a second person,reorganisations wait for a second person",
        _reorganisations,
    ),
    Kind(
        "nominations",
        frozenset({Right.APPOINT}),
        "nomination waits for a second person,nominations wait for a second person",
        _nominations,
    ),
)
