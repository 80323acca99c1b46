"""What can be decided about policies: publishing a version with its priorities."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from audit.deciding import Decision, deciding, lock
from commissioning.errors import RefusedError
from commissioning.policies.models import Policy, PolicyVersion, Priority
from commissioning.policies.rules import PriorityTerms, VersionTerms, faults
from commissioning.verbs import Verb


def publish_policy(
    *, code: str, title: str, owner: Body, terms: VersionTerms, by: Person | None, at: datetime, key: str
) -> PolicyVersion:
    """Publish a version of a policy with its priorities; the first version brings the policy into being.

    From its day on, new cases are held against it; earlier ones keep the version they began with. `by` is None only at
    installation. Raises NotAllowedError without the right over the owner, RefusedError where the version is not sound.
    """
    asked = {"code": code, "title": title, "owner": owner.slug, **asdict(terms)}
    with deciding(Verb.POLICY_PUBLISHED, None, by=by, at=at, key=key, asked=asked) as decision:
        if by is not None:
            holding = require(by, Right.PUBLISH_POLICY, on=Over([owner.pk]), at=at)
            decision.acting(holding.title, holding.on_behalf_of)
        policy = _policy(decision, code, title, owner)
        version = _version(policy, terms)
        for position, priority in enumerate(terms.priorities, start=1):
            _priority(version, position, priority).save()
        decision.about(
            policy=policy.title,
            version=version.number,
            effective_from=version.effective_from,
            priorities=[priority.code.strip() for priority in terms.priorities],
        )
    return version


def _policy(decision: Decision, code: str, title: str, owner: Body) -> Policy:
    """Find the policy and take its lock, or bring it into being; either way it is the decision's stream."""
    found = Policy.objects.filter(code=code).first()
    if found is None:
        return _opened(decision, code, title, owner)
    lock(found)
    decision.opens(found)
    if found.owner_id != owner.pk:
        raise RefusedError(f"“{found.title}” belongs to another body, which alone publishes its versions.")
    if title.strip() and found.title != title.strip():
        found.title = title.strip()
        found.save(update_fields=["title"])
    return found


def _opened(decision: Decision, code: str, title: str, owner: Body) -> Policy:
    if not title.strip():
        raise RefusedError("Enter a title for the policy.", {"title": ["Enter a title for the policy."]})
    policy = Policy(code=code, title=title.strip(), owner=owner)
    policy.save()
    decision.opens(policy)
    return policy


def _version(policy: Policy, terms: VersionTerms) -> PolicyVersion:
    newest = policy.versions.order_by("-number").first()
    wrong = faults(terms, newest.effective_from if newest else None)
    if wrong:
        raise RefusedError("The version cannot be published yet. Nothing was changed.", wrong)
    version = PolicyVersion(
        policy=policy,
        number=newest.number + 1 if newest else 1,
        effective_from=terms.effective_from,
        approved_on=terms.approved_on,
        review_on=terms.review_on,
        text=terms.text.strip(),
    )
    version.save()
    return version


def _priority(version: PolicyVersion, position: int, terms: PriorityTerms) -> Priority:
    return Priority(
        version=version,
        position=position,
        code=terms.code.strip(),
        title=terms.title.strip(),
        why=terms.why.strip(),
        theme=terms.theme.strip(),
        mayoral_priority=terms.mayoral_priority.strip(),
    )
