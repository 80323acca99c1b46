"""The demonstration's gate policy with two stages decided at one gate, and a case that goes to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from accounts.rules import day_of
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import PolicyTerms, SeatTerms, ordered
from commissioning.vocabulary import Action, Lane, Stage
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, ask_of
from workflows.demonstration.gate_policy import terms as demonstration
from workflows.demonstration.walking import answer

# Whom the later stage alone concerns answers for sections of it, not for both records.
ALONE: dict[Stage, dict[str, tuple[str, ...]]] = {
    Stage.SOCIAL_VALUE: {"Economic development officer": ("priorities", "measures", "weighting")},
    Stage.TENDER: {"Procurement officer": ("procedure", "timetable", "criteria", "panel", "kpis")},
}


def combined(earlier: Stage = Stage.NEEDS) -> PolicyTerms:
    """The demonstration's policy, a stage's seats gone to the next one's gate: of one title, they answer for both."""
    terms, later = demonstration(), earlier.following
    assert later is not None
    before = {seat.title: seat for seat in terms.at((earlier, Lane.STANDARD))}
    seats = [seat for seat in terms.seats if seat.gate != (earlier, Lane.STANDARD)]
    titles = {seat.title for seat in terms.at((later, Lane.STANDARD))}
    joined = [_joined(seat, before) if seat.gate == (later, Lane.STANDARD) else seat for seat in seats]
    moved = [replace(seat, stage=later) for title, seat in before.items() if title not in titles]
    return replace(terms, seats=ordered([*joined, *moved]), combined=frozenset({(earlier, Lane.STANDARD)}))


def _joined(seat: SeatTerms, before: dict[str, SeatTerms]) -> SeatTerms:
    if seat.title in ALONE[seat.stage]:
        return replace(seat, sections=ALONE[seat.stage][seat.title])
    other = before.get(seat.title)
    if other is None or not seat.sections or not other.sections:
        return replace(seat, sections=()) if other else seat
    return replace(seat, sections=(*other.sections, *seat.sections))


def published(terms: PolicyTerms, at: datetime = AT) -> GatePolicy:
    """Publish terms, in force from the same day."""
    return publish_gate_policy(terms, effective_from=day_of(at), reason="One gate for both.", at=at, key=a_key())


def handed_on(people: People, *, stage: Stage = Stage.NEEDS, at: datetime = AT) -> Case:
    """A case whose record of a stage was handed on, the next one still to be written."""
    case = a_case(people, until=stage, at=at)
    published(combined(stage), at)
    answer(ask_of(case, "Write"), HOMECARE, at=at, deed=Deed(Action.HAND_ON))
    case.refresh_from_db()
    return case


def at_one_gate(people: People, *, stage: Stage = Stage.NEEDS, at: datetime = AT) -> Case:
    """A case whose two records lie at one gate, nobody having answered yet."""
    case = handed_on(people, stage=stage, at=at)
    answer(ask_of(case, "Write"), HOMECARE, at=at)
    case.refresh_from_db()
    return case
