"""Two drafts published at the same moment: each is a version of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from accounts.models import Body
from audit.verify import verify
from commissioning.gate_policies.decisions import begin_draft, propose, publish
from commissioning.gates.models import GatePolicy
from tests.accounts.factories import a_key
from tests.council import AT, a_demo_council
from tests.workflows.racing import together
from workflows.demonstration.gate_policy import terms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def test_two_drafts_published_at_once_are_two_versions() -> None:
    people, council = a_demo_council(), Body.objects.get(slug="council")
    lin, steps = people["procurement"], []
    for title, who in (("One", "legal"), ("Other", "director")):
        draft = begin_draft(replace(terms(), title=title), owner=council, by=lin, at=AT, key=a_key())
        propose(draft, effective_from=date(2026, 5, 1), reason="New.", by=lin, at=AT, key=a_key())
        steps.append(partial(publish, draft, read=draft.proposal, by=people[who], at=AT, key=a_key()))
    outcomes = together(steps)
    assert [found for found in outcomes if not isinstance(found, GatePolicy)] == []
    found = dict(GatePolicy.objects.values_list("version", "title"))
    assert (sorted(found), {found[2], found[3]}) == ([1, 2, 3], {"One", "Other"})
    assert verify().sound
