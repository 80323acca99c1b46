"""Some of these are enough: the rest of a group is no longer asked. And a gate at which nobody is seated."""

import pytest

from accounts.rights import Role
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import GroupTerms, PolicyTerms, SeatTerms
from commissioning.vocabulary import Action, Lane, Outcome, SeatState, Stage
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, ask_of, asks_of, at_gate, does, entry_of, gate_of, states_of
from workflows.demonstration.gate_policy import HEAD_POWER, decide, sign
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db
FOUR = (Role.FINANCE_OFFICER, Role.LEGAL_OFFICER, Role.PROCUREMENT_OFFICER, Role.POLICY_OFFICER)
GROUP = "Any two advisers"
FINANCE, LEGAL, PROCUREMENT, POLICY = (role.label for role in FOUR)
HEAD = "Decision: head of service"


def publish(*seats: SeatTerms, passing: bool = False) -> None:
    """A policy whose needs gate has these seats, in a group of which two are enough."""
    gate = (Stage.NEEDS, Lane.STANDARD)
    terms = PolicyTerms(
        "Two of four",
        seats,
        groups=(GroupTerms(Stage.NEEDS, GROUP, 2),) if seats else (),
        passing=frozenset({gate}) if passing else frozenset(),
    )
    publish_gate_policy(terms, effective_from=AT.date(), reason="Tried.", at=AT, key=a_key())


@pytest.fixture
def grouped(people: People) -> Case:
    """A case at a gate where two of four are enough, and the head of service decides."""
    four = [SeatTerms(stage=Stage.NEEDS, group=GROUP, **sign(role, "Two of them know.")) for role in FOUR]
    head = SeatTerms(stage=Stage.NEEDS, **decide(Role.HEAD_OF_SERVICE, "It answers for the service.", HEAD_POWER))
    publish(*four, head)
    return at_gate(people)


def test_two_of_four_are_enough_and_the_others_are_closed_on_record(grouped: Case) -> None:
    legal = ask_of(grouped, LEGAL)
    does(ask_of(grouped, FINANCE), Action.SIGN)
    assert len(asks_of(grouped)) == 3
    does(ask_of(grouped, POLICY), Action.OBJECT, reason="The evidence is thin.")
    assert states_of(grouped) == {
        FINANCE: SeatState.SIGNED,
        LEGAL: SeatState.SPARED,
        PROCUREMENT: SeatState.SPARED,
        POLICY: SeatState.OBJECTED,
        HEAD: SeatState.OPEN,
    }
    assert entry_of(grouped)["about"]["not_needed"] == [LEGAL, PROCUREMENT]
    assert Ask.objects.get(pk=legal.pk).closed_as == "not needed: enough others have answered"
    with pytest.raises(OvertakenError, match="enough others"):
        does(legal, Action.SIGN)
    does(ask_of(grouped, HEAD), Action.PASS, reason="The need will not wait.")
    assert gate_of(grouped).outcome == Outcome.PASSED
    assert verify().sound


def test_what_one_of_a_group_returns_is_returned(grouped: Case) -> None:
    does(ask_of(grouped, FINANCE), Action.SIGN)
    does(ask_of(grouped, LEGAL), Action.RETURN, reason="Say under which power.")
    assert gate_of(grouped).outcome == Outcome.RETURNED
    answer(ask_of(grouped, "Mend"), HOMECARE, at=AT)
    assert states_of(grouped) == {
        FINANCE: SeatState.SIGNED,
        LEGAL: SeatState.OPEN,
        PROCUREMENT: SeatState.OPEN,
        POLICY: SeatState.OPEN,
        HEAD: SeatState.WAITING,
    }
    does(ask_of(grouped, POLICY), Action.SIGN)
    assert states_of(grouped)[LEGAL] == SeatState.SPARED


def test_a_group_whose_answers_all_stand_is_not_asked_again(grouped: Case) -> None:
    does(ask_of(grouped, FINANCE), Action.SIGN)
    does(ask_of(grouped, POLICY), Action.SIGN)
    does(ask_of(grouped, HEAD), Action.RETURN, reason="Say what it costs.")
    answer(ask_of(grouped, "Mend"), HOMECARE, at=AT)
    states = states_of(grouped)
    assert [states[title] for title in (LEGAL, PROCUREMENT)] == [SeatState.SPARED] * 2
    assert [ask.title for ask in asks_of(grouped)] == [HEAD]


def test_without_its_group_a_seat_waits_for_everyone(people: People) -> None:
    publish(*(SeatTerms(stage=Stage.NEEDS, **sign(role, "All of them know.")) for role in FOUR))
    case = at_gate(people)
    does(ask_of(case, FINANCE), Action.SIGN)
    does(ask_of(case, POLICY), Action.SIGN)
    assert len(asks_of(case)) == 2


def test_an_empty_gate_is_refused_unless_the_policy_lets_it_pass(people: People) -> None:
    publish()
    case = a_case(people)
    with pytest.raises(RefusedError, match="names no seat for Needs analysis"):
        answer(ask_of(case, "Write"), HOMECARE, at=AT)
    publish(passing=True)
    does(ask_of(case, "Write"), Action.SUBMIT)
    gate = gate_of(case)
    assert (gate.outcome, gate.seats.count()) == (Outcome.PASSED, 0)
    case.refresh_from_db()
    handed_in = [entry_of(case, number)["about"] for number in range(1, case.head_number + 1)]
    assert [about["empty"] for about in handed_in if "empty" in about] == [
        "nobody is seated: the gate policy lets the gate pass by itself"
    ]
    assert case.stage == Stage.SOCIAL_VALUE
