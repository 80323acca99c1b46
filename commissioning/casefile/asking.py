"""Before a submission: who will be asked, for which sections, until when, and why them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Exclusion, Person
from accounts.rules import day_of
from accounts.vocabulary import Ground
from commissioning.casefile import writing
from commissioning.casefile.people import holders_of
from commissioning.casefile.wording import capital, within
from commissioning.casefile.writing import Place
from commissioning.gates.handing_models import HandedOn
from commissioning.gates.models import Gate, PolicyGate, PolicySeat, Seat, SignOff
from commissioning.gates.policy import in_effect
from commissioning.gates.rules import Place as Seated
from commissioning.gates.rules import asked_again
from commissioning.gates.seating import Keys, Planned, planned
from commissioning.records.decisions import facts_together, scope_of
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import SeatKind, SeatState
from govuk.wording import day_in_words, in_words

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Standing(TypedDict):
        """What a rule's seat has come to, whose answer it holds, and whether that cannot stand."""

        state: str | None
        answered_by: int | None
        void: bool

    RuleStanding = WithAnnotations[PolicySeat, Standing]

DOES = {SeatKind.CONSULT: "Gives advice", SeatKind.SIGN: "Signs", SeatKind.DECIDE: "Decides"}


@dataclass(frozen=True)
class Asked:
    """One seat that a submission would ask, in words."""

    who: str
    does: str
    sections: Sequence[str]
    due: str
    why: str
    carried: bool = False
    enough: str = ""


def asked_by(place: Place, by: Person, at: datetime) -> list[Asked]:
    """Return who would be asked if `by` submitted the record at `at`, as it stands.

    Raises RefusedError where the policy cannot seat the gate: what a submission would say as well.
    """
    case, places = place.record.strand.case, _handed_in(place)
    for one in places:
        writing.with_rows(one, one.room.sections)
    titles = _titles(places)
    gate = writing.gates_behind(place)
    policies = _policies(place, gate, at)
    rules = _rules(place, by, gate).filter(policy=Subquery(policies[:1]))
    gates = PolicyGate.objects.filter(policy=Subquery(policies[:1]))
    facts = facts_together([(one.room, one.record) for one in places])
    asked = rules.filter(stage=place.room.stage, lane=case.lane_at(place.room.stage))
    found = planned(asked, gates, place.record.strand, facts, _keys(places))
    carried = _carried(place, found) if place.gated or place.record.strand.attempt > 1 else set()
    names = holders_of({seat.post.pk for seat in found}, at)
    first = min((seat.rule.tier for seat in found if seat.rule.pk not in carried), default=0)
    return [
        Asked(
            who=_who(seat, names),
            does=DOES[SeatKind(seat.rule.kind)],
            sections=_sections(seat, titles),
            due=_due(seat, first, at),
            why=seat.rule.why,
            enough=_enough(seat.rule),
            carried=seat.rule.pk in carried,
        )
        for seat in found
    ]


def _titles(places: Sequence[Place]) -> dict[str, str]:
    """The sections that are asked of the records, by their keys: one that is not has nothing to be read."""
    sections = [(section, one.record) for one in places for section in one.room.sections]
    return {section.key: section.title for section, record in sections if section.when(record).asked}


def _handed_in(place: Place) -> list[Place]:
    """What is submitted together: the record that was handed on, and the one it was handed on to."""
    return [one for one in (place.earlier, place) if one]


def _keys(places: Sequence[Place]) -> Keys:
    """The sections that are submitted; of the record before where that had a gate of its own, those that are not."""
    before = places[0].room.before if len(places) == 1 else None
    return Keys(
        [[section.key for section in one.room.sections] for one in places],
        [section.key for one in places for section in one.room.sections if section.figures],
        [section.key for section in before.sections] if before else [],
    )


def _policies(place: Place, gate: QuerySet[Gate], at: datetime) -> QuerySet[Any, Any]:
    """The policy that the gate is bound to, or would be: by its first submission, or by what was handed on to it."""
    if place.gated:
        return gate.values("policy")
    if place.earlier is not None:
        handed = HandedOn.objects.filter(strand=place.record.strand_id, stage=place.earlier.room.stage)
        return handed.values("policy")
    return in_effect(day_of(at)).values("pk")


def _rules(place: Place, by: Person, gate: QuerySet[Gate]) -> QuerySet[RuleStanding]:
    """The seats of gate policies, each with its answer to the last submission at a gate.

    Nobody signs what they wrote: an answer of an author, whoever submits among them, is void; so is one of somebody
    whom a conflict of interest keeps out.
    """
    seat = Seat.objects.filter(rule=OuterRef("pk"), gate__in=gate)
    answer = SignOff.objects.filter(seat=OuterRef("answered_at")).order_by("-pk")
    scopes = [scope_of(place.record.strand, place.room), *place.record.scopes]
    grounds = (Ground.AUTHOR, Ground.CONFLICT)
    open_ones = Exclusion.objects.filter(scope__in=scopes, ground__in=grounds, ends_at=None)
    authors = open_ones.filter(person=OuterRef("answered_by"))
    rules = PolicySeat.objects.select_related("body").annotate(
        state=Subquery(seat.values("state")[:1]),
        seat=Subquery(seat.values("pk")[:1]),
        answered_at=Subquery(seat.annotate(answered=Coalesce("carried_from", "pk")).values("answered")[:1]),
    )
    rules = rules.annotate(answered_by=Subquery(answer.values("person")[:1]))
    return cast("QuerySet[RuleStanding]", rules.annotate(void=Exists(authors) | Q(answered_by=by.pk)))


def _carried(place: Place, found: Sequence[Planned]) -> set[int]:
    """The policy seats whose answer to an earlier submission would stand, by what changed since the last one."""
    frozen = [section.freeze(one.record) for one in _handed_in(place) for section in one.room.sections]
    changed = writing.changed_since(place, frozen) or []
    standing = [
        Seated(
            seat.rule.pk,
            SeatKind(seat.rule.kind),
            seat.rule.tier,
            _state(seat.rule),
            tuple(seat.sections),
            seat.rule.group,
            seat.rule.group_needs or 0,
        )
        for seat in found
    ]
    again = asked_again(standing, changed)
    return {seat.id for seat in standing if seat.id not in again}


def _state(rule: Any) -> SeatState:
    """What a rule's seat comes to a new submission as: one without an answer that stands waits."""
    gone = rule.void or rule.state in (None, SeatState.DROPPED)
    return SeatState.WAITING if gone else SeatState(rule.state)


def _who(found: Planned, names: Mapping[int, Sequence[str]]) -> str:
    people = in_words(names.get(found.post.pk, [])) or "nobody holds this post at present"
    return f"{found.post.title} ({people})"


def _sections(found: Planned, titles: Mapping[str, str]) -> list[str]:
    if set(found.sections) >= set(titles):
        return ["All sections"]
    return [titles[key] for key in found.sections if key in titles]


def _enough(rule: PolicySeat) -> str:
    """How many of a seat's group are enough; "" where it stands alone."""
    return f"Of “{rule.group}”, any {rule.group_needs} are enough" if rule.group else ""


def _due(found: Planned, first: int, at: datetime) -> str:
    days = found.rule.working_days
    if found.rule.tier > first:
        return capital(within(days))
    return f"By {day_in_words(england_calendar().add_working_days(day_of(at), days))}"
