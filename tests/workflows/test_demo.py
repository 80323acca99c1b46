"""The demonstration council as `demo` loads it: what is in it, when it happened, and how a script goes on with it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import TestCase
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker

from accounts.authority import posts_of
from accounts.models import Body, Person
from accounts.rights import Role
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.asks.worklist import work_list
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.award.models import AwardRecord, Execution
from commissioning.award.owing import owed_by
from commissioning.case.models import Case, Strand
from commissioning.casefile.questions import questions_of_stored
from commissioning.casefile.shelves import without_files
from commissioning.casefile.stages import ROOMS, room_for
from commissioning.casefile.statutory import statutory
from commissioning.contract.models import Contract, DeliveryReturn, KpiRating, MonitoringRecord, Obligation
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.cover.reading import waiting_for as asked_of
from commissioning.errors import RefusedError
from commissioning.gates.models import BundleSection, Gate, SignOff
from commissioning.needs.models import NeedsRecord
from commissioning.ownership.models import Acceptance
from commissioning.records.asks import record_ask
from commissioning.records.rules import faults_of
from commissioning.telling.models import Message
from commissioning.thread.reading import thread_of
from commissioning.timetable.calendar import england_calendar
from commissioning.timetable.duties import DutyKey
from commissioning.vocabulary import Action, AskKind, Lane, LinkKind, Regime, SeatState, Stage, State, StrandKind
from commissioning.waivers.models import Waiver
from tests.api.council import Caller
from tests.council import ask_of, asks_of, does, for_a_while, seats_of, strand_of
from tests.workflows.tables import rows_of_every_table
from workflows.demonstration.council import DOMAIN, PARTS, PASSWORD
from workflows.demonstration.stories import OVERDUE, STORIES
from workflows.sweeping import sweep

pytestmark = pytest.mark.django_db

# A Sunday, when nobody works and whatever counts working days must look back to Friday.
NOW = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
PLAIN = {
    "write": {"action": "submit"},
    "record": {"action": "done"},
    "consult": {"action": "advise", "reason": "Ask the lunch clubs again."},
    "sign": {"action": "sign"},
    "decide": {"action": "pass"},
}
MOST_ROUNDS = 60
UNDER = Decimal(25_000)


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What the command said; the demonstration stands for all tests of the module."""
    with for_a_while(django_db_blocker):
        with django_db_blocker.unblock(), TestCase.captureOnCommitCallbacks(execute=True):
            words = load()
        yield words


@pytest.fixture(autouse=True)
def _loaded(said: str) -> Iterator[None]:
    assert said
    with time_machine.travel(NOW, tick=False):
        yield


def load() -> str:
    """Run the command now."""
    out = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("demo", stdout=out)
    return out.getvalue()


def the(title: str) -> Case:
    """The oldest case whose title begins so."""
    return Case.objects.filter(title__startswith=title).order_by("pk")[0]


def stands(title: str) -> tuple[str, str]:
    case = the(title)
    return case.stage, case.state


def test_it_says_what_it_loaded(said: str) -> None:
    begun_by_a_review = Case.objects.filter(links__kind=LinkKind.NEXT_CYCLE_OF).count()  # once all is committed
    cases = Case.objects.count() - begun_by_a_review
    assert said == f"The demonstration council is loaded: {len(PARTS)} people, {cases} cases.\n"


def test_a_second_time_changes_nothing() -> None:
    before = rows_of_every_table()
    assert load() == "The demonstration council is loaded already. Nothing was changed.\n"
    assert rows_of_every_table() == before


def test_its_ledger_is_sound() -> None:
    report = verify()
    assert report.sound
    assert report.entries > len(STORIES)


def test_everyone_signs_in_with_the_known_password() -> None:
    people = list(Person.objects.order_by("pk"))
    assert [person.email for person in people] == [f"{part.email}@{DOMAIN}" for part in PARTS]
    assert all(person.check_password(PASSWORD) for person in people)


def test_every_stage_has_a_case_that_goes_on() -> None:
    going = Case.objects.exclude(state__in=(State.STOPPED, State.CLOSED))
    assert set(going.values_list("stage", flat=True)) == set(Stage.values)


def test_nothing_is_left_for_the_worker_to_make_good() -> None:
    assert set(sweep(NOW).values()) == {0}


def test_messages_of_the_past_are_read_and_sent() -> None:
    assert not Message.objects.filter(sent_at=None).exists()
    unread = set(Message.objects.filter(read_at=None).values_list("ask", flat=True))
    assert unread == set(Ask.objects.filter(closed_at=None, messages__isnull=False).values_list("pk", flat=True))


def test_one_post_is_covered_and_one_colleague_is_asked() -> None:
    running, asked = CoverOffer.objects.select_related("person", "principal", "post", "holding").order_by("pk")
    assert (running.state, running.principal.full_name) == (OfferState.ACCEPTED, "Jamal Rahman")
    assert running.holding in posts_of(running.person, NOW)
    for person in (running.person, running.principal):
        assert [ask.post for ask in work_list(person, NOW).asks].count(running.post) == 1
    assert (asked.state, asked.person.full_name) == (OfferState.OFFERED, "Elena Petrova")
    assert list(asked_of(asked.person, NOW)) == [asked]


# When things happened.


def test_no_decision_lies_ahead_or_before_the_one_it_follows() -> None:
    last: dict[str, datetime] = {}
    for entry in Entry.objects.order_by("stream", "number"):
        assert last.get(entry.stream, entry.at) <= entry.at <= NOW, entry
        last[entry.stream] = entry.at


def test_people_decide_about_cases_on_working_days_only() -> None:
    entries = Entry.objects.filter(stream__startswith="case/", person__isnull=False).order_by("pk")
    days = {day_of(entry.at) for entry in entries}
    assert [day for day in sorted(days) if not england_calendar().is_working_day(day)] == []


def test_nobody_answers_before_they_were_asked() -> None:
    for ask in Ask.objects.exclude(closed_at=None).order_by("pk"):
        assert ask.closed_at is not None
        assert ask.opened_at < ask.closed_at, ask


def test_cases_are_numbered_in_the_order_in_which_they_were_opened() -> None:
    opened = Case.objects.exclude(links__kind=LinkKind.NEXT_CYCLE_OF).order_by("opened_at")
    references = list(opened.values_list("reference", flat=True))
    assert references == sorted(references)


def test_every_contract_runs_in_order() -> None:
    for contract in Contract.objects.order_by("pk"):
        assert contract.signed_on is not None
        assert contract.starts_on is not None
        assert contract.ends_on is not None
        assert contract.signed_on <= contract.starts_on < contract.ends_on
        assert contract.ended_on is None or contract.ended_on <= min(contract.ends_on, day_of(NOW))
        assert not contract.case.warnings.exists()


def test_only_one_task_is_overdue_and_by_working_days() -> None:
    [overdue] = Ask.objects.filter(closed_at=None, due_on__lt=day_of(NOW)).order_by("pk")
    assert (overdue.case, overdue.kind, overdue.post.role) == (the("Street trees"), AskKind.SIGN, Role.POLICY_OFFICER)
    assert england_calendar().working_days_between(overdue.due_on, day_of(NOW)) >= 2


# What befell the cases.


def test_one_was_returned_and_its_author_is_asked_to_mend_it() -> None:
    case = the("Youth hubs")
    assert stands("Youth hubs") == (Stage.SOCIAL_VALUE, State.RETURNED)
    assert seats_of(case, Stage.SOCIAL_VALUE)["Policy officer"].state == SeatState.RETURNED
    assert [ask.title for ask in asks_of(case) if ask.kind == AskKind.WRITE] == [
        "Mend the record of social value priorities"
    ]
    reason = SignOff.objects.get(seat__gate__strand__case=case, action=Action.RETURN).reason
    assert reason.startswith("Say for each priority")
    assert [one.kind for one in thread_of(the("Youth hubs")).missing] == ["measure"]


def test_one_is_owned_by_two_services_of_which_one_has_accepted() -> None:
    found = Acceptance.objects.filter(case=the("Youth hubs")).values_list("body__slug", "state")
    assert dict(found) == {"adult-social-care": "accepted", "youth-services": "asked"}


def test_one_was_stopped_by_its_decider() -> None:
    case = the("Holiday sport")
    assert stands("Holiday sport") == (Stage.NEEDS, State.STOPPED)
    assert SignOff.objects.get(seat__gate__strand__case=case, action=Action.STOP).person.full_name == "Gareth Pryce"
    assert asks_of(case) == []


def test_one_has_two_lots_at_different_stages() -> None:
    north, south = Strand.objects.filter(case=the("Street cleaning"), kind=StrandKind.LOT).order_by("number")
    assert ("North" in north.title, north.stage) == (True, Stage.MONITORING)
    assert ("South" in south.title, south.stage, south.state) == (True, Stage.AWARD, State.IN_GATE)
    assert {ask.strand_id for ask in asks_of(the("Street cleaning"))} == {north.pk, south.pk}


def test_one_finished_and_its_review_began_another() -> None:
    assert stands("Parks maintenance") == (Stage.REVIEW, State.CLOSED)
    following = Case.objects.get(links__kind=LinkKind.NEXT_CYCLE_OF, links__other=the("Parks maintenance"))
    assert (following.stage, following.state) == (Stage.NEEDS, State.DRAFTING)
    assert (NOW - following.opened_at).days < 28
    assert not thread_of(the("Parks maintenance")).missing


def test_one_is_at_tollgate_one_with_a_signature_that_does_not_support_it() -> None:
    case = the("Homecare")
    assert stands("Homecare") == (Stage.TENDER, State.IN_GATE)
    states = {title: seat.state for title, seat in seats_of(case, Stage.TENDER).items()}
    assert states == {
        "Procurement officer": SeatState.SIGNED,
        "Legal officer": SeatState.SIGNED,
        "Finance officer": SeatState.OBJECTED,
        "Board member": SeatState.OPEN,
        "Decision: corporate director": SeatState.WAITING,
    }


def test_one_is_in_standstill_and_cannot_be_signed_until_it_is_over() -> None:
    case = the("Case software")
    assert stands("Case software") == (Stage.AWARD, State.WAITING)
    execution = Execution.objects.get(strand__case=case)
    assert execution.standstill_ends_on is not None
    assert execution.standstill_ends_on > day_of(NOW) + timedelta(days=3)
    signature, terms = ask_of(case, "signature"), {"executed_as": "under_hand", "ends_on": "2030-01-31"}
    terms["conflicts_reconfirmed"] = "yes"

    def signed_at(at: datetime) -> None:
        day = day_of(at).isoformat()
        does(signature, Action.DONE, at=at, fields={**terms, "signed_on": day, "starts_on": day})

    task = Ask.objects.get(case=execution.strand.case, closed_at=None)
    assert "Standstill runs until the end of" in record_ask(task).waits(task, day_of(NOW))
    assert record_ask(task).waits(task, execution.standstill_ends_on + timedelta(days=1)) == ""
    with pytest.raises(RefusedError, match="Standstill runs until"):
        signed_at(NOW)
    signed_at(NOW + timedelta(days=14))
    assert stands("Case software") == (Stage.MONITORING, State.DRAFTING)


def test_a_procurement_commenced_after_its_tender_gate_and_before_its_bids_were_assessed() -> None:
    case = the("Case software")
    gate, record = Gate.objects.get(strand__case=case, stage=Stage.TENDER), AwardRecord.objects.get(strand__case=case)
    assert case.commenced_on == record.tender_notice_on
    assert gate.closed_at is not None
    assert case.commenced_on is not None
    assert day_of(gate.closed_at) < case.commenced_on < day_of(ask_of(case, "signature").opened_at)
    done = {owed.duty.key: owed.done_on for owed in statutory(case).duties}
    assert done[DutyKey.TENDER_NOTICE] == case.commenced_on
    assert done[DutyKey.CONFLICTS_ASSESSMENT] == day_of(gate.closed_at)
    assert done[DutyKey.SOCIAL_VALUE]


def test_one_is_under_contract_with_its_year_nearly_over() -> None:
    case = the("Advocacy")
    assert stands("Advocacy") == (Stage.MONITORING, State.DRAFTING)
    contract, [ask] = Contract.objects.get(case=case), asks_of(case)
    assert contract.starts_on is not None
    assert ask.due_on == contract.starts_on.replace(year=contract.starts_on.year + 1)
    assert day_of(NOW) < ask.due_on < day_of(NOW) + timedelta(days=42)
    assert contract.supplier == Body.objects.get(kind=BodyKind.SUPPLIER)
    returns = DeliveryReturn.objects.filter(record__strand__case=case)
    assert returns.count() == Obligation.objects.filter(contract=contract).count() == 2


def test_one_is_being_reviewed() -> None:
    assert stands("Meals at home") == (Stage.REVIEW, State.DRAFTING)
    assert [ask.title for ask in asks_of(the("Meals at home"))] == ["Write the record of review"]


def test_the_delivery_groups_own_research_is_in_the_fast_lane() -> None:
    case = the("Research on social value")
    assert stands("Research on social value") == (Stage.MONITORING, State.WAITING)
    assert (case.lane, case.lead.slug) == (Lane.FAST, "corporate-resources")
    assert case.value_net is not None
    assert case.value_net < UNDER
    assert Contract.objects.get(case=case).supplier_name == "Alder Research Ltd"
    assert [ask.title for ask in asks_of(case) if ask.post.role == Role.COMMISSIONER] == ["Answer the closing question"]
    assert not NeedsRecord.objects.filter(strand__case=case).exists()
    assert not case.warnings.exists()


# The case that a script can take to its end.


def test_one_in_needs_has_every_later_record_drafted_and_owes_no_standstill_or_call_in() -> None:
    case = the("Befriending")
    assert stands("Befriending") == (Stage.NEEDS, State.DRAFTING)
    assert case.regime == Regime.BELOW_THRESHOLD
    owes = owed_by(strand_of(case))
    assert (owes.notice, owes.standstill, owes.call_in) == (False, False, False)
    for stage, room in ROOMS.items():
        records = list(room.record._default_manager.filter(strand__case=case).order_by("sequence"))
        assert len(records) == (2 if stage == Stage.MONITORING else 1)
        assert [fault for record in records for fault in faults_of(room, record)] == []


def test_a_year_drafted_ahead_rates_the_kpis_and_returns_nothing_before_anything_is_owed() -> None:
    for record in MonitoringRecord.objects.filter(strand__case=the("Befriending")).order_by("sequence"):
        assert KpiRating.objects.filter(record=record).exclude(rating="").count() == 3
        assert not DeliveryReturn.objects.filter(record=record).exists()


def test_a_script_takes_it_to_its_end_with_tasks_alone(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    case = the("Befriending")
    with django_capture_on_commit_callbacks(execute=True):
        done = drive(case.reference, [Caller(person) for person in Person.objects.order_by("pk")])
    assert stands("Befriending") == (Stage.REVIEW, State.CLOSED)
    assert done["monitoring", "end"] == 1
    assert done["monitoring", "pass"] == 1
    assert done["award", "done"] == 1
    assert all(done[stage, "submit"] == (2 if stage == Stage.MONITORING else 1) for stage in Stage.values)
    following = Case.objects.get(links__kind=LinkKind.NEXT_CYCLE_OF, links__other=case)
    assert [ask.title for ask in asks_of(following)] == ["Write the record of needs analysis"]
    assert verify().sound


def drive(reference: str, callers: list[Caller]) -> Counter[tuple[str, str]]:
    """Carry out every task of a case, whoever it waits for, until nobody is asked anything. Returns what was done."""
    done: Counter[tuple[str, str]] = Counter()
    for _ in range(MOST_ROUNDS):
        tasks = [(caller, task) for caller in callers for task in waiting_for(caller, reference)]
        if not tasks:
            return done
        for caller, task in tasks:
            deed = deed_for(task, years=done["monitoring", "pass"])
            answer = caller.act(task, **deed)
            assert answer.status_code == 200, (task["title"], answer.json())
            done[task["stage"], deed["action"]] += 1
    raise AssertionError(f"{reference} does not come to an end: {done}")


def waiting_for(caller: Caller, reference: str) -> list[Any]:
    found: list[Any] = caller.get("tasks/", case=reference).json()["results"]
    return found


def deed_for(task: Any, *, years: int) -> dict[str, Any]:
    """The plain action of a task; at the gate of the second year, the end of the contract."""
    if (task["stage"], task["kind"]) == ("monitoring", "decide") and years:
        return {"action": "end", "reason": "The term is over."}
    return PLAIN[task["kind"]]


# What a section states beside the answers of its questions: what numbers a thing, and what came from another stage.
BROUGHT = {"reference", "year", "regime", "call_off_under", "committed", "unit", "target", "verified", "option"}


def test_every_answer_that_was_handed_in_stands_under_the_words_of_its_question() -> None:
    wordless = set()
    for section in BundleSection.objects.select_related("submission__gate__strand__case"):
        gate = section.submission.gate
        questions = questions_of_stored(section, room_for(gate.strand.case, Stage(gate.stage)))
        for key, value in without_files(section.stated).items():
            rows = value if isinstance(value, list) and value and isinstance(value[0], dict) else []
            wordless |= {(section.key, inner) for row in rows for inner in row if inner not in questions.of_rows}
            wordless |= {(section.key, key)} if not rows and key not in (*questions.own, "not_asked") else set()
    assert {(section, key) for section, key in wordless if key not in BROUGHT} == set()


def test_one_waiver_was_approved_and_one_orally_in_an_emergency() -> None:
    told = Waiver.objects.order_by("pk").values_list("ground", "state", "retrospective")
    assert list(told) == [("continuity", "approved", False), ("emergency", "approved", True)]
    assert Case.objects.get(title=OVERDUE.title).warnings.filter(code=RETROSPECTIVE).exists()
