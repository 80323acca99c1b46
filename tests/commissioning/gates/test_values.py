"""Whom a gate asks, and who may answer, where the value of a case is not known, or without VAT only."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.models import Person, Post
from accounts.rights import Role
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.case.models import Case
from commissioning.errors import NotAllowedError
from commissioning.gates.models import ASKED_BY_POLICY
from commissioning.gates.policy import policy_in_force
from commissioning.gates.seating import Keys, plan
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_key, a_person, appointed
from tests.api.council import Caller
from tests.council import AT, HOMECARE, SERVICE, People, answered, ask_of, at_gate, body, does, strand_of
from workflows.demonstration.council import SINCE
from workflows.demonstration.gate_policy import CABINET_POWER, DIRECTOR_POWER
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db

FINANCE = "Finance officer"


def opened(people: People, value_net: Decimal | None = None) -> Case:
    """A case with its needs record at the gate."""
    who = people["commissioner"]
    case = open_case(title="Day centres", service=body(SERVICE), value_net=value_net, by=who, at=AT, key=a_key())
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    return case


def a_signer(limit: int) -> Person:
    """Somebody who signs for Finance up to a limit."""
    person = a_person("Sam Osei", body=body("finance"))
    appointed(person, Post.objects.get(role=Role.FINANCE_OFFICER), starts_on=SINCE, value_limit=limit)
    return person


def test_a_value_without_vat_is_held_against_limits_with_it(people: People) -> None:
    case, limited = opened(people, value_net=Decimal(50_000)), a_signer(59_999)
    with pytest.raises(NotAllowedError, match="you may act up to £59,999 and this is for £60,000, so you cannot sign"):
        does(ask_of(case, FINANCE), Action.SIGN, by=limited)


def test_without_a_value_the_case_is_worth_what_the_chosen_option_costs(people: People) -> None:
    case = opened(people)
    assert ask_of(case, FINANCE).amount == HOMECARE.net * Decimal("1.2")
    answered(case)
    answered(case)
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    assert {ask.amount for ask in Ask.objects.filter(case=case, stage=Stage.SOCIAL_VALUE).exclude(kind="write")} == {
        HOMECARE.net * Decimal("1.2")
    }


def test_where_the_value_is_not_known_nobody_with_a_limit_signs(people: People) -> None:
    case, limited = opened(people), a_signer(10**9)
    ask = ask_of(case, FINANCE)
    Ask.objects.filter(pk=ask.pk).update(amount=None)
    ask.refresh_from_db()
    with pytest.raises(NotAllowedError, match=r"the value of this case is not known, .*\. Ruth Okafor can"):
        does(ask, Action.SIGN, by=limited)
    does(ask, Action.SIGN, by=people["finance"])


@pytest.mark.parametrize(
    ("value", "board", "power"),
    [(None, True, CABINET_POWER), ("249999.99", False, DIRECTOR_POWER), ("250000.00", True, DIRECTOR_POWER)],
)
def test_where_the_value_is_not_known_the_board_and_the_mayor_are_asked(
    people: People, value: str | None, board: bool, power: str
) -> None:
    strand = strand_of(opened(people))
    strand.stage = Stage.AWARD
    planned = plan(policy_in_force(AT.date()), strand, {"value_gross": value, "key_decision": False}, Keys([["bids"]]))
    assert (Role.BOARD_MEMBER in {found.rule.role for found in planned}) is board
    assert [found.rule.power for found in planned if found.rule.power] == [power]


def test_whoever_may_not_see_figures_does_not_read_them_from_the_reason_of_a_seat(people: People) -> None:
    case = at_gate(people, purchase=replace(HOMECARE, gross=Decimal("300000.00")), stage=Stage.TENDER)
    answered(case)
    [seen] = Caller(people["legal"]).get(f"cases/{case.reference}/").json()["open_seats"]
    [hidden] = Caller(people["voluntary.sector"]).get(f"cases/{case.reference}/").json()["open_seats"]
    assert seen["why"] == "The Strategic Procurement Board endorses procurements from £250,000."
    assert hidden == {**seen, "why": ASKED_BY_POLICY}


def test_a_reason_without_amounts_is_told_where_it_would_tell_the_value(people: People) -> None:
    rules = {rule.title: rule for rule in policy_in_force(AT.date()).seats.filter(stage=Stage.TENDER)}
    board, legal = rules["Board member"], rules["Legal officer"]
    assert (board.own_why, legal.own_why) == (board.why, legal.why)
    assert (board.why_without_figures, legal.why_without_figures) == (ASKED_BY_POLICY, legal.why)
    board.role = Role.VOLUNTARY_SECTOR_REPRESENTATIVE
    assert board.own_why == ASKED_BY_POLICY
