"""The demonstration council around its policies, and a version of the social value policy on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Person
from commissioning.policies.approving import approve, proposal_of, put_forward
from commissioning.policies.consulting import open_consultation
from commissioning.policies.drafting import begin_version, save_draft
from commissioning.policies.models import Policy, PolicyVersion
from commissioning.policies.rules import PriorityTerms, Wording
from tests.accounts.factories import a_key
from tests.council import AT, People
from tests.council import case as case
from tests.council import people as people
from tests.workflows.racing import side_by_side as side_by_side

CLOSES = date(2026, 5, 1)
AFTER = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
JUNE, NEXT_YEAR = date(2026, 6, 1), date(2027, 6, 1)
HOMES = PriorityTerms(
    "P4",
    "Homes that are warm",
    "One home in six is damp.",
    "A borough of good homes",
    "Housing",
    "Mill and Harbour wards",
    "Private renters",
    "2026 to 2029",
    "400 homes insulated by 2029",
)


@pytest.fixture
def draft(people: People, db: None) -> PolicyVersion:
    """Version 2 of the social value policy, begun by the policy officer."""
    return a_draft(people)


def a_draft(people: People, at: datetime = AT) -> PolicyVersion:
    """The next version of the social value policy, begun by the policy officer."""
    return begin_version(Policy.objects.get(code="social-value"), by=people["policy"], at=at, key=a_key())


def writes(version: PolicyVersion, by: Person, *, at: datetime = AT, **changed: Any) -> Wording:
    """Change a draft; returns what it says now."""
    version.refresh_from_db()
    wording = replace(version.wording, **changed)
    save_draft(version, wording, read=version.digest, by=by, at=at, key=a_key())
    return wording


def consulted(version: PolicyVersion, people: People, at: datetime = AT) -> None:
    """Open a version to comments until the first of May."""
    version.refresh_from_db()
    open_consultation(version, until=CLOSES, read=version.digest, by=people["policy"], at=at, key=a_key())


def proposed(version: PolicyVersion, people: People, *, at: datetime = AFTER, **more: Any) -> None:
    """Put a version forward once its consultation is over, to be in force from June."""
    given = {"effective_from": JUNE, "review_on": NEXT_YEAR, "reason": "Homes.", "by": people["policy"], **more}
    put_forward(version, at=at, key=a_key(), **given)


def approved(version: PolicyVersion, by: Person, *, at: datetime = AFTER, **more: Any) -> PolicyVersion:
    """Approve a version that was put forward."""
    version.refresh_from_db()
    given = {"read": proposal_of(version), "approved_on": AFTER.date(), "approval": "Cabinet, minute 41", **more}
    return approve(version, by=by, at=at, key=a_key(), **given)


def a_second_version(people: People, **changed: Any) -> PolicyVersion:
    """Version 2 of the social value policy, approved by the director, in force from June."""
    version = a_draft(people)
    if changed:
        writes(version, people["policy"], **changed)
    consulted(version, people)
    proposed(version, people)
    return approved(version, people["director"])


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)
