"""The same purchase of £30,000 in both lanes: what each asks of people until it can be ordered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.rules import day_of
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import FastTerms
from commissioning.vocabulary import Lane, Regime, Stage
from tests.journeys.effort import Counted, Effort
from tests.journeys.site import Backstage
from tests.journeys.steps import AGREE, SIGN, answers, declares_nothing, submits, writes
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.content import sections_of
from workflows.demonstration.gate_policy import terms
from workflows.demonstration.stories import RESEARCH

pytestmark = pytest.mark.browser
PURCHASE = replace(RESEARCH.purchase, net=Decimal("25000.00"), gross=Decimal("30000.00"))
VALUE = {"service": "Corporate Resources", "value_net": "25,000", "value_gross": "30,000"}
GATES = {
    Stage.NEEDS: (("finance", "policy", "voluntary.sector"), "head.of.service"),
    Stage.SOCIAL_VALUE: (("economic.development", "policy", "procurement", "voluntary.sector"), "head.of.service"),
    Stage.TENDER: (("procurement", "legal", "finance"), "director"),
    Stage.AWARD: (("legal", "finance", "procurement", "economic.development"), "director"),
}
TEN = 10  # minutes, as the fast lane promises
EVERYONE = sorted({name for seats, decider in GATES.values() for name in (*seats, decider)} | {"commissioner"})


@pytest.fixture
def efforts(visitors: Visitors) -> Visitors:
    """Visitors whose pages and answers are counted; everyone has signed in before that."""
    visitors.kind = Counted
    for name in EVERYONE:
        visitors(name)
    return visitors


def test_a_purchase_of_30_000_pounds_in_both_lanes(efforts: Visitors, backstage: Backstage) -> None:
    fast, standard = Effort(), Effort()
    Counted.effort = fast
    in_the_fast_lane(efforts)
    Counted.effort = None
    backstage(lambda: no_lane_for_small_purchases())
    Counted.effort = standard
    under_the_standard_policy(efforts)
    Counted.effort = None
    assert (len(fast.people), len(standard.people)) == (2, len(EVERYONE))
    assert fast.minutes <= TEN
    assert fast.pages <= 8
    assert standard.pages > 10 * fast.pages


def no_lane_for_small_purchases() -> None:
    """Publish a version of the gate policy whose fast lane ends at £5,000."""
    now = timezone.now()
    lower = replace(terms(), fast=FastTerms(Decimal(5_000)))
    publish_gate_policy(lower, effective_from=day_of(now), reason="For comparison.", at=now, key="comparison")


def in_the_fast_lane(who: Visitors) -> None:
    """One page and one decision."""
    buyer, head = who("commissioner"), who("head.of.service")
    opens(buyer, "Research, fast")
    for said in sections_of(Stage.NEEDS, PURCHASE, day_of(timezone.now()), Lane.FAST).values():
        buyer.fills_in(said.values, said.rows)
    buyer.presses("Save and go on")
    buyer.presses("Send it")
    buyer.sees("you can order")
    head.takes_up("Decide", "Research, fast")
    head.page.locator('[name="action"][value="pass"]').check()
    head.page.locator('[name="no_conflict"]').check()
    head.presses("Confirm")
    head.sees("You agreed")


def under_the_standard_policy(who: Visitors) -> None:
    """Four records and four gates, and the signature of the contract."""
    author = who("commissioner")
    case = opens(author, "Research, standard")
    author.follows("Set the regime")
    author.fills_in({"regime": Regime.BELOW_THRESHOLD, "reason": "Worth less than the threshold for services."})
    author.presses("Set the regime")
    for stage, (seats, decider) in GATES.items():
        if stage == Stage.TENDER:
            declared(who, case)
        author.takes_up(f"Write the record of {stage.label.lower()}", case)
        writes(author, case, stage, PURCHASE)
        submits(author, case, stage)
        for name in seats:
            advises = name == "voluntary.sector"
            answers(who(name), case, "" if advises else SIGN, **({"reason": "No more to say."} if advises else {}))
        answers(who(decider), case, AGREE)
    lawyer = who("legal")
    lawyer.takes_up("Record the signature of the contract", case)
    lawyer.page.locator('[name="conflicts_reconfirmed"][value="yes"]').check()
    lawyer.presses("Record it")
    lawyer.sees("It is recorded")


def declared(who: Visitors, case: str) -> None:
    """Everyone who has a part in the tender or the award declares that they have no interest."""
    for name in EVERYONE:
        if name not in ("policy", "head.of.service"):
            declares_nothing(who(name), case)


def opens(buyer: Visitor, title: str) -> str:
    """Open the case. Returns its reference."""
    buyer.opens("/cases/open/")
    buyer.fills_in({"title": title, **VALUE})
    buyer.presses("Open the case")
    return next(part for part in buyer.path().split("/") if part.startswith("TG-"))
