"""Publishing a version of a policy at installation. People draft, consult and approve, nobody their own."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from accounts.models import Body
from audit.deciding import Decision, deciding, lock
from commissioning.errors import RefusedError
from commissioning.policies.documents import digest_of, to_document
from commissioning.policies.kinds import VersionState
from commissioning.policies.models import Policy, PolicyVersion
from commissioning.policies.rules import VersionTerms, faults
from commissioning.policies.writing import next_number, supersede, titles_of, write_rows
from commissioning.verbs import Verb
from govuk.wording import one_line


def publish_policy(*, code: str, title: str, owner: Body, terms: VersionTerms, at: datetime, key: str) -> PolicyVersion:
    """Publish a version of a policy at installation; the first version brings the policy into being.

    From its day on, new cases are held against it; earlier ones keep the version they began with. Raises RefusedError
    where the version is not sound.
    """
    asked = {"code": code, "title": title, "owner": owner.slug, **asdict(terms)}
    with deciding(Verb.POLICY_PUBLISHED, None, by=None, at=at, key=key, asked=asked) as decision:
        policy = _policy(decision, code, title, owner)
        version = _version(policy, terms)
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
        return opened(decision, code, title, owner)
    lock(found)
    decision.opens(found)
    if found.owner_id != owner.pk:
        raise RefusedError(f"“{found.title}” belongs to another body, which alone publishes its versions.")
    if title.strip() and found.title != one_line(title):
        found.title = one_line(title)
        found.save(update_fields=["title"])
    return found


def opened(decision: Decision, code: str, title: str, owner: Body) -> Policy:
    """Bring a policy into being, which is the decision's stream from here on. Inside an open decision."""
    if not title.strip():
        raise RefusedError("Enter a title for the policy.", {"title": ["Enter a title for the policy."]})
    policy = Policy(code=code, title=one_line(title), owner=owner)
    policy.save()
    decision.opens(policy)
    return policy


def _version(policy: Policy, terms: VersionTerms) -> PolicyVersion:
    newest = policy.versions.published().order_by("-number").first()
    wrong = faults(terms, newest.effective_from if newest else None)
    if wrong:
        raise RefusedError("The version cannot be published yet. Nothing was changed.", wrong)
    version = PolicyVersion(
        policy=policy,
        number=next_number(policy),
        state=VersionState.APPROVED,
        effective_from=terms.effective_from,
        approved_on=terms.approved_on,
        review_on=terms.review_on,
        text=terms.text.strip(),
        document=to_document(terms.wording),
        digest=digest_of(terms.wording),
    )
    version.save()
    write_rows(version, terms.wording, titles_of(newest))
    supersede(newest, version)
    return version
