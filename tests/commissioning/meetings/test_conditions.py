"""Conditions of a decision: met with evidence, confirmed by who set them, looked for by a later gate, or waived."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.decisions import appoint
from accounts.errors import NotAllowedError
from accounts.models import Person
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.casefile.trail import event_of
from commissioning.chasing.due import asks_due, steps_in_force
from commissioning.conditions.kinds import ConditionState
from commissioning.conditions.models import Condition
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.policy import publish_gate_policy
from commissioning.meetings.conditions import add, waive
from commissioning.meetings.kinds import Result
from commissioning.meetings.models import Meeting
from commissioning.tender.again import tender_again
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, AskKind, Duties, Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.meetings.met import LARGE, a_condition, a_meeting, at_the_board, board_ask, later, post, takes
from tests.council import AT, People, ask_of, asks_of, does, strand_of
from tests.workflows.parted import dated
from workflows.demonstration import gate_policy
from workflows.demonstration.walking import answer, write_if_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def awarded(waiting: Case, meeting: Meeting, people: People) -> Case:
    """A case at its award, the Board having endorsed the tender under a condition."""
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    answer(ask_of(waiting, "Decision: corporate director"), LARGE, at=AT)
    waiting.refresh_from_db()
    return waiting


def condition(case: Case) -> Condition:
    """The case's only condition, read anew."""
    found = Condition.objects.select_related("post__body", "sign_off__seat__post__body", "case").get(case=case)
    found.case = case
    return found


def says(ask: Ask, person: Person, **fields: Any) -> None:
    """Answer what is asked of a condition."""
    carry_out(ask, Deed(Action.DONE, fields=fields), by=person, at=AT, key=a_key())


def test_the_gate_it_was_set_for_refuses_until_it_is_confirmed(awarded: Case, people: People) -> None:
    write = ask_of(awarded, "award")
    write_if_open(write, LARGE, by=people["commissioner"], at=AT)
    with pytest.raises(RefusedError) as refused:
        does(write, Action.SUBMIT)
    assert "C1, a condition of Strategic Procurement Board, meeting of 1 April 2026, minute 14" in refused.value.message
    assert "Publish the social value criteria" in refused.value.message
    says(ask_of(awarded, "Meet a condition"), people["procurement"], evidence="Published on 12 April, see the portal.")
    assert condition(awarded).state == ConditionState.CLAIMED
    with pytest.raises(RefusedError, match="is said to be met and not confirmed"):
        does(write, Action.SUBMIT)
    says(ask_of(awarded, "Confirm that a condition"), people["board"], answer="met")
    assert condition(awarded).state == ConditionState.MET
    does(ask_of(awarded, "award"), Action.SUBMIT)
    assert strand_of(awarded).state == State.IN_GATE
    told = [event_of(entry).sentence for entry in Entry.objects.filter(verb__startswith="condition.").order_by("pk")]
    assert "gave evidence for the condition C1" in told[0]
    assert "Patrick Doyle (Board member, Strategic Procurement Board) confirmed that the condition C1 is met." in told
    assert verify().breaks == []


def test_nobody_confirms_what_they_said_themselves(waiting: Case, meeting: Meeting, people: People) -> None:
    """The exclusion names whoever gave the evidence, so that it holds in every post they have."""
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    says(ask_of(waiting, "Meet a condition"), people["procurement"], evidence="Done.")
    confirming = ask_of(waiting, "Confirm that a condition")
    with pytest.raises(NotAllowedError):
        says(confirming, people["procurement"], answer="met")
    assert confirming.scope == condition(waiting).scope


def test_what_is_not_met_goes_back_with_a_reason(waiting: Case, meeting: Meeting, people: People) -> None:
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    says(ask_of(waiting, "Meet a condition"), people["procurement"], evidence="Done.")
    with pytest.raises(RefusedError, match="Say why"):
        says(ask_of(waiting, "Confirm that a condition"), people["board"], answer="not_met")
    says(ask_of(waiting, "Confirm that a condition"), people["board"], answer="not_met", reason="The link is dead.")
    assert (condition(waiting).state, condition(waiting).reason) == (ConditionState.OPEN, "The link is dead.")
    says(ask_of(waiting, "Meet a condition"), people["procurement"], evidence="The link is mended.")
    says(ask_of(waiting, "Confirm that a condition"), people["board"], answer="met")
    assert condition(waiting).state == ConditionState.MET


def test_whoever_set_it_waives_it_and_nobody_else(awarded: Case, people: People) -> None:
    with pytest.raises(NotAllowedError):
        waive(condition(awarded), reason="It is small.", by=people["director"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="Say why"):
        waive(condition(awarded), reason=" ", by=people["board"], at=AT, key=a_key())
    waive(condition(awarded), reason="The criteria were dropped.", by=people["board"], at=AT, key=a_key())
    assert condition(awarded).state == ConditionState.WAIVED
    assert not [ask for ask in asks_of(awarded) if "condition" in ask.title]
    with pytest.raises(OvertakenError, match="waived already"):
        waive(condition(awarded), reason="Again.", by=people["board"], at=AT, key=a_key())
    answer(ask_of(awarded, "award"), LARGE, at=AT)
    assert strand_of(awarded).state == State.IN_GATE


def test_more_are_added_to_a_decision_and_a_later_decision_replaces_them(
    waiting: Case, meeting: Meeting, people: People
) -> None:
    recorder = people["democratic.services"]
    made = takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    made.case = waiting
    second = add(made, a_condition(text="Report to the Board.", stage=Stage.MONITORING), by=recorder, at=AT, key="add")
    assert second.reference == "C2"
    answer(ask_of(waiting, "Decision: corporate director"), LARGE, at=AT, deed=Deed(Action.RETURN, reason="Mend it."))
    answer(ask_of(waiting, "Mend"), LARGE, at=AT)
    assert {one.state for one in Condition.objects.all()} == {ConditionState.OPEN}
    for ask in [found for found in asks_of(waiting) if found.title == "Board member"]:
        takes(a_meeting(people, minutes="SPB/2026/05"), ask, people, minute="3")
        assert {one.state for one in Condition.objects.all()} == {ConditionState.REPLACED}
    assert verify().breaks == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": " "}, "Say what is to be done"),
        ({"stage": Stage.TENDER}, "a later gate than the one of tender"),
        ({"stage": Stage.NEEDS}, "a later gate"),
        ({"due_on": date(2026, 3, 31)}, "This day has passed"),
    ],
)
def test_a_condition_that_no_gate_could_look_for_is_refused(
    waiting: Case, meeting: Meeting, people: People, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        takes(meeting, board_ask(waiting), people, conditions=(a_condition(**given),))
    assert not Condition.objects.exists()
    assert board_ask(waiting).open


def test_an_owner_who_could_not_answer_is_refused(waiting: Case, meeting: Meeting, people: People) -> None:
    wanted = a_condition(post=post("auditor", "internal-audit"))
    with pytest.raises(RefusedError, match="Auditor, Internal Audit cannot record anything"):
        takes(meeting, board_ask(waiting), people, conditions=(wanted,))


def test_only_what_was_agreed_has_conditions(waiting: Case, meeting: Meeting, people: People) -> None:
    with pytest.raises(RefusedError, match="Only what was agreed"):
        takes(
            meeting, board_ask(waiting), people, result=Result.NOT_SUPPORTED, reason="No.", conditions=(a_condition(),)
        )


def test_its_owner_is_reminded_like_of_every_task(waiting: Case, meeting: Meeting, people: People) -> None:
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    task = ask_of(waiting, "Meet a condition")
    assert (task.due_on, task.post.title) == (date(2026, 5, 1), "Procurement officer, Procurement")
    steps = list(steps_in_force(later(40)))
    assert task.pk in {ask.pk for step in steps for ask in asks_due(step, later(40).date())}


def test_who_adds_needs_the_right(waiting: Case, meeting: Meeting, people: People) -> None:
    made = takes(meeting, board_ask(waiting), people)
    made.case = waiting
    with pytest.raises(NotAllowedError):
        add(made, a_condition(), by=people["commissioner"], at=AT, key=a_key())
    assert not Entry.objects.filter(verb=Verb.CONDITION_ADDED).exists()


def two_chairs(people: People) -> None:
    """Let one person hold the owner's post and the Board's seat as well."""
    appoint(
        people["board"], post("procurement_officer", "procurement"), starts_on=AT.date(), by=None, at=AT, key=a_key()
    )


def test_one_person_in_both_posts_does_not_confirm_their_own_evidence(people: People) -> None:
    two_chairs(people)
    case, meeting = at_the_board(people), a_meeting(people)
    takes(meeting, board_ask(case), people, conditions=(a_condition(),))
    says(ask_of(case, "Meet a condition"), people["board"], evidence="Done.")
    with pytest.raises(NotAllowedError, match="said that it was done"):
        says(ask_of(case, "Confirm that a condition"), people["board"], answer="met")
    assert condition(case).state == ConditionState.CLAIMED


def test_a_policy_may_let_one_person_do_both(people: People) -> None:
    terms = replace(gate_policy.terms(), together=frozenset({Duties.CLAIM_VERIFY}))
    publish_gate_policy(terms, effective_from=AT.date(), reason="We are few.", at=AT, key=a_key())
    two_chairs(people)
    case, meeting = at_the_board(people), a_meeting(people)
    takes(meeting, board_ask(case), people, conditions=(a_condition(),))
    says(ask_of(case, "Meet a condition"), people["board"], evidence="Done.")
    says(ask_of(case, "Confirm that a condition"), people["board"], answer="met")
    assert condition(case).state == ConditionState.MET


def test_tendered_again_what_is_unmet_is_asked_anew(waiting: Case, meeting: Meeting, people: People) -> None:
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(), a_condition(text="Consult carers.")))
    says(ask_of(waiting, "Meet a condition: C2"), people["procurement"], evidence="Done.")
    does(ask_of(waiting, "Decision: corporate director"), Action.STOP, reason="No money.")
    assert asks_of(waiting) == []
    made = tender_again(strand_of(waiting), reason="Money.", by=people["commissioner"], at=AT, key=a_key())
    again = {task.title: task for task in asks_of(waiting) if "condition" in task.title}
    assert list(again) == ["Meet a condition: C1", "Confirm that a condition is met: C2"]
    assert {task.strand_id for task in again.values()} == {made.pk}
    says(again["Meet a condition: C1"], people["procurement"], evidence="Done.")
    says(ask_of(waiting, "is met: C1"), people["board"], answer="not_met", reason="The link is dead.")
    task = ask_of(waiting, "Meet a condition: C1")
    assert task.strand_id == made.pk
    says(task, people["procurement"], evidence="The link is mended.")
    for name in ("C1", "C2"):
        says(ask_of(waiting, f"is met: {name}"), people["board"], answer="met")
    assert set(Condition.objects.values_list("state", flat=True)) == {ConditionState.MET}
    assert verify().breaks == []


def test_a_decision_on_the_next_attempt_replaces_what_the_first_was_subject_to(
    waiting: Case, meeting: Meeting, people: People
) -> None:
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    does(ask_of(waiting, "Decision: corporate director"), Action.STOP, reason="No money.")
    made = tender_again(strand_of(waiting), reason="Money.", by=people["commissioner"], at=AT, key=a_key())
    dated(made, people)
    answer(ask_of(waiting, "Write"), LARGE, at=AT)
    while not [task for task in asks_of(waiting) if task.title == "Board member"]:
        answer(next(task for task in asks_of(waiting) if task.seated), LARGE, at=AT)
    later_meeting = a_meeting(people, minutes="SPB/2026/05")
    takes(
        later_meeting, board_ask(waiting), people, result=Result.DEFERRED, reason="Next month.", until=later(9).date()
    )
    assert condition(waiting).state == ConditionState.OPEN
    assert ask_of(waiting, "Meet a condition").open
    takes(a_meeting(people, minutes="SPB/2026/06"), board_ask(waiting), people)
    assert condition(waiting).state == ConditionState.REPLACED
    assert not [task for task in asks_of(waiting) if "condition" in task.title]


def test_a_gate_that_is_being_answered_looks_for_nothing_more(waiting: Case, meeting: Meeting, people: People) -> None:
    made = takes(meeting, board_ask(waiting), people)
    answer(ask_of(waiting, "Decision: corporate director"), LARGE, at=AT)
    answer(ask_of(waiting, "Write"), LARGE, at=AT)
    made.case = Case.objects.get(pk=waiting.pk)
    recorder = people["democratic.services"]
    with pytest.raises(RefusedError, match="The gate of award is being answered, so it looks for nothing more"):
        add(made, a_condition(), by=recorder, at=AT, key=a_key())
    assert not Condition.objects.exists()
    assert add(made, a_condition(stage=Stage.MONITORING), by=recorder, at=AT, key=a_key()).reference == "C1"
    while strand_of(waiting).state == State.IN_GATE:
        answer(next(task for task in asks_of(waiting) if task.seated), LARGE, at=AT)
    assert strand_of(waiting).stage == Stage.AWARD
    with pytest.raises(RefusedError, match="The gate of award is over") as refused:
        add(made, a_condition(), by=recorder, at=AT, key=a_key())
    assert list(refused.value.errors) == ["condition_stage"]


def test_a_gate_that_returned_its_record_still_looks(waiting: Case, meeting: Meeting, people: People) -> None:
    made = takes(meeting, board_ask(waiting), people)
    answer(ask_of(waiting, "Decision: corporate director"), LARGE, at=AT)
    answer(ask_of(waiting, "Write"), LARGE, at=AT)
    while strand_of(waiting).state == State.IN_GATE:
        for task in asks_of(waiting):
            if task.seated and task.kind == AskKind.SIGN:
                does(task, Action.RETURN, reason="Mend it.")
            elif task.seated:
                answer(task, LARGE, at=AT)
    made.case = Case.objects.get(pk=waiting.pk)
    assert strand_of(waiting).state == State.RETURNED
    add(made, a_condition(), by=people["democratic.services"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="C1, a condition of"):
        does(ask_of(waiting, "Mend"), Action.SUBMIT)
