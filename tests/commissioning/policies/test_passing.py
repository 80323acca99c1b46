"""What a body that became part of another kept in the register goes after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.models import Entry
from audit.verify import verify
from commissioning.casefile.trail import event_of
from commissioning.errors import OvertakenError
from commissioning.policies.group import add_member, end_member
from commissioning.policies.group_models import GroupMember
from commissioning.policies.kinds import Bond, Part
from commissioning.policies.linking import Linked, link
from commissioning.policies.models import Linkage, Policy
from commissioning.policies.passing import left_behind, pass_on
from commissioning.reorganising.rules import Going
from commissioning.verbs import Verb
from tests.accounts.factories import a_key
from tests.commissioning.policies.published import a_policy
from tests.commissioning.reorganising.reorganised import carried_out
from tests.council import AT, People, body
from workflows.sweeping import go_on_reorganising

pytestmark = pytest.mark.django_db


def test_the_policies_of_a_body_follow_it(people: People) -> None:
    """Owner, linkages and members of delivery groups, in the chain of each policy; what is over keeps its body."""
    former, into = body("strategy-policy-performance"), body("corporate-resources")
    social = Policy.objects.get(code="social-value")
    climate = a_policy(body("parks-and-streets"), code="climate", title="Climate plan").policy
    by = people["policy"]
    linked = Linked(Bond.OVERLAPS, "Air.", former, AT.date() + timedelta(days=200))
    link(climate, social, linked, by=by, at=AT, key=a_key())
    for name in ("Ada Blake", "Sam Osei"):
        add_member(climate, part=Part.MEMBER, name=name, body=former, since=AT.date(), by=by, at=AT, key=a_key())
    end_member(GroupMember.objects.get(name="Sam Osei"), until=AT.date(), by=by, at=AT, key=a_key())
    carried_out(people, "merge", into, Going(former.slug, into.slug))
    social.refresh_from_db()
    assert (social.owner, Linkage.objects.get().owner) == (into, into)
    assert {one.name: one.body for one in GroupMember.objects.all()} == {"Ada Blake": into, "Sam Osei": former}
    passed = Entry.objects.filter(verb=Verb.POLICY_PASSED_ON)
    assert sorted(passed.values_list("stream", flat=True)) == ["policy/climate", "policy/social-value"]
    assert f"the policy, from {former.name} to {into.name}" in event_of(passed.get(stream=social.stream_name)).sentence
    assert not left_behind().exists()
    assert go_on_reorganising(AT) == 0
    with pytest.raises(OvertakenError, match="has been passed on already"):
        pass_on(social, at=AT)
    assert verify().breaks == []
