"""Taking a task for oneself and giving it back, so that colleagues in one post see who is on it."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from accounts.authority import require
from accounts.models import Holding, Person
from accounts.rights import Right
from audit.deciding import deciding
from commissioning.asks.models import Ask
from commissioning.asks.opening import acted_on
from commissioning.errors import OvertakenError, RefusedError
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind

RIGHT_OF_KIND = {
    AskKind.WRITE: Right.WRITE_RECORD,
    AskKind.CONSULT: Right.CONSULT_GATE,
    AskKind.SIGN: Right.SIGN_GATE,
    AskKind.DECIDE: Right.DECIDE_GATE,
    AskKind.RECORD: Right.RECORD_EVENT,
    AskKind.ANSWER: Right.WRITE_RECORD,
    AskKind.ACCEPT: Right.ACCEPT_OWNERSHIP,
}

CHANGING = ("post", "amount", "due_on", "days_left", "taken_by", "closed_at", "closed_by", "closed_as")


def require_holder(by: Person, ask: Ask, *, at: datetime) -> Holding:
    """Return the holding in which a person may answer an ask. Raises NotAllowedError with the reason in words."""
    return require(by, RIGHT_OF_KIND[AskKind(ask.kind)], on=ask, at=at)


def require_open(ask: Ask) -> None:
    """Raise OvertakenError, saying by whom and when, unless the ask is still open. Reads the row and its post again.

    Another body may lead the case since the ask was read, and its tasks have passed on.
    """
    ask.refresh_from_db(fields=CHANGING, from_queryset=Ask.objects.select_related("post__body"))
    if ask.closed_at is None:
        return
    who = ask.closed_by.full_name if ask.closed_by else "Tollgate"
    when = f"{localtime(ask.closed_at):%-d %B %Y at %H:%M}"
    raise OvertakenError(f"This task is closed: {who}, {ask.closed_as}, {when}. Nothing of yours was changed.")


def require_reason(reason: str, words: str = "Say why.") -> str:
    """Return the reason trimmed. Raises RefusedError where there is none."""
    if not reason.strip():
        raise RefusedError(words, {"reason": [words]})
    return reason.strip()


def take(ask: Ask, *, reason: str = "", by: Person, at: datetime, key: str) -> None:
    """Say that one is on it: other holders of the post see it as taken, and may still act."""
    asked = {"ask": ask.pk, **({"reason": reason} if reason else {})}
    with deciding(Verb.ASK_TAKEN, ask.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(ask)
        holding = require_holder(by, ask, at=at)
        ask.taken_by = by
        ask.save(update_fields=["taken_by"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = reason.strip()
        decision.about(stage=ask.stage, **ask.strand.named, task=ask.title)


def give_back(ask: Ask, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Give a taken task back to the others who hold its post."""
    asked = {"ask": ask.pk, "reason": reason}
    with deciding(Verb.ASK_GIVEN_BACK, ask.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(ask)
        holding = require_holder(by, ask, at=at)
        if ask.taken_by_id != by.pk:
            raise RefusedError("You have not taken this task, so there is nothing to give back.")
        ask.taken_by = None
        ask.save(update_fields=["taken_by"])
        acted_on(ask, by)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        decision.about(stage=ask.stage, **ask.strand.named, task=ask.title)
