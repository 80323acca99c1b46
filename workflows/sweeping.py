"""What the worker does again and again: lapse silent advice, move what can move, open next cycles, send messages.

Every step is a decision of its own with a key of its own, so that a worker killed in the middle neither loses nor
doubles one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import structlog

from accounts.rules import day_of
from audit.deciding import deciding
from audit.errors import RepeatedError
from commissioning.case.models import Case, Strand
from commissioning.errors import OvertakenError
from commissioning.gates.decisions import lapse_advice
from commissioning.gates.models import Gate
from commissioning.review.closing import wants_next_cycle
from commissioning.telling.outbox import drain
from commissioning.verbs import Verb
from commissioning.vocabulary import SeatKind, SeatState, State
from workflows.advancing import advance, begin_next_cycle, ready

log = structlog.get_logger(__name__)


def sweep(at: datetime) -> dict[str, int]:
    """Do everything that is due. Returns how many of each were done."""
    return {
        "lapsed": lapse(at),
        "moved": move(at),
        "begun": begin_cycles(at),
        "sent": drain(at),
    }


def lapse(at: datetime) -> int:
    """Close advice that was due before today."""
    return sum(_lapse(gate, at) for gate in overdue_gates(at))


def overdue_gates(at: datetime) -> Iterator[Gate]:
    """Yield the gates with a consult seat that is open and was due before today."""
    today = day_of(at)
    overdue = {
        "seats__kind": SeatKind.CONSULT,
        "seats__state": SeatState.OPEN,
        "seats__due_on__lt": today,
    }
    yield from Gate.objects.filter(outcome="", **overdue).distinct().select_related("strand__case", "policy")


def _lapse(gate: Gate, at: datetime) -> bool:
    try:
        lapse_advice(gate, by=None, at=at, key=f"lapse/{gate.pk}/{gate.strand.case.head_number}")
    except (OvertakenError, RepeatedError):
        return False  # someone answered, or another worker was first
    return True


def move(at: datetime) -> int:
    """Move every strand whose facts are ahead of the engine."""
    over = (State.STOPPED, State.CLOSED)
    strands = Strand.objects.exclude(state__in=over).select_related("case").order_by("pk")
    return sum(_move(strand.case, at) for strand in strands.iterator() if ready(strand))


def _move(case: Case, at: datetime) -> bool:
    try:
        with deciding(Verb.CASE_MOVED, case, by=None, at=at, key=f"move/{case.pk}/{case.head_number}"):
            advance(case, at)
    except RepeatedError:
        return False
    return True


def begin_cycles(at: datetime) -> int:
    """Open the next cycle of every contract whose review asked for one and that has none yet."""
    closed = Strand.objects.filter(state=State.CLOSED).select_related("case").order_by("pk")
    wanting = [strand for strand in closed.iterator() if wants_next_cycle(strand)]
    for strand in wanting:
        begin_next_cycle(strand.pk, at)
    return len(wanting)
