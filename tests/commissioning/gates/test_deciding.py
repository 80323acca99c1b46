"""Answering a seat: which answers there are, what each needs, and what the decider may do against advice."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.rights import Role
from audit.models import Entry
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.decisions import lapse_advice
from commissioning.gates.models import BundleSection, Gate, SignOff
from commissioning.gates.policy import policy_in_force, publish_gate_policy
from commissioning.gates.terms import PolicyTerms, SeatTerms
from commissioning.vocabulary import Action, Outcome, SeatKind, SeatState, Stage
from tests.accounts.factories import a_key
from tests.council import (
    AT,
    HOMECARE,
    People,
    a_case,
    ask_of,
    asks_of,
    digest_of,
    does,
    entry_of,
    gate_of,
    seats_of,
    strand_of,
)
from workflows.demonstration.walking import answer
from workflows.sweeping import lapse

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ADVICE, HEAD = "Finance officer", "Policy officer", "Voluntary-sector", "Decision: head of service"


def to_be_decided(case: Case, *, objected: bool = False) -> None:
    """Take the case to its decider, Policy having signed or not supported it."""
    does(ask_of(case, FINANCE), Action.SIGN)
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Ask the lunch clubs.")
    if objected:
        does(ask_of(case, POLICY), Action.OBJECT, reason="The evidence is thin.")
    else:
        does(ask_of(case, POLICY), Action.SIGN)


def test_agreeing_against_not_supported_needs_a_reason_and_is_flagged(case: Case) -> None:
    to_be_decided(case, objected=True)
    with pytest.raises(RefusedError, match="A seat signed “not supported”") as refused:
        does(ask_of(case, HEAD), Action.PASS)
    assert list(refused.value.errors) == ["reason"]
    assert (gate_of(case).outcome, gate_of(case).against_advice) == ("", False)
    does(ask_of(case, HEAD), Action.PASS, reason="The need will not wait for more evidence.")
    assert (gate_of(case).outcome, gate_of(case).against_advice) == (Outcome.PASSED, True)
    assert strand_of(case).stage == Stage.SOCIAL_VALUE


def test_agreeing_with_everyone_needs_no_reason_and_is_not_flagged(case: Case) -> None:
    to_be_decided(case)
    does(ask_of(case, HEAD), Action.PASS)
    assert not gate_of(case).against_advice


def test_returning_or_stopping_against_advice_flags_nothing(case: Case) -> None:
    to_be_decided(case, objected=True)
    does(ask_of(case, HEAD), Action.RETURN, reason="Find the evidence.")
    assert not gate_of(case).against_advice


def test_an_amended_agreement_keeps_the_bytes_and_stores_its_own_text(case: Case) -> None:
    to_be_decided(case)
    before = list(BundleSection.objects.filter(submission__gate=gate_of(case)).values_list("key", "digest", "body"))
    ask = ask_of(case, HEAD)
    digest = digest_of(ask)
    with pytest.raises(RefusedError, match="Say why"):
        does(ask, Action.AMEND, text="For one year.")
    does(ask, Action.AMEND, reason="The budget ends then.", text="Agreed for one year only.")
    act = SignOff.objects.get(seat__gate=gate_of(case), action=Action.AMEND)
    assert (act.text, act.reason, act.digest) == ("Agreed for one year only.", "The budget ends then.", digest)
    after = list(BundleSection.objects.filter(submission__gate=gate_of(case)).values_list("key", "digest", "body"))
    assert after == before
    assert seats_of(case)["Decision: head of service"].state == SeatState.AMENDED
    assert gate_of(case).outcome == Outcome.PASSED
    assert entry_of(case)["about"]["text"] == "Agreed for one year only."
    assert verify().sound


def test_deferring_moves_the_day_and_leaves_the_seat_open(case: Case) -> None:
    to_be_decided(case)
    ask = ask_of(case, HEAD)
    for until, words in ((None, "Enter the date"), (AT.date(), "cannot be deferred until 1 April 2026")):
        with pytest.raises(RefusedError, match=words) as refused:
            does(ask, Action.DEFER, reason="The panel meets in June.", until=until)
        assert list(refused.value.errors) == ["until"]
    june = date(2026, 6, 10)
    does(ask, Action.DEFER, reason="The panel meets in June.", until=june)
    assert ask_of(case, HEAD) == ask
    seat = seats_of(case)["Decision: head of service"]
    assert (seat.state, seat.due_on, ask_of(case, HEAD).due_on) == (SeatState.OPEN, june, june)
    assert Entry.objects.filter(stream=case.stream_name).order_by("-number")[0].verb == "gate.deferred"
    assert lapse(AT + timedelta(days=365)) == 0
    does(ask, Action.PASS)
    acts = SignOff.objects.filter(seat=seat).order_by("pk")
    assert [act.action for act in acts] == [Action.DEFER, Action.PASS]


@pytest.mark.parametrize(
    ("title", "action"),
    [
        (ADVICE, Action.SIGN),
        (ADVICE, Action.RETURN),
        (FINANCE, Action.PASS),
        (FINANCE, Action.STOP),
        (FINANCE, Action.DEFER),
        (FINANCE, Action.SUBMIT),
        (FINANCE, Action.DONE),
    ],
)
def test_a_seat_gives_only_the_answers_of_its_kind(case: Case, title: str, action: Action) -> None:
    with pytest.raises(RefusedError, match="cannot"):
        does(ask_of(case, title), action, reason="Because.", until=date(2026, 6, 1))
    assert len(asks_of(case)) == 3


def test_only_the_yearly_gate_can_end_a_contract(case: Case) -> None:
    to_be_decided(case)
    with pytest.raises(RefusedError, match="cannot do that"):
        does(ask_of(case, HEAD), Action.END, reason="Over.")


@pytest.mark.parametrize("action", [Action.OBJECT, Action.RETURN])
def test_not_supporting_and_returning_say_why(case: Case, action: Action) -> None:
    with pytest.raises(RefusedError, match="Say why") as refused:
        does(ask_of(case, FINANCE), action, reason="  ")
    assert refused.value.errors == {"reason": ["Say why."]}


def test_a_signature_under_another_text_is_refused(case: Case) -> None:
    finance = ask_of(case, FINANCE)
    with pytest.raises(OvertakenError, match="The text has changed since you read it"):
        does(finance, Action.SIGN, digest="0" * 64)
    with pytest.raises(RefusedError, match="Say which text you answer for"):
        does(finance, Action.SIGN, digest="")
    old = digest_of(finance)
    does(finance, Action.RETURN, reason="Not yet.")
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="At once.")
    with pytest.raises(OvertakenError, match="This task is closed"):
        does(finance, Action.SIGN, digest=old)
    assert not SignOff.objects.filter(seat__gate=gate_of(case), action=Action.SIGN).exists()


def test_what_was_signed_is_bound_to_the_bundle_and_the_post(people: People, case: Case) -> None:
    does(ask_of(case, FINANCE), Action.SIGN)
    act = SignOff.objects.get(seat__gate=gate_of(case))
    assert (act.person, act.capacity, act.on_behalf_of) == (people["finance"], "Finance officer, Finance", "")
    assert act.digest == gate_of(case).submissions.get().digest
    told = entry_of(case)["about"]
    figures = ["current_spend", "options", "option_scores", "option_costs", "in_house"]
    assert (told["seat"], told["sections"]) == ("Finance officer", figures)
    assert told["digest"] == act.digest


def test_silence_is_not_closed_before_it_is_due(case: Case) -> None:
    with pytest.raises(OvertakenError, match="No advice is overdue"):
        lapse_advice(gate_of(case), by=None, at=AT, key=a_key())


@pytest.mark.usefixtures("people")
def test_nothing_is_submitted_while_no_gate_policy_is_in_force() -> None:
    before = date(2024, 12, 31)
    with pytest.raises(RefusedError, match="No gate policy is in force on 31 December 2024"):
        policy_in_force(before)


def test_a_policy_without_a_seat_or_a_post_that_does_not_exist_says_whom_to_ask(people: People) -> None:
    terms: dict[str, Any] = {"effective_from": AT.date(), "reason": "Trial."}
    seat = SeatTerms(Stage.NEEDS, SeatKind.SIGN, "Scrutiny", Role.SCRUTINY_OFFICER, "Scrutiny looks on.", 5)
    case = a_case(people)
    publish_gate_policy(PolicyTerms("One seat", (seat,)), at=AT, key=a_key(), **terms)
    with pytest.raises(RefusedError, match="asks the scrutiny officer of Adult Social Care, and there is no such post"):
        answer(ask_of(case, "Write"), HOMECARE, at=AT)
    publish_gate_policy(PolicyTerms("No seat"), at=AT, key=a_key(), **terms)
    with pytest.raises(RefusedError, match="names no seat for Needs analysis"):
        does(ask_of(case, "Write"), Action.SUBMIT)
    assert not Gate.objects.filter(strand__case=case).exists()
