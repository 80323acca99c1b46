"""Approving a version of a policy: put forward by its writers, approved or sent back by somebody who wrote nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from accounts.authority import Over, holders_over, may, require
from accounts.errors import NotAllowedError
from accounts.models import Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.canonical import sha256, to_bytes
from audit.deciding import deciding
from audit.history import history_of, sharing
from commissioning.asks.decisions import require_reason
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.consulting import unanswered
from commissioning.policies.drafting import read_again, require_state, taking_comments, told, write_as
from commissioning.policies.kinds import VersionState
from commissioning.policies.models import PolicyVersion, scope_of
from commissioning.policies.rules import VersionTerms, faults, kept_twice, of_wording
from commissioning.policies.telling import tell_writers
from commissioning.policies.writing import newest_approved, supersede, titles_of, write_rows
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from govuk.wording import day_in_words, how_many

PREFIX: Final = b"tollgate/policy-proposal/1\n"


def put_forward(
    version: PolicyVersion,
    *,
    effective_from: date,
    review_on: date,
    reason: str,
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Put a version forward after its consultation: from which day it is to be in force, when reviewed, and why.

    Raises RefusedError naming each comment that waits for an answer and each priority of whose fate nothing is said.
    """
    asked = {"version": version.number, "from": effective_from, "review": review_on, "reason": reason}
    with deciding(Verb.POLICY_PROPOSED, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.policy.owner_id]), at=at)
        read_again(version)
        require_state(version, VersionState.CONSULTATION)
        version.effective_from, version.review_on = effective_from, review_on
        version.reason = require_reason(reason, "Say why the policy changes.")
        _require_sound(version, day_of(at))
        version.state = VersionState.PROPOSED
        version.save(update_fields=["state", "effective_from", "review_on", "reason"])
        write_as(decision, version, holding)
        decision.reason = version.reason
        decision.about(**told(version), effective_from=effective_from, review_on=review_on)
        _tell(version, by, at, decision.key)


def _tell(version: PolicyVersion, by: Person, at: datetime, key: str) -> None:
    """Tell whoever may approve it and wrote nothing of it."""
    able = holders_over([version.policy.owner_id], Right.PUBLISH_POLICY, at)
    tell(
        [person for person in able if not why_not_approve(person, version, at)],
        event=f"policy-version/{version.pk}/{key}",
        subject=f"{version} waits to be approved",
        text=(
            f"{by.full_name} put {version} forward: {version.reason} It is to be in force from "
            f"{day_in_words(version.effective_from or day_of(at))}. Please read it, then approve it or send it back."
        ),
        path=f"/policies/{version.policy.code}/versions/{version.number}/approve/",
        at=at,
    )


def proposal_of(version: PolicyVersion) -> str:
    """Return the SHA-256 of all that is put forward, by which its approver names what they read; "" before. One query.

    That is its text, its days, its reason and how many comments came: comments and answers stand as they were given.
    """
    if version.state != VersionState.PROPOSED:
        return ""
    proposed = {
        "digest": version.digest,
        "effective_from": version.effective_from,
        "review_on": version.review_on,
        "reason": version.reason,
        "comments": version.comments.count(),
    }
    return sha256(PREFIX, to_bytes(proposed))


def approve(
    version: PolicyVersion, *, read: str, approved_on: date, approval: str, by: Person, at: datetime, key: str
) -> PolicyVersion:
    """Approve a version as it was read, by somebody who wrote nothing of it; from its day on it supersedes the last.

    `read` is the `proposal_of` the version as it was read: OvertakenError where text, days, reason or comments are
    others now. `approval` says where it was decided, such as a minute of the cabinet, and `approved_on` when. What it
    says is written as rows, never to change. Raises NotAllowedError for a writer.
    """
    asked = {"version": version.number, "read": read, "on": approved_on, "approval": approval}
    with deciding(Verb.POLICY_APPROVED, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        read_again(version)
        holding = require(by, Right.PUBLISH_POLICY, on=_for_other_eyes(version), at=at)
        require_state(version, VersionState.PROPOSED)
        if proposal_of(version) != read:
            raise OvertakenError(
                "What is put forward has changed since you read it: its text, a day, its reason or its comments. "
                "Nothing was approved. Read it again, then approve it or send it back."
            )
        earlier = newest_approved(version.policy)
        _require_approval(version, approved_on, approval, day_of(at))
        version.approved_on, version.approval = approved_on, approval.strip()
        _require_sound(version, day_of(at))
        version.approved_by, version.approved_as = by, holding.title
        version.state, version.text = VersionState.APPROVED, version.wording.text
        version.save()
        write_rows(version, version.wording, titles_of(earlier))
        supersede(earlier, version)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told(version), effective_from=version.effective_from, approval=version.approval)
        in_force = f"It is in force from {day_in_words(version.effective_from or approved_on)}."
        tell_writers(version, "was approved", f"{by.full_name} approved it. {in_force}", decision)
    return version


def send_back(version: PolicyVersion, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Send a version back to be drafted further. Its writers and whoever may approve it can."""
    asked = {"version": version.number, "reason": reason}
    with deciding(Verb.POLICY_SENT_BACK, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = _require_either(by, version, at)
        read_again(version)
        require_state(version, VersionState.PROPOSED)
        decision.reason = require_reason(reason)
        version.state = VersionState.CONSULTATION
        version.save(update_fields=["state"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told(version))
        tell_writers(version, "was sent back", f"{by.full_name} sent it back: {decision.reason}", decision)


def _require_either(by: Person, version: PolicyVersion, at: datetime) -> Holding:
    for right in (Right.DRAFT_POLICY, Right.PUBLISH_POLICY):
        found = may(by, right, on=Over([version.policy.owner_id]), at=at)
        if found.holding is not None:
            return found.holding
    raise NotAllowedError(found.reason)


def why_not_approve(person: Person, version: PolicyVersion, at: datetime) -> str:
    """Return why a person may not approve a version; "" where they may."""
    return may(person, Right.PUBLISH_POLICY, on=_for_other_eyes(version), at=at).reason


def _for_other_eyes(version: PolicyVersion) -> Over:
    """The version as a thing its writers are kept out of, and the writers of what it ever said in another version."""
    rows = history_of(PolicyVersion)._default_manager.filter(policy=version.policy_id).order_by("history_id")
    numbers = sharing(rows.values_list("number", "digest"), version.number, copied=True)
    return Over([version.policy.owner_id], scopes=[scope_of(version.policy.code, one) for one in numbers])


def against(version: PolicyVersion, today: date) -> list[str]:
    """Return what stands against putting a version forward: comments without an answer, priorities without a fate."""
    found = [f"Comment {one.number}, from {one.sender}, has no answer yet." for one in unanswered(version)]
    if version.state == VersionState.DRAFT:
        found.append("It has not been consulted on.")
    elif taking_comments(version, today):
        found.append(f"Its consultation runs until {day_in_words(version.consulted_until or today)}.")
    wording = version.wording
    return [*found, *of_wording(wording, titles_of(newest_approved(version.policy))), *kept_twice(wording)]


def _require_sound(version: PolicyVersion, today: date) -> None:
    earlier = newest_approved(version.policy)
    if found := against(version, today):
        count = how_many(len(found), "thing stands,things stand")
        raise RefusedError(f"{count} against it. Nothing was changed.", {"against": found})
    if version.effective_from is not None:
        on = version.approved_on or version.effective_from
        terms = VersionTerms(version.effective_from, on, version.review_on)
        if wrong := faults(terms, earlier.effective_from if earlier else None):
            raise RefusedError("The days do not fit together. Nothing was changed.", wrong)


def _require_approval(version: PolicyVersion, approved_on: date, approval: str, today: date) -> None:
    if approved_on > today:
        words = "Enter the day on which it was approved; that day cannot lie ahead."
        raise RefusedError(words, {"approved_on": [words]})
    if version.consulted_until is not None and approved_on <= version.consulted_until:
        words = f"It was consulted on until {day_in_words(version.consulted_until)}. Enter a later day."
        raise RefusedError(words, {"approved_on": [words]})
    if not approval.strip():
        words = "Say where it was approved, such as a minute of the cabinet or your own decision."
        raise RefusedError(words, {"approval": [words]})
