"""What is decided about drafts of a policy: beginning, changing and withdrawing one. Its writers never approve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils.text import slugify

from accounts.authority import Over, require
from accounts.exclusions import exclusion
from accounts.models import Body, Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding, lock
from commissioning.asks.decisions import require_reason
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.decisions import opened
from commissioning.policies.documents import digest_of, from_document, to_document
from commissioning.policies.kinds import OPEN, VersionState
from commissioning.policies.models import Policy, PolicyVersion
from commissioning.policies.rules import Wording, usual_fates
from commissioning.policies.writing import newest_approved, next_number
from commissioning.verbs import Verb
from govuk.wording import day_in_words

RESERVED = ("begin", "gaps", "synergies", "linkages")  # these are addresses of their own


def begin_policy(*, title: str, owner: Body, by: Person, at: datetime, key: str) -> PolicyVersion:
    """Begin a policy that the council does not have yet, with the draft of its first version."""
    asked = {"title": title, "owner": owner.slug}
    with deciding(Verb.POLICY_BEGUN, None, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([owner.pk]), at=at)
        lock(Body.objects.order_by("pk")[0])  # of two that begin the same policy at once the later one finds it there
        policy = opened(decision, _code(title), title, owner)
        version = _begin(decision, policy, Wording(), holding)
        decision.about(policy=policy.title, version=version.number, owner=owner.name)
    return version


def _code(title: str) -> str:
    code = slugify(title)[:60].strip("-")
    if not code or code in RESERVED or Policy.objects.filter(code=code).exists():
        words = "There is a policy of this name. Begin a version of it, or choose another title."
        raise RefusedError(words, {"title": [words]})
    return code


def begin_version(policy: Policy, *, by: Person, at: datetime, key: str) -> PolicyVersion:
    """Begin the next version of a policy as the newest one reads; each of its priorities is kept, until told otherwise.

    Raises RefusedError while another version is open.
    """
    with deciding(Verb.POLICY_VERSION_BEGUN, policy, by=by, at=at, key=key) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([policy.owner_id]), at=at)
        _require_none_open(policy)
        newest = newest_approved(policy)
        wording = newest.wording if newest else Wording()
        begun = replace(wording, fates=usual_fates(wording.priorities, wording.priorities))
        version = _begin(decision, policy, begun, holding)
        decision.about(policy=policy.title, version=version.number)
    return version


def _require_none_open(policy: Policy) -> None:
    found = policy.versions.filter(state__in=OPEN).first()
    if found is not None:
        state = found.get_state_display()
        raise RefusedError(
            f"Version {found.number} of “{policy.title}” is open: {state[:1].lower()}{state[1:]}. Go on with it, or "
            "withdraw it first."
        )


def _begin(decision: Decision, policy: Policy, wording: Wording, holding: Holding) -> PolicyVersion:
    version = PolicyVersion(
        policy=policy,
        number=next_number(policy),
        document=to_document(wording),
        digest=digest_of(wording),
        begun_by=holding.person,
        begun_at=decision.at,
    )
    version.save()
    write_as(decision, version, holding)
    return version


def save_draft(  # noqa: PLR0913 - what is saved, and how it was asked for
    version: PolicyVersion,
    wording: Wording,
    *,
    read: str,
    what: str = "",
    answers: Mapping[str, object] | None = None,
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Write another wording into a draft; `what` says in words which part of it changed.

    `read` is the digest of the draft as its writer had it: OvertakenError where it is another one now. `answers` are
    what a form asked for, where the wording was made of it and of the draft as it stood: by them a repeat is known.
    Raises RefusedError while it is being consulted on, and for what could not be read again.
    """
    asked = {
        "version": version.number,
        "read": read,
        **({"digest": digest_of(wording)} if answers is None else {"answers": answers}),
    }
    with deciding(Verb.POLICY_SAVED, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.policy.owner_id]), at=at)
        read_again(version)
        require_writable(version, day_of(at))
        if version.digest != read:
            raise OvertakenError("Someone else changed this draft while you had it open. Open it again to change it.")
        wording = from_document(to_document(wording))
        version.document, version.digest = to_document(wording), digest_of(wording)
        version.save(update_fields=["document", "digest"])
        write_as(decision, version, holding)
        decision.about(**told(version), **({"what": what} if what else {}))


def withdraw(version: PolicyVersion, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Give a version up. It stays to be read with its comments, and nothing of it comes into force.

    What was consulted on stays public, with the day and the reason.
    """
    asked = {"version": version.number, "reason": reason}
    with deciding(Verb.POLICY_WITHDRAWN, version.policy, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.policy.owner_id]), at=at)
        read_again(version)
        require_state(version, *OPEN)
        decision.reason = require_reason(reason)
        version.state = VersionState.WITHDRAWN
        version.withdrawn_on, version.withdrawn_because = day_of(at), decision.reason
        version.save(update_fields=["state", "withdrawn_on", "withdrawn_because"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told(version))


def read_again(version: PolicyVersion) -> None:
    """Read a version once its policy is locked; the policy stays the very object that is locked."""
    policy = version.policy
    version.refresh_from_db()
    version.policy = policy


def write_as(decision: Decision, version: PolicyVersion, holding: Holding) -> None:
    """Record in which post somebody wrote, and keep them, and whoever they wrote for, from approving it."""
    decision.acting(holding.title, holding.on_behalf_of)
    for person in filter(None, (holding.person, holding.principal)):
        exclusion(person, scope=version.scope, ground=Ground.DRAFTER, source=version.scope, at=decision.at)


def require_state(version: PolicyVersion, *states: VersionState) -> None:
    """Raise OvertakenError, saying how far it is, unless a version has one of these states."""
    if version.state not in states:
        now = version.get_state_display()
        raise OvertakenError(f"{version} has moved on: {now[:1].lower()}{now[1:]}. Nothing of yours was changed.")


def require_writable(version: PolicyVersion, today: date) -> None:
    """Raise unless a version can be changed now: while it is drafted, and once its consultation is over."""
    require_state(version, VersionState.DRAFT, VersionState.CONSULTATION)
    if taking_comments(version, today):
        raise RefusedError(
            f"{version} is being consulted on until {day_in_words(version.consulted_until or today)}, so its text "
            "stays as it is. Change it after that day, and say in your answers what you changed."
        )


def taking_comments(version: PolicyVersion, today: date) -> bool:
    """Whether a version is in consultation and its closing day has not passed."""
    until = version.consulted_until
    return version.state == VersionState.CONSULTATION and until is not None and today <= until


def told(version: PolicyVersion) -> dict[str, object]:
    """Return what an entry says of a version."""
    return {"policy": version.policy.title, "version": version.number, "digest": version.digest}
