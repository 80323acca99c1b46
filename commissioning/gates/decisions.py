"""What people decide at a gate: answering a seat, taking the record back, letting silent advice lapse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from accounts.exclusions import exclusion
from accounts.models import Holding, Person
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_holder, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import acted_on, close
from commissioning.case.models import Strand
from commissioning.case.ports import acting, moved
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.answers import ANSWERS, BINDING, check_answer
from commissioning.gates.models import Gate, Seat, SignOff, Submission
from commissioning.gates.submitting import current_gate
from commissioning.gates.tiers import conclude, spare, withdraw
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Lane, Outcome, SeatKind, SeatState, Stage

NO_CONFLICT: Final = "no conflict of interest"
LONGEST_DEFERRAL: Final = timedelta(days=366)


@dataclass(frozen=True)
class Answer:
    """What a person answers at a seat."""

    action: Action
    digest: str = ""
    reason: str = ""
    text: str = ""
    until: date | None = None


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
        submission = _submission_of(ask)
        seats = list(submission.gate.seats.select_related("rule"))
        seat = next(found for found in seats if found.source == ask.source)
        check_answer(given, seat, seats, submission)
        sign_off = _sign_off(seat, submission, given, holding, by=by, at=at)
        _tell_of(decision, ask.strand, seat, submission, given, holding)
        if given.action == Action.DEFER:
            _defer(seat, ask, given, at)
            acted_on(ask, by)
        else:
            _settle(decision, sign_off, seats, ask, given, holding)
    return sign_off


def own_text(given: Answer) -> str:
    """Return the decision's own text where it agreed as amended: the reason where no other text was given."""
    if given.action != Action.AMEND:
        return ""
    return given.text.strip() or given.reason.strip()


def _submission_of(ask: Ask) -> Submission:
    """Return the newest submission of the gate that asks, with the gate and its policy."""
    seat_id = int(ask.source.removeprefix("seat/"))
    return Submission.objects.filter(gate__seats=seat_id).select_related("gate__policy").order_by("-number")[0]


def _sign_off(
    seat: Seat, submission: Submission, given: Answer, holding: Holding, *, by: Person, at: datetime
) -> SignOff:
    sign_off = SignOff(
        seat=seat,
        submission=submission,
        person=by,
        capacity=holding.title,
        on_behalf_of=holding.on_behalf_of,
        principal=holding.principal,
        action=given.action,
        reason=given.reason.strip(),
        text=own_text(given),
        until=given.until,
        digest=submission.digest,
        at=at,
    )
    sign_off.save()
    return sign_off


def _tell_of(
    decision: Decision, strand: Strand, seat: Seat, submission: Submission, given: Answer, holding: Holding
) -> None:
    decision.acting(holding.title, holding.on_behalf_of)
    decision.reason = given.reason.strip()
    decision.about(
        stage=seat.gate.stage,
        **strand.named,
        seat=seat.rule.title,
        kind=seat.kind,
        action=str(given.action),
        submission=submission.number,
        digest=submission.digest,
        sections=seat.sections,
        power=seat.rule.power_in_words,
        text=own_text(given),
        until=given.until,
        **_of_lane(seat, given),
    )


def _of_lane(seat: Seat, given: Answer) -> dict[str, object]:
    """What an answer in the fast lane says besides: to agree there is to declare that one has no conflict."""
    if seat.rule.lane != Lane.FAST:
        return {}
    agreed = given.action in (Action.PASS, Action.AMEND)
    return {"lane": seat.rule.lane, **({"declared": NO_CONFLICT} if agreed else {})}


def _defer(seat: Seat, ask: Ask, given: Answer, at: datetime) -> None:
    if given.until is None:
        raise RefusedError("Enter the date until which you defer.", {"until": ["Enter a date."]})
    if given.until <= day_of(at):
        words = "Enter a date that is still to come."
        raise RefusedError(f"A decision cannot be deferred until {given.until:%-d %B %Y}. {words}", {"until": [words]})
    if given.until > day_of(at) + LONGEST_DEFERRAL:
        words = "Enter a date within a year, or return the record with the reason."
        raise RefusedError(f"{given.until:%-d %B %Y} is too far away. {words}", {"until": [words]})
    seat.due_on = ask.due_on = given.until
    seat.save(update_fields=["due_on"])
    ask.save(update_fields=["due_on"])


def _settle(
    decision: Decision, sign_off: SignOff, seats: list[Seat], ask: Ask, given: Answer, holding: Holding
) -> None:
    by, seat, principal, at = sign_off.person, sign_off.seat, holding.principal, decision.at
    gate = seat.gate
    seat.state, seat.answered_in, seat.carried = ANSWERS[given.action], sign_off.submission.number, False
    seat.save(update_fields=["state", "answered_in", "carried"])
    close(ask, by=by, at=at, as_=ANSWERS[given.action].label.lower())
    if not gate.policy.one_person_many_seats:
        for person in filter(None, (by, principal)):
            exclusion(person, scope=gate.scope, ground=Ground.SIGNER, source=seat.source, at=at)
    if given.action in BINDING and seat.kind == SeatKind.DECIDE and _objections(seats):
        gate.against_advice = True
        gate.save(update_fields=["against_advice"])
    if others := spare(gate, seats, at):
        decision.about(not_needed=others)
    if conclude(gate, seats, at) or given.action == Action.RETURN:
        moved(ask.case, at)


def _objections(seats: list[Seat]) -> bool:
    return any(seat.state == SeatState.OBJECTED for seat in seats)


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
        gate.outcome = Outcome.RETURNED
        gate.save(update_fields=["outcome"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        decision.about(stage=gate.stage, **task.strand.named)
        acted_on(task, by)
        moved(task.case, at)


def lapse_advice(gate: Gate, *, by: Person | None, at: datetime, key: str) -> None:
    """Close consult seats that were due before today as “no advice given”, so that no tier waits for silence."""
    case = gate.strand.case
    today = day_of(at)
    with deciding(Verb.ADVICE_LAPSED, case, by=by, at=at, key=key) as decision:
        gate.refresh_from_db()
        seats = list(gate.seats.select_related("rule", "post__body"))
        silent = [seat for seat in seats if _silent(seat, today)]
        if gate.outcome or not silent:
            raise OvertakenError("No advice is overdue at this gate.")
        for seat in silent:
            withdraw(seat, at)
            seat.state = SeatState.SILENT
            seat.save(update_fields=["state"])
        decision.about(stage=gate.stage, **gate.strand.named, seats=[seat.rule.title for seat in silent])
        if conclude(gate, seats, at):
            moved(case, at)


def _silent(seat: Seat, today: date) -> bool:
    due = seat.due_on is not None and seat.due_on < today
    return seat.kind == SeatKind.CONSULT and seat.state == SeatState.OPEN and due
