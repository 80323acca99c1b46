"""Two at one moment: an act is confirmed once, each case moves once, and a signature counts beside a move."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.errors import NotAllowedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody
from commissioning.errors import OvertakenError
from commissioning.gates.models import Seat
from commissioning.reorganising.decisions import confirm_reorganisation, withdraw_reorganisation
from commissioning.reorganising.models import Reorganisation
from commissioning.reorganising.rules import Going
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key
from tests.commissioning.ownership.owned import a_service
from tests.commissioning.reorganising.reorganised import confirmed, proposed
from tests.council import AT, a_case, a_demo_council, at_gate, body, does
from tests.workflows.racing import side_by_side as side_by_side
from tests.workflows.racing import together
from workflows.sweeping import go_on_reorganising

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]
Acts = list[Callable[[], Any]]


def again(found: Reorganisation) -> Reorganisation:
    """The same act, read by another request."""
    return Reorganisation.objects.select_related("body").get(pk=found.pk)


def test_an_act_is_confirmed_or_withdrawn_once() -> None:
    people = a_demo_council()
    lead, health = body("adult-social-care"), a_service()
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    acts: Acts = [
        partial(confirm_reorganisation, again(found), by=people["director"], at=AT, key=a_key()),
        partial(confirm_reorganisation, again(found), by=people["director"], at=AT, key=a_key()),
        partial(confirm_reorganisation, again(found), by=people["admin"], at=AT, key=a_key()),
    ]
    told = together(acts)
    assert told.count(None) == 1
    assert {type(one) for one in told if one} <= {OvertakenError, NotAllowedError}
    acts = [partial(withdraw_reorganisation, again(found), reason="No.", by=people["admin"], at=AT, key=a_key())] * 2
    together(acts)
    assert again(found).state == "withdrawn"
    assert verify().breaks == []


def test_two_workers_move_each_case_once() -> None:
    people = a_demo_council()
    lead, health = body("adult-social-care"), a_service()
    cases = [a_case(people, title=f"Homecare, {number}") for number in range(3)]
    confirmed(people, "merge", health, Going(lead.slug, health.slug))
    together([partial(go_on_reorganising, AT), partial(go_on_reorganising, AT)])
    go_on_reorganising(AT)
    led = CaseBody.objects.filter(case__in=cases, part="lead")
    assert set(led.values_list("body__name", flat=True)) == {"Public Health"}
    assert Entry.objects.filter(verb="case.reorganised").count() == len(cases)
    assert Entry.objects.filter(verb="reorganisation.done").count() == 1
    assert verify().breaks == []


def test_a_signature_at_the_moment_of_the_move_counts() -> None:
    """Finance signs while its case goes to another service: the signature stands and the case has moved."""
    people = a_demo_council()
    lead, health = body("adult-social-care"), a_service()
    case = at_gate(people)
    confirmed(people, "transfer", lead, Going(lead.slug, health.slug))
    task = Ask.objects.select_related("case", "strand", "post__body").get(
        case=case, closed_at=None, post__role="finance_officer"
    )
    acts: Acts = [partial(does, task, Action.SIGN, by=people["finance"]), partial(go_on_reorganising, AT)]
    told = together(acts)
    assert not any(isinstance(one, Exception) for one in told)
    go_on_reorganising(AT)
    assert Case.objects.get(pk=case.pk).lead == health
    assert Seat.objects.get(gate__strand__case=case, post__role="finance_officer").state == "signed"
    assert verify().breaks == []
