"""What waits besides cases stands on My work, for whoever may deal with it and did not begin it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine

from accounts.models import Body
from commissioning.gate_policies.decisions import begin_draft, propose
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.ideas.conftest import an_idea
from tests.commissioning.policies.conftest import AFTER, a_draft, consulted, proposed
from tests.commissioning.reorganising import reorganised
from tests.council import AT, People, body
from tests.council import people as people

pytestmark = pytest.mark.django_db
IDEA = "1 idea waits for a moderator"
GATES = "1 gate policy waits to be published"
POLICY = "1 policy waits to be approved"
BODIES = "1 reorganisation waits for a second person"
EVERYTHING = (IDEA, GATES, POLICY, BODIES)
MOST = 12


def everything_waits(people: People) -> None:
    an_idea(people)
    policy, by = GatePolicy.objects.get(), people["procurement"]
    draft = begin_draft(of_policy(policy), owner=Body.objects.get(slug="council"), by=by, at=AT, key=a_key())
    propose(draft, effective_from=date(2026, 9, 1), reason="Fewer seats.", by=by, at=AT, key=a_key())
    version = a_draft(people)
    consulted(version, people)
    proposed(version, people)
    reorganised.proposed(people, "rename", body("adult-social-care"), name="Adults")


def test_each_sees_what_they_may_deal_with_and_did_not_begin(
    people: People, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    everything_waits(people)
    seen = {
        "director": {GATES, POLICY, BODIES},
        "legal": {GATES},
        "policy": {IDEA},
        "admin": set(),
        "second.admin": {BODIES},
        "procurement": set(),
        "commissioner": set(),
        "supplier": set(),
    }
    with time_machine.travel(AFTER):
        for name, wanted in seen.items():
            page = Reader(people[name]).get("/")
            assert {words for words in EVERYTHING if words in page} == wanted, name
            assert ("Waiting besides cases" in page) == bool(wanted), name
        director = Reader(people["director"])
        assert "1 gate policy waits to be published" not in director.get("/?show=held")
        director.client.get("/")
        with django_assert_max_num_queries(MOST):
            director.client.get("/")
