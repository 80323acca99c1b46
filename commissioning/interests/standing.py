"""What stands on a case: the newest declaration of each person, what Procurement decided, who has still to declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Case as FirstOf
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.authority import Over, able_in, eligible
from accounts.models import Exclusion, Person
from accounts.rights import Role
from accounts.rules import day_of
from accounts.vocabulary import Ground
from commissioning.case.models import Case, Strand
from commissioning.case.ports import named_besides
from commissioning.errors import RefusedError
from commissioning.gates.models import PolicyGate, PolicySeat, Submission
from commissioning.gates.policy import in_effect
from commissioning.gates.rules import settled
from commissioning.gates.seating import Keys, planned
from commissioning.interests.kinds import Conflict
from commissioning.interests.models import Declaration, InterestReview, Invitation
from commissioning.interests.rules import awaits_review
from commissioning.records.asks import post_of
from commissioning.vocabulary import Lane, Stage, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Reviewed(TypedDict):
        """What Procurement decided about a declaration last, and whether its person is kept out."""

        kept_out: bool
        verdict: str | None
        reason: str | None
        reviewed_by: str | None

    Told = WithAnnotations[Declaration, Reviewed]

AHEAD = (Stage.NEEDS, Stage.SOCIAL_VALUE, Stage.TENDER)
WRITES = "Writes its records, and enters the scores of its bids"
LEADS = "Leads it"
OVER = (State.STOPPED, State.CLOSED)


@dataclass(frozen=True)
class Standing:
    """The newest declaration of one person, what Procurement decided about it, and whether they are kept out."""

    declaration: Declaration
    kept_out: bool
    verdict: str = ""
    reason: str = ""
    reviewed_by: str = ""

    @property
    def kind(self) -> Conflict:
        """What they declared."""
        return Conflict(self.declaration.kind)

    @property
    def awaits_review(self) -> bool:
        """Whether Procurement has still to look at it."""
        return awaits_review(self.kind, reviewed=bool(self.verdict), kept_out=self.kept_out)


def standing(case: Case) -> list[Standing]:
    """Return what each person declared last, in the order they first declared. One query."""
    newest: dict[int, Standing] = {}
    for declared in _told(case):
        newest[declared.declaration.person_id] = declared
    return list(newest.values())


def declared_since_submitting(case: Case, stage: Stage) -> list[Standing]:
    """Return what was declared since the record of a stage was handed in last; nothing where it never was."""
    handed_in = Submission.objects.filter(gate__strand__case=case, gate__stage=stage).order_by("-pk")
    since = _told(case, at__gt=Subquery(handed_in.values("submitted_at")[:1]))
    return list({found.declaration.person_id: found for found in since}.values())


def standing_of(case: Case, person: Person) -> Standing | None:
    """Return what a person declared last; None where they never did."""
    return next((found for found in standing(case) if found.declaration.person_id == person.pk), None)


def _told(case: Case, **narrowed: object) -> Iterator[Standing]:
    newest = InterestReview.objects.filter(declaration=OuterRef("pk")).order_by("-pk")
    found = Declaration.objects.filter(case=case, **narrowed).annotate(
        kept_out=Exists(conflicts_of(case).filter(person=OuterRef("person"))),
        verdict=Subquery(newest.values("verdict")[:1]),
        reason=Subquery(newest.values("reason")[:1]),
        reviewed_by=Subquery(newest.values("person__full_name")[:1]),
    )
    for row in cast("QuerySet[Told]", found.select_related("person").order_by("pk")):
        yield Standing(row, row.kept_out, row.verdict or "", row.reason or "", row.reviewed_by or "")


def conflicts_of(case: Case) -> QuerySet[Exclusion]:
    """Return what keeps people out of a case for a conflict of interest."""
    return Exclusion.objects.filter(scope__in=case.scopes, ground=Ground.CONFLICT, ends_at=None)


@dataclass(frozen=True)
class Named:
    """A person who declares before the tender gate, and why them."""

    person: Person
    why: str


def missing(strand: Strand, facts: Mapping[str, object], at: datetime) -> list[Named]:
    """Return who has still to declare before the tender gate, by name.

    Raises RefusedError where the gate policy asks a post that does not exist.
    """
    declared = set(Declaration.objects.filter(case=strand.case).values_list("person", flat=True))
    return [named for named in named_on(strand, facts, at) if named.person.pk not in declared]


def named_on(strand: Strand, facts: Mapping[str, object], at: datetime) -> list[Named]:
    """Return who declares before the tender gate: who leads, writes or evaluates, has a seat, the voluntary sector.

    The seats are those that the policy in force gives the gates of tender and award for these facts. Where no policy
    is in force, nobody is seated.
    """
    found: dict[int, Named] = {}
    for person, why in (*_writing_or_named(strand), *_seated(strand, facts, at)):
        found.setdefault(person.pk, Named(person, why))
    return sorted(found.values(), key=lambda named: (named.person.full_name, named.person.pk))


def _writing_or_named(strand: Strand) -> list[tuple[Person, str]]:
    """Who leads, who wrote, and who is named besides, each of them with the first reason. One query."""
    lead = strand.case.commissioner
    scope = f"record/{strand.pk}/{assessed_at(strand.case)}/{strand.sequence}"
    wrote = Exclusion.objects.filter(scope=scope, ground=Ground.AUTHOR, ends_at=None)
    reasons = [(wrote.values("person"), WRITES), *named_besides(strand)]
    first = FirstOf(*(When(pk__in=ids, then=Value(why)) for ids, why in reasons), default=Value(""))
    named = reduce(or_, (Q(pk__in=ids) for ids, _ in reasons))
    people = Person.objects.filter(named, is_active=True).annotate(why=first).order_by("pk")
    leads = [(lead, LEADS)] if lead is not None and lead.is_active else []
    return [*leads, *((person, vars(person)["why"]) for person in people)]


def _seated(strand: Strand, facts: Mapping[str, object], at: datetime) -> list[tuple[Person, str]]:
    asked = Q(stage__in=(assessed_at(strand.case), Stage.AWARD)) | Q(role=Role.VOLUNTARY_SECTOR_REPRESENTATIVE)
    policy = in_effect(day_of(at)).values("pk")[:1]
    here = [Q(stage=stage, lane=strand.case.lane_at(stage)) for stage in stages_of(strand.case)]
    found = PolicySeat.objects.filter(asked, reduce(or_, here), policy__in=policy).select_related("body")
    rules = sorted(found, key=lambda rule: (Stage(rule.stage).number, rule.position))
    if not rules:
        return []
    for rule in rules:  # while a fact is not known yet, whoever it could ask is asked
        rule.conditions = settled(rule.conditions, facts)
    gates = PolicyGate.objects.filter(policy__in=policy)
    seats = planned(rules, gates, strand, facts, Keys())
    titles: dict[int, list[str]] = {}
    for seat in seats:
        where = Stage(seat.rule.stage).label.lower()
        titles.setdefault(seat.post.pk, []).append(f"{seat.rule.title} at the gate of {where}")
    case, stated = strand.case, facts.get("value_gross")
    amount = case.amount if stated is None else Decimal(str(stated))
    over = Over(case.bodies, amount, case.scopes)
    return [(holding.person, _why(titles[holding.post_id])) for holding in able_in(titles, on=over, at=at)]


def _why(titles: Iterable[str]) -> str:
    return f"Has a seat: {', '.join(dict.fromkeys(titles))}"[:300]


def declares_before_tender(case: Case) -> bool:
    """Whether a case waits for declarations: not one of the fast lane, nor one whose tender began before Tollgate."""
    return case.lane != Lane.FAST and not case.taken_on_at


def assessed_at(case: Case) -> Stage:
    """Return the stage whose record holds the conflicts assessment: joining, where another body leads the tender."""
    return Stage.NEEDS if case.lane == Lane.JOINING else Stage.TENDER


def stages_of(case: Case) -> list[Stage]:
    """Return the stages that a case runs here: where another body leads, joining stands for all before award."""
    return [stage for stage in Stage if stage not in SKIPPED.get(Lane(case.lane), ())]


SKIPPED = {Lane.JOINING: (Stage.SOCIAL_VALUE, Stage.TENDER)}


def wanted_of(person: Person) -> list[Invitation]:
    """Return the cases for which a person was asked to declare and has not, the longest asked first."""
    declared = Declaration.objects.filter(case=OuterRef("case"), person=person)
    found = Invitation.objects.filter(~Exists(declared), person=person, case__stage__in=AHEAD)
    return list(found.exclude(case__state__in=OVER).select_related("case").order_by("pk"))


def reviewers(case: Case, at: datetime) -> list[Person]:
    """Return who reviews what is declared on a case: Procurement, those left out whom a conflict keeps out."""
    try:
        post = post_of(Role.PROCUREMENT_OFFICER, case)
    except RefusedError:
        return []
    return eligible(post, on=Over(case.bodies, scopes=case.scopes), at=at)
