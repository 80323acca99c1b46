"""Several people at one catalogue at the same moment: one draft, one version, one text, one publication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from accounts.models import Person
from accounts.rights import Role
from audit.verify import verify
from commissioning.measures.drafting import begin_framework, begin_version, save_draft, withdraw
from commissioning.measures.importing import Given, bring_in, read_file
from commissioning.measures.kinds import EditionState, FrameworkKind
from commissioning.measures.models import Framework, FrameworkMeasure, FrameworkVersion
from commissioning.measures.publishing import publish, put_forward
from tests.accounts.factories import a_key, in_post
from tests.commissioning.measures.framed import HIRES, HOURS, LICENSED, NOTE, OWN, a_catalogue, csv_text
from tests.council import AT, People, a_demo_council, body
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def own(version: FrameworkVersion) -> FrameworkVersion:
    """The version as another request reads it."""
    return FrameworkVersion.objects.select_related("framework__owner").get(pk=version.pk)


def two_keepers(people: People) -> tuple[Person, Person]:
    """Two policy officers of the body that keeps the catalogue."""
    return people["policy"], in_post(Role.POLICY_OFFICER, body("strategy-policy-performance"), "Ben Adeyemi")


def names_of(outcomes: list[Any]) -> list[str]:
    """What each act came to, in no order."""
    return sorted(type(found).__name__ for found in outcomes)


def a_draft(people: People) -> FrameworkVersion:
    """The next version of the catalogue, being drafted."""
    return begin_version(a_catalogue(HIRES).framework, by=people["policy"], at=AT, key=a_key())


def forwarded(people: People) -> FrameworkVersion:
    """The same with one more measure, put forward."""
    draft = a_draft(people)
    edition = replace(draft.edition, measures=(HIRES, HOURS))
    save_draft(draft, edition, read=draft.digest, what="V1", answers={}, by=people["policy"], at=AT, key=a_key())
    put_forward(draft, effective_from=AT.date(), reason="More.", by=people["policy"], at=AT, key=a_key())
    return own(draft)


def test_of_two_that_begin_a_catalogue_of_one_name_one_is_refused() -> None:
    keepers, owner = two_keepers(a_demo_council()), body("strategy-policy-performance")
    outcomes = together(
        [partial(begin_framework, name=OWN, owner=owner, by=one, at=AT, key=a_key()) for one in keepers]
    )
    assert names_of(outcomes) == ["FrameworkVersion", "RefusedError"]
    assert FrameworkVersion.objects.filter(framework__name=OWN).count() == 1


def test_of_two_that_begin_its_next_version_one_is_refused() -> None:
    keepers = two_keepers(a_demo_council())
    framework = a_catalogue(HIRES).framework
    outcomes = together(
        [partial(begin_version, Framework.objects.get(pk=framework.pk), by=one, at=AT, key=a_key()) for one in keepers]
    )
    assert names_of(outcomes) == ["FrameworkVersion", "RefusedError"]
    assert framework.versions.count() == 2


def test_of_two_that_change_a_draft_one_is_told() -> None:
    people = a_demo_council()
    keepers, draft = two_keepers(people), a_draft(people)
    texts = [replace(draft.edition, label=label) for label in ("One", "Other")]
    acts = [
        partial(save_draft, own(draft), text, read=draft.digest, what="x", answers={}, by=one, at=AT, key=a_key())
        for one, text in zip(keepers, texts, strict=True)
    ]
    assert names_of(together(acts)) == ["NoneType", "OvertakenError"]
    assert own(draft).label in ("One", "Other")
    assert verify().sound


def test_of_two_that_publish_one_does_and_the_rows_are_written_once() -> None:
    people = a_demo_council()
    version = forwarded(people)
    other = in_post(Role.POLICY_OFFICER, version.framework.owner, "Ben Adeyemi")
    outcomes = together(
        [
            partial(publish, own(version), read=version.digest, reason="Read.", by=one, at=AT, key=a_key())
            for one in (people["director"], other)
        ]
    )
    assert names_of(outcomes) == ["FrameworkVersion", "OvertakenError"]
    assert own(version).state == EditionState.PUBLISHED
    assert list(FrameworkMeasure.objects.filter(version=version).values_list("code", flat=True)) == ["J2", "V1"]
    assert verify().sound


def test_of_one_that_publishes_and_one_that_withdraws_the_later_is_told() -> None:
    people = a_demo_council()
    version = forwarded(people)
    acts: list[Callable[[], object]] = [
        partial(publish, own(version), read=version.digest, reason="Read.", by=people["director"], at=AT, key=a_key()),
        partial(withdraw, own(version), reason="Too early.", by=people["policy"], at=AT, key=a_key()),
    ]
    outcomes = together(acts)
    assert "OvertakenError" in names_of(outcomes)
    published = own(version).state == EditionState.PUBLISHED
    assert FrameworkMeasure.objects.filter(version=version).count() == (2 if published else 0)
    assert isinstance(outcomes[1 if published else 0], Exception)


@pytest.mark.parametrize("there", [False, True], ids=["new", "there"])
def test_of_two_that_bring_in_a_file_one_does(there: bool) -> None:
    """Both have read their file before either brings it in, for a framework that is new or there already."""
    keepers, owner = two_keepers(a_demo_council()), body("strategy-policy-performance")
    about = Given(name=LICENSED, kind=FrameworkKind.LICENSED, owner=owner, licence=NOTE, file="valley.csv")
    if there:
        version = bring_in(read_file(csv_text((HIRES,), NOTE), about, AT), by=keepers[0], at=AT, key=a_key())
        withdraw(version, reason="A better one comes.", by=keepers[0], at=AT, key=a_key())
    files = [csv_text(measures, NOTE) for measures in ((HIRES, HOURS), (HOURS,))]
    read = [read_file(content, about, AT) for content in files]
    outcomes = together(
        [partial(bring_in, one, by=by, at=AT, key=a_key()) for one, by in zip(read, keepers, strict=True)]
    )
    assert names_of(outcomes) == ["FrameworkVersion", "RefusedError"]
    assert FrameworkVersion.objects.filter(framework__name=LICENSED, state=EditionState.DRAFT).count() == 1
    assert verify().sound
