"""The demonstration council around drafts of its gate policy."""

import pytest

from accounts.models import Body
from commissioning.gate_policies.decisions import begin_draft
from commissioning.gate_policies.models import PolicyDraft
from commissioning.gates.models import GatePolicy
from tests.accounts.factories import a_key
from tests.council import AT, People
from tests.council import at_the_gate as at_the_gate
from tests.council import case as case
from tests.council import people as people
from tests.workflows.racing import side_by_side as side_by_side
from workflows.demonstration.gate_policy import terms


@pytest.fixture
def council(people: People, db: None) -> Body:
    """The council whose gate policy it is."""
    return Body.objects.get(slug="council")


@pytest.fixture
def draft(people: People, council: Body) -> PolicyDraft:
    """A draft that Procurement began from the version in force."""
    policy = GatePolicy.objects.get()
    return begin_draft(terms(), owner=council, based_on=policy, by=people["procurement"], at=AT, key=a_key())
