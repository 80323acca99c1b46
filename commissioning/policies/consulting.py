"""Consulting on a draft of a policy: opened with a closing day, commented by many, each comment answered."""

from __future__ import annotations

from datetime import date, datetime

from accounts.authority import Over, may, require
from accounts.errors import NotAllowedError
from accounts.models import Holding, Person
from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from audit.deciding import Decision, deciding
from audit.history import history_of
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.documents import from_document
from commissioning.policies.drafting import read_again, require_state, taking_comments, told, write_as
from commissioning.policies.kinds import HERE, Received, Side, VersionState
from commissioning.policies.models import CommentAnswer, PolicyComment, PolicyVersion
from commissioning.policies.rules import Wording
from commissioning.policies.telling import tell_of_comment, tell_of_consultation
from commissioning.verbs import Verb
from govuk.wording import day_in_words

LONGEST_CONSULTATION = 366  # days
OUTSIDE = (
    "Services, boards and the voluntary sector comment here. Comment on the public page of this consultation instead: "
    "whoever keeps the policy answers it like any other."
)
NO_ACCOUNT = "for somebody without an account"
UNNAMED = "Somebody who gave no name"


def open_consultation(version: PolicyVersion, *, until: date, read: str, by: Person, at: datetime, key: str) -> None:
    """Open a draft to comments until a closing day; its text stays as it is until that day has passed."""
    asked = {"version": version.number, "until": until, "read": read}
    with deciding(Verb.POLICY_CONSULTED, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.policy.owner_id]), at=at)
        read_again(version)
        require_state(version, VersionState.DRAFT)
        if version.digest != read:
            raise OvertakenError("This draft has changed since you read it. Read it again, then open it to comments.")
        _require_day(until, day_of(at))
        if not (version.wording.text or version.wording.sections):
            raise RefusedError("There is nothing to comment on yet: write its text first.")
        version.state, version.consulted_from, version.consulted_until = VersionState.CONSULTATION, day_of(at), until
        version.save(update_fields=["state", "consulted_from", "consulted_until"])
        write_as(decision, version, holding)
        decision.about(**told(version), until=until)
        tell_of_consultation(version, decision)


def _require_day(until: date, today: date) -> None:
    if until <= today:
        words = "Enter a day that is still to come."
        raise RefusedError(words, {"until": [words]})
    if (until - today).days > LONGEST_CONSULTATION:
        words = "Enter a day within a year."
        raise RefusedError(words, {"until": [words]})


def comment(version: PolicyVersion, *, text: str, by: Person, at: datetime, key: str) -> PolicyComment:
    """Comment on a draft in consultation, in the post that one holds: a service's, a board's or the voluntary sector's.

    Raises NotAllowedError for suppliers and for who holds no post that reads cases, OvertakenError after closing day.
    """
    asked = {"version": version.number, "text": text}
    with deciding(Verb.POLICY_COMMENTED, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = _as_commenter(by, at)
        read_again(version)
        if not taking_comments(version, day_of(at)):
            raise OvertakenError(f"Comments on {version} are closed. Write to {version.policy.owner.name} instead.")
        side = Side.VOLUNTARY_SECTOR if holding.post.body.kind == BodyKind.ORGANISATION else Side.SERVICE
        sender = f"{by.full_name}, {holding.title}"
        made = _enter(decision, version, side, sender, Received.SIGNED_IN, day_of(at), text, by)
        tell_of_comment(made, decision)
        decision.acting(holding.title, holding.on_behalf_of)
    return made


def comment_in_public(version: PolicyVersion, *, text: str, name: str, at: datetime, key: str) -> PolicyComment:
    """Comment on a draft in consultation without an account; a name may be given.

    It is answered like any other, and everybody reads it once it is. Raises OvertakenError after closing day.
    """
    asked = {"version": version.number, "text": text, "name": name}
    with deciding(Verb.POLICY_COMMENTED, version.policy, by=None, at=at, key=key, asked=asked) as decision:
        read_again(version)
        if not taking_comments(version, day_of(at)):
            raise OvertakenError(f"Comments on {version} are closed. Write to {version.policy.owner.name} instead.")
        sender = name.strip() or UNNAMED
        made = _enter(decision, version, Side.PUBLIC, sender, Received.ONLINE, day_of(at), text, None)
        tell_of_comment(made, decision)
        decision.acting(NO_ACCOUNT)
    return made


def consulted_on(version: PolicyVersion) -> Wording:
    """Return what a version said while comments were taken, whatever was changed since. One query."""
    rows = history_of(PolicyVersion)._default_manager.filter(id=version.pk, state=VersionState.CONSULTATION)
    return from_document(rows.order_by("history_id").values_list("document", flat=True)[0])


def may_comment(person: Person, at: datetime) -> bool:
    """Whether somebody could comment on a draft in consultation."""
    return bool(reach_of(person, at).over(Right.VIEW_CASE))


def _as_commenter(by: Person, at: datetime) -> Holding:
    over = sorted(reach_of(by, at).over(Right.VIEW_CASE))
    answer = may(by, Right.VIEW_CASE, on=Over(over), at=at)
    if answer.holding is None:
        raise NotAllowedError(OUTSIDE)
    return answer.holding


def enter_comment(  # noqa: PLR0913 - a comment as it was received
    version: PolicyVersion,
    *,
    side: Side,
    sender: str,
    received: Received,
    received_on: date,
    text: str,
    by: Person,
    at: datetime,
    key: str,
) -> PolicyComment:
    """Enter a comment that came by letter, by email or otherwise, by who keeps the policy: who from, how and when.

    What came in time can be entered after the closing day, until the version is put forward.
    """
    asked = {
        "version": version.number,
        "side": side,
        "sender": sender,
        "received": received,
        "on": received_on,
        "text": text,
    }
    with deciding(Verb.POLICY_COMMENT_ENTERED, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.policy.owner_id]), at=at)
        read_again(version)
        require_state(version, VersionState.CONSULTATION)
        _require_received(version, received, received_on, day_of(at))
        if not sender.strip():
            raise RefusedError("Say who it came from.", {"sender": ["Say who it came from."]})
        made = _enter(decision, version, side, sender.strip(), received, received_on, text, by)
        decision.acting(holding.title, holding.on_behalf_of)
    return made


def _require_received(version: PolicyVersion, received: Received, on: date, today: date) -> None:
    if received in HERE:
        words = "Say how it reached the council."
        raise RefusedError(words, {"received": [words]})
    first, last = version.consulted_from or today, min(version.consulted_until or today, today)
    if not first <= on <= last:
        words = f"Enter a day of the consultation, from {day_in_words(first)} to {day_in_words(last)}."
        raise RefusedError(words, {"received_on": [words]})


def _enter(  # noqa: PLR0913 - a comment as it is kept
    decision: Decision,
    version: PolicyVersion,
    side: Side,
    sender: str,
    received: Received,
    received_on: date,
    text: str,
    by: Person | None,
) -> PolicyComment:
    if not text.strip():
        raise RefusedError("Enter the comment.", {"text": ["Enter the comment."]})
    made = PolicyComment(
        version=version,
        number=version.comments.count() + 1,
        side=side,
        sender=sender[:300],
        received=received,
        received_on=received_on,
        text=text.strip(),
        entered_by=by,
        entered_at=decision.at,
    )
    made.save()
    decision.about(policy=version.policy.title, version=version.number, comment=made.number, sender=made.sender)
    return made


def answer(
    found: PolicyComment, *, text: str, changed: str, shown: bool = True, by: Person, at: datetime, key: str
) -> CommentAnswer:
    """Answer a comment, saying what was changed because of it, or why nothing was. An answer stands as it was given.

    Without `shown` a comment from the public page is not shown there: what is abusive, or names somebody.
    """
    version = found.version
    asked = {"version": version.number, "comment": found.number, "text": text, "changed": changed}
    asked |= {} if shown else {"shown": False}
    with deciding(Verb.POLICY_COMMENT_ANSWERED, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.policy.owner_id]), at=at)
        read_again(version)
        require_state(version, VersionState.CONSULTATION)
        if CommentAnswer.objects.filter(comment=found).exists():
            raise OvertakenError(f"Comment {found.number} has been answered already. Nothing of yours was recorded.")
        made = CommentAnswer(
            comment=found,
            text=_needed("text", text, "Enter your answer."),
            changed=_needed("changed", changed, "Say what was changed, or why nothing was."),
            shown=shown,
            answered_by=by,
            capacity=holding.title,
            answered_at=at,
        )
        made.save()
        write_as(decision, version, holding)
        decision.about(**told(version), comment=found.number, sender=found.sender)
        if not shown:
            decision.about(shown=False)
    return made


def _needed(field: str, text: str, words: str) -> str:
    if not text.strip():
        raise RefusedError(words, {field: [words]})
    return text.strip()


def unanswered(version: PolicyVersion) -> list[PolicyComment]:
    """Return the comments that have no answer yet."""
    return list(version.comments.filter(answer=None).order_by("number"))
