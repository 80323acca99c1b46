"""A review as it is signed, to the byte; what it begins with; and what keeps it from the gate."""

from decimal import Decimal

import pytest

from commissioning.contract.models import DeliveryReturn, MonitoringRecord, Obligation
from commissioning.records.rules import faults_of
from commissioning.review.forms import AchievementForm
from commissioning.review.kinds import ExitDecision
from commissioning.review.models import Lesson, ReviewRecord
from commissioning.review.sections import ROOM
from commissioning.vocabulary import Stage, State
from tests.commissioning.award.awarded import Office, a_case, deciding_on, placed
from tests.commissioning.contract.signed import a_contract
from tests.commissioning.review.reviewed import a_review, written

pytestmark = pytest.mark.django_db

GOLDEN = {
    "achievements": '{"achieved":"Most of it.","achievements":[{"committed":"6.00","obligation":"OB1 Apprenticeships",'
    '"outcome":"Young people have work.","unit":"apprentices","verified":"5.00"},'
    '{"obligation":"OB2 Real living wage for all care workers","outcome":"Young people have work."}]}',
    "impact": '{"impact":"People stay at home longer.","unintended":"None."}',
    "lessons": '{"lessons":[{"action":"Ask for rotas.","text":"Weekends were thin."}]}',
    "exit": '{"exit_decision":"re_procure","exit_reasons":"The need remains."}',
}


def faults(record: ReviewRecord) -> list[tuple[str, str]]:
    fresh = ReviewRecord.objects.get(pk=record.pk)
    return [(fault.section, fault.text) for fault in faults_of(ROOM, fresh)]


def test_every_section_is_signed_as_these_bytes(office: Office) -> None:
    record = written(a_review(office))
    frozen = {section.key: section.freeze(record).body.decode() for section in ROOM.sections}
    assert frozen == GOLDEN
    assert {section.version for section in ROOM.sections} == {1}
    assert faults(record) == []


def test_a_review_begins_with_what_was_promised_and_what_was_verified(office: Office) -> None:
    rows = a_review(office).achievements.select_related("obligation")
    assert [(str(row), row.committed, row.verified) for row in rows] == [
        ("achievement on OB1 Apprenticeships", Decimal("6.00"), Decimal("5.00")),
        ("achievement on OB2 Real living wage for all care workers", None, None),
    ]


def test_a_review_that_begins_again_knows_what_was_promised_and_verified_since(office: Office) -> None:
    record = written(a_review(office))
    with deciding_on(record.strand.case):
        first, second = Obligation.objects.order_by("pk")
        for sequence, (obligation, quantity) in enumerate([(first, 9), (second, 40)], start=5):
            year = MonitoringRecord(strand=record.strand, sequence=sequence)
            year.save()
            DeliveryReturn(record=year, obligation=obligation, verified_quantity=Decimal(quantity)).save()
        Obligation(contract=first.contract, reference="OB3", title="Trees", quantity=Decimal(7)).save()
        ROOM.prefill(record)
    rows = record.achievements.select_related("obligation")
    assert [(str(row), row.committed, row.verified, row.outcome) for row in rows] == [
        ("achievement on OB1 Apprenticeships", Decimal("6.00"), Decimal("5.00"), "Young people have work."),
        ("achievement on OB2 Real living wage for all care workers", None, Decimal("40.00"), "Young people have work."),
        ("achievement on OB3 Trees", Decimal("7.00"), None, ""),
    ]
    with deciding_on(record.strand.case) as decision:
        ROOM.prefill(record)
    assert decision.bag.changes == []


def test_an_untouched_review_has_something_to_say_in_every_section(office: Office) -> None:
    assert {section for section, _ in faults(a_review(office))} == set(GOLDEN)


def test_another_committed_quantity_than_the_contracts_is_a_fault(office: Office) -> None:
    record = written(a_review(office))
    with deciding_on(record.strand.case):
        row = record.achievements.all()[0]
        row.committed = Decimal(5)
        row.save()
    [(section, text)] = faults(record)
    assert section == "achievements"
    assert text.startswith("OB1 Apprenticeships: the contract commits to 6.00.")


def test_the_gate_may_ask_what_comes_next(office: Office) -> None:
    assert ROOM.facts(written(a_review(office))) == {
        "exit_decision": ExitDecision.RE_PROCURE,
        "begins_next_cycle": True,
        "value_gross": Decimal("600000.00"),
        "contract_net": Decimal("480000.00"),
        "contract_gross": Decimal("576000.00"),
    }


def test_a_review_of_what_tollgate_never_saw_has_no_value(office: Office) -> None:
    strand = placed(a_case(office), Stage.REVIEW, State.DRAFTING)
    told = ROOM.facts(ReviewRecord(strand=strand, exit_decision=ExitDecision.STOP))
    assert (told["begins_next_cycle"], told["contract_net"], told["contract_gross"]) == (False, None, None)


def test_rows_point_at_the_contract_under_review_only(office: Office) -> None:
    record, other = a_review(office), a_contract(office)
    theirs = Obligation.objects.filter(contract=other)[0].pk
    assert set(AchievementForm(data={"obligation": theirs}, record=record).errors) == {"obligation"}
    mine = Obligation.objects.filter(contract__strand=record.strand)[0].pk
    assert AchievementForm(data={"obligation": mine}, record=record).is_valid()


def test_a_lesson_reads_as_its_text() -> None:
    assert str(Lesson(text="Weekends were thin.")) == "Weekends were thin."
