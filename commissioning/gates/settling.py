"""What an answer to a seat does to its gate, whoever gives it. Called inside a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from accounts.exclusions import exclusion
from accounts.models import Person
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision
from commissioning.asks.models import Ask
from commissioning.asks.opening import acted_on, close
from commissioning.case.models import Strand
from commissioning.case.ports import moved
from commissioning.errors import RefusedError
from commissioning.gates.answers import ANSWERS, BINDING
from commissioning.gates.combining import told_of
from commissioning.gates.models import Seat, SignOff, Submission
from commissioning.gates.pausing import end_question
from commissioning.gates.tiers import conclude, spare
from commissioning.vocabulary import Action, Lane, Recorded, SeatKind, SeatState

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


@dataclass(frozen=True)
class Acting:
    """Who gives an answer, in which capacity and for whom; `signers` can then answer no other seat of the gate.

    `recorded` says where it was given, when not here: then the person only recorded it.
    """

    person: Person
    capacity: str
    on_behalf_of: str = ""
    signers: Sequence[Person] = ()
    recorded: Recorded | None = None
    principal: Person | None = None


@dataclass(frozen=True)
class AskedOf:
    """The seat that asks, the others of its gate, and the newest submission."""

    submission: Submission
    seat: Seat
    seats: list[Seat]


def asked_at(ask: Ask) -> AskedOf:
    """Return what a seat's ask is about, its gate read with its policy."""
    seat_id = int(ask.source.removeprefix("seat/"))
    submissions = Submission.objects.filter(gate__seats=seat_id).select_related("gate__policy")
    submission = submissions.order_by("-number")[0]
    seats = list(submission.gate.seats.select_related("rule"))
    return AskedOf(submission, next(found for found in seats if found.source == ask.source), seats)


def settle(decision: Decision, ask: Ask, asked_of: AskedOf, given: Answer, acting: Acting) -> SignOff:
    """Write an answer, which was checked, and what follows from it: the last one of a tier moves the case on."""
    sign_off = _sign_off(asked_of.seat, asked_of.submission, given, acting, decision.at)
    _tell_of(decision, ask.strand, asked_of.seat, asked_of.submission, given, acting)
    if ask.paused and end_question(asked_of.seat, decision.at, as_="not needed: the seat has answered"):
        decision.about(question="closed without an answer, as the seat has answered")
    if given.action == Action.DEFER:
        _defer(asked_of.seat, ask, given, decision.at)
        acted_on(ask, acting.person)
    else:
        _settle(decision, sign_off, asked_of.seats, ask, given, acting)
    return sign_off


def own_text(given: Answer, acting: Acting) -> str:
    """Return the decision's own text where it agreed as amended: the reason where no other text was given.

    A body that endorses as amended has no seat to amend in: its text is kept with its signature.
    """
    if given.action != Action.AMEND:
        return given.text.strip() if acting.recorded else ""
    return given.text.strip() or given.reason.strip()


def _sign_off(seat: Seat, submission: Submission, given: Answer, acting: Acting, at: datetime) -> SignOff:
    sign_off = SignOff(
        seat=seat,
        submission=submission,
        person=acting.person,
        capacity=acting.capacity,
        on_behalf_of=acting.on_behalf_of,
        principal=acting.principal,
        action=given.action,
        reason=given.reason.strip(),
        text=own_text(given, acting),
        until=given.until,
        digest=submission.digest,
        at=at,
        recorded=acting.recorded or "",
    )
    sign_off.save()
    return sign_off


def _tell_of(
    decision: Decision, strand: Strand, seat: Seat, submission: Submission, given: Answer, acting: Acting
) -> None:
    decision.acting(acting.capacity, acting.on_behalf_of)
    decision.reason = given.reason.strip()
    decision.about(
        **told_of(seat.gate),
        **strand.named,
        seat=seat.rule.title,
        kind=seat.kind,
        action=str(given.action),
        submission=submission.number,
        digest=submission.digest,
        sections=seat.sections,
        power=seat.rule.power_in_words,
        text=own_text(given, acting),
        until=given.until,
        **_of_lane(seat, given),
    )


def _of_lane(seat: Seat, given: Answer) -> dict[str, object]:
    """What an answer says of the lane, where that is not the usual one.

    To agree in the fast lane is to declare that one has no conflict.
    """
    if seat.rule.lane == Lane.STANDARD:
        return {}
    agreed = seat.rule.lane == Lane.FAST and given.action in (Action.PASS, Action.AMEND)
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
    ask.days_left = None
    seat.save(update_fields=["due_on"])
    ask.save(update_fields=["due_on", "days_left"])


def _settle(decision: Decision, sign_off: SignOff, seats: list[Seat], ask: Ask, given: Answer, acting: Acting) -> None:
    seat, at = sign_off.seat, decision.at
    gate = seat.gate
    seat.state, seat.answered_in, seat.carried = ANSWERS[given.action], sign_off.submission.number, False
    seat.save(update_fields=["state", "answered_in", "carried"])
    close(ask, by=acting.person, at=at, as_=ANSWERS[given.action].label.lower())
    if not gate.policy.one_person_many_seats:
        for person in acting.signers:
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
