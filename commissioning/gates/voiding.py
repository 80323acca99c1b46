"""What becomes of a person's answers once a conflict of interest keeps them out: void where nothing was built on them.

An answer that was counted in a tier that is over stands, and the case says so. Called inside a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F, Q

from accounts.models import Person
from commissioning.case.models import Case
from commissioning.gates.models import Gate, Seat
from commissioning.gates.rules import spared
from commissioning.gates.seating import GIVEN, answered_by, ask_there, places, posts_asked
from commissioning.gates.tiers import ask_waiting, withdraw
from commissioning.vocabulary import Outcome, SeatState

COUNTS = (SeatState.SIGNED, SeatState.OBJECTED, SeatState.PASSED, SeatState.AMENDED)


def void_answers(case: Case, person: Person, at: datetime) -> list[Seat]:
    """Ask those seats again that a person, or another on their behalf, answered in an open tier or carries over.

    What comes after the first of them at its gate is asked again as well, and whom such an answer had spared. A record
    that goes back to its author is left alone: its next submission finds the answers void. Returns the seats.
    """
    found: list[Seat] = []
    for gate in Gate.objects.filter(strand__case=case, closed_at=None, outcome="").select_related("strand"):
        gate.strand.case = case
        seats = list(gate.seats.exclude(state=SeatState.DROPPED).select_related("rule__body", "post__body"))
        void = _void(gate, seats, person)
        if void and not any(seat.state == SeatState.RETURNED for seat in seats):
            _ask_again(gate, seats, void, at)
            found += void
    return found


def _void(gate: Gate, seats: Iterable[Seat], person: Person) -> list[Seat]:
    here = [seat for seat in seats if seat.state in GIVEN and (seat.carried or seat.tier == gate.tier)]
    given = answered_by(here)
    return [seat for seat in here if person.pk in given[seat.pk]]


def _ask_again(gate: Gate, seats: Sequence[Seat], void: Sequence[Seat], at: datetime) -> None:
    first = min(seat.tier for seat in void)
    again = [seat for seat in seats if seat in void or seat.tier > first]
    for seat in again:
        if seat.state == SeatState.OPEN and seat.tier > first:
            withdraw(seat, at)
        seat.state, seat.carried, seat.carried_from = SeatState.WAITING, False, None
        seat.save(update_fields=["state", "carried", "carried_from"])
    ask_there(again, posts_asked([seat.rule for seat in again], gate.strand.case))
    enough = spared(places(seats))
    for seat in seats:
        if seat.state == SeatState.SPARED and seat.pk not in enough:  # what spared it is void now
            seat.state = SeatState.WAITING
            seat.save(update_fields=["state"])
    gate.tier = first
    gate.save(update_fields=["tier"])
    ask_waiting(gate, seats, at)


def counted_of(case: Case, person: Person) -> list[Seat]:
    """Return the seats of a case whose answer by a person counted already: its tier, or its gate, is over."""
    over = Q(gate__outcome__in=(Outcome.PASSED, Outcome.ENDED)) | Q(gate__outcome="", tier__lt=F("gate__tier"))
    seats = Seat.objects.filter(over, gate__strand__case=case, state__in=COUNTS).select_related("gate", "rule")
    found = list(seats.order_by("pk"))
    given = answered_by(found)
    return [seat for seat in found if person.pk in given[seat.pk]]
