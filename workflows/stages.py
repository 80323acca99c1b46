"""What entering and leaving a stage means for its strand. The flows put these in order."""

from __future__ import annotations

from datetime import datetime

from commissioning.asks.opening import asked_by_flow, close
from commissioning.award.execution import begin_execution
from commissioning.case.decisions import place_strand
from commissioning.case.models import Strand
from commissioning.casefile.stages import room_for
from commissioning.fast.closing import CHECK
from commissioning.gates.models import Gate
from commissioning.gates.submitting import current_gate
from commissioning.gates.tiers import open_tier
from commissioning.meetings.conditions import ask_again
from commissioning.ownership.asking import settle_owners
from commissioning.records.beginning import begin
from commissioning.vocabulary import Outcome, SeatState, Stage, State


def write(strand: Strand, at: datetime) -> None:
    """Open the stage's record for writing, for the first time or after a return."""
    gate = current_gate(strand)
    returned = gate is not None and gate.outcome == Outcome.RETURNED and _in_this_lane(gate, strand)
    place_strand(strand, state=State.RETURNED if returned else State.DRAFTING)
    begin(room_for(strand.case, Stage(strand.stage)), strand, at, returned=returned)
    settle_owners(strand.case, at)
    if strand.attempt > 1:
        ask_again(strand, at)


def _in_this_lane(gate: Gate, strand: Strand) -> bool:
    """Whether what came back is this lane's record, and not the page that was written before the lane changed."""
    lane = gate.submissions.order_by("-number")[0].facts.get("lane", strand.case.lane)
    return bool(lane == strand.case.lane)


def ask_tier(strand: Strand, at: datetime) -> None:
    """Ask the next tier of the gate."""
    place_strand(strand, state=State.IN_GATE)
    open_tier(strand, at)


def offer_take_back(strand: Strand, at: datetime) -> None:
    """Tell the author of a first return at once: the record can be taken back before the others have answered."""
    gate = current_gate(strand)
    if gate is not None and gate.outcome == "" and gate.seats.filter(state=SeatState.RETURNED).exists():
        begin(room_for(strand.case, Stage(strand.stage)), strand, at, returned=True)


def wait(strand: Strand, _at: datetime) -> None:
    """Show that the strand waits for time or for an outside event."""
    place_strand(strand, state=State.WAITING)


def carry_out(strand: Strand, at: datetime) -> None:
    """Begin to carry out the decision to award."""
    wait(strand, at)
    begin_execution(strand)


def next_year(strand: Strand, _at: datetime) -> None:
    """Turn to the next year of a contract's monitoring."""
    place_strand(strand, sequence=strand.sequence + 1)


def stop(strand: Strand, at: datetime) -> None:
    """Stop the strand; whatever it still asked is closed."""
    _close_asks(strand, at, as_="stopped")
    place_strand(strand, state=State.STOPPED)
    settle_owners(strand.case, at)


def close_strand(strand: Strand, at: datetime) -> None:
    """Close the strand at the end of its cycle."""
    _close_asks(strand, at, as_="closed")
    place_strand(strand, state=State.CLOSED)
    settle_owners(strand.case, at)


def close_purchase(strand: Strand, at: datetime) -> None:
    """Close a fast-lane purchase: its closing question stands for monitoring and review. A check of it may go on."""
    _close_asks(strand, at, as_="closed", but=CHECK.source_of(strand.pk))
    place_strand(strand, stage=Stage.REVIEW, state=State.CLOSED, sequence=1)


def _close_asks(strand: Strand, at: datetime, *, as_: str, but: str = "") -> None:
    for open_ask in asked_by_flow(strand).exclude(source=but):
        close(open_ask, by=None, at=at, as_=as_)


def turn_to(strand: Strand, stage: Stage) -> None:
    """Put the strand at the beginning of a stage."""
    place_strand(strand, stage=stage, state=State.DRAFTING, sequence=1)
