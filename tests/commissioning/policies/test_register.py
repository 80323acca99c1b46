"""Which version of a policy counts on which day."""

from datetime import date

import pytest

from accounts.models import Body
from commissioning.policies.models import PolicyVersion
from commissioning.policies.register import newer_version, version_in_force, versions_of
from tests.accounts.factories import a_body
from tests.commissioning.policies.published import a_policy


@pytest.fixture
def owner(db: None) -> Body:
    return a_body("Strategy, Policy and Performance")


@pytest.fixture
def versions(owner: Body) -> tuple[PolicyVersion, PolicyVersion]:
    a_policy(owner, code="climate")
    return a_policy(owner), a_policy(owner, effective_from=date(2027, 4, 1))


def test_the_version_in_force_is_the_latest_that_has_begun(versions: tuple[PolicyVersion, PolicyVersion]) -> None:
    first, second = versions
    assert version_in_force(date(2026, 3, 31)) is None
    assert version_in_force(date(2026, 4, 1)) == first
    assert version_in_force(date(2027, 3, 31)) == first
    assert version_in_force(date(2027, 4, 1)) == second
    assert list(versions_of("social-value")) == [first, second]


def test_a_case_is_told_of_a_newer_version(versions: tuple[PolicyVersion, PolicyVersion]) -> None:
    first, second = versions
    assert newer_version(first, date(2027, 3, 31)) is None
    assert newer_version(first, date(2027, 4, 1)) == second
    assert newer_version(second, date(2030, 1, 1)) is None


def test_each_policy_counts_for_itself(versions: tuple[PolicyVersion, PolicyVersion]) -> None:
    climate = version_in_force(date(2026, 4, 1), "climate")
    assert climate is not None
    assert climate.policy.code == "climate"
    assert climate not in versions
