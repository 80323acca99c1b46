"""A contract's year as it is signed, to the byte; what it begins with; and what keeps it from the gate."""

from decimal import Decimal

import pytest

from accounts.rights import Role
from commissioning.contract.forms import DeliveryReturnForm, KpiRatingForm
from commissioning.contract.kinds import NextYear, Rating
from commissioning.contract.models import Contract, MonitoringRecord, Obligation
from commissioning.contract.sections import ROOM
from commissioning.records.rules import faults_of
from commissioning.tender.models import Kpi, TenderRecord
from commissioning.vocabulary import Stage, State
from tests.commissioning.award.awarded import Office, a_case, deciding_on, placed
from tests.commissioning.contract.signed import a_contract, a_year

pytestmark = pytest.mark.django_db

GOLDEN = {
    "performance": '{"performance":"Well.","ratings":[{"kpi":"K1 Visits on time","observed":"93 in 100",'
    '"rating":"approaching_target","reason":"Snow in January.","target":"95 in 100"}],"year":1}',
    "delivery": '{"delivery":"Most of it.","returns":[{"claimed_quantity":"3.00","committed":"6.00",'
    '"evidence":"Payroll.","obligation":"OB1 Apprenticeships","unit":"apprentices","verified_by":"E. Dunn, visit",'
    '"verified_quantity":"2.00"},{"claimed_quantity":"1.00",'
    '"obligation":"OB2 Real living wage for all care workers"}]}',
    "payments": '{"changes":"None.","paid_net":"150000.00","payments":"All within 30 days."}',
    "remedies": '{"remedies":"None."}',
    "next_year": '{"next_year":"continue","next_year_reasons":"It works."}',
}


@pytest.fixture
def record(office: Office) -> MonitoringRecord:
    """A complete first year."""
    made = a_year(a_contract(office))
    with deciding_on(made.strand.case):
        made.performance, made.delivery = "Well.", "Most of it."
        made.paid_net, made.payments, made.changes = Decimal(150_000), "All within 30 days.", "None."
        made.remedies, made.next_year, made.next_year_reasons = "None.", NextYear.CONTINUE, "It works."
        made.save()
        rating = made.ratings.get()
        rating.observed, rating.rating, rating.reason = "93 in 100", Rating.APPROACHING, "Snow in January."
        rating.save()
        first, second = made.returns.all()
        first.claimed_quantity, first.evidence = Decimal(3), "Payroll."
        first.verified_quantity, first.verified_by = Decimal(2), "E. Dunn, visit"
        first.save()
        second.claimed_quantity = Decimal(1)
        second.save()
    return made


def faults(record: MonitoringRecord) -> list[tuple[str, str]]:
    fresh = MonitoringRecord.objects.get(pk=record.pk)
    return [(fault.section, fault.text) for fault in faults_of(ROOM, fresh)]


def test_every_section_is_signed_as_these_bytes(record: MonitoringRecord) -> None:
    frozen = {section.key: section.freeze(record).body.decode() for section in ROOM.sections}
    assert frozen == GOLDEN
    assert {section.version for section in ROOM.sections} == {1}


def test_the_contract_manager_writes_a_year(record: MonitoringRecord) -> None:
    assert ROOM.writer == Role.CONTRACT_MANAGER
    assert faults(record) == []


def test_a_year_begins_with_every_kpi_and_every_obligation(office: Office) -> None:
    record = a_year(a_contract(office))
    assert [str(row) for row in record.ratings.select_related("kpi")] == ["rating of K1 Visits on time"]
    assert [str(row) for row in record.returns.select_related("obligation")] == [
        "return on OB1 Apprenticeships",
        "return on OB2 Real living wage for all care workers",
    ]
    assert {section for section, _ in faults(record)} == set(GOLDEN)


def test_a_second_year_begins_anew(office: Office) -> None:
    contract = a_contract(office)
    a_year(contract)
    second = a_year(contract, 2)
    assert second.returns.count() == 2
    assert ROOM.facts(second)["year"] == 2


def test_too_much_verified_and_a_poor_rating_without_reason_are_faults(record: MonitoringRecord) -> None:
    with deciding_on(record.strand.case):
        rating, given = record.ratings.get(), record.returns.all()[0]
        rating.reason, given.verified_quantity = "", Decimal(4)
        rating.save()
        given.save()
    assert faults(record) == [
        ("performance", "K1 Visits on time: say why it is rated “approaching target”."),
        ("delivery", "OB1 Apprenticeships: 4.00 is verified, more than the 3.00 claimed."),
    ]


def test_a_year_that_begins_again_asks_about_what_is_new_and_leaves_alone_what_was_written(
    record: MonitoringRecord,
) -> None:
    contract = Contract.objects.get(strand=record.strand)
    with deciding_on(record.strand.case):
        record.returns.order_by("pk")[1].delete()
    with deciding_on(record.strand.case):
        Obligation(contract=contract, reference="OB3", title="Work experience").save()
        Kpi(record=TenderRecord.objects.get(), reference="K2", title="Complaints answered").save()
        ROOM.prefill(record)
    assert [(str(row), row.claimed_quantity) for row in record.returns.all()] == [
        ("return on OB1 Apprenticeships", Decimal("3.00")),
        ("return on OB3 Work experience", None),
    ]
    assert [(str(row), row.observed) for row in record.ratings.all()] == [
        ("rating of K1 Visits on time", "93 in 100"),
        ("rating of K2 Complaints answered", ""),
    ]
    with deciding_on(record.strand.case) as decision:
        ROOM.prefill(record)
    assert decision.bag.changes == []


def test_the_gate_may_ask_how_the_year_went(record: MonitoringRecord) -> None:
    assert ROOM.facts(record) == {
        "year": 1,
        "recommends_end": False,
        "inadequate": False,
        "value_gross": Decimal("600000.00"),
        "contract_net": Decimal("480000.00"),
        "contract_gross": Decimal("576000.00"),
    }


def test_where_the_case_states_no_value_the_contracts_own_counts(record: MonitoringRecord) -> None:
    """A contract taken on as found may say what its case does not."""
    case = record.strand.case
    case.value_net = case.value_gross = None
    assert ROOM.facts(record)["value_gross"] == Decimal("576000.00")


def test_without_a_contract_the_gate_is_told_no_value(office: Office) -> None:
    strand = placed(a_case(office, value_net=None, value_gross=None), Stage.MONITORING, State.DRAFTING)
    record = MonitoringRecord(strand=strand, next_year=NextYear.END)
    with deciding_on(strand.case):
        record.save()
    told = ROOM.facts(record)
    assert (told["contract_net"], told["contract_gross"], told["recommends_end"]) == (None, None, True)
    assert told["value_gross"] is None


def test_rows_point_at_the_records_own_contract_only(record: MonitoringRecord, office: Office) -> None:
    other = a_year(a_contract(office))
    obligation, kpi = other.returns.all()[0].obligation_id, Kpi.objects.get(ratings__record=other).pk
    assert set(DeliveryReturnForm(data={"obligation": obligation}, record=record).errors) == {"obligation"}
    assert DeliveryReturnForm(data={"obligation": obligation}, record=other).is_valid()
    assert set(KpiRatingForm(data={"kpi": kpi}, record=record).errors) == {"kpi"}
    assert KpiRatingForm(data={"kpi": kpi}, record=other).is_valid()
