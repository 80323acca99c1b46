"""Who declares, who reviews, and what waits until everyone has declared."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.errors import NotAllowedError
from accounts.models import Person
from accounts.rights import Role
from commissioning.award.models import AwardRecord
from commissioning.award.sections import assessment
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import BundleSection
from commissioning.interests.decisions import ask_missing, declare
from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.models import Declaration, Invitation
from commissioning.interests.standing import conflicts_of, missing, reviewers, standing_of, wanted_of
from commissioning.records.decisions import current_record, facts_of
from commissioning.telling.models import Message
from commissioning.tender.sections import ROOM
from commissioning.vocabulary import Action, SeatState, Stage
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.cover.covers import accepted, offered
from tests.commissioning.interests.declared import BROTHER, declares, reviews
from tests.commissioning.interests.test_keeping_out import FINANCE, a_second, covering
from tests.council import AT, HOMECARE, People, a_case, ask_of, at_gate, changes, does, states_of, strand_of
from workflows.demonstration.walking import all_declare_nothing, write_if_open

pytestmark = pytest.mark.django_db


def a_written_tender(people: People) -> Case:
    """A case whose tender record is complete, and nobody has declared anything."""
    case = a_case(people, until=Stage.TENDER)
    write_if_open(ask_of(case, "Write"), HOMECARE, by=people["commissioner"], at=AT)
    return case


def still_missing(case: Case) -> list[str]:
    strand = strand_of(case)
    return [named.person.full_name for named in missing(strand, facts_of(ROOM, current_record(ROOM, strand)), AT)]


def submits(case: Case, by: Person) -> None:
    carry_out(ask_of(case, "Write"), Deed(Action.SUBMIT), by=by, at=AT, key=a_key())


def test_the_tender_waits_until_everyone_named_has_declared(people: People) -> None:
    case = a_written_tender(people)
    assert still_missing(case) == [
        "Amina Begum",
        "Grace Mensah",
        "Lin Chen",
        "Omar Haddad",
        "Ruth Okafor",
        "Sunita Rao",
        "Tomasz Nowak",
    ], "who writes, the voluntary sector, and who has a seat at the gates of tender and award below the Board's value"
    with pytest.raises(RefusedError, match="Omar Haddad, Ruth Okafor, .* have still to declare") as refused:
        submits(case, people["commissioner"])
    assert "My work" in refused.value.message
    for name in ("commissioner", "voluntary.sector", "procurement", "legal", "finance", "director"):
        declares(case, people[name], Conflict.NONE)
    with pytest.raises(RefusedError, match="Tomasz Nowak has still to declare"):
        submits(case, people["commissioner"])
    declares(case, people["economic.development"], Conflict.NONE)
    submits(case, people["commissioner"])


def test_everyone_who_could_be_asked_is_told_as_the_tender_begins(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    asked = {found.person.full_name for found in Invitation.objects.filter(case=case).select_related("person")}
    assert {"Elena Petrova", "Sunita Rao", "Grace Mensah"} <= asked, "nobody knows yet whether it is a key decision"
    assert [found.case for found in wanted_of(people["legal"])] == [case]
    assert Message.objects.filter(person=people["legal"], subject__contains="declare your interests").count() == 1
    declares(case, people["legal"], Conflict.NONE)
    assert wanted_of(people["legal"]) == []


def test_they_are_asked_again_by_who_writes(people: People) -> None:
    case = a_written_tender(people)
    strand = strand_of(case)
    facts = facts_of(ROOM, current_record(ROOM, strand))
    with pytest.raises(NotAllowedError):
        ask_missing(strand, facts, by=people["finance"], at=AT, key=a_key())
    late = a_second(Role.LEGAL_OFFICER)
    ask_missing(strand, facts, by=people["commissioner"], at=AT, key=a_key())
    assert [found.case for found in wanted_of(late)] == [case]
    all_declare_nothing(strand, facts, AT)
    with pytest.raises(OvertakenError, match="Everyone has declared"):
        ask_missing(strand, facts, by=people["commissioner"], at=AT, key=a_key())


def test_a_case_that_began_before_tollgate_is_not_held_up(people: People) -> None:
    case = a_written_tender(people)
    Case.objects.filter(pk=case.pk).update(taken_on_at=Stage.TENDER)
    submits(case, people["commissioner"])


def test_what_was_declared_is_frozen_into_the_tender(people: People) -> None:
    case = a_written_tender(people)
    declares(case, people["legal"], Conflict.POTENTIAL, "I once worked for a bidder.")
    reviews(Declaration.objects.get(case=case), people["procurement"], reason="Years ago.")
    does(ask_of(case, "Write"), Action.SUBMIT)
    stated = BundleSection.objects.get(submission__gate__strand__case=case, key="conflicts").stated
    legal = next(found for found in stated["declarations"] if found["name"] == "Omar Haddad")
    assert (legal["nature"], legal["review"], legal["review_reason"], legal["reviewed_by"]) == (
        "I once worked for a bidder.",
        "They may act, with what is done about it",
        "Years ago.",
        "Lin Chen",
    )
    assert len(stated["declarations"]) == 7


def test_the_award_states_what_was_declared_since(people: People) -> None:
    case = a_case(people, until=Stage.AWARD)
    record = AwardRecord.objects.get(strand__case=case)
    assert list(record.declared_since) == []
    later, policy = AT + timedelta(days=1), people["policy"]
    declare(case, kind=Conflict.PERCEIVED, nature=BROTHER, mitigation="I keep away.", by=policy, at=later, key=a_key())
    record.refresh_from_db()
    stated_of: Any = assessment(record)
    [stated] = stated_of["declared_since_the_tender"]
    assert (stated["name"], stated["review"]) == ("Hannah Weiss", "Not reviewed yet")


def test_only_procurement_reviews_and_nobody_their_own(people: People, case: Case) -> None:
    made = declares(case, people["finance"], Conflict.PERCEIVED)
    with pytest.raises(NotAllowedError, match="Procurement reviews"):
        reviews(made, people["legal"])
    own = declares(case, people["procurement"], Conflict.POTENTIAL)
    with pytest.raises(NotAllowedError, match="Nobody reviews their own"):
        reviews(own, people["procurement"])
    with pytest.raises(RefusedError, match="Say why"):
        reviews(made, people["procurement"], reason=" ")
    assert [found.full_name for found in reviewers(case, AT)] == ["Lin Chen"]


def test_who_comes_to_a_seat_of_the_tender_gate_later_declares_before_they_answer(people: People) -> None:
    case, sam = at_gate(people, stage=Stage.TENDER), a_second(Role.FINANCE_OFFICER)
    with pytest.raises(RefusedError, match="have not declared your interests .* then “Interests”"):
        does(ask_of(case, FINANCE), Action.SIGN, by=sam)
    assert states_of(case, Stage.TENDER)[FINANCE] == SeatState.OPEN
    declares(case, sam, Conflict.NONE)
    does(ask_of(case, FINANCE), Action.SIGN, by=sam)
    assert states_of(case, Stage.TENDER)[FINANCE] == SeatState.SIGNED


def test_nor_does_anybody_answer_for_somebody_who_has_not_declared(people: People) -> None:
    case, sam = at_gate(people, stage=Stage.TENDER), a_second(Role.FINANCE_OFFICER)
    dee = covering(sam)
    declares(case, dee, Conflict.NONE)
    with pytest.raises(RefusedError, match="Sam Osei, for whom you act, has not declared"):
        does(ask_of(case, FINANCE), Action.SIGN, by=dee)
    declares(case, sam, Conflict.NONE)
    does(ask_of(case, FINANCE), Action.SIGN, by=dee)


def test_who_writes_the_award_has_declared(people: People) -> None:
    case, sam = a_case(people, until=Stage.AWARD), a_second(Role.COMMISSIONER, slug="adult-social-care")
    with pytest.raises(RefusedError, match="have not declared your interests"):
        changes(case, "recommendation", by=sam, recommendation_reasons="It is the best bid.")
    declares(case, sam, Conflict.NONE)
    changes(case, "recommendation", by=sam, recommendation_reasons="It is the best bid.")


def test_a_gate_before_the_tender_waits_for_no_declaration(people: People, case: Case) -> None:
    does(ask_of(case, FINANCE), Action.SIGN, by=a_second(Role.FINANCE_OFFICER))
    assert states_of(case)[FINANCE] == SeatState.SIGNED


def test_nor_does_who_covers_for_them_review_it(people: People, case: Case) -> None:
    lin, dee = people["procurement"], covering(people["procurement"])
    own = declares(case, lin, Conflict.POTENTIAL)
    with pytest.raises(NotAllowedError, match="You act for Lin Chen, who made this declaration"):
        reviews(own, dee)
    with time_machine.travel(AT, tick=True):
        assert "Review" not in Reader(dee).get(f"/cases/{case.reference}/interests/")
    accepted(offered(a_second(Role.PROCUREMENT_OFFICER), dee))
    reviews(own, dee)
    assert own.reviews.get().capacity == "Procurement officer, Procurement"


def test_what_procurement_does_not_accept_keeps_out_at_once(people: People, case: Case) -> None:
    made = declares(case, people["finance"], Conflict.POTENTIAL)
    reviews(made, people["procurement"], Verdict.KEEP_OUT, "The bidder is named already.")
    with pytest.raises(NotAllowedError, match="declared a conflict"):
        does(ask_of(case, FINANCE), Action.SIGN, by=people["finance"])
    assert "kept out" in Message.objects.get(person=people["finance"], event__startswith="interests/review/").text


def test_a_mistaken_declaration_ends_only_after_review(people: People, case: Case) -> None:
    ruth = people["finance"]
    first = declares(case, ruth)
    with pytest.raises(RefusedError, match="declares anew"):
        reviews(first, people["procurement"])
    again = declares(case, ruth, Conflict.NONE)
    assert conflicts_of(case).filter(person=ruth).exists()
    found = standing_of(case, ruth)
    assert found is not None
    assert found.awaits_review
    with pytest.raises(OvertakenError, match="declared anew"):
        reviews(first, people["procurement"])
    reviews(again, people["procurement"], reason="It is another company of that name.")
    assert not conflicts_of(case).exists()
    does(ask_of(case, FINANCE), Action.SIGN, by=ruth)


def test_there_must_be_something_to_review(people: People, case: Case) -> None:
    made = declares(case, people["finance"], Conflict.NONE)
    with pytest.raises(RefusedError, match="nothing to review"):
        reviews(made, people["procurement"], Verdict.KEEP_OUT)


def test_a_declaration_says_what_it_is(people: People, case: Case) -> None:
    with pytest.raises(RefusedError) as refused:
        declares(case, people["finance"], Conflict.PERCEIVED, " ")
    assert set(refused.value.errors) == {"nature"}
    assert not Declaration.objects.filter(case=case).exists()


def test_only_who_sees_a_case_declares_on_it(people: People, case: Case) -> None:
    with pytest.raises(NotAllowedError):
        declares(case, people["supplier"], Conflict.NONE)
    declares(case, people["voluntary.sector"], Conflict.NONE)
