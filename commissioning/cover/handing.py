"""A manager hands a task that somebody is on to another, or frees it: one decision a task, each in its case's chain."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, each_may, require
from accounts.errors import NotAllowedError
from accounts.models import Holding, Person
from accounts.rights import Right, Role
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import RIGHT_OF_KIND, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.cover.rules import watches
from commissioning.cover.telling import asked
from commissioning.errors import OvertakenError, RefusedError
from commissioning.telling.outbox import add_to_list
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind

HOLDS_TO_ACCOUNT = "The {post} holds this work to account, so no manager chooses who in it does what. Its holder does."


def hand_over(  # noqa: PLR0913 - who had it, who gets it, and under which round of hand-overs
    ask: Ask,
    *,
    holder: Person,
    to: Person | None,
    reason: str,
    together: str,
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Put somebody else on a task, or nobody where `to` is None, so that it goes on while its holder cannot.

    Any holder of its post may still do it: being on a task is no right. `together` is the key of the page on which
    several were sent, so that each person is told of them in one message. Raises NotAllowedError unless `by` arranges
    cover at the body of its post and nothing keeps them out of the case, RefusedError when `to` could not do it,
    OvertakenError when it is closed or `holder` is not on it any more.
    """
    request = {"ask": ask.pk, "holder": holder.pk, "to": to.pk if to else None, "reason": reason}
    verb = Verb.ASK_HANDED_OVER if to else Verb.ASK_FREED
    with deciding(verb, ask.case, by=by, at=at, key=key, asked=request) as decision:
        require_open(ask)
        holding = require_hander(by, ask, at=at)
        _require_held(ask, holder)
        _require_able(ask, to, at)
        ask.taken_by = to
        ask.save(update_fields=["taken_by"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason, "Say why, such as that they are ill.")
        decision.about(stage=ask.stage, **ask.strand.named, task=ask.title, holder=holder.full_name)
        decision.about(**({"to": to.full_name} if to else {}))
        _tell(decision, ask, holder, to, together)


def place_of(ask: Ask) -> Over:
    """Return what somebody has to be allowed to arrange to hand a task over.

    Whoever may not answer it themselves because of what they did or declared does not choose who does.
    """
    return Over([ask.post.body_id], scopes=ask.scopes, source=ask.source)


def require_hander(by: Person, ask: Ask, *, at: datetime) -> Holding:
    """Return the holding in which a person may hand a task over. Raises NotAllowedError with the reason in words."""
    if watches(Role(ask.post.role)):
        raise NotAllowedError(HOLDS_TO_ACCOUNT.format(post=ask.post.title))
    return require(by, Right.ARRANGE_COVER, on=place_of(ask), at=at)


def why_held_no_more(ask: Ask, holder: Person) -> str:
    """Return why a task cannot be taken from somebody: they are not on it; nothing where they are."""
    if ask.taken_by_id == holder.pk:
        return ""
    now = f"{ask.taken_by.full_name} is" if ask.taken_by else "nobody is"
    return f"{holder.full_name} is not on this task any more: {now}. Nothing was changed."


def why_not_able(ask: Ask, to: Person, at: datetime) -> str:
    """Return why somebody could not answer a task, as authority would tell them; nothing where they could."""
    return unable([ask], to, at)[ask.pk]


def unable(asks: list[Ask], to: Person, at: datetime) -> dict[int, str]:
    """Return the same of each of many tasks, by their ids."""
    told = each_may(to, [(RIGHT_OF_KIND[AskKind(ask.kind)], ask) for ask in asks], at=at)
    found = {ask.pk: answer.reason for ask, answer in zip(asks, told, strict=True)}
    already = {ask.pk: f"{to.full_name} is on it already." for ask in asks if ask.taken_by_id == to.pk}
    return {**found, **already}


def _require_held(ask: Ask, holder: Person) -> None:
    words = why_held_no_more(ask, holder)
    if words:
        raise OvertakenError(words)


def _require_able(ask: Ask, to: Person | None, at: datetime) -> None:
    words = why_not_able(ask, to, at) if to else ""
    if words:
        raise RefusedError(words, {"to": [words]})


def _tell(decision: Decision, ask: Ask, holder: Person, to: Person | None, together: str) -> None:
    """Tell who gets it and who had it, each in one message for all that was sent together."""
    by = decision.by.full_name if decision.by else ""
    line = f"{ask.case.reference}, {asked(ask)}"
    if to is not None and to != decision.by:
        subject, text = f"{by} hands tasks to you", f"{by} hands these tasks to you, which {holder.full_name} was on."
        text = f"{text} Why: {decision.reason}"
        add_to_list(to, line, event=f"handed/{together}/to", subject=subject, text=text, at=decision.at)
    if holder != decision.by:
        whom = f"to {to.full_name}" if to else "back to whoever holds their posts"
        subject, text = f"{by} hands over tasks that you were on", f"{by} hands these tasks {whom}; you were on them."
        text = f"{text} Why: {decision.reason}"
        add_to_list(holder, line, event=f"handed/{together}/from", subject=subject, text=text, at=decision.at)
