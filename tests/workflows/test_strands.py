"""A case in lots: each goes its own way after the tender, and one that failed is tendered again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoDbBlocker

from accounts.exclusions import exclusion
from accounts.models import Exclusion, Person
from accounts.rights import Role
from accounts.vocabulary import Ground
from audit.deciding import deciding
from audit.verify import verify
from commissioning.award.owing import owed_by
from commissioning.award.sections import ROOM as AWARD
from commissioning.case.decisions import set_regime
from commissioning.case.linking import link_cases
from commissioning.case.models import Case, Strand
from commissioning.casefile.statutory import done_as_one
from commissioning.casefile.tasks import task_of
from commissioning.contract.models import Contract
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Gate, Seat
from commissioning.records.decisions import current_record, save_section
from commissioning.tender.again import can_be_tendered_again, tender_again
from commissioning.tender.models import Lot, TenderRecord
from commissioning.timetable.duties import DutyKey
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, AskKind, LinkKind, Regime, SeatState, Stage, State, StrandKind
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, ask_of, asks_of, does, strand_of
from tests.workflows.parted import case_now, dated, failed, in_lots, onward, parts
from workflows.demonstration.walking import who, write_if_open
from workflows.sweeping import sweep

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=60)


@pytest.fixture(scope="module")
def two_lots(people: People, django_db_blocker: DjangoDbBlocker) -> int:
    """The id of a case in two lots at award."""
    with django_db_blocker.unblock():
        found: int = in_lots(people, "", "").pk
    return found


@pytest.fixture
def case(two_lots: int, db: None) -> Case:
    """That case, read anew for each test."""
    return Case.objects.get(pk=two_lots)


def test_each_lot_is_awarded_in_a_strand_of_its_own(case: Case) -> None:
    whole = Strand.objects.get(case=case, kind=StrandKind.WHOLE)
    assert (whole.stage, whole.state) == (Stage.TENDER, State.CLOSED)
    north, south = parts(case)
    assert [north.title, south.title] == ["Lot L1, North", "Lot L2, South"]
    assert {(found.stage, found.state, found.origin_id) for found in (north, south)} == {
        (Stage.AWARD, State.DRAFTING, whole.pk)
    }
    assert (case.stage, case.state) == (Stage.AWARD, State.DRAFTING)
    assert [lot.strand_id for lot in Lot.objects.filter(record__strand__case=case).order_by("pk")] == [
        north.pk,
        south.pk,
    ]
    assert {(ask.kind, ask.strand_id) for ask in asks_of(case)} == {
        (AskKind.WRITE, north.pk),
        (AskKind.WRITE, south.pk),
    }
    assert sweep(AT)["moved"] == 0


def test_lots_of_one_word_are_awarded_together(people: People) -> None:
    north, south = parts(in_lots(people, "outer ", "", "Outer"))
    assert [north.title, south.title] == ["Lots L1 and L3", "Lot L2, South"]


def test_lots_all_awarded_together_go_on_in_one_strand(people: People) -> None:
    case = in_lots(people, "all", "all")
    assert parts(case) == []
    strand = strand_of(case)
    assert (strand.stage, strand.kind) == (Stage.AWARD, StrandKind.WHOLE)
    assert {lot.strand_id for lot in Lot.objects.filter(record__strand=strand)} == {strand.pk}


def test_one_lot_goes_on_while_another_fails(case: Case) -> None:
    north, south = parts(case)
    onward(north, until=(Stage.MONITORING, State.DRAFTING))
    assert case_now(case).stage == Stage.AWARD
    onward(south, until=(Stage.AWARD, State.STOPPED), stop=True)
    assert (case_now(case).stage, case_now(case).state) == (Stage.MONITORING, State.DRAFTING)
    contract = Contract.objects.get(case=case)
    assert (contract.title, contract.number) == (f"{case.title}: Lot L1, North", f"{case.reference}-C{north.number}")
    assert {ask.strand_id for ask in asks_of(case)} == {north.pk}
    assert verify().sound


def again(case: Case, strand: Strand, people: People) -> Strand:
    """That lot tendered again."""
    made = tender_again(
        strand, reason="A new market has formed.", by=people["commissioner"], at=LATER, key=f"again/{strand.pk}"
    )
    made.case = case
    return made


def test_a_lot_that_nobody_bid_for_is_awarded_to_nobody_and_can_be_tendered_again(case: Case, people: People) -> None:
    lot = parts(case)[1]
    write = next(ask for ask in asks_of(case) if ask.strand_id == lot.pk)
    write_if_open(write, HOMECARE, by=people["commissioner"], at=AT)
    saves_award(lot, "recommendation", people, values={"no_award_reason": "Nobody bid."})
    with pytest.raises(RefusedError) as refused:
        does(write, Action.SUBMIT)
    assert "recommend no bid" in str(refused.value.errors)
    for section in ("offers", "scores", "bids"):
        saves_award(lot, section, people, rows={section: []})
    does(write, Action.SUBMIT)
    lot = onward(lot, until=(Stage.AWARD, State.STOPPED))
    assert not Contract.objects.filter(strand=lot).exists()
    assert [ask for ask in asks_of(case) if ask.strand_id == lot.pk] == []
    assert can_be_tendered_again(lot)


def saves_award(lot: Strand, section: str, people: People, **given: Any) -> None:
    """Save a section of a lot's award record."""
    about = {"values": {}, "rows": {}, **given}
    record = current_record(AWARD, lot)
    save_section(AWARD, record, AWARD.section(section), **about, by=people["commissioner"], at=AT, key=a_key())


def test_a_failed_lot_is_tendered_again_with_what_was_written(case: Case, people: People) -> None:
    south = failed(case)
    made = again(case, south, people)
    assert (made.attempt, made.title, made.origin_id) == (2, south.title, south.pk)
    made.refresh_from_db()
    assert (made.stage, made.state) == (Stage.TENDER, State.DRAFTING)
    record, before = (
        TenderRecord.objects.get(strand=made),
        TenderRecord.objects.get(strand__case=case, strand__attempt=1),
    )
    assert (record.term_months, record.conditions) == (before.term_months, before.conditions)
    assert (record.divided, record.value_net, record.tender_opens_on) == (False, Decimal(60_000), None)
    assert [row.title for row in record.criteria.all()] == [row.title for row in before.criteria.all()]
    assert ask_of(case, "Write the record of tender").strand_id == made.pk
    done = done_as_one(case)
    assert DutyKey.SOCIAL_VALUE in done
    assert DutyKey.CONFLICTS_ASSESSMENT not in done, "it is tendered anew, and assessed anew"
    assert (case_now(case).stage, case_now(case).value_net) == (Stage.TENDER, HOMECARE.net)


def test_it_begins_once_and_only_where_a_part_ended_without_a_contract(case: Case, people: People) -> None:
    north, south = parts(case)[0], failed(case)
    made = again(case, south, people)
    assert not can_be_tendered_again(Strand.objects.select_related("case").get(pk=south.pk))
    with pytest.raises(OvertakenError, match="tendered again already"):
        tender_again(south, reason="Twice.", by=people["commissioner"], at=LATER, key=a_key())
    for other in (north, made):
        with pytest.raises(RefusedError, match="cannot be tendered again"):
            tender_again(other, reason="Not over.", by=people["commissioner"], at=LATER, key=a_key())


@pytest.fixture(scope="module")
def stopped(people: People, django_db_blocker: DjangoDbBlocker) -> int:
    """The id of a case in one lot that was stopped at its award gate."""
    with django_db_blocker.unblock():
        case = a_case(people, until=Stage.AWARD)
        onward(strand_of(case), until=(Stage.AWARD, State.STOPPED), stop=True)
    return case.pk


def test_answers_to_what_is_unchanged_carry_over_to_the_new_attempt(stopped: int, people: People, db: None) -> None:
    case = Case.objects.get(pk=stopped)
    made = again(case, strand_of(case), people)
    assert case_now(case).state == State.DRAFTING
    dated(made, people, LATER)
    does(ask_of(case, "Write the record of tender"), Action.SUBMIT, at=LATER)
    gate = Gate.objects.get(strand=made)
    assert gate.follows == Gate.objects.get(strand=made.origin, stage=Stage.TENDER)
    assert gate.submissions.get().changed == ["timetable"]
    seats = {seat.rule.title: seat for seat in Seat.objects.filter(gate=gate).select_related("rule")}
    told = {title: (seat.state, seat.carried) for title, seat in seats.items() if seat.tier == 1}
    assert told == {
        "Finance officer": (SeatState.SIGNED, True),
        "Legal officer": (SeatState.OPEN, False),
        "Procurement officer": (SeatState.OPEN, False),
    }
    assert case_now(case).value_net == HOMECARE.net
    onward(made, until=(Stage.MONITORING, State.DRAFTING), at=LATER)
    assert verify().sound


def test_a_signature_carried_over_binds_its_signer_in_the_new_attempt(stopped: int, people: People, db: None) -> None:
    case = Case.objects.get(pk=stopped)
    made = again(case, strand_of(case), people)
    dated(made, people, LATER)
    does(ask_of(case, "Write the record of tender"), Action.SUBMIT, at=LATER)
    gate = Gate.objects.get(strand=made)
    finance = Seat.objects.get(gate=gate, carried=True)
    kept_out = Exclusion.objects.filter(scope=gate.scope, ground=Ground.SIGNER, source=finance.source)
    assert [kept.person for kept in kept_out.select_related("person")] == [people["finance"]]


def kept_out_as_author(person: Person, made: Strand) -> None:
    """The person as an author of a further attempt's tender."""
    with deciding(Verb.CASE_MOVED, made.case, by=None, at=LATER, key=a_key()):
        exclusion(person, scope=f"record/{made.pk}/tender/1", ground=Ground.AUTHOR, source="record/0", at=LATER)


def test_who_writes_in_the_new_attempt_no_longer_stands_for_it(stopped: int, people: People, db: None) -> None:
    case = Case.objects.get(pk=stopped)
    made = again(case, strand_of(case), people)
    dated(made, people, LATER)
    kept_out_as_author(people["finance"], made)
    does(ask_of(case, "Write the record of tender"), Action.SUBMIT, at=LATER)
    assert not Seat.objects.filter(gate__strand=made, carried=True).exists()


def test_a_signature_carried_twice_is_void_once_its_signer_writes(stopped: int, people: People, db: None) -> None:
    case = Case.objects.get(pk=stopped)
    second = again(case, strand_of(case), people)
    dated(second, people, LATER)
    does(ask_of(case, "Write the record of tender"), Action.SUBMIT, at=LATER)
    onward(second, until=(Stage.AWARD, State.DRAFTING), at=LATER)
    second = onward(second, until=(Stage.AWARD, State.STOPPED), stop=True, at=LATER)
    third = again(case, second, people)
    dated(third, people, LATER)
    assert third.attempt == 3
    kept_out_as_author(people["finance"], third)
    does(ask_of(case, "Write the record of tender"), Action.SUBMIT, at=LATER)
    finance = Seat.objects.filter(post__role=Role.FINANCE_OFFICER, gate__stage=Stage.TENDER)
    assert finance.get(gate__strand=second).carried
    assert not finance.get(gate__strand=third).carried


def test_whoever_wrote_the_first_attempt_cannot_sign_the_second(stopped: int, people: People, db: None) -> None:
    case = Case.objects.get(pk=stopped)
    first, made = strand_of(case), again(case, strand_of(case), people)
    scopes = [f"record/{strand.pk}/tender/1" for strand in (first, made)]
    before, after = (set(authors.values_list("person", flat=True)) for authors in map(authors_of, scopes))
    assert before <= after


def authors_of(scope: str) -> QuerySet[Exclusion]:
    """Who is kept out of a gate as an author of its record."""
    return Exclusion.objects.filter(scope=scope, ground=Ground.AUTHOR, ends_at=None)


def test_what_one_lot_owes_stands_while_another_is_tendered_again(case: Case, people: People) -> None:
    north, south = parts(case)[0], failed(case)
    onward(north, until=(Stage.AWARD, State.IN_GATE))
    again(case, south, people)
    assert case_now(case).stage == Stage.TENDER
    wish: dict[str, Any] = {"reason": "Away with it.", "by": people["commissioner"], "at": LATER}
    with pytest.raises(RefusedError, match="stands"):
        set_regime(case_now(case), regime=Regime.EXEMPT, key=a_key(), **wish)
    other = a_case(people).reference
    with pytest.raises(RefusedError, match="stands once a tender is at its gate"):
        link_cases(case_now(case), other, kind=LinkKind.CALL_OFF_UNDER, key=a_key(), **wish)


def test_a_lot_tendered_again_owes_what_its_own_tender_says(case: Case, people: People) -> None:
    made = again(case, failed(case), people)
    with deciding(Verb.CASE_MOVED, case, by=None, at=LATER, key=a_key()):
        case.regime = Regime.PA2023
        case.save()
        record = TenderRecord.objects.get(strand=made)
        record.key_decision, record.light_touch, record.value_gross = True, False, Decimal(480_000)
        record.save()
    made = Strand.objects.select_related("case").get(pk=made.pk)
    owes = owed_by(made)
    assert (owes.call_in, owes.notice, owes.standstill) == (True, True, True)


def test_the_seat_of_one_lot_does_not_answer_for_another(case: Case) -> None:
    north, south = parts(case)
    for strand in (north, south):
        onward(strand, until=(Stage.AWARD, State.IN_GATE))
    asks = [ask for ask in asks_of(case) if ask.kind == AskKind.SIGN]
    first = next(ask for ask in asks if ask.strand_id == north.pk)
    twin = next(ask for ask in asks if ask.strand_id == south.pk and ask.post_id == first.post_id)
    does(first, Action.SIGN)
    twin.refresh_from_db()
    assert twin.open
    assert task_of(twin, who(twin, AT), AT).actions
