"""How policies bear on one another: linked with the reason and a review date, looked at again, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_reason
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.kinds import Bond
from commissioning.policies.models import Linkage, Policy
from commissioning.verbs import Verb


@dataclass(frozen=True)
class Linked:
    """How a policy bears on another: in what way, why, who looks after it, and when it is looked at again."""

    bond: Bond
    rationale: str
    owner: Body
    review_on: date

    def asked(self) -> dict[str, object]:
        """The same as plain arguments."""
        return {**vars(self), "owner": self.owner.slug}


def link(policy: Policy, other: Policy, linked: Linked, *, by: Person, at: datetime, key: str) -> Linkage:
    """Say how a policy bears on another one. One linkage stands between two policies in each direction."""
    asked = {"other": other.code, **linked.asked()}
    with deciding(Verb.POLICIES_LINKED, policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([policy.owner_id]), at=at)
        if policy.pk == other.pk:
            words = "A policy is linked with another one. Choose another."
            raise RefusedError(words, {"other": [words]})
        if Linkage.objects.filter(policy=policy, other=other, ended_at=None).exists():
            words = f"It is said already how “{policy}” bears on “{other}”. Review that instead."
            raise RefusedError(words, {"other": [words]})
        _require_sound(linked, day_of(at))
        made = Linkage(policy=policy, other=other, made_at=at, **_columns(linked))
        made.save()
        decision.acting(holding.title, holding.on_behalf_of)
        _told(decision, made)
    return made


def review_linkage(found: Linkage, linked: Linked, *, read: str, by: Person, at: datetime, key: str) -> None:
    """Look at a linkage again: confirm or change in what way it bears, why, who looks after it, and until when.

    `read` is the digest of the linkage as its reviewer had it: OvertakenError where it is another one now.
    """
    asked = {"linkage": found.pk, "read": read, **linked.asked()}
    with deciding(Verb.LINKAGE_REVIEWED, found.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([found.policy.owner_id]), at=at)
        _read_again(found, read)
        _require_sound(linked, day_of(at))
        for name, value in _columns(linked).items():
            setattr(found, name, value)
        found.save(update_fields=list(_columns(linked)))
        decision.acting(holding.title, holding.on_behalf_of)
        _told(decision, found)


def end_linkage(found: Linkage, *, read: str, reason: str, by: Person, at: datetime, key: str) -> None:
    """End a linkage that does not hold any more, with the reason; `read` as `review_linkage` takes it."""
    asked = {"linkage": found.pk, "read": read, "reason": reason}
    with deciding(Verb.LINKAGE_ENDED, found.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([found.policy.owner_id]), at=at)
        _read_again(found, read)
        found.ended_at, found.end_reason = at, require_reason(reason)
        found.save(update_fields=["ended_at", "end_reason"])
        decision.reason = found.end_reason
        decision.acting(holding.title, holding.on_behalf_of)
        _told(decision, found)


def _read_again(found: Linkage, read: str) -> None:
    policy, other = found.policy, found.other
    found.refresh_from_db()
    found.policy, found.other = policy, other
    if found.ended_at is not None:
        raise OvertakenError("This linkage has been ended already. Nothing of yours was recorded.")
    if found.digest != read:
        raise OvertakenError(
            "Somebody else reviewed this linkage while you had it open. Nothing of yours was recorded. Read what "
            "it says now, then send yours again if it is still to stand."
        )


def _columns(linked: Linked) -> dict[str, object]:
    return {**vars(linked), "rationale": linked.rationale.strip()}


def _require_sound(linked: Linked, today: date) -> None:
    if not linked.rationale.strip():
        raise RefusedError("Say why.", {"rationale": ["Say in what it shows."]})
    if linked.review_on <= today:
        words = "Enter a day that is still to come."
        raise RefusedError(words, {"review_on": [words]})


def _told(decision: Decision, found: Linkage) -> None:
    decision.about(policy=found.policy.title, other=found.other.title, bond=found.bond, review_on=found.review_on)
