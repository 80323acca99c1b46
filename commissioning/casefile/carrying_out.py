"""Carrying out a task: screens and API both come through here to the one verb that decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import Person
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.asks.decisions import give_back, take
from commissioning.asks.models import Ask
from commissioning.casefile.stages import room_for
from commissioning.errors import RefusedError
from commissioning.fast.lifting import lift
from commissioning.gates.decisions import answer, take_back
from commissioning.gates.settling import Answer
from commissioning.interests.decisions import declare_at
from commissioning.questions.decisions import ask_author, withdraw_question
from commissioning.records.asks import record_ask
from commissioning.records.decisions import submit
from commissioning.records.handing_on import hand_on
from commissioning.vocabulary import Action, AskKind, Stage


@dataclass(frozen=True)
class Deed:
    """What a person does with a task."""

    action: Action
    reason: str = ""
    digest: str = ""
    text: str = ""
    until: date | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    sections: Sequence[str] = ()


def carry_out(ask: Ask, deed: Deed, *, by: Person, at: datetime, key: str) -> Entry:
    """Carry out a task once and return its ledger entry; the same key again returns the first one.

    Raises NotAllowedError, OvertakenError, RefusedError or KeyReusedError; nothing is half-done.
    """
    try:
        _decide(ask, deed, by=by, at=at, key=key)
    except RepeatedError as repeated:
        return repeated.entry
    done = ask.case.appended
    return done if done and (done.person_id, done.key) == (by.pk, key) else Entry.objects.get(person=by, key=key)


def _decide(ask: Ask, deed: Deed, *, by: Person, at: datetime, key: str) -> None:
    match (AskKind(ask.kind), deed.action):
        case (_, Action.TAKE):
            take(ask, reason=deed.reason, by=by, at=at, key=key)
        case (_, Action.GIVE_BACK):
            give_back(ask, reason=deed.reason, by=by, at=at, key=key)
        case (AskKind.WRITE, Action.SUBMIT | Action.HAND_ON):
            way = submit if deed.action == Action.SUBMIT else hand_on
            way(room_for(ask.case, Stage(ask.stage)), ask, reason=deed.reason, by=by, at=at, key=key)
        case (AskKind.WRITE, Action.LIFT):
            lift(ask, reason=deed.reason, by=by, at=at, key=key)
        case (AskKind.WRITE, Action.TAKE_BACK):
            take_back(ask, reason=deed.reason, by=by, at=at, key=key)
        case _:
            _answer(ask, deed, by=by, at=at, key=key)


def _answer(ask: Ask, deed: Deed, *, by: Person, at: datetime, key: str) -> None:
    match (AskKind(ask.kind), deed.action):
        case (_, Action.DONE) if ask.filled_in:
            record_ask(ask).carry_out(ask, deed.fields, by=by, at=at, key=key)
        case (AskKind.SIGN | AskKind.CONSULT | AskKind.DECIDE, Action.DECLARE) if ask.seated:
            declare_at(ask, reason=deed.reason, by=by, at=at, key=key)
        case (AskKind.SIGN | AskKind.CONSULT | AskKind.DECIDE, Action.ASK) if ask.seated:
            ask_author(ask, text=deed.text, sections=deed.sections, by=by, at=at, key=key)
        case (AskKind.SIGN | AskKind.CONSULT | AskKind.DECIDE, Action.WITHDRAW) if ask.seated:
            withdraw_question(ask, by=by, at=at, key=key)
        case (AskKind.SIGN | AskKind.CONSULT | AskKind.DECIDE, _) if ask.seated:
            given = Answer(deed.action, deed.digest, deed.reason, deed.text, deed.until)
            answer(ask, given, by=by, at=at, key=key)
        case _:
            raise RefusedError(
                f"This task cannot be answered with “{deed.action.label}”.", {"action": ["Choose another."]}
            )
