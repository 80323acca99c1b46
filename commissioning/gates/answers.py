"""Which answers a seat may give, and what each needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Seat, Submission
from commissioning.vocabulary import Action, SeatKind, SeatState, Stage

ACTIONS = {
    SeatKind.CONSULT: (Action.ADVISE,),
    SeatKind.SIGN: (Action.SIGN, Action.OBJECT, Action.RETURN),
    SeatKind.DECIDE: (Action.PASS, Action.AMEND, Action.DEFER, Action.RETURN, Action.STOP),
}
ANSWERS = {
    Action.ADVISE: SeatState.ADVISED,
    Action.SIGN: SeatState.SIGNED,
    Action.OBJECT: SeatState.OBJECTED,
    Action.RETURN: SeatState.RETURNED,
    Action.PASS: SeatState.PASSED,
    Action.AMEND: SeatState.AMENDED,
    Action.STOP: SeatState.STOPPED,
    Action.END: SeatState.ENDED,
}
BINDING = (Action.SIGN, Action.OBJECT, Action.PASS, Action.AMEND)
PLAIN = (Action.SIGN, Action.PASS)


class Given(Protocol):
    """An answer as it was given."""

    @property
    def action(self) -> Action: ...
    @property
    def digest(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def until(self) -> date | None: ...


def actions_of(kind: SeatKind, stage: Stage) -> tuple[Action, ...]:
    """Return the answers a seat may give; the yearly gate of monitoring may also end the contract's monitoring."""
    if kind == SeatKind.DECIDE and stage == Stage.MONITORING:
        return (*ACTIONS[kind], Action.END)
    return ACTIONS[kind]


def check_answer(given: Given, seat: Seat, seats: Sequence[Seat], submission: Submission) -> None:
    """Raise unless this seat may answer so: the right text, and the reasons it needs."""
    if given.action not in actions_of(SeatKind(seat.kind), Stage(seat.gate.stage)):
        raise RefusedError(f"A seat that {seat.get_kind_display()} cannot do that.", {"action": ["Choose another."]})
    if given.action in BINDING and not given.digest:
        words = "Say which text you answer for: send the digest of the task as you read it."
        raise RefusedError(words, {"digest": [words]})
    if given.action in BINDING and given.digest != submission.digest:
        raise OvertakenError("The text has changed since you read it. Read it again, then answer.")
    _check_words(given, seats)


def _check_words(given: Given, seats: Sequence[Seat]) -> None:
    if not given.reason.strip() and needs_reason(given.action, seats):
        words = "Say why."
        if given.action == Action.PASS:
            words = "A seat signed “not supported”. Say why you agree all the same."
        raise RefusedError(words, {"reason": [words]})


def needs_reason(action: Action, seats: Sequence[Seat]) -> bool:
    """Whether an answer must say why: all but a plain signature, and agreeing against “not supported”."""
    if action == Action.PASS:
        return any(seat.state == SeatState.OBJECTED for seat in seats)
    return action not in PLAIN
