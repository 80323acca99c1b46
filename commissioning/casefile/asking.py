"""Before a submission: who will be asked, for which sections, until when, and why them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.rules import day_of
from commissioning.casefile.people import holders_of
from commissioning.casefile.wording import within
from commissioning.casefile.writing import Place, gate_of
from commissioning.gates.canonical import Frozen
from commissioning.gates.models import Seat
from commissioning.gates.policy import policy_in_force
from commissioning.gates.rules import asked_again
from commissioning.gates.seating import Planned, places, plan
from commissioning.gates.submitting import changed_keys
from commissioning.records.decisions import facts_of
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import SeatKind, SeatState
from govuk.wording import day_in_words, in_words

DOES = {SeatKind.CONSULT: "Gives advice", SeatKind.SIGN: "Signs", SeatKind.DECIDE: "Decides"}


@dataclass(frozen=True)
class Asked:
    """One seat that a submission would ask, in words."""

    title: str
    who: str
    does: str
    sections: str
    due: str
    why: str
    carried: bool = False


def asked_by(place: Place, sections: Sequence[Frozen], at: datetime) -> list[Asked]:
    """Return who would be asked if the record were submitted at `at`.

    Raises RefusedError where the policy cannot seat the gate: what a submission would say as well.
    """
    gate = gate_of(place)
    policy = gate.policy if gate else policy_in_force(day_of(at))
    keys = [section.key for section in sections]
    planned = plan(policy, place.record.strand, facts_of(place.room, place.record), keys)
    names = holders_of({found.post.pk for found in planned}, at)
    standing = list(gate.seats.all()) if gate else []
    carried = _carried(standing, _changed(gate, sections)) if gate else set()
    titles = {section.key: section.title for section in sections}
    first = min((found.rule.tier for found in planned if found.rule.pk not in carried), default=0)
    return [_asked(found, names, titles, carried, first, at) for found in planned]


def _changed(gate: Any, sections: Sequence[Frozen]) -> list[str]:
    last = gate.submissions.order_by("-number").prefetch_related("sections").first()
    before = {row.key: row.digest for row in last.sections.all()} if last else {}
    return changed_keys(before, sections)


def _carried(standing: Sequence[Seat], changed: Sequence[str]) -> set[int]:
    """The policy seats whose answer to an earlier submission would stand."""
    live = [seat for seat in standing if seat.state != SeatState.DROPPED]
    again = asked_again(places(live), changed)
    return {seat.rule_id for seat in live if seat.pk not in again}


def _asked(
    found: Planned,
    names: Mapping[int, list[str]],
    titles: Mapping[str, str],
    carried: set[int],
    first: int,
    at: datetime,
) -> Asked:
    people = in_words(names.get(found.post.pk, [])) or "nobody holds this post at present"
    every = set(found.sections) >= set(titles)
    return Asked(
        title=found.rule.title,
        who=f"{found.post.title} ({people})",
        does=DOES[SeatKind(found.rule.kind)],
        sections="All sections" if every else in_words(titles[key] for key in found.sections if key in titles),
        due=_due(found, first, at),
        why=found.rule.why,
        carried=found.rule.pk in carried,
    )


def _due(found: Planned, first: int, at: datetime) -> str:
    days = found.rule.working_days
    if found.rule.tier > first:
        return within(days).capitalize()
    return f"By {day_in_words(england_calendar().add_working_days(day_of(at), days))}"
