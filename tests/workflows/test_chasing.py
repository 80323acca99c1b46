"""The escalation chain: a reminder before the last day, then the deputy, the head of service, the Board."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.decisions import name_deputy
from accounts.errors import RefusedError as AppointmentRefusedError
from accounts.models import Post
from accounts.rights import Role
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.next_steps import next_of
from commissioning.casefile.overview import open_tasks_of, strands_of
from commissioning.casefile.trail import event_of
from commissioning.chasing import decisions
from commissioning.chasing.decisions import chase
from commissioning.chasing.due import last_day
from commissioning.chasing.models import Chase
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import ChainStep
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import PolicyTerms, StepTerms
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, Lane, Stage, Whom
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, ask_of, at_gate, does
from workflows.demonstration.gate_policy import terms as demonstration
from workflows.sweeping import chase_late

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ADVICE = "Finance officer", "Policy officer", "Voluntary-sector representative"
LAST = date(2026, 4, 10)  # five working days after 1 April, with Good Friday and Easter Monday between


def on(day: date) -> datetime:
    """Ten in the morning."""
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def taken(case: Case, title: str) -> list[tuple[int, str]]:
    """The steps taken for an ask, with the post that was told."""
    rows = Chase.objects.filter(ask__case=case, ask__title=title).order_by("position")
    return list(rows.values_list("position", "to"))


def told(case: Case, name: str) -> list[str]:
    """The subjects of what a person was told of late tasks."""
    rows = Message.objects.filter(case=case, person__full_name=name, event__startswith="chain/")
    return list(rows.order_by("pk").values_list("subject", flat=True))


def test_the_chain_is_walked_step_by_step_on_its_days(case: Case) -> None:
    for title in (POLICY, ADVICE):
        does(ask_of(case, title), Action.SIGN if title == POLICY else Action.ADVISE, reason="Seen.")
    days = [date(2026, 4, day) for day in range(2, 25)]
    steps = {day: chase_late(on(day)) for day in days}
    assert {day.day: count for day, count in steps.items() if count} == {8: 1, 13: 1, 15: 1, 22: 1}
    assert taken(case, FINANCE) == [
        (1, "Finance officer, Finance"),
        (2, "Corporate director, Corporate Resources"),
        (3, "Head of service, Adult Social Care"),
        (4, "Board chair, Strategic Procurement Board"),
    ]
    assert told(case, "Ruth Okafor") == [f"{case.reference}: “Sign: needs analysis”, due in 2 working days"]
    assert told(case, "Gareth Pryce") == [f"{case.reference}: “Sign: needs analysis”, 3 working days late"]
    leads_to_the_task = Message.objects.filter(case=case, event__startswith="chain/", ask__isnull=False)
    assert {message.addressee[0] for message in leads_to_the_task} == {"Ruth Okafor"}
    verbs = Entry.objects.filter(stream=case.stream_name, verb__in=("ask.reminded", "ask.escalated"))
    assert list(verbs.order_by("number").values_list("verb", flat=True)) == ["ask.reminded", *["ask.escalated"] * 3]
    assert verify().sound


def test_what_is_answered_is_chased_no_more(case: Case) -> None:
    [step] = [step for step in ChainStep.objects.all() if step.position == 1]
    task = ask_of(case, FINANCE)
    does(task, Action.SIGN)
    with pytest.raises(OvertakenError):
        chase(task, step, at=on(LAST))
    assert taken(case, FINANCE) == []
    assert told(case, "Ruth Okafor") == []


def test_an_ask_that_missed_escalations_has_them_all_in_their_order(case: Case) -> None:
    assert chase_late(on(date(2026, 4, 16))) == 6
    assert taken(case, FINANCE) == [
        (2, "Corporate director, Corporate Resources"),
        (3, "Head of service, Adult Social Care"),
    ]
    assert chase_late(on(date(2026, 4, 16))) == 0


@pytest.mark.parametrize("reminds", [True, False])
def test_a_chain_that_was_begun_is_walked_to_its_end_as_it_was_published(case: Case, reminds: bool) -> None:
    chase_late(on(date(2026, 4, 8)))
    chase_late(on(date(2026, 4, 13)))
    _publish_another_chain(reminds=reminds)
    chase_late(on(date(2026, 4, 15)))
    chase_late(on(date(2026, 4, 30)))
    assert [position for position, _ in taken(case, FINANCE)] == [1, 2, 3, 4]
    assert len(told(case, "Gareth Pryce")) == 3  # each of the three tasks once


def _publish_another_chain(*, reminds: bool) -> None:
    first = [StepTerms(-3, Whom.HOLDER), StepTerms(-1, Whom.HOLDER)] if reminds else []
    late = [StepTerms(2, Whom.ROLE, Role.HEAD_OF_SERVICE), StepTerms(4, Whom.ROLE, Role.BOARD_MEMBER)]
    publish_gate_policy(
        PolicyTerms("Gates with another chain", chain=(*first, *late)),
        effective_from=date(2026, 4, 14),
        reason="The committee asks for it.",
        at=on(date(2026, 4, 13)),
        key=a_key(),
    )


def test_a_new_last_day_begins_the_chain_anew(case: Case) -> None:
    chase_late(on(date(2026, 4, 13)))
    later = date(2026, 4, 30)
    Ask.objects.filter(case=case, title=FINANCE).update(due_on=later)
    assert chase_late(on(date(2026, 4, 20))) >= 0
    assert taken(case, FINANCE) == [(2, "Corporate director, Corporate Resources")]
    chase_late(on(date(2026, 4, 28)))
    assert (1, "Finance officer, Finance") in taken(case, FINANCE)


def test_a_worker_killed_in_the_middle_neither_loses_nor_doubles_a_step(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(decisions, "tell", killed)
        with pytest.raises(SystemExit):
            chase_late(on(date(2026, 4, 8)))
    assert not Chase.objects.exists()
    assert chase_late(on(date(2026, 4, 8))) == 3
    assert chase_late(on(date(2026, 4, 8))) == 0
    assert len(told(case, "Ruth Okafor")) == 1
    assert verify().sound


def test_two_workers_take_a_step_once(case: Case) -> None:
    [step] = [step for step in ChainStep.objects.all() if step.position == 1]
    task = ask_of(case, FINANCE)
    chase(task, step, at=on(LAST))
    with pytest.raises(RepeatedError):
        chase(task, step, at=on(LAST) + timedelta(minutes=1))
    assert len(taken(case, FINANCE)) == 1


def test_whoever_is_on_a_task_is_reminded_alone(case: Case) -> None:
    does(ask_of(case, FINANCE), Action.TAKE)
    chase_late(on(LAST))
    text = Message.objects.get(person__full_name="Ruth Okafor", event__startswith="chain/").text
    assert "Ruth Okafor is on it." in text
    assert "Its last day is 10 April 2026: due today." in text


def test_a_step_to_a_post_that_nobody_holds_is_recorded_all_the_same(case: Case) -> None:
    Post.objects.filter(role=Role.FINANCE_OFFICER).update(deputy=None)
    chase_late(on(date(2026, 4, 13)))
    assert taken(case, FINANCE) == [(2, "")]
    chase_late(on(date(2026, 4, 15)))
    assert taken(case, FINANCE)[-1] == (3, "Head of service, Adult Social Care")


def test_nobody_is_told_of_a_case_that_they_may_not_see(case: Case) -> None:
    supplier = Post.objects.get(role=Role.SUPPLIER_CONTACT)
    Post.objects.filter(role=Role.FINANCE_OFFICER).update(deputy=supplier)
    chase_late(on(date(2026, 4, 13)))
    assert (2, supplier.title) in taken(case, FINANCE)
    assert told(case, "Chloe Barker") == []


def test_what_was_asked_today_is_not_reminded_of_today(people: People) -> None:
    late = at_gate(people, at=on(date(2026, 4, 8)))
    Ask.objects.filter(case=late, closed_at=None).update(due_on=date(2026, 4, 9))
    chase_late(on(date(2026, 4, 8)))
    assert not Chase.objects.filter(ask__case=late).exists()
    chase_late(on(date(2026, 4, 9)))
    assert Chase.objects.filter(ask__case=late).count() == 3


def test_a_seat_with_a_chain_of_its_own_is_chased_by_that_and_no_other(people: People) -> None:
    """Its deputy is told on its last day; the others of its gate are chased by the policy's chain as before."""
    own = (StepTerms(0, Whom.DEPUTY), StepTerms(1, Whom.ROLE, Role.HEAD_OF_SERVICE))
    terms = demonstration()
    seats = tuple(
        replace(seat, chain=own) if (seat.gate, seat.title) == ((Stage.NEEDS, Lane.STANDARD), FINANCE) else seat
        for seat in terms.seats
    )
    publish_gate_policy(replace(terms, seats=seats), effective_from=AT.date(), reason="Tried.", at=AT, key=a_key())
    found = at_gate(people, purchase=replace(HOMECARE, what="day care"))
    for day in range(2, 14):
        chase_late(on(date(2026, 4, day)))
    steps = Chase.objects.filter(ask__case=found, ask__title=FINANCE).order_by("position")
    assert [step.at.day for step in steps] == [10, 13]
    assert [to for _, to in taken(found, FINANCE)] == [
        "Corporate director, Corporate Resources",
        "Head of service, Adult Social Care",
    ]
    assert [position for position, _ in taken(found, POLICY)] == [1, 2]
    publish_gate_policy(terms, effective_from=date(2026, 4, 14), reason="Back.", at=on(LAST), key=a_key())
    chase_late(on(date(2026, 4, 20)))
    assert len(taken(found, FINANCE)) == 2  # its own chain is at its end, whatever policy is in force now
    assert verify().sound


def test_the_trail_says_what_was_escalated_how_late_to_whom(case: Case) -> None:
    chase_late(on(date(2026, 4, 13)))
    [event] = [
        event_of(entry)
        for entry in Entry.objects.filter(stream=case.stream_name, verb="ask.escalated").select_related("payload")
        if "Corporate director" in event_of(entry).sentence
    ]
    late = "escalated “Sign: needs analysis”, 1 working day late"
    assert event.sentence == f"Tollgate {late}, to Corporate director, Corporate Resources."
    assert event.text == "Told: Sunita Rao."


def test_the_case_says_to_whom_a_task_was_escalated(case: Case) -> None:
    chase_late(on(date(2026, 4, 8)))
    assert "escalated" not in notes(case)
    chase_late(on(date(2026, 4, 13)))
    late = "1 working day late, was due 10 April 2026"
    assert f"{late}, escalated to Corporate director, Corporate Resources on 13 April 2026" in notes(case)


def notes(case: Case) -> str:
    """What the case page says of each task that waits."""
    found = next_of(case, strands_of(case), open_tasks_of(case, date(2026, 4, 13)), [], date(2026, 4, 13))
    return " ".join(str(waiting["note"]) for waiting in found.waiting)


def test_an_idle_round_costs_the_same_however_many_tasks_are_open(people: People, case: Case) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert chase_late(AT) == 0
        return len(counted)

    one = queries()
    for number in range(3):
        a_case(people, title=f"Homecare, {number}")
    assert queries() == one == 1 + ChainStep.objects.count()


@pytest.mark.parametrize(
    ("working_days", "today", "latest"),
    [
        (-2, date(2026, 4, 8), date(2026, 4, 10)),
        (0, date(2026, 4, 8), date(2026, 4, 8)),
        (1, date(2026, 4, 13), date(2026, 4, 12)),  # Friday's task, and what a calendar let fall on the weekend
        (1, date(2026, 4, 11), date(2026, 4, 9)),
        (3, date(2026, 4, 15), date(2026, 4, 12)),
    ],
)
def test_the_days_of_a_step(working_days: int, today: date, latest: date) -> None:
    assert last_day(ChainStep(working_days=working_days, whom=Whom.HOLDER), today) == latest


def test_under_a_policy_without_a_chain_nobody_is_reminded(case: Case) -> None:
    publish_gate_policy(PolicyTerms("No chain"), effective_from=LAST, reason="Tried.", at=AT, key=a_key())
    assert chase_late(on(LAST)) == 0
    assert chase_late(on(date(2026, 4, 9))) == 3


def test_a_chain_out_of_order_is_refused(people: People) -> None:
    for chain in (
        (StepTerms(1, Whom.HOLDER), StepTerms(1, Whom.DEPUTY)),
        (StepTerms(1, Whom.ROLE),),
        (StepTerms(1, Whom.HOLDER, Role.HEAD_OF_SERVICE),),
        (StepTerms(-251, Whom.HOLDER),),
        (StepTerms(1, Whom.HOLDER), StepTerms(251, Whom.DEPUTY)),
    ):
        with pytest.raises(RefusedError, match="chain"):
            publish_gate_policy(PolicyTerms("Gates", chain=chain), effective_from=LAST, reason="", at=AT, key=a_key())


@pytest.mark.parametrize("days", [-30_000, 30_000])
def test_a_step_beyond_every_calendar_holds_up_no_other(
    case: Case, days: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As a policy of earlier days may have one."""
    monkeypatch.setattr("commissioning.gates.policy.MOST_DAYS", 1_000_000)
    steps = (StepTerms(days, Whom.HOLDER), StepTerms(-1, Whom.HOLDER))
    terms = PolicyTerms("Gates", chain=tuple(sorted(steps, key=lambda step: step.working_days)))
    publish_gate_policy(terms, effective_from=date(2026, 4, 2), reason="Tried.", at=AT, key=a_key())
    assert chase_late(on(date(2026, 4, 9))) == 3
    assert "a step of the chain could not be taken" in caplog.text


def test_a_post_is_not_its_own_deputy(people: People) -> None:
    post = Post.objects.get(role=Role.FINANCE_OFFICER)
    with pytest.raises(AppointmentRefusedError, match="its own deputy"):
        name_deputy(post, post, by=None, at=AT, key=a_key())
