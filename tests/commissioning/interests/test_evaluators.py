"""Who evaluates bids is named and declares before the tender gate, and decides on no award of what they evaluated."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.authority import eligible
from accounts.errors import NotAllowedError
from accounts.models import Exclusion
from accounts.rights import Role
from accounts.vocabulary import Ground
from audit.verify import verify
from commissioning.asks.worklist import work_list
from commissioning.award.models import AwardEvaluator, EvaluatorMark
from commissioning.award.sections import ROOM as AWARD
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.casefile.overview import open_tasks_of
from commissioning.errors import RefusedError
from commissioning.gates.models import BundleSection
from commissioning.gates.policy import publish_gate_policy
from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.models import Declaration, Invitation
from commissioning.interests.standing import wanted_of
from commissioning.records.rules import faults_of
from commissioning.telling.models import Message
from commissioning.tender.models import Evaluator
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Action, Duties, Outcome, SeatState, Stage
from tests.accounts.factories import a_key
from tests.commissioning.cover.covers import accepted, offered
from tests.commissioning.interests.declared import declares, reviews
from tests.commissioning.interests.panels import (
    COMPARED,
    DIRECTOR,
    WRITE,
    a_tender,
    joins,
    record_of,
    replaces,
    returned_from_award,
    saves,
    standing,
    to_award,
    to_award_gate,
    to_decision,
)
from tests.commissioning.interests.test_declaring import still_missing
from tests.commissioning.interests.test_keeping_out import a_second
from tests.council import (
    AT,
    People,
    answered,
    ask_of,
    at_gate,
    does,
    entry_of,
    gate_of,
    states_of,
    strand_of,
)
from workflows.demonstration import gate_policy
from workflows.demonstration.walking import answer, write_if_open

pytestmark = pytest.mark.django_db


def panel_faults(case: Case) -> list[str]:
    record = record_of(case)
    return [fault.text for fault in faults_of(TENDER, record) if fault.section == "panel"]


def test_who_is_named_on_the_panel_is_asked_at_once_and_declares_before_the_tender_gate(people: People) -> None:
    case, jamal = a_tender(people), people["contract.manager"]
    assert "Jamal Rahman" not in still_missing(case)
    joins(case, jamal, by=people["commissioner"])
    assert Invitation.objects.get(case=case, person=jamal).why == "Evaluates the tenders"
    assert Message.objects.filter(person=jamal, subject__contains="declare your interests").count() == 1
    assert [found.case for found in wanted_of(jamal)] == [case]
    joins(case, people["policy"], by=people["commissioner"])
    assert Message.objects.filter(person=jamal, subject__contains="declare your interests").count() == 1, "not again"
    for person in people.values():
        if person.full_name in still_missing(case) and person != jamal:
            declares(case, person, Conflict.NONE)
    with pytest.raises(RefusedError, match="Jamal Rahman has still to declare"):
        carry(case, people)
    declares(case, jamal, Conflict.NONE)
    carry(case, people)
    stated = BundleSection.objects.get(submission__gate__strand__case=case, key="panel").stated["evaluators"]
    assert [(one["name"], one["assesses"]) for one in stated] == [
        ("Lin Chen", "moderation"),
        ("Amina Begum", "quality"),
        ("Dr Priya Nair", "quality"),
        ("Tomasz Nowak", "social value"),
        ("Ruth Okafor", "price"),
        ("Jamal Rahman", "quality"),
        ("Hannah Weiss", "quality"),
    ]


def carry(case: Case, people: People) -> None:
    """Hand the tender in as its author, without anybody declaring for the occasion."""
    carry_out(ask_of(case, WRITE), Deed(Action.SUBMIT), by=people["commissioner"], at=AT, key=a_key())


def test_a_conflict_takes_its_person_off_the_panel_and_a_replacement_is_owed(people: People) -> None:
    case, ruth = a_tender(people), people["finance"]
    sam = a_second(Role.FINANCE_OFFICER)
    declares(case, ruth)
    assert entry_of(case)["about"]["off_panel"] == ["the evaluation panel"]
    told = Message.objects.get(person=people["commissioner"], event__startswith="interests/panel/")
    assert "A replacement is owed" in told.text
    [text] = panel_faults(case)
    assert text.startswith("Ruth Okafor has a conflict of interest and is off the panel. A replacement is owed")
    with pytest.raises(RefusedError) as refused:
        does(ask_of(case, WRITE), Action.SUBMIT)
    assert refused.value.errors == {"panel.evaluators": [text]}
    replaces(case, "E5", sam, by=people["commissioner"])
    assert panel_faults(case) == []
    does(ask_of(case, WRITE), Action.SUBMIT)
    assert verify().breaks == []


def test_who_declared_by_mistake_is_on_the_panel_again_once_that_is_reviewed(people: People) -> None:
    case, ruth = a_tender(people), people["finance"]
    declares(case, ruth)
    again = declares(case, ruth, Conflict.NONE)
    assert panel_faults(case) != []
    reviews(again, people["procurement"], Verdict.MAY_ACT, "It is another company of that name.")
    assert panel_faults(case) == []


def test_the_frozen_tender_says_who_was_off_the_panel(people: People) -> None:
    case = a_tender(people)
    does(ask_of(case, WRITE), Action.SUBMIT)
    does(ask_of(case, "Legal officer"), Action.RETURN, reason="Not ready.")
    declares(case, people["economic.development"])
    record = record_of(case)
    stated: Any = TENDER.section("panel").write(record)
    assert [row["name"] for row in stated["evaluators"] if row["standing"]] == ["Tomasz Nowak"]


def test_the_award_begins_with_the_panel_that_the_tender_named(people: People) -> None:
    case = to_award(a_tender(people))
    named = Evaluator.objects.filter(record__strand__case=case).order_by("pk")
    assert [str(row) for row in record_of(case).evaluators.order_by("pk")] == [str(row) for row in named]


def test_whoever_evaluated_does_not_decide_on_the_award(people: People) -> None:
    case, sunita = a_tender(people), people["director"]
    joins(case, sunita, by=people["commissioner"])
    to_decision(case)
    ask = ask_of(case, DIRECTOR)
    with pytest.raises(NotAllowedError, match="You evaluated these bids, so you cannot decide it"):
        does(ask, Action.PASS, by=sunita)
    assert not work_list(sunita, AT).asks
    assert eligible(ask.post, on=ask, at=AT) == []
    [task] = open_tasks_of(case, AT.date())
    assert task.nobody, "the case says that nobody is left who can"
    other = a_second(Role.CORPORATE_DIRECTOR, "Ida Moss")
    declares(case, other, Conflict.NONE)
    does(ask, Action.PASS, by=other)
    assert gate_of(case, Stage.AWARD).outcome == Outcome.PASSED
    assert verify().breaks == []


def test_nor_does_who_acts_for_them(people: People) -> None:
    case, sunita, dee = a_tender(people), people["director"], a_second(Role.HEAD_OF_SERVICE, "Dee Ash")
    joins(case, sunita, by=people["commissioner"])
    accepted(offered(sunita, dee))
    to_decision(case)
    declares(case, dee, Conflict.NONE)
    with pytest.raises(NotAllowedError, match="You act for Sunita Rao, who evaluated these bids"):
        does(ask_of(case, DIRECTOR), Action.PASS, by=dee)


def test_whoever_evaluated_still_signs_and_decides_elsewhere(people: People) -> None:
    case = to_award_gate(a_tender(people))
    assert {found.ground for found in Exclusion.objects.filter(scope=f"evaluated/{strand_of(case).pk}")} == {
        Ground.EVALUATOR
    }
    does(ask_of(case, "Procurement officer"), Action.SIGN, by=people["procurement"])
    assert states_of(case, Stage.AWARD)["Procurement officer"] == SeatState.SIGNED


def test_a_policy_may_let_one_person_do_both(people: People) -> None:
    terms = replace(gate_policy.terms(), together=frozenset({Duties.EVALUATE_DECIDE}))
    publish_gate_policy(terms, effective_from=AT.date(), reason="We are few.", at=AT, key=a_key())
    case, sunita = a_tender(people), people["director"]
    joins(case, sunita, by=people["commissioner"])
    to_decision(case)
    does(ask_of(case, DIRECTOR), Action.PASS, by=sunita)
    assert gate_of(case, Stage.AWARD).outcome == Outcome.PASSED


def test_a_case_without_a_panel_is_decided_as_ever(people: People) -> None:
    case = at_gate(people, stage=Stage.AWARD)
    assert not AwardEvaluator.objects.filter(record__strand__case=case).exists()
    answered(case)
    does(ask_of(case, DIRECTOR), Action.PASS, by=people["director"])
    assert gate_of(case, Stage.AWARD).outcome == Outcome.PASSED
    assert not Exclusion.objects.filter(ground=Ground.EVALUATOR).exists()


def test_who_was_named_by_mistake_and_gave_no_mark_is_let_in_by_the_next_submission(people: People) -> None:
    case, sunita = a_tender(people), people["director"]
    joins(case, sunita, by=people["commissioner"])
    returned_from_award(case)
    saves(case, "panel", by=people["commissioner"], evaluators=standing(case)[:-1])
    does(ask_of(case, "Mend"), Action.SUBMIT)
    kept = Exclusion.objects.filter(ground=Ground.EVALUATOR, person=sunita)
    assert [found.ends_at for found in kept] == [AT]


def test_who_moderated_stays_out_also_once_they_are_taken_off_the_record(people: People) -> None:
    case = returned_from_award(a_tender(people))
    moderator = next(row for row in AwardEvaluator.objects.filter(record=record_of(case)) if row.moderates)
    kept = [row for row in standing(case) if row["id"] != moderator.pk]
    saves(case, "panel", by=people["commissioner"], evaluators=kept)
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert Exclusion.objects.get(ground=Ground.EVALUATOR, person=moderator.person).ends_at is None


def test_who_gave_marks_stays_out_also_once_they_are_taken_off_the_record(people: People) -> None:
    case = returned_from_award(a_tender(people))
    by, record = people["commissioner"], record_of(case)
    gone = AwardEvaluator.objects.get(record=record, person=people["economic.development"])
    kept = EvaluatorMark.objects.filter(record=record).exclude(evaluator=gone).order_by("pk")
    saves(case, "marks", by=by, marks=[{"id": row.pk} for row in kept])
    saves(case, "panel", by=by, evaluators=[row for row in standing(case) if row["id"] != gone.pk])
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert Exclusion.objects.get(ground=Ground.EVALUATOR, person=people["economic.development"]).ends_at is None


def test_in_the_award_the_marks_of_who_is_off_the_panel_do_not_count(people: People) -> None:
    case = to_award(a_tender(people))
    write_if_open(ask_of(case, WRITE), COMPARED, by=people["commissioner"], at=AT)
    declares(case, people["economic.development"])
    found = {(fault.section, fault.text.split(":")[0]) for fault in faults_of(AWARD, record_of(case))}
    assert found == {
        ("panel", "Tomasz Nowak has a conflict of interest and is off the panel. A replacement is owed"),
        ("marks", "Tomasz Nowak is off the panel for a conflict of interest"),
    }


def test_marks_that_were_handed_in_stand_and_are_flagged(people: People) -> None:
    case = to_award_gate(a_tender(people))
    declares(case, people["economic.development"])
    texts = [warning.text for warning in case.warnings.all()]
    assert [text for text in texts if "gave bids marks on the evaluation panel, and was kept out" in text]
    assert entry_of(case)["about"]["off_panel"] == ["the evaluation panel"]


def test_a_replacement_declares_before_the_award_goes_to_its_gate(people: People) -> None:
    case, hannah = to_award(a_tender(people)), people["policy"]
    joins(case, hannah, by=people["commissioner"], moderates=True)
    with pytest.raises(RefusedError, match="Hannah Weiss evaluated bids and has still to declare") as refused:
        answer(ask_of(case, WRITE), COMPARED, at=AT)
    assert set(refused.value.errors) == {"panel.evaluators"}
    declares(case, hannah, Conflict.NONE)
    does(ask_of(case, WRITE), Action.SUBMIT)


def test_whoever_has_a_conflict_when_the_panel_is_saved_is_not_on_it(people: People) -> None:
    """They were chosen on a page that lay open while they declared."""
    case = a_tender(people)
    declares(case, people["contract.manager"])
    joins(case, people["contract.manager"], by=people["commissioner"])
    assert panel_faults(case)[0].startswith("Jamal Rahman has a conflict of interest and is off the panel")
    assert not Invitation.objects.filter(person=people["contract.manager"]).exists()
    assert Declaration.objects.filter(case=case).count() == 1
