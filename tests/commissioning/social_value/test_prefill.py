"""What a social value record begins with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from commissioning.social_value.models import SocialValueRecord
from commissioning.social_value.prefill import prefill
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.policies.published import a_policy


def begun(**facts: Any) -> SocialValueRecord:
    """A record as the stage begins it."""
    case = a_case(**facts)
    with within_case(case):
        record = SocialValueRecord(strand=the_strand(case, Stage.SOCIAL_VALUE))
        record.save()
        prefill(record)
    return SocialValueRecord.objects.select_related("policy_version").get(pk=record.pk)


@pytest.mark.django_db
def test_every_priority_of_the_version_in_force_is_put_before_the_writer() -> None:
    version = a_policy()
    record = begun()
    assert record.policy_version == version
    assert [(str(choice), choice.chosen) for choice in record.choices.all()] == [
        ("SV1 Jobs for local people", None),
        ("SV2 Net zero", None),
    ]


@pytest.mark.django_db
def test_a_case_keeps_the_version_in_force_when_it_commenced() -> None:
    first = a_policy()
    second = a_policy(first.policy.owner, effective_from=date(2026, 10, 1))
    assert begun().policy_version == second
    assert begun(commenced_on=date(2026, 9, 30)).policy_version == first


@pytest.mark.django_db
def test_the_day_is_the_councils_own() -> None:
    first = a_policy()
    second = a_policy(first.policy.owner, effective_from=date(2026, 10, 1))
    late_in_london = datetime(2026, 9, 30, 23, 30, tzinfo=UTC)
    assert begun(at=late_in_london).policy_version == second


@pytest.mark.django_db
def test_a_case_older_than_the_policy_begins_with_its_first_version() -> None:
    version = a_policy()
    assert begun(commenced_on=date(2020, 1, 1)).policy_version == version


@pytest.mark.django_db
def test_a_record_that_begins_again_keeps_its_version_and_answers_and_gets_what_it_never_had() -> None:
    record = begun()
    version = a_policy()
    with within_case(record.strand.case):
        prefill(record)
    assert record.policy_version == version
    jobs, climate = record.choices.all()
    with within_case(record.strand.case):
        jobs.chosen = True
        jobs.save()
        climate.delete()
    a_policy(version.policy.owner, effective_from=date(2026, 10, 1))
    with within_case(record.strand.case) as decision:
        prefill(record)
    assert decision.bag.changes == []
    assert record.policy_version == version
    assert [(str(choice), choice.chosen) for choice in record.choices.all()] == [("SV1 Jobs for local people", True)]


@pytest.mark.django_db
def test_without_a_policy_the_record_begins_empty() -> None:
    record = begun()
    assert record.policy_version is None
    assert record.choices.count() == 0
