"""Returned as not ready: the others keep their seats, the author mends, and only those concerned are asked again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from audit.deciding import deciding
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.tasks import task_of
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import GatePolicy, PolicySeat, SignOff
from commissioning.gates.submitting import submit as submit_to_gate
from commissioning.gates.tiers import found_gate
from commissioning.records.beginning import writing_post
from commissioning.telling.models import Message
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Action, Outcome, SeatState, Stage, State
from tests.accounts.factories import a_key, within
from tests.council import (
    AT,
    HOMECARE,
    People,
    ask_of,
    asks_of,
    at_gate,
    body,
    changes,
    does,
    entry_of,
    gate_of,
    seats_of,
    states_of,
    strand_of,
)
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ADVICE = "Finance officer", "Policy officer", "Voluntary-sector representative"
HEAD = "Decision: head of service"
WHY = "The costs of the second option are missing."


def titles(case: Case) -> set[str]:
    return {ask.title for ask in asks_of(case)}


def submit(case: Case) -> None:
    does(ask_of(case, "Mend"), Action.SUBMIT)


def test_the_others_keep_their_seats_and_the_author_may_take_back_at_once(people: People, case: Case) -> None:
    assert titles(case) == {FINANCE, POLICY, ADVICE}
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)

    assert states_of(case) == {
        FINANCE: SeatState.RETURNED,
        POLICY: SeatState.OPEN,
        ADVICE: SeatState.OPEN,
        HEAD: SeatState.WAITING,
    }
    assert titles(case) == {POLICY, ADVICE, "Mend the record of needs analysis"}
    assert strand_of(case).state == State.IN_GATE
    mend = ask_of(case, "Mend")
    assert Action.TAKE_BACK in task_of(mend, people["commissioner"], AT).actions
    with pytest.raises(OvertakenError, match="not open for writing now"):
        changes(case, "need", statement="Too early.")
    with pytest.raises(OvertakenError, match="not open for writing now"):
        does(mend, Action.SUBMIT)

    does(ask_of(case, POLICY), Action.RETURN, reason="Say which wards.")
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Ask the lunch clubs.")
    assert gate_of(case).outcome == Outcome.RETURNED
    assert strand_of(case).state == State.RETURNED
    assert titles(case) == {"Mend the record of needs analysis"}
    assert ask_of(case, "Mend") == mend
    reasons = SignOff.objects.filter(seat__gate=gate_of(case), action=Action.RETURN).order_by("pk")
    assert [act.reason for act in reasons] == [WHY, "Say which wards."]


def test_taking_back_closes_the_seats_that_have_not_answered(people: People, case: Case) -> None:
    policy = ask_of(case, POLICY)
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    mend = ask_of(case, "Mend")
    with pytest.raises(RefusedError, match="Say why"):
        does(mend, Action.TAKE_BACK)
    does(mend, Action.TAKE_BACK, reason="The costs come first.")

    assert titles(case) == {"Mend the record of needs analysis"}
    assert states_of(case)[POLICY] == SeatState.WAITING
    assert strand_of(case).state == State.RETURNED
    with pytest.raises(OvertakenError, match=r"This task is closed: Tollgate, taken back, 1 April 2026 at 10:00\."):
        does(policy, Action.SIGN)
    with pytest.raises(OvertakenError, match="nothing to take back"):
        does(mend, Action.TAKE_BACK, reason="Again.")
    assert Action.SUBMIT in task_of(ask_of(case, "Mend"), people["commissioner"], AT).actions
    assert verify().sound


def test_nothing_can_be_taken_back_before_a_return(case: Case) -> None:
    assert not [ask for ask in asks_of(case) if ask.kind == "write"]


def test_only_returned_and_changed_seats_are_asked_again_and_the_rest_carry_over(case: Case) -> None:
    first = {title: seat.source for title, seat in seats_of(case).items()}
    does(ask_of(case, POLICY), Action.SIGN)
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Ask the lunch clubs.")
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    changes(case, "engagement", market_engagement="Eleven suppliers came, not nine.")
    submit(case)

    assert titles(case) == {FINANCE, ADVICE}
    seats = seats_of(case)
    assert {title: seat.source for title, seat in seats.items()} == first
    assert (seats[POLICY].state, seats[POLICY].carried, seats[POLICY].answered_in) == (SeatState.SIGNED, True, 1)
    assert not any(seats[title].carried for title in (FINANCE, ADVICE, HEAD))
    told = entry_of(case)["about"]
    assert (told["submission"], told["changed"]) == (2, ["engagement"])
    assert (told["asked"], told["carried"]) == ([FINANCE, ADVICE, HEAD], [POLICY])
    assert [ask.stage for ask in asks_of(case)] == [Stage.NEEDS, Stage.NEEDS]

    does(ask_of(case, FINANCE), Action.SIGN)
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Better.")
    assert titles(case) == {HEAD}
    does(ask_of(case, HEAD), Action.PASS)
    assert gate_of(case).outcome == Outcome.PASSED
    assert SignOff.objects.filter(seat__gate=gate_of(case), seat__rule__title=POLICY).count() == 1
    assert verify().sound


def test_when_only_the_decider_returned_nobody_else_is_asked_again(case: Case) -> None:
    for title in (FINANCE, POLICY):
        does(ask_of(case, title), Action.SIGN)
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Ask the lunch clubs.")
    does(ask_of(case, HEAD), Action.RETURN, reason="Tell me more.")
    submit(case)
    assert titles(case) == {HEAD}
    assert {title for title, seat in seats_of(case).items() if seat.carried} == {FINANCE, POLICY, ADVICE}
    gate = gate_of(case)
    assert (gate.tier, gate.outcome) == (2, "")


def test_an_objection_and_silence_carry_over_like_a_signature(case: Case) -> None:
    does(ask_of(case, POLICY), Action.OBJECT, reason="The evidence is thin.")
    does(ask_of(case, ADVICE), Action.ADVISE, reason="None to give.")
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    changes(case, "current_spend", annual_spend=Decimal("99000.00"))
    submit(case)
    assert titles(case) == {FINANCE}
    seat = seats_of(case)[POLICY]
    assert (seat.state, seat.carried) == (SeatState.OBJECTED, True)


def test_a_resubmission_without_a_change_says_so_and_asks_who_returned_it(case: Case) -> None:
    does(ask_of(case, POLICY), Action.SIGN)
    does(ask_of(case, ADVICE), Action.ADVISE, reason="None to give.")
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    submit(case)
    first, second = gate_of(case).submissions.order_by("number")
    assert (first.digest, second.changed) == (second.digest, [])
    assert titles(case) == {FINANCE}


BIG = replace(HOMECARE, net=Decimal("250000.00"), gross=Decimal("300000.00"))
ADVISERS = ("Procurement officer", "Legal officer", "Finance officer")
BOARD, DIRECTOR = "Board member", "Decision: corporate director"


def at_tender(people: People, *, big: bool) -> Case:
    purchase = BIG if big else HOMECARE
    case = at_gate(people, purchase=purchase, stage=Stage.TENDER)
    for title in ADVISERS:
        does(ask_of(case, title), Action.SIGN)
    return case


def test_a_seat_whose_condition_no_longer_holds_is_dropped_on_record(people: People) -> None:
    case = at_tender(people, big=True)
    assert titles(case) == {BOARD}
    does(ask_of(case, BOARD), Action.RETURN, reason="Half of it is not needed.")
    changes(case, "value", value_net=Decimal("200000.00"), value_gross=Decimal("240000.00"))
    submit(case)

    seat = seats_of(case, Stage.TENDER)[BOARD]
    assert (seat.state, seat.carried) == (SeatState.DROPPED, False)
    assert entry_of(case)["about"]["dropped"] == [BOARD]
    assert titles(case) == set(ADVISERS)
    for title in ADVISERS:
        does(ask_of(case, title), Action.SIGN)
    assert titles(case) == {DIRECTOR}
    does(ask_of(case, DIRECTOR), Action.PASS)
    assert strand_of(case).stage == Stage.AWARD
    assert [row.state for row in seat.history.order_by("history_id")][-1] == SeatState.DROPPED
    assert verify().sound


def test_a_condition_that_comes_to_hold_adds_a_seat_and_one_that_holds_again_asks_it_again(people: People) -> None:
    case = at_tender(people, big=False)
    assert BOARD not in seats_of(case, Stage.TENDER)
    for gross, board in (("300000.00", True), ("240000.00", False), ("360000.00", True)):
        title = BOARD if BOARD in titles(case) else DIRECTOR
        does(ask_of(case, title), Action.RETURN, reason="Not that much.")
        changes(case, "value", value_gross=Decimal(gross))
        submit(case)
        for adviser in ADVISERS:
            does(ask_of(case, adviser), Action.SIGN)
        assert titles(case) == ({BOARD} if board else {DIRECTOR})
        expected = SeatState.OPEN if board else SeatState.DROPPED
        assert seats_of(case, Stage.TENDER)[BOARD].state == expected
    assert verify().sound


def test_where_the_only_seat_left_to_ask_is_dropped_the_gate_is_judged_at_once(people: People) -> None:
    """Nobody would otherwise be asked, and the case would wait for ever."""
    publish_tender_without_decider()
    case = at_gate(people, purchase=BIG, stage=Stage.TENDER)
    does(ask_of(case, "Legal"), Action.SIGN)
    does(ask_of(case, BOARD), Action.RETURN, reason="Half of it is not needed.")
    changes(case, "value", value_net=Decimal("200000.00"), value_gross=Decimal("240000.00"))
    submit(case)
    assert titles(case) == {"Write the record of award"}
    assert gate_of(case, Stage.TENDER).outcome == Outcome.PASSED
    assert {seat.state for seat in seats_of(case, Stage.TENDER).values()} == {SeatState.SIGNED, SeatState.DROPPED}


def publish_tender_without_decider() -> None:
    """A policy in which Legal signs the conditions alone, then the Board endorses from £250,000."""
    demonstration = GatePolicy.objects.get()
    with within(body("council")) as decision:
        policy = GatePolicy(version=2, title="Lean", effective_from=AT.date(), published_at=AT)
        policy.save()
        for rule in PolicySeat.objects.filter(policy=demonstration):
            if rule.stage == Stage.TENDER and rule.title not in ("Legal officer", BOARD):
                continue
            rule.pk, rule.policy = None, policy
            rule.sections = ["conditions"] if rule.title == "Legal officer" else rule.sections
            rule.save(force_insert=True)
        decision.opens(policy)


def test_the_first_submissions_policy_stays_the_gates_own(case: Case) -> None:
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    publish_tender_without_decider()
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="At once.")
    submit(case)
    assert gate_of(case).policy.version == 1


def test_what_the_writing_post_may_mend_is_the_same_record(people: People) -> None:
    case = at_tender(people, big=False)
    writer = writing_post(TENDER, case)
    does(ask_of(case, DIRECTOR), Action.RETURN, reason="Tell me more.")
    assert ask_of(case, "Mend").post == writer
    answer(ask_of(case, "Mend"), HOMECARE, at=AT)
    assert titles(case) == {DIRECTOR}


def test_a_record_at_its_gate_is_not_handed_in_again_and_a_gate_that_is_not_there_is_our_error(case: Case) -> None:
    strand, commissioner = strand_of(case), case.commissioner
    assert commissioner is not None
    with (
        deciding("record.submitted", case, by=commissioner, at=AT, key=a_key()) as decision,
        pytest.raises(OvertakenError, match="This record is at its gate already"),
    ):
        submit_to_gate(decision, strand, by=commissioner, sections=[], facts={})
    strand.stage = Stage.AWARD
    with pytest.raises(LookupError, match="has no gate in award"):
        found_gate(strand)


def test_rows_of_a_gate_read_as_they_are_said(case: Case) -> None:
    does(ask_of(case, FINANCE), Action.SIGN)
    gate, seat = gate_of(case), seats_of(case)[FINANCE]
    act = SignOff.objects.get(seat=seat)
    said = [str(one) for one in (gate, gate.policy, seat.rule, seat, act)]
    assert said == [
        "Gate of Needs analysis",
        "Gates of the commissioning cycle (version 1)",
        "Finance officer (signs)",
        f"Finance officer at {gate.pk}",
        f"Sign by {act.person_id}",
    ]
    submission = gate.submissions.get()
    assert [str(submission), str(submission.sections.all()[0])] == [f"Submission 1 of {gate.pk}", "The need"]


def test_the_author_of_a_returned_record_is_told_once(case: Case) -> None:
    does(ask_of(case, FINANCE), Action.RETURN, reason="No budget code.")
    does(ask_of(case, POLICY), Action.RETURN, reason="No wards.")
    assert case.commissioner is not None
    told = Message.objects.filter(person=case.commissioner, subject__endswith="was returned")
    assert [message.subject for message in told] == [f"{case.reference}: the record of needs analysis was returned"]
