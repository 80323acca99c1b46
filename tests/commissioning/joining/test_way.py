"""Where another body leads: joined by a gate of its own, awarded, monitored and reviewed as ever."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.award.models import AwardRecord
from commissioning.award.owing import owed_by
from commissioning.award.recording import signature_defaults
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.casefile.overview import strip
from commissioning.casefile.statutory import statutory
from commissioning.contract.models import Contract
from commissioning.errors import NotAllowedError, RefusedError
from commissioning.gates.terms import JOINING_GATE
from commissioning.joining.decisions import Lead
from commissioning.joining.kinds import Basis
from commissioning.joining.models import JoiningRecord
from commissioning.tender.again import can_be_tendered_again, tender_again
from commissioning.timetable.duties import DutyKey
from commissioning.vocabulary import Action, Lane, Outcome, Stage, State
from tests.accounts.factories import a_key, a_person, appointed
from tests.commissioning.gates.published import published_with
from tests.commissioning.joining.joined import (
    AIDS,
    NORTHSHIRE,
    a_joined_case,
    at_its_gate,
    opened,
    record_of,
    saves,
    walked,
    with_the_leads_record,
)
from tests.council import AT, People, answered, ask_of, asks_of, does, entry_of, gate_of, states_of, strand_of
from workflows.demonstration import gate_policy
from workflows.demonstration.walking import answer, declare_nothing, write_if_open

pytestmark = pytest.mark.django_db


def test_it_begins_with_joining_and_says_who_leads(people: People) -> None:
    case = opened(people)
    assert (case.lane, case.stage, case.state, case.led_by) == (Lane.JOINING, Stage.NEEDS, State.DRAFTING, NORTHSHIRE)
    assert case.lane_why.startswith("Led by Northshire County Council, outside the council")
    assert [ask.title for ask in asks_of(case)] == ["Write the joining record"]
    record = record_of(case)
    assert (record.lead_name, record.basis, record.lead_contact) == (NORTHSHIRE, Basis.JOINT, "Ines Calder")
    assert (record.lead_notice, record.lead_ocid, record.need) == ("012345-2026", "ocds-h6vhtk-0abc12", "Aids.")
    assert (record.value_net, record.value_gross) == (AIDS.net, AIDS.gross)
    told = entry_of(case, 1)["about"]
    assert (told["led_by"], told["basis"], told["lane"]) == (NORTHSHIRE, "joint", "joining")


def test_it_goes_the_shorter_way_to_the_end(people: People) -> None:
    case = at_its_gate(people)
    assert states_of(case) == {
        "Procurement officer": "open",
        "Legal officer": "open",
        "Finance officer": "open",
        "Economic development officer": "open",
        "Voluntary-sector representative": "open",
        "Decision: corporate director": "waiting",
    }
    answered(case)
    answered(case)
    assert gate_of(case).outcome == Outcome.PASSED
    case.refresh_from_db()
    assert (case.stage, case.state, case.lane) == (Stage.AWARD, State.DRAFTING, Lane.JOINING)
    answered(case, purchase=AIDS)
    assert set(states_of(case, Stage.AWARD)) > {"Legal officer", "Economic development officer"}
    for _ in range(20):
        answered(case, purchase=AIDS)
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.REVIEW, State.CLOSED)
    assert Contract.objects.get(case=case).supplier_name == AIDS.supplier
    assert not any(ask.stage in (Stage.SOCIAL_VALUE, Stage.TENDER) for ask in case.asks.all())
    assert verify().breaks == []


def test_the_strip_shows_what_the_lead_does(people: People) -> None:
    case = walked(people, until=Stage.AWARD)
    shown = {row["name"]: (row["state"], row["status"]) for row in strip(case, [strand_of(case)], [], AT.date())}
    assert shown["Joining"] == ("done", "Complete")
    assert shown["Social value priorities"] == shown["Tender"] == ("done", "Led outside: in the joining record")
    assert shown["Award"] == ("current", "Drafting")


def test_submitting_settles_what_it_states_about_the_case(people: People) -> None:
    case = a_joined_case(people)
    with_the_leads_record(case)
    task, commissioner = ask_of(case, "joining record"), people["commissioner"]
    write_if_open(task, AIDS, by=commissioner, at=AT)
    saves(case, "lead", by=commissioner, lead_name="Southshire Council")
    saves(case, "value", by=commissioner, value_net=Decimal(100_000), value_gross=Decimal(120_000))
    does(task, Action.SUBMIT, by=commissioner)
    case.refresh_from_db()
    assert (case.led_by, case.value_gross, case.light_touch) == ("Southshire Council", Decimal(120_000), True)
    assert case.lane_why.startswith("Led by Southshire Council")
    assert case.procedure == Basis.JOINT.label


def test_it_is_not_handed_in_without_the_leads_record(people: People) -> None:
    case = a_joined_case(people)
    task = ask_of(case, "joining record")
    write_if_open(task, AIDS, by=people["commissioner"], at=AT)
    with pytest.raises(RefusedError) as refused:
        does(task, Action.SUBMIT, by=people["commissioner"])
    assert list(refused.value.errors) == ["tender"]
    assert refused.value.errors["tender"][0].startswith("Attach the lead’s record")


def test_what_does_not_hold_together_is_named_by_its_section(people: People) -> None:
    case, commissioner = opened(people), people["commissioner"]
    with_the_leads_record(case)
    task = ask_of(case, "joining record")
    write_if_open(task, AIDS, by=commissioner, at=AT)
    saves(case, "lead", by=commissioner, lead_ocid="h6vhtk")
    saves(case, "risk", by=commissioner, staff_and_data_note=" ")
    saves(case, "tender", by=commissioner, cpv="123")
    saves(case, "value", by=commissioner, value_net=Decimal(200_000), value_gross=Decimal(100_000))
    with pytest.raises(RefusedError) as refused:
        does(task, Action.SUBMIT, by=commissioner)
    assert set(refused.value.errors) == {
        "lead.lead_ocid",
        "risk.staff_and_data_note",
        "tender.cpv",
        "tender",  # the regime is unknown
        "value.value_gross",
    }


def test_a_notice_of_a_day_to_come_is_refused(people: People) -> None:
    case, commissioner = a_joined_case(people), people["commissioner"]
    with_the_leads_record(case)
    task = ask_of(case, "joining record")
    write_if_open(task, AIDS, by=commissioner, at=AT)
    saves(case, "tender", by=commissioner, tender_notice_on=date(2026, 4, 2))
    with pytest.raises(RefusedError, match="on a day that is still to come"):
        does(task, Action.SUBMIT, by=commissioner)


def test_everyone_named_declares_before_its_gate(people: People) -> None:
    case = a_joined_case(people)
    with_the_leads_record(case)
    task = ask_of(case, "joining record")
    write_if_open(task, AIDS, by=people["commissioner"], at=AT)
    with pytest.raises(RefusedError, match="have still to declare their interests"):
        carry_out(task, Deed(Action.SUBMIT), by=people["commissioner"], at=AT, key=a_key())
    declare_nothing(task.strand_id, AT)
    carry_out(task, Deed(Action.SUBMIT), by=people["commissioner"], at=AT, key=a_key())
    stated = json.loads(bytes(gate_of(case).submissions.get().sections.get(key="conflicts").body))
    assert {found["name"] for found in stated["declarations"]} >= {"Amina Begum", "Omar Haddad"}


def test_nobody_answers_there_who_has_not_declared(people: People) -> None:
    case = at_its_gate(people)
    newcomer = a_person("Nadia Obi")
    appointed(newcomer, ask_of(case, "Legal").post)
    with pytest.raises(RefusedError, match="You have not declared your interests"):
        does(ask_of(case, "Legal"), Action.SIGN, by=newcomer)


def test_a_return_goes_back_to_joining(people: People) -> None:
    case = at_its_gate(people)
    does(ask_of(case, "Legal"), Action.RETURN, reason="Until when may we leave?")
    for ask in asks_of(case):
        if ask.seated:
            answer(ask, AIDS, at=AT)
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.NEEDS, State.RETURNED)
    assert [ask.title for ask in asks_of(case)] == ["Mend the joining record"]


def test_a_decision_not_to_join_stops_the_case(people: People) -> None:
    case = at_its_gate(people)
    answered(case)
    does(ask_of(case, "Decision"), Action.STOP, reason="We buy it ourselves.")
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.NEEDS, State.STOPPED)


def test_the_award_goes_by_the_joining_record(people: People) -> None:
    case = walked(people, until=Stage.AWARD)
    record = AwardRecord.objects.get(strand__case=case)
    assert record.tender is None
    assert record.joining == record_of(case)
    answered(case, purchase=AIDS)
    submitted = gate_of(case, Stage.AWARD).submissions.get()
    assert submitted.facts["personal_data"] is True
    assert submitted.facts["lane"] == "joining"
    for _ in range(5):
        if any(ask.title == "Record the signature of the contract" for ask in asks_of(case)):
            break
        answered(case, purchase=AIDS)
    defaults = signature_defaults(ask_of(case, "signature"), AT.date())
    assert defaults["starts_on"] == date(2027, 4, 1)
    assert defaults["ends_on"] == date(2029, 3, 31)


def test_a_call_off_under_its_framework_owes_no_standstill(people: People) -> None:
    case = a_joined_case(people)
    for basis, calls_off in ((Basis.JOINT, False), (Basis.FRAMEWORK, True)):
        saves(case, "lead", by=people["commissioner"], basis=basis)
        assert record_of(case).calls_off is calls_off
        strand = strand_of(case)
        strand.case.regime, strand.case.value_gross = "PA2023", Decimal(900_000)
        strand.case.light_touch = False
        assert owed_by(strand).standstill is not calls_off


def test_the_timetable_takes_the_joining_gate_for_what_it_agreed(people: People) -> None:
    case = walked(people, until=Stage.AWARD)
    case.regime = "PA2023"
    done = {owed.duty.key: owed.done_on for owed in statutory(case).duties}
    assert done[DutyKey.CONFLICTS_ASSESSMENT] == AT.date()


def test_what_the_lead_tenders_is_not_tendered_again_here(people: People) -> None:
    case = walked(people, until=Stage.AWARD)
    answered(case, purchase=AIDS)
    for _ in range(5):
        stoppable = [ask for ask in asks_of(case) if "Decision" in ask.title]
        if stoppable:
            does(stoppable[0], Action.STOP, reason="No bid meets the need.")
            break
        answered(case, purchase=AIDS)
    strand = strand_of(case)
    assert strand.state == State.STOPPED
    assert not can_be_tendered_again(strand)
    with pytest.raises(RefusedError, match="Northshire County Council tenders this"):
        tender_again(strand, reason="Once more.", by=people["commissioner"], at=AT, key=a_key())


def test_who_may_not_open_a_case_joins_nothing(people: People) -> None:
    with pytest.raises(NotAllowedError):
        opened(people, by=people["legal"])


def test_it_names_who_leads(people: People) -> None:
    with pytest.raises(RefusedError, match="Enter the body that leads") as refused:
        opened(people, lead=Lead(" ", Basis.JOINT))
    assert "led_by" in refused.value.errors


def test_the_same_sent_twice_opens_one(people: People) -> None:
    opened(people, key="join-once")
    with pytest.raises(RepeatedError):
        opened(people, key="join-once")
    assert Case.objects.filter(lane=Lane.JOINING).count() == 1
    assert Entry.objects.filter(key="join-once").count() == 1


def test_without_a_gate_for_joining_nothing_is_opened(people: People) -> None:
    seats = tuple(seat for seat in gate_policy.terms().seats if seat.gate != JOINING_GATE)
    published_with(seats=seats)
    with pytest.raises(RefusedError, match="has no gate for joining"):
        opened(people)
    assert not JoiningRecord.objects.exists()
