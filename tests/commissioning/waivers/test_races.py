"""Two people at one moment: a waiver is decided once, and of two that add up each sees the other."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.waivers.decisions import submit
from commissioning.waivers.kinds import WaiverAction
from commissioning.waivers.models import Waiver, WaiverAnswer
from tests.accounts.factories import a_key
from tests.commissioning.waivers.waived import a_small_case, advised, answers_it, drafted, fresh
from tests.council import AT, a_demo_council
from tests.workflows.racing import side_by_side as side_by_side
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]
TWENTY: dict[str, Any] = {"value_net": Decimal(20000), "value_gross": Decimal(20000)}


def decision_on(case: Case) -> Ask:
    asks = Ask.objects.select_related("case", "strand", "post")
    return asks.get(case=case, closed_at=None, kind="decide", source__startswith="waiver/")


def test_a_waiver_is_decided_once() -> None:
    """Approved and refused at the same moment it comes to one of them, and the other is told."""
    people = a_demo_council()
    case = a_small_case(people)
    waiver = advised(case, people)
    answers = (WaiverAction.APPROVE, WaiverAction.REFUSE, WaiverAction.APPROVE)
    acts = [partial(answers_it, decision_on(case), reason="So.", answer=answer.value) for answer in answers]
    told = together(acts)
    assert [type(found) for found in told].count(OvertakenError) == len(told) - 1
    assert WaiverAnswer.objects.exclude(action=WaiverAction.ADVISE).count() == 1
    assert fresh(waiver).state in ("approved", "refused")
    assert verify().breaks == []


def test_two_that_add_up_are_not_both_approved_below_the_limit() -> None:
    """Handed in at the same moment in two cases, one of them at least takes whoever approves both together."""
    people = a_demo_council()
    waivers = [drafted(a_small_case(people), people, **TWENTY) for _ in range(2)]
    together([partial(submit, waiver, by=people["commissioner"], at=AT, key=a_key()) for waiver in waivers])
    amounts = list(Waiver.objects.order_by("amount").values_list("amount", flat=True))
    assert amounts == [Decimal(20000), Decimal(40000)]


def test_one_that_grew_meanwhile_is_not_approved_by_the_lower_post() -> None:
    people = a_demo_council()
    cases = [a_small_case(people) for _ in range(2)]
    advised(cases[0], people, **TWENTY)
    later = drafted(cases[1], people, **TWENTY)
    approves = partial(answers_it, decision_on(cases[0]), reason="So.", answer=WaiverAction.APPROVE.value)
    hands_in = partial(submit, later, by=people["commissioner"], at=AT, key=a_key())
    first, second = together([approves, hands_in])
    assert second is None
    assert first is None or isinstance(first, RefusedError)
    assert fresh(later).amount == Decimal(40000)
