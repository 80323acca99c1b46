"""Before a submission: who will be asked, for which sections, until when, and why them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from accounts.rules import day_of
from commissioning.case.models import CaseBody
from commissioning.casefile.people import holders_of
from commissioning.casefile.wording import capital, within
from commissioning.casefile.writing import Place
from commissioning.gates.models import Seat
from commissioning.gates.policy import policy_in_force
from commissioning.gates.rules import asked_again
from commissioning.gates.seating import Planned, places, plan
from commissioning.records.decisions import facts_of
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import SeatKind, SeatState
from govuk.wording import day_in_words, in_words

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


def asked_by(place: Place, changed: Collection[str], at: datetime) -> list[Asked]:
    """Return who would be asked if the record were submitted at `at`, with these sections changed since last time.

    Raises RefusedError where the policy cannot seat the gate: what a submission would say as well.
    """
    case, titles = place.record.strand.case, {section.key: section.title for section in place.room.sections}
    prefetch_related_objects([case], Prefetch("owners", queryset=CaseBody.objects.select_related("body")))
    seats = _seats(place) if place.gated else []
    policy = seats[0].gate.policy if seats else policy_in_force(day_of(at))
    figures = [section.key for section in place.room.sections if section.figures]
    planned = plan(policy, place.record.strand, facts_of(place.room, place.record), list(titles), figures)
    carried = _carried(seats, changed)
    names = holders_of({found.post.pk for found in planned}, at)
    first = min((found.rule.tier for found in planned if found.rule.pk not in carried), default=0)
    return [
        Asked(
            who=_who(found, names),
            does=DOES[SeatKind(found.rule.kind)],
            sections=_sections(found, titles),
            due=_due(found, first, at),
            why=found.rule.why,
            carried=found.rule.pk in carried,
        )
        for found in planned
    ]


def _seats(place: Place) -> list[Seat]:
    """The seats that the record's gate has from an earlier submission."""
    record = place.record
    own = {"gate__strand": record.strand_id, "gate__stage": place.room.stage, "gate__sequence": record.sequence}
    return list(Seat.objects.filter(**own).exclude(state=SeatState.DROPPED).select_related("gate__policy", "rule"))


def _carried(seats: Sequence[Seat], changed: Collection[str]) -> set[int]:
    """The policy seats whose answer to an earlier submission would stand."""
    again = asked_again(places(seats), changed)
    return {seat.rule_id for seat in seats if seat.pk not in again}


def _who(found: Planned, names: Mapping[int, Sequence[str]]) -> str:
    people = in_words(names.get(found.post.pk, [])) or "nobody holds this post at present"
    return f"{found.post.title} ({people})"


def _sections(found: Planned, titles: Mapping[str, str]) -> list[str]:
    if set(found.sections) >= set(titles):
        return ["All sections"]
    return [titles[key] for key in found.sections if key in titles]


def _due(found: Planned, first: int, at: datetime) -> str:
    days = found.rule.working_days
    if found.rule.tier > first:
        return capital(within(days))
    return f"By {day_in_words(england_calendar().add_working_days(day_of(at), days))}"
