"""Several people at one policy at the same moment: one version, one approval, one linkage, one adoption."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from accounts.models import Body
from accounts.rights import Role
from audit.errors import RepeatedError
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Gate
from commissioning.policies.approving import approve, proposal_of
from commissioning.policies.consulting import answer, comment
from commissioning.policies.drafting import begin_version, save_draft
from commissioning.policies.kinds import Bond, VersionState
from commissioning.policies.linking import Linked, link
from commissioning.policies.models import CommentAnswer, Policy, PolicyComment, PolicyVersion, Priority
from commissioning.social_value.adopting import adopt
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key, in_post
from tests.commissioning.policies.conftest import AFTER, a_draft, a_second_version, consulted, proposed
from tests.commissioning.policies.published import a_policy
from tests.council import AT, a_case, a_demo_council
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def own(version: PolicyVersion) -> PolicyVersion:
    """The version as another request reads it."""
    return PolicyVersion.objects.select_related("policy__owner").get(pk=version.pk)


def test_of_two_that_begin_a_version_one_is_refused() -> None:
    people = a_demo_council()
    other = in_post(Role.POLICY_OFFICER, Policy.objects.get().owner, "Ben Adeyemi")
    outcomes = together(
        [
            partial(begin_version, Policy.objects.get(), by=person, at=AT, key=a_key())
            for person in (people["policy"], other)
        ]
    )
    assert sorted(type(found).__name__ for found in outcomes) == ["PolicyVersion", "RefusedError"]
    assert PolicyVersion.objects.count() == 2


def test_of_two_writers_one_is_told_and_the_same_post_twice_saves_once() -> None:
    people = a_demo_council()
    draft = a_draft(people)
    one, other = (own(draft) for _ in range(2))
    wording = draft.wording
    acts = [
        partial(save_draft, found, wording, read=draft.digest, what=key, by=people["policy"], at=AT, key=key)
        for found, key in ((one, "same"), (other, "same"))
    ]
    outcomes = together(acts)
    assert sorted(type(found).__name__ for found in outcomes) == ["NoneType", "RepeatedError"]
    assert any(isinstance(found, RepeatedError) for found in outcomes)


def test_of_two_that_approve_one_does_and_the_rows_are_written_once() -> None:
    people = a_demo_council()
    draft = a_draft(people)
    consulted(draft, people)
    proposed(draft, people)
    other = in_post(Role.POLICY_OFFICER, draft.policy.owner, "Ben Adeyemi")
    outcomes = together(
        [
            partial(
                approve,
                own(draft),
                read=proposal_of(draft),
                approved_on=AFTER.date(),
                approval="Cabinet",
                by=person,
                at=AFTER,
                key=a_key(),
            )
            for person in (people["director"], other)
        ]
    )
    assert sorted(type(found).__name__ for found in outcomes) == ["OvertakenError", "PolicyVersion"]
    assert own(draft).state == VersionState.APPROVED
    assert Priority.objects.filter(version=draft).count() == 3
    assert verify().sound


def test_comments_at_once_have_numbers_of_their_own_and_one_answer_each() -> None:
    people = a_demo_council()
    draft = a_draft(people)
    consulted(draft, people)
    names = ("finance", "legal", "voluntary.sector", "commissioner")
    found = together([partial(comment, own(draft), text=name, by=people[name], at=AT, key=a_key()) for name in names])
    assert [made for made in found if not isinstance(made, PolicyComment)] == []
    assert sorted(PolicyComment.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    asked = [PolicyComment.objects.select_related("version__policy__owner").get(number=1) for _ in range(2)]
    answers = together(
        [
            partial(answer, one, text="Yes.", changed="Nothing.", by=people["policy"], at=AT, key=a_key())
            for one in asked
        ]
    )
    assert sorted(type(made).__name__ for made in answers) == ["CommentAnswer", "OvertakenError"]
    assert CommentAnswer.objects.count() == 1
    assert not any(isinstance(made, RefusedError) for made in answers)
    assert any(isinstance(made, OvertakenError) for made in answers)


def test_of_two_that_link_at_once_one_does() -> None:
    people = a_demo_council()
    owner = Body.objects.get(slug="parks-and-streets")
    climate = a_policy(owner, code="climate").policy
    linked = Linked(Bond.OVERLAPS, "Air.", owner, AFTER.date())
    acts = [
        partial(link, Policy.objects.get(code="social-value"), climate, linked, by=people["policy"], at=AT, key=key)
        for key in ("one", "other")
    ]
    assert sorted(type(found).__name__ for found in together(acts)) == ["Linkage", "RefusedError"]


def test_of_two_that_adopt_a_newer_version_at_once_one_does() -> None:
    people = a_demo_council()
    case = a_case(people, until=Stage.TENDER)
    a_second_version(people)
    june = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
    acts = [
        partial(adopt, Case.objects.get(pk=case.pk), version=2, reason="It is better.", by=amina, at=june, key=key)
        for amina, key in ((people["commissioner"], "one"), (people["commissioner"], "other"))
    ]
    outcomes = together(acts)
    assert sorted(type(found).__name__ for found in outcomes) == ["PolicyVersion", "RefusedError"]
    assert Gate.objects.get(strand__case=case, stage=Stage.SOCIAL_VALUE).outcome == "returned"
    assert verify().sound
