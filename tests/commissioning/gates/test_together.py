"""Two stages at one gate: a record is handed on and stays open, and what the gate comes to holds for both."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Exclusion, Person
from accounts.vocabulary import Ground
from audit.models import Entry
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed
from commissioning.casefile.stages import ROOMS
from commissioning.casefile.tasks import task_of, tasks_of
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.gates.handing_models import HandedOn
from commissioning.gates.models import Gate, Submission
from commissioning.gates.terms import GroupTerms, PolicyTerms
from commissioning.needs.models import NeedsRecord
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.decisions import current_record, save_section
from commissioning.records.placing import earlier_stages
from commissioning.social_value.models import SocialValueRecord
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.telling.models import Message
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Action, Lane, Outcome, SeatState, Stage, State, Way
from tests.accounts.factories import a_key
from tests.commissioning.gates.together import at_one_gate, combined, handed_on, published
from tests.council import (
    AT,
    HOMECARE,
    People,
    a_case,
    answered,
    ask_of,
    asks_of,
    changes,
    does,
    entry_of,
    gate_of,
    seats_of,
    states_of,
    strand_of,
)
from workflows.demonstration.gate_policy import terms as demonstration
from workflows.demonstration.walking import answer, walk

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ECONOMY = "Finance officer", "Policy officer", "Economic development officer"
PROCUREMENT, ADVICE, HEAD = "Procurement officer", "Voluntary-sector representative", "Decision: head of service"
WHY = "The costs of the second option are missing."
BOTH = [section.key for room in (NEEDS, SOCIAL_VALUE) for section in room.sections]


def changes_needs(case: Case, people: People, *, by: Person | None = None, **values: object) -> None:
    """Change a section of the needs record while its case is at the next stage."""
    record = current_record(NEEDS, strand_of(case))
    [section] = [one for one in NEEDS.sections if set(values) <= set(one.fields)]
    writer = by or people["commissioner"]
    save_section(NEEDS, record, section, values=values, rows={}, by=writer, at=AT, key=a_key())


def test_no_two_sections_that_one_gate_may_decide_share_a_key() -> None:
    for room in ROOMS.values():
        keys = [section.key for section in room.both.sections]
        assert len(set(keys)) == len(keys)


def test_a_record_is_handed_on_and_stays_open(people: People) -> None:
    case = handed_on(people)
    assert (case.stage, case.state) == (Stage.SOCIAL_VALUE, State.DRAFTING)
    assert not Gate.objects.filter(strand__case=case).exists()
    assert [ask.title for ask in asks_of(case)] == ["Write the record of social value priorities"]
    [handed] = HandedOn.objects.filter(strand__case=case)
    assert (handed.stage, handed.policy.version, handed.handed_on_by) == (Stage.NEEDS, 2, people["commissioner"])
    entries = Entry.objects.filter(stream=case.stream_name, verb="record.handed_on").select_related("payload")
    about = json.loads(bytes(entries.get().payload.body))["about"]
    assert about == {"stage": "needs", "to": "social_value", "policy": 2}
    changes_needs(case, people, lessons="Small lots draw more bids.")
    assert verify().sound


def test_both_records_are_frozen_into_one_bundle_and_one_pass_signs_both(people: People) -> None:
    case = at_one_gate(people)
    gate = gate_of(case, Stage.SOCIAL_VALUE)
    assert (gate.earlier, gate.stages) == (Stage.NEEDS, (Stage.NEEDS, Stage.SOCIAL_VALUE))
    submission = Submission.objects.get(gate=gate)
    assert [section.key for section in submission.sections.all()] == BOTH
    assert {"wards", "priorities", "weighting"} <= submission.facts.keys()
    assert entry_of(case)["about"]["earlier"] == "needs"
    assert entry_of(case)["about"]["sections"] == BOTH
    seats = seats_of(case, Stage.SOCIAL_VALUE)
    assert set(seats) == {FINANCE, POLICY, ECONOMY, PROCUREMENT, ADVICE, HEAD}
    assert {"evidence", "priorities"} <= set(seats[POLICY].sections)
    assert seats[HEAD].sections == BOTH
    assert set(seats[PROCUREMENT].sections) == set(BOTH)
    told = Message.objects.filter(text__contains="is at the gate of needs analysis and social value priorities")
    assert told.exists()
    answered(case)
    answered(case)
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.TENDER, State.DRAFTING)
    assert gate_of(case, Stage.SOCIAL_VALUE).outcome == Outcome.PASSED
    with pytest.raises(OvertakenError, match="not open for writing"):
        changes_needs(case, people, lessons="Too late.")
    assert verify().sound


def test_an_incomplete_record_is_neither_handed_on_nor_submitted(people: People) -> None:
    case = a_case(people)
    published(combined())
    with pytest.raises(RefusedError, match="missing or wrong"):
        does(ask_of(case, "Write"), Action.HAND_ON)
    answer(ask_of(case, "Write"), HOMECARE, at=AT, deed=Deed(Action.HAND_ON))
    changes_needs(case, people, lessons="")
    with pytest.raises(RefusedError) as refused:
        answer(ask_of(case, "Write"), HOMECARE, at=AT)
    assert "lessons.lessons" in refused.value.errors
    changes_needs(case, people, lessons="One supplier left no choice.")
    does(ask_of(case, "Write"), Action.SUBMIT)
    assert gate_of(case, Stage.SOCIAL_VALUE).earlier == Stage.NEEDS


def test_the_policy_says_which_way_a_record_goes(people: People) -> None:
    case = a_case(people)
    with pytest.raises(RefusedError, match=r"Needs analysis has a gate of its own\. Submit"):
        answer(ask_of(case, "Write"), HOMECARE, at=AT, deed=Deed(Action.HAND_ON))
    ask = ask_of(case, "Write")
    commissioner = people["commissioner"]
    assert Action.SUBMIT in task_of(ask, commissioner, AT).actions
    published(combined())
    assert Action.SUBMIT not in task_of(ask, commissioner, AT).actions
    assert Action.HAND_ON in task_of(ask, commissioner, AT).actions
    [listed] = tasks_of([ask], commissioner, AT)
    assert Action.HAND_ON in listed.actions
    with pytest.raises(RefusedError, match="has no gate of its own under the gate policy"):
        does(ask, Action.SUBMIT)


def test_the_same_key_hands_on_once(people: People) -> None:
    case, key = a_case(people), a_key()
    published(combined())
    ask = ask_of(case, "Write")
    answer(ask_of(case, "Write"), HOMECARE, at=AT, deed=Deed(Action.HAND_ON))
    with pytest.raises(OvertakenError, match="handed on"):
        does(ask, Action.HAND_ON, by=people["commissioner"], key=key)
    assert HandedOn.objects.count() == 1


def test_a_return_opens_both_and_only_those_concerned_sign_again(people: People) -> None:
    case = at_one_gate(people)
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    for title in (POLICY, ECONOMY, PROCUREMENT):
        does(ask_of(case, title), Action.SIGN)
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Ask local groups.")
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.SOCIAL_VALUE, State.RETURNED)
    mend = ask_of(case, "Mend")
    assert mend.title == "Mend the records of needs analysis and social value priorities"
    told = Message.objects.filter(subject__endswith="were returned", person=people["commissioner"])
    assert told.exists()
    changes_needs(case, people, annual_spend="1234.00")
    changes(case, "weighting", weighting_reason="It is what the market can bear.")
    does(mend, Action.SUBMIT)
    states = states_of(case, Stage.SOCIAL_VALUE)
    assert states[FINANCE] == SeatState.OPEN
    assert states[ECONOMY] == SeatState.OPEN
    assert states[PROCUREMENT] == SeatState.OPEN  # answers for the whole of both
    assert (states[POLICY], states[ADVICE]) == (SeatState.SIGNED, SeatState.ADVISED)
    assert seats_of(case, Stage.SOCIAL_VALUE)[POLICY].carried
    assert entry_of(case)["about"]["changed"] == ["current_spend", "weighting"]


def test_what_changed_in_one_record_leaves_those_of_the_other_alone(people: People) -> None:
    case = at_one_gate(people)
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    does(ask_of(case, ECONOMY), Action.SIGN)
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="It is quickly done.")
    changes_needs(case, people, annual_spend="1234.00")
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert seats_of(case, Stage.SOCIAL_VALUE)[ECONOMY].carried


@pytest.mark.parametrize("handed", [False, True])
def test_who_wrote_in_the_earlier_record_answers_no_seat_of_the_gate(people: People, handed: bool) -> None:
    case, procurement = a_case(people), people["procurement"]
    published(combined())
    if not handed:
        changes(case, "lessons", by=procurement, lessons="What the last tender taught.")
    answer(ask_of(case, "Write"), HOMECARE, at=AT, deed=Deed(Action.HAND_ON))
    if handed:
        changes_needs(case, people, by=procurement, lessons="What the last tender taught.")
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    scope = gate_of(case, Stage.SOCIAL_VALUE).scope
    kept_out = Exclusion.objects.filter(scope=scope, ground=Ground.AUTHOR, ends_at=None)
    assert set(kept_out.values_list("person", flat=True)) == {people["commissioner"].pk, procurement.pk}
    with pytest.raises(NotAllowedError, match="wrote"):
        does(ask_of(case, PROCUREMENT), Action.SIGN, by=procurement)


def test_a_stop_ends_the_case_with_both(people: People) -> None:
    case = at_one_gate(people)
    answered(case)
    does(ask_of(case, HEAD), Action.DEFER, reason="The budget comes first.", until=date(2026, 5, 4))
    assert gate_of(case, Stage.SOCIAL_VALUE).outcome == ""
    does(ask_of(case, HEAD), Action.STOP, reason="The need has gone.")
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.SOCIAL_VALUE, State.STOPPED)
    assert asks_of(case) == []


def test_handing_on_binds_the_policy_of_the_day(people: People) -> None:
    case = handed_on(people)
    later = published(demonstration(), AT + timedelta(minutes=1))
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    gate = gate_of(case, Stage.SOCIAL_VALUE)
    assert (gate.policy.version, later.version) == (2, 3)
    assert set(seats_of(case, Stage.SOCIAL_VALUE)) >= {FINANCE, ECONOMY}


def test_a_record_at_a_gate_of_its_own_stays_with_it(people: People) -> None:
    case = a_case(people)
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    published(combined())
    does(ask_of(case, FINANCE), Action.RETURN, reason=WHY)
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="It is quickly done.")
    assert Action.SUBMIT in task_of(ask_of(case, "Mend"), people["commissioner"], AT).actions
    with pytest.raises(RefusedError, match="has a gate of its own"):
        does(ask_of(case, "Mend"), Action.HAND_ON)
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert gate_of(case).policy.version == 1


def test_a_case_that_passed_needs_before_brings_the_later_record_alone(people: People) -> None:
    case = a_case(people, until=Stage.SOCIAL_VALUE)
    published(combined())
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    gate = gate_of(case, Stage.SOCIAL_VALUE)
    assert (gate.earlier, gate.policy.version) == ("", 2)
    seats = seats_of(case, Stage.SOCIAL_VALUE)
    assert FINANCE not in seats  # it answers for the needs alone
    assert seats[POLICY].sections == ["relevance", "wellbeing", "priorities"]


def test_a_record_that_nobody_who_is_asked_answers_for_is_refused(people: People) -> None:
    case = a_case(people)
    terms = combined()
    gate = (Stage.SOCIAL_VALUE, Lane.STANDARD)
    own = tuple(section.key for section in SOCIAL_VALUE.sections)
    seats = tuple(replace(seat, sections=own) if seat.gate == gate else seat for seat in terms.seats)
    published(replace(terms, seats=seats))
    answer(ask_of(case, "Write"), HOMECARE, at=AT, deed=Deed(Action.HAND_ON))
    with pytest.raises(RefusedError, match="could pass without anybody's answer for one of them"):
        answer(ask_of(case, "Write"), HOMECARE, at=AT)
    assert not Gate.objects.filter(strand__case=case).exists()


def test_a_record_that_a_group_can_pass_over_is_refused(people: People) -> None:
    """One of Finance, who answers for the needs, and Policy, who answers for the later record, would be enough."""
    case = a_case(people)
    published(with_a_group(needs=1))
    answer(ask_of(case, "Write"), HOMECARE, at=AT, deed=Deed(Action.HAND_ON))
    with pytest.raises(RefusedError, match="could pass without anybody's answer for one of them"):
        answer(ask_of(case, "Write"), HOMECARE, at=AT)
    assert not Gate.objects.filter(strand__case=case).exists()


def with_a_group(needs: int) -> PolicyTerms:
    """The combined policy, whose head of service decides on the needs alone, after a group of two."""
    terms, gate = combined(), (Stage.SOCIAL_VALUE, Lane.STANDARD)
    about = {room: tuple(section.key for section in room.sections) for room in (NEEDS, SOCIAL_VALUE)}
    theirs: dict[str, dict[str, Any]] = {
        FINANCE: {"sections": about[NEEDS], "group": "officers", "tier": 1, "conditions": ()},
        POLICY: {"sections": about[SOCIAL_VALUE], "group": "officers", "tier": 1, "conditions": ()},
        HEAD: {"sections": about[NEEDS]},
    }
    seats = [seat for seat in terms.seats if seat.gate != gate]
    seats += [replace(seat, **theirs[seat.title]) for seat in terms.at(gate) if seat.title in theirs]
    return replace(terms, seats=tuple(seats), groups=(*terms.groups, GroupTerms(Stage.SOCIAL_VALUE, "officers", needs)))


def test_how_the_need_is_met_is_settled_where_its_gate_is_the_next_stage_s(people: People) -> None:
    case = at_one_gate(people)
    walk(case, HOMECARE, until=Stage.TENDER, at=AT)
    case.refresh_from_db()
    assert (case.way, case.way_why) == (Way.BUY, NeedsRecord.objects.get(strand__case=case).option_reason.strip())
    assert verify().sound


def test_social_value_and_tender_are_decided_at_one_gate(people: People) -> None:
    case = at_one_gate(people, stage=Stage.SOCIAL_VALUE)
    gate = gate_of(case, Stage.TENDER)
    assert (gate.earlier, case.stage, case.state) == (Stage.SOCIAL_VALUE, Stage.TENDER, State.IN_GATE)
    assert ECONOMY in seats_of(case, Stage.TENDER)
    walk(case, HOMECARE, until=Stage.AWARD, at=AT)
    assert case.stage == Stage.AWARD
    assert SocialValueRecord.objects.of_case(case) is not None
    assert verify().sound


def test_a_measure_that_came_after_handing_on_is_named_to_who_writes_the_tender(people: People) -> None:
    case = handed_on(people, stage=Stage.SOCIAL_VALUE)
    strand = strand_of(case)
    record = SocialValueRecord.objects.get(strand=strand)
    kept: list[dict[str, Any]] = [{"id": measure.pk} for measure in record.measures.all()]
    rows = {"measures": [*kept, {"title": "Trees planted", "unit": "trees"}]}
    section = SOCIAL_VALUE.section("measures")
    save_section(SOCIAL_VALUE, record, section, values={}, rows=rows, by=people["commissioner"], at=AT, key=a_key())
    tender = current_record(TENDER, strand)
    assert "Trees planted" not in str(TENDER.advice(tender))
    vars(tender)["with_earlier"] = True  # as its pages read it
    assert "“Trees planted”, has no criterion yet" in str(TENDER.advice(tender))


def test_an_imported_case_that_handed_a_record_on_is_not_taken_back_to_an_earlier_stage(people: People) -> None:
    case = handed_on(people)
    case.taken_on_at = Stage.SOCIAL_VALUE
    assert earlier_stages(case) == []
