"""The whole cycle by its verbs: from a need, through six gates, to the case of the next need."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker

from accounts.models import Person
from accounts.rights import Role
from accounts.rules import day_of
from audit.deciding import deciding
from audit.models import Entry
from audit.verify import verify
from commissioning.award.kinds import CallInOutcome
from commissioning.award.models import Execution
from commissioning.case.models import Case
from commissioning.casefile.stages import ROOMS
from commissioning.contract.kinds import ContractStatus, NextYear
from commissioning.contract.models import Contract, MonitoringRecord, Obligation
from commissioning.gates.models import Gate
from commissioning.needs.models import NeedsRecord
from commissioning.records.asks import record_ask
from commissioning.review.decisions import open_next_cycle
from commissioning.review.kinds import ExitDecision
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import Action, AskKind, LinkKind, Outcome, Stage, State
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, answered, ask_of, asks_of, does, gate_of, strand_of
from workflows.demonstration.content import Purchase
from workflows.demonstration.content.tender import AWARD as TO_AWARD
from workflows.demonstration.walking import answer, walk
from workflows.sweeping import begin_cycles, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def under_review(people: People, django_db_blocker: DjangoDbBlocker) -> int:
    """The id of a case that has come to its review, walked there once for all tests."""
    with django_db_blocker.unblock():
        found: int = a_case(people, until=Stage.REVIEW).pk
    return found


@pytest.fixture
def reviewing(under_review: int, db: None) -> Case:
    """That case, read anew for each test."""
    return Case.objects.get(pk=under_review)


def stands(case: Case) -> tuple[str, str, int]:
    """Where the case stands; its only strand stands nowhere else."""
    case.refresh_from_db()
    strand = strand_of(case)
    assert (case.stage, case.state) == (strand.stage, strand.state)
    return strand.stage, strand.state, strand.sequence


def test_each_stage_is_written_then_gated_then_passed_on(people: People) -> None:
    case = a_case(people)
    for stage in (Stage.NEEDS, Stage.SOCIAL_VALUE, Stage.TENDER, Stage.AWARD):
        assert stands(case) == (stage, State.DRAFTING, 1)
        answer(ask_of(case, "Write the record"), HOMECARE, at=AT)
        while stands(case) == (stage, State.IN_GATE, 1):
            assert gate_of(case, stage).outcome == ""
            assert {ask.kind for ask in asks_of(case)} <= {AskKind.CONSULT, AskKind.SIGN, AskKind.DECIDE}
            answered(case)
        gate = gate_of(case, stage)
        assert (gate.outcome, gate.closed_at) == (Outcome.PASSED, AT)

    assert stands(case) == (Stage.AWARD, State.WAITING, 1)
    assert [ask.title for ask in asks_of(case)] == ["Record the signature of the contract"]
    answered(case)
    assert stands(case) == (Stage.MONITORING, State.DRAFTING, 1)
    walk(case, HOMECARE, until=Stage.REVIEW, at=AT)
    assert stands(case) == (Stage.REVIEW, State.DRAFTING, 1)
    walk(case, HOMECARE, until=None, at=AT)
    assert stands(case) == (Stage.REVIEW, State.CLOSED, 1)
    assert asks_of(case) == []
    assert verify().sound


def test_the_award_is_due_on_the_day_that_the_tender_plans_it_for(people: People) -> None:
    case = a_case(people, until=Stage.AWARD)
    assert ask_of(case, "Write").due_on == AT.date() + TO_AWARD


def test_an_award_without_a_tender_here_is_due_when_its_working_days_are_over(people: People) -> None:
    case = a_case(people)
    strand = strand_of(case)
    assert ROOMS[Stage.AWARD].due_on(strand) is None
    with deciding("case.moved", case, by=None, at=AT, key=a_key()):
        TenderRecord(strand=strand).save()
    assert ROOMS[Stage.AWARD].due_on(strand) is None


def test_a_signed_contract_stands_in_the_register_with_what_was_offered(people: People) -> None:
    case = a_case(people, until=Stage.MONITORING)
    contract = Contract.objects.get(case=case)
    execution = Execution.objects.get(strand__case=case)
    assert (contract.execution, contract.signed_on) == (execution, execution.signed_on)
    assert (contract.supplier_name, contract.status) == ("Harbour Care Ltd", ContractStatus.LIVE)
    assert contract.value_net == Decimal("194000.00")
    obligations = Obligation.objects.filter(contract=contract).order_by("reference")
    assert [(row.reference, row.quantity) for row in obligations] == [("OB1", Decimal(12)), ("OB2", Decimal(400))]


def test_monitoring_goes_round_once_a_year_until_it_ends(people: People) -> None:
    onward = replace(HOMECARE, next_year=NextYear.CONTINUE)
    case = a_case(people, purchase=onward, until=Stage.MONITORING)
    for year in (1, 2):
        assert stands(case) == (Stage.MONITORING, State.DRAFTING, year)
        answer(ask_of(case, "Write"), onward, at=AT)
        answered(case, purchase=onward)
        assert [ask.kind for ask in asks_of(case)] == [AskKind.DECIDE]
        answered(case, purchase=onward)
        assert gate_of(case, Stage.MONITORING, year).outcome == Outcome.PASSED
    assert MonitoringRecord.objects.filter(strand__case=case).count() == 3

    later = AT + timedelta(days=900)
    answer(ask_of(case, "Write"), onward, at=later)
    answered(case, purchase=onward, at=later)
    does(ask_of(case, "Decision"), Action.END, reason="The term is over.", at=later)
    assert gate_of(case, Stage.MONITORING, 3).outcome == Outcome.ENDED
    assert stands(case) == (Stage.REVIEW, State.DRAFTING, 1)
    contract = Contract.objects.get(case=case)
    assert (contract.status, contract.ended_on) == (ContractStatus.ENDED, contract.ends_on)
    assert verify().sound


def test_a_contract_whose_monitoring_is_stopped_ends_with_the_same_decision(people: People) -> None:
    case = a_case(people, until=Stage.MONITORING)
    later = AT + timedelta(days=200)
    answer(ask_of(case, "Write"), HOMECARE, at=later)
    answered(case, at=later)
    stopped = does(ask_of(case, "Decision"), Action.STOP, reason="The supplier gave up.", at=later)
    assert stands(case) == (Stage.MONITORING, State.STOPPED, 1)
    contract = Contract.objects.get(case=case)
    assert (contract.status, contract.ended_on) == (ContractStatus.ENDED, day_of(later))
    last = Contract.history.filter(id=contract.pk).order_by("-history_id")[0]
    assert (last.history_stream, last.history_number) == (stopped.stream, stopped.number)


def next_cycles(case: Case) -> list[Case]:
    return list(Case.objects.filter(links__kind=LinkKind.NEXT_CYCLE_OF, links__other=case).order_by("pk"))


def test_a_review_that_decides_to_buy_again_opens_the_next_cycle_when_it_is_committed(
    people: People, reviewing: Case, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    case = reviewing
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    assert next_cycles(case) == []
    with django_capture_on_commit_callbacks(execute=True):
        answered(case)
    [following] = next_cycles(case)
    assert stands(following) == (Stage.NEEDS, State.DRAFTING, 1)
    assert (following.commissioner, following.lead, following.title) == (people["commissioner"], case.lead, case.title)
    needs = NeedsRecord.objects.get(strand__case=following)
    assert [lesson.text for lesson in needs.lesson_rows.all()] == ["Quarterly returns came late."]
    assert [ask.title for ask in asks_of(following)] == ["Write the record of needs analysis"]
    assert verify().sound


def test_the_next_cycle_begins_once_however_often_it_is_asked_for(
    reviewing: Case, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    case = reviewing
    with django_capture_on_commit_callbacks() as asked:
        walk(case, HOMECARE, until=None, at=AT)
    assert next_cycles(case) == []
    assert begin_cycles(AT) == 1
    assert begin_cycles(AT) == 0
    for again in asked:
        again()
    assert sweep(AT)["begun"] == 0
    [following] = next_cycles(case)
    assert open_next_cycle(strand_of(case), at=AT) == following
    assert Entry.objects.filter(stream=following.stream_name).count() == 1


def test_a_key_that_a_person_happens_to_use_does_not_stand_in_for_the_next_cycle(reviewing: Case) -> None:
    case = reviewing
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    does(ask_of(case, "Decision"), Action.PASS, key=f"next-cycle/{strand_of(case).pk}")
    assert begin_cycles(AT) == 1
    assert len(next_cycles(case)) == 1


def test_a_review_that_stops_begins_nothing(reviewing: Case) -> None:
    case = reviewing
    walk(case, replace(HOMECARE, exit=ExitDecision.STOP), until=None, at=AT)
    assert stands(case) == (Stage.REVIEW, State.CLOSED, 1)
    assert begin_cycles(AT) == 0
    assert next_cycles(case) == []


def test_a_stopped_case_asks_nobody_any_more(case: Case) -> None:
    answered(case)
    does(ask_of(case, "Decision"), Action.STOP, reason="The need is met otherwise.")
    assert stands(case) == (Stage.NEEDS, State.STOPPED, 1)
    assert gate_of(case).outcome == Outcome.STOPPED
    assert asks_of(case) == []
    assert not Gate.objects.filter(strand__case=case, stage=Stage.SOCIAL_VALUE).exists()
    assert sweep(AT)["moved"] == 0
    assert verify().sound


def test_the_trail_says_who_acted_in_which_post(people: People) -> None:
    case = a_case(people, until=Stage.SOCIAL_VALUE)
    decided = Entry.objects.filter(stream=case.stream_name, verb="gate.answered").order_by("-number")[0]
    head: Person = people["head.of.service"]
    assert (decided.person, decided.actor) == (head, "Gareth Pryce")
    assert decided.capacity == "Head of service, Adult Social Care"


def until_decided(case: Case, purchase: Purchase, at: datetime) -> None:
    """Answer what a case asks until its award is decided."""
    walk(case, purchase, until=None, at=at, while_=lambda found: strand_of(found).state != State.WAITING)
    assert stands(case) == (Stage.AWARD, State.WAITING, 1)


def test_a_decision_that_scrutiny_refers_back_is_taken_again_by_its_decider_alone(people: People) -> None:
    key_decision, later = replace(HOMECARE, key_decision=True), AT + timedelta(days=30)
    case = a_case(people, purchase=key_decision, until=Stage.AWARD)
    until_decided(case, key_decision, AT)
    told = {"outcome": "referred_back", "published_on": day_of(AT), "settled_on": day_of(later), "reason": "Ask more."}
    does(ask_of(case, "call-in"), Action.DONE, at=later, fields=told)
    assert stands(case) == (Stage.AWARD, State.RETURNED, 1)
    does(ask_of(case, "Mend"), Action.SUBMIT, at=later)
    [decider] = asks_of(case)
    assert (decider.kind, decider.post.role) == (AskKind.DECIDE, Role.EXECUTIVE_RECORDER)
    until_decided(case, key_decision, later)
    execution = Execution.objects.get(strand__case=case)
    assert (execution.decided_on, execution.call_in_outcome) == (day_of(later), "")
    again = ask_of(case, "call-in")
    assert record_ask(again).defaults(again, day_of(later))["outcome"] == CallInOutcome.FINAL
    walk(case, key_decision, until=Stage.MONITORING, at=later)
    assert stands(case) == (Stage.MONITORING, State.DRAFTING, 1)
    assert verify().sound
