"""Which two duties one person may have, as Procurement drafts it on screen."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from commissioning.gate_policies.models import PolicyDraft
from commissioning.vocabulary import Duties
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.gate_policies.test_pages import path, sent
from tests.council import AT, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(people: People) -> Any:
    """Procurement's officer."""
    with time_machine.travel(AT, tick=True):
        yield Reader(people["procurement"])


def test_a_policy_says_which_two_duties_one_person_may_have(lin: Reader, draft: PolicyDraft) -> None:
    lanes = {"title": "Few", "fast": "no", "many": "no", "claims": "no"}
    lin.post(path(draft, "lanes"), sent(draft, **lanes, evaluates="yes"))
    draft.refresh_from_db()
    assert draft.terms.together == {Duties.EVALUATE_DECIDE}
    page = lin.get(path(draft))
    assert "One person may evaluate bids and decide on their award." in page
    assert "Nobody may say that a condition is met and confirm it." in page
    lin.post(path(draft, "lanes"), sent(draft, **{**lanes, "claims": "yes"}, evaluates="no"))
    draft.refresh_from_db()
    assert draft.terms.together == {Duties.CLAIM_VERIFY}
    compared = lin.get(f"/gate-policies/compare/?left=1&right=draft-{draft.pk}")
    assert "Claiming and confirming" in compared
    assert "Evaluating and deciding" not in compared, "both keep them apart"
