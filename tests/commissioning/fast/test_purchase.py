"""A purchase from its page to its close: who decides, what follows, what is recorded once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.decisions import appoint
from accounts.errors import NotAllowedError
from accounts.models import Holding, Post
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.errors import OvertakenError, RefusedError
from commissioning.fast.closing import CHECK
from commissioning.fast.models import Closing, PurchaseCheck
from commissioning.fast.sections import ROOM
from commissioning.gates.models import Gate
from commissioning.gates.terms import FastTerms
from commissioning.needs.models import NeedsRecord
from commissioning.records.decisions import submit
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, AskKind, Lane, Outcome, Regime, Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.fast.bought import QUOTES, a_purchase, decided, page_of, quotes, saves, submitted, written
from tests.commissioning.gates.published import published_with
from tests.council import AT, People, ask_of, asks_of, digest_of, does, entry_of, strand_of
from workflows.advancing import left_behind
from workflows.sweeping import sweep

pytestmark = pytest.mark.django_db
WELL: dict[str, Any] = {"delivered": "yes", "paid": "yes", "use_again": "yes"}


def stands(people: People, case: Any) -> tuple[str, str, str]:
    """Lane, stage and state of a case, read anew."""
    case.refresh_from_db()
    return case.lane, case.stage, case.state


def test_one_page_one_decision_one_question(people: People) -> None:
    case = a_purchase(people)
    assert stands(people, case) == (Lane.FAST, Stage.NEEDS, State.DRAFTING)
    submitted(case, people)
    assert stands(people, case) == (Lane.FAST, Stage.NEEDS, State.IN_GATE)
    assert [ask.kind for ask in asks_of(case)] == [AskKind.DECIDE]
    does(ask_of(case, "Decision"), Action.PASS)
    assert stands(people, case) == (Lane.FAST, Stage.MONITORING, State.WAITING)
    does(ask_of(case, "closing question"), Action.DONE, fields=WELL)
    assert stands(people, case) == (Lane.FAST, Stage.REVIEW, State.CLOSED)
    assert not NeedsRecord.objects.filter(strand__case=case).exists()
    assert sweep(AT + timedelta(days=400))["moved"] == 0
    assert verify().sound


def test_a_decided_purchase_stands_in_the_register_and_ends_with_its_closing(people: People) -> None:
    case = decided(a_purchase(people), people)
    contract = Contract.objects.get(case=case)
    assert (contract.supplier_name, contract.value_gross) == ("Alder Research Ltd", Decimal("21600.00"))
    assert (contract.signed_on, contract.status) == (AT.date(), ContractStatus.LIVE)
    does(ask_of(case, "closing question"), Action.DONE, fields=WELL)
    contract.refresh_from_db()
    assert contract.status == ContractStatus.ENDED


@pytest.mark.parametrize(("gross", "entered"), [("5000.00", False), ("5000.01", True)])
def test_the_register_holds_what_is_over_five_thousand(people: People, gross: str, entered: bool) -> None:
    case = a_purchase(people, net="4000", gross=gross)
    price = {"rows": quotes(("Alder", "4000", gross, True)), "quotes_reason": "The only one that makes them."}
    decided(case, people, budget={"value_net": Decimal(4000), "value_gross": Decimal(gross)}, quotes=price)
    assert Contract.objects.filter(case=case).exists() == entered


def test_what_the_page_says_of_the_case_is_written_on_it(people: People) -> None:
    case = submitted(a_purchase(people), people)
    assert (case.cpv, case.supplier_names) == ("79310000", "Alder Research Ltd")
    assert case.regime == Regime.BELOW_THRESHOLD
    care = submitted(
        a_purchase(people, title="Respite"),
        people,
        need={"cpv": "85312000"},
        quotes={"rows": quotes(("Dale", "1", "1", True)), "quotes_reason": "One"},
    )
    assert care.regime == Regime.UNKNOWN


def test_nobody_decides_on_a_page_that_they_wrote(people: People) -> None:
    head = people["head.of.service"]
    post = Post.objects.get(role="commissioner", body__slug="corporate-resources")
    appoint(head, post, starts_on=AT.date(), by=None, at=AT, key=a_key())
    case = written(a_purchase(people), people)
    does(ask_of(case, "fast-lane page"), Action.SUBMIT, by=head)
    task = ask_of(case, "Decision")
    with pytest.raises(NotAllowedError, match="wrote this record"):
        does(task, Action.PASS, by=head)
    assert stands(people, case) == (Lane.FAST, Stage.NEEDS, State.IN_GATE)


def test_only_a_holder_with_that_limit_decides(people: People) -> None:
    case = submitted(a_purchase(people), people)
    task = ask_of(case, "Decision")
    assert task.amount == Decimal("24000.00")
    holding = Holding.objects.get(post=task.post)
    Holding.objects.filter(pk=holding.pk).update(value_limit=Decimal(23_999))
    with pytest.raises(NotAllowedError, match="up to £23,999"):
        does(task, Action.PASS, by=people["head.of.service"])
    Holding.objects.filter(pk=holding.pk).update(value_limit=Decimal(24_000))
    does(task, Action.PASS, by=people["head.of.service"])
    assert stands(people, case)[1] == Stage.MONITORING


def test_a_page_that_nobody_could_decide_is_not_sent(people: People) -> None:
    case = written(a_purchase(people), people)
    Holding.objects.filter(post__role="head_of_service").update(value_limit=Decimal(23_999))
    task = ask_of(case, "fast-lane page")
    with pytest.raises(RefusedError, match="Head of service, Corporate Resources.*limit is below £24,000"):
        does(task, Action.SUBMIT)
    Holding.objects.filter(post__role="head_of_service").update(value_limit=Decimal(24_000))
    does(task, Action.SUBMIT)
    assert stands(people, case)[2] == State.IN_GATE


def test_to_agree_is_to_declare_no_conflict(people: People) -> None:
    case = decided(a_purchase(people), people)
    assert entry_of(case)["about"]["declared"] == "no conflict of interest"


def test_a_declared_conflict_keeps_its_person_from_deciding(people: People) -> None:
    case = submitted(a_purchase(people), people)
    head, task = people["head.of.service"], ask_of(case, "Decision")
    with pytest.raises(RefusedError, match="what your conflict"):
        does(task, Action.DECLARE, by=head, reason=" ")
    does(task, Action.DECLARE, by=head, reason="My brother owns Alder Research.")
    with pytest.raises(NotAllowedError, match="declared a conflict of interest"):
        does(task, Action.PASS, by=head)
    appoint(people["director"], task.post, starts_on=AT.date(), by=None, at=AT, key=a_key())
    does(task, Action.PASS, by=people["director"])
    assert stands(people, case)[1] == Stage.MONITORING


def test_a_page_comes_back_and_is_handed_in_again(people: People) -> None:
    case = submitted(a_purchase(people), people)
    does(ask_of(case, "Decision"), Action.RETURN, reason="Ask a local firm.")
    assert stands(people, case) == (Lane.FAST, Stage.NEEDS, State.RETURNED)
    does(ask_of(case, "Mend the fast-lane page"), Action.SUBMIT)
    does(ask_of(case, "Decision"), Action.PASS)
    assert stands(people, case)[1] == Stage.MONITORING


def test_a_returned_page_can_still_be_moved_to_the_standard_lane(people: People) -> None:
    case = submitted(a_purchase(people), people)
    does(ask_of(case, "Decision"), Action.RETURN, reason="Finance should see this.")
    does(ask_of(case, "Mend"), Action.LIFT, reason="Finance should see this.")
    assert stands(people, case) == (Lane.STANDARD, Stage.NEEDS, State.DRAFTING)
    assert [ask.title for ask in asks_of(case)] == ["Write the record of needs analysis"]


def test_the_commissioner_may_move_it_and_says_why(people: People) -> None:
    case = written(a_purchase(people), people)
    task = ask_of(case, "fast-lane page")
    with pytest.raises(RefusedError, match="Say why"):
        does(task, Action.LIFT, reason=" ")
    does(task, Action.LIFT, reason="It may grow.", by=people["commissioner"])
    assert stands(people, case)[0] == Lane.STANDARD
    assert case.lane_why == "Amina Begum asked for the standard lane: It may grow."
    with pytest.raises(OvertakenError):
        does(task, Action.LIFT, reason="It may grow.")


def test_the_same_key_again_moves_nothing(people: People) -> None:
    case = written(a_purchase(people), people)
    task = ask_of(case, "fast-lane page")
    submit(ROOM, task, by=people["commissioner"], at=AT, key="once")
    does(ask_of(case, "Decision"), Action.RETURN, reason="Ask again.")
    saves(case, "budget", by=people["commissioner"], value_net=Decimal(60_000), value_gross=Decimal(72_000))
    with pytest.raises(RepeatedError):
        submit(ROOM, task, by=people["commissioner"], at=AT, key="once")
    assert stands(people, case)[0] == Lane.FAST


def test_nothing_moves_once_it_is_at_the_gate(people: People) -> None:
    case = written(a_purchase(people), people)
    task = ask_of(case, "fast-lane page")
    does(task, Action.SUBMIT)
    with pytest.raises(OvertakenError):
        does(task, Action.LIFT, reason="It may grow.", by=people["commissioner"])
    assert stands(people, case)[0] == Lane.FAST


def test_procurement_is_told_and_checks_a_sample_that_holds_nothing_up(people: People) -> None:
    published_with(fast=FastTerms(Decimal(50_000), 1))
    case = decided(a_purchase(people), people)
    assert page_of(case).in_sample
    [message] = Message.objects.filter(person=people["procurement"], event=f"fast/bought/{strand_of(case).pk}")
    assert "in your sample" in message.text
    does(ask_of(case, "closing question"), Action.DONE, fields=WELL)
    assert stands(people, case)[2] == State.CLOSED
    check = ask_of(case, "Check a fast-lane purchase")
    with pytest.raises(RefusedError, match="Say what you found"):
        does(check, Action.DONE, fields={"found": "not_in_order", "note": ""})
    does(check, Action.DONE, fields={"found": "advice", "note": "Ask a local firm next time."})
    assert PurchaseCheck.objects.get(strand__case=case).note == "Ask a local firm next time."
    assert asks_of(case) == []


def test_outside_the_sample_procurement_is_told_all_the_same(people: People) -> None:
    published_with(fast=FastTerms(Decimal(50_000)))
    case = decided(a_purchase(people), people)
    assert page_of(case).in_sample is False
    assert [ask.title for ask in asks_of(case)] == ["Answer the closing question"]
    [message] = Message.objects.filter(person=people["procurement"], case=case)
    assert "You need do nothing" in message.text


def test_a_council_without_a_procurement_post_buys_all_the_same(people: People) -> None:
    Post.objects.filter(role="procurement_officer").update(role="auditor")
    published_with(fast=FastTerms(Decimal(50_000), 1))
    case = decided(a_purchase(people), people)
    assert [ask.source.rpartition("/")[0] for ask in asks_of(case)] == ["fast/closing"]
    assert CHECK.source == "fast/check"


def test_from_thirty_thousand_procurement_is_told_of_the_details_notice(people: People) -> None:
    rows = quotes(*QUOTES, factor=Decimal("1.5"))
    amounts = {"value_net": Decimal(27_000), "value_gross": Decimal(36_000)}
    case = decided(a_purchase(people, net="27000", gross="36000"), people, budget=amounts, quotes={"rows": rows})
    assert "UK7" in Message.objects.get(person=people["procurement"], case=case).text


def test_a_purchase_that_began_before_it_was_decided_is_flagged(people: People) -> None:
    case = decided(a_purchase(people), people, need={"starts_on": date(2026, 3, 30)})
    [warning] = case.warnings.all()
    assert warning.text == "The purchase began on 30 March 2026, before it was decided on 1 April 2026."


@pytest.mark.parametrize("answers", [{"delivered": "partly"}, {"delivered": "no"}, {"paid": "no"}])
def test_a_no_to_the_closing_question_says_what_is_missing(people: People, answers: dict[str, str]) -> None:
    case = decided(a_purchase(people), people)
    task = ask_of(case, "closing question")
    with pytest.raises(RefusedError, match="Say what is missing"):
        does(task, Action.DONE, fields={**WELL, **answers})
    does(task, Action.DONE, fields={**WELL, **answers, "note": "The last report is awaited."})
    assert Closing.objects.get(strand__case=case).note == "The last report is awaited."


def test_the_same_post_twice_does_it_once(people: People) -> None:
    case = written(a_purchase(people), people)
    commissioner, head = people["commissioner"], people["head.of.service"]
    task, key = ask_of(case, "fast-lane page"), a_key()
    first = carry_out(task, Deed(Action.SUBMIT), by=commissioner, at=AT, key=key)
    assert carry_out(task, Deed(Action.SUBMIT), by=commissioner, at=AT, key=key) == first
    decision, key = ask_of(case, "Decision"), a_key()
    deed = Deed(Action.PASS, digest=digest_of(decision))
    agreed = carry_out(decision, deed, by=head, at=AT, key=key)
    assert carry_out(decision, deed, by=head, at=AT, key=key) == agreed
    closing, key = ask_of(case, "closing question"), a_key()
    done = [carry_out(closing, Deed(Action.DONE, fields=WELL), by=commissioner, at=AT, key=key) for _ in range(2)]
    assert done[0] == done[1]
    assert Contract.objects.filter(case=case).count() == Closing.objects.filter(strand__case=case).count() == 1
    assert Entry.objects.filter(stream=case.stream_name, verb="purchase.closed").count() == 1


def test_moving_it_twice_with_one_key_moves_it_once(people: People) -> None:
    case = written(a_purchase(people), people)
    task, key = ask_of(case, "fast-lane page"), a_key()
    deed = Deed(Action.LIFT, reason="It may grow.")
    first = carry_out(task, deed, by=people["commissioner"], at=AT, key=key)
    assert carry_out(task, deed, by=people["commissioner"], at=AT, key=key) == first
    assert Entry.objects.filter(stream=case.stream_name, verb="case.lifted").count() == 1


def test_the_sweeper_closes_what_was_answered(people: People) -> None:
    case = decided(a_purchase(people), people)
    assert strand_of(case) not in list(left_behind())
    Closing(
        strand=strand_of(case), delivered="yes", paid=True, use_again=True, person=people["commissioner"], at=AT
    ).save_base(raw=True)
    assert strand_of(case) in list(left_behind())
    assert sweep(AT)["moved"] == 1
    assert stands(people, case)[2] == State.CLOSED


def test_a_stopped_purchase_ends(people: People) -> None:
    case = submitted(a_purchase(people), people)
    does(ask_of(case, "Decision"), Action.STOP, reason="The budget was cut.")
    assert stands(people, case) == (Lane.FAST, Stage.NEEDS, State.STOPPED)
    assert Gate.objects.get(strand__case=case).outcome == Outcome.STOPPED
    assert asks_of(case) == []
