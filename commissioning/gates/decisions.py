"""What people decide at a gate: answering a seat, taking the record back, letting silent advice lapse."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import Person
from accounts.rules import day_of
from audit.deciding import deciding
from commissioning.asks.decisions import require_holder, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import acted_on
from commissioning.case.ports import acting, moved
from commissioning.errors import OvertakenError
from commissioning.gates.answers import check_answer
from commissioning.gates.combining import told_of
from commissioning.gates.models import Gate, Seat, SignOff
from commissioning.gates.pausing import open_question
from commissioning.gates.settling import Acting, Answer, asked_at, settle
from commissioning.gates.submitting import current_gate
from commissioning.gates.tiers import conclude, withdraw
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Outcome, SeatKind, SeatState, Stage


def answer(ask: Ask, given: Answer, *, by: Person, at: datetime, key: str) -> SignOff:
    """Answer a seat of a gate; the last answer of a tier moves the case on.

    Raises NotAllowedError, OvertakenError (answered already, or another text), RefusedError (a reason is missing).
    """
    asked = {"ask": ask.pk, **vars(given)}
    verb = Verb.SEAT_DEFERRED if given.action == Action.DEFER else Verb.SEAT_ANSWERED
    with deciding(verb, ask.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(ask)
        holding = require_holder(by, ask, at=at)
        acting(ask.case, Stage(ask.stage), holding)
        asked_of = asked_at(ask)
        check_answer(given, asked_of.seat, asked_of.seats, asked_of.submission)
        signers = tuple(filter(None, (by, holding.principal)))
        acted = Acting(by, holding.title, holding.on_behalf_of, signers, principal=holding.principal)
        return settle(decision, ask, asked_of, given, acted)


def take_back(task: Ask, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Take the record back after a return, without waiting for the seats that have not answered yet.

    `task` is the author's write task, which opens with the first return.
    """
    asked = {"ask": task.pk, "reason": reason}
    with deciding(Verb.RECORD_TAKEN_BACK, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        gate = current_gate(task.strand)
        seats = list(gate.seats.select_related("rule", "post__body")) if gate else []
        if gate is None or gate.outcome or not any(seat.state == SeatState.RETURNED for seat in seats):
            raise OvertakenError(
                "There is nothing to take back: no seat has returned this record, or the gate is over."
            )
        for seat in seats:
            if seat.state == SeatState.OPEN:
                withdraw(seat, at)
        gate.outcome, gate.reopened = Outcome.RETURNED, ""  # it comes back for reasons of its own
        gate.save(update_fields=["outcome", "reopened"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        decision.about(**told_of(gate), **task.strand.named)
        acted_on(task, by)
        moved(task.case, at)


def lapse_advice(gate: Gate, *, by: Person | None, at: datetime, key: str) -> None:
    """Close consult seats that were due before today as “no advice given”, so that no tier waits for silence."""
    case = gate.strand.case
    today = day_of(at)
    with deciding(Verb.ADVICE_LAPSED, case, by=by, at=at, key=key) as decision:
        gate.refresh_from_db()
        seats = list(gate.seats.select_related("rule", "post__body"))
        silent = [seat for seat in seats if _silent(seat, today) and open_question(seat) is None]
        if gate.outcome or not silent:
            raise OvertakenError("No advice is overdue at this gate.")
        for seat in silent:
            withdraw(seat, at)
            seat.state = SeatState.SILENT
            seat.save(update_fields=["state"])
        decision.about(**told_of(gate), **gate.strand.named, seats=[seat.rule.title for seat in silent])
        if conclude(gate, seats, at):
            moved(case, at)


def _silent(seat: Seat, today: date) -> bool:
    due = seat.due_on is not None and seat.due_on < today
    return seat.kind == SeatKind.CONSULT and seat.state == SeatState.OPEN and due
