"""Publishing a policy at installation: what it makes, and that it happens once."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Body
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.errors import RefusedError
from commissioning.policies.decisions import publish_policy
from commissioning.policies.models import Policy, PolicyVersion, Priority
from tests.accounts.factories import AT, a_body, a_key
from tests.commissioning.policies.published import a_policy, terms


@pytest.fixture
def owner(db: None) -> Body:
    return a_body("Strategy, Policy and Performance")


def publish(owner: Body, *, key: str = "", title: str = "Social value policy") -> PolicyVersion:
    return publish_policy(code="social-value", title=title, owner=owner, terms=terms(), at=AT, key=key or a_key())


def test_installation_publishes_a_version_with_its_priorities(owner: Body) -> None:
    version = publish(owner)
    assert str(version) == "Social value policy, version 1"
    kept = Priority.objects.filter(version=version)
    assert [(p.position, str(p), p.theme, p.mayoral_priority) for p in kept] == [
        (1, "SV1 Jobs for local people", "A fair economy", ""),
        (2, "SV2 Net zero", "A green borough", "A clean river"),
    ]
    entry = Entry.objects.get(stream="policy/social-value")
    assert (entry.number, entry.verb) == (1, "policy.published")
    assert entry.actor == "Tollgate"


def test_the_same_request_publishes_once(owner: Body) -> None:
    """Also when the policy came into being with the first request."""
    publish(owner, key="once")
    with pytest.raises(RepeatedError):
        publish(owner, key="once")
    assert PolicyVersion.objects.count() == 1


def test_a_later_version_joins_the_same_chain_and_may_carry_a_new_title(owner: Body) -> None:
    a_policy(owner)
    later = publish_policy(
        code="social-value",
        title="Policy for social value",
        owner=owner,
        terms=terms(effective_from=date(2027, 4, 1)),
        at=AT,
        key=a_key(),
    )
    assert (later.number, later.policy.title) == (2, "Policy for social value")
    first = PolicyVersion.objects.get(number=1)
    assert first.superseded_from == later.effective_from
    assert list(Entry.objects.filter(stream="policy/social-value").order_by("number").values_list("number")) == [
        (1,),
        (2,),
    ]


def test_another_bodys_policy_is_not_ours_to_publish(owner: Body) -> None:
    a_policy(owner)
    with pytest.raises(RefusedError, match="belongs to another body"):
        publish(a_body("Finance"))


def test_a_policy_has_a_title(owner: Body) -> None:
    with pytest.raises(RefusedError, match="Enter a title"):
        publish(owner, title=" ")


def test_an_unsound_version_is_refused_whole(owner: Body) -> None:
    with pytest.raises(RefusedError) as refusal:
        a_policy(owner, effective_from=date(2026, 3, 1))
    assert list(refusal.value.errors) == ["effective_from"]
    assert not Policy.objects.exists()
