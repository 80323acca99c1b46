"""A signed contract enters the register with its obligations, once; its years fall due; it ends."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from accounts.vocabulary import BodyKind
from commissioning.award.models import Bid
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.contract.opening import due_on, take_on, wind_up
from commissioning.vocabulary import Stage, State
from tests.accounts.factories import a_body
from tests.commissioning.award.awarded import DECIDED, Office, a_case, awarded, deciding_on, placed
from tests.commissioning.contract.signed import ENDS_ON, SIGNED_ON, STARTS_ON, a_contract

pytestmark = pytest.mark.django_db


def test_the_register_holds_what_was_signed(office: Office) -> None:
    contract = a_contract(office)
    kept = Contract.objects.get()
    assert str(kept) == f"{contract.case.reference}-C1 Homecare"
    assert (kept.supplier_name, kept.company_number, kept.supplier) == ("Acme Care Ltd", "01234567", None)
    assert (kept.value_net, kept.value_gross) == (Decimal("480000.00"), Decimal("576000.00"))
    assert (kept.signed_on, kept.starts_on, kept.ends_on) == (SIGNED_ON, STARTS_ON, ENDS_ON)
    assert (kept.status, kept.ended_on) == (ContractStatus.LIVE, None)
    assert kept.execution is not None


def test_what_the_winner_offered_becomes_its_obligations(office: Office) -> None:
    contract = a_contract(office)
    rows = [(row.reference, row.title, row.quantity, row.unit, row.due_on) for row in contract.obligations.all()]
    assert rows == [
        ("OB1", "Apprenticeships", Decimal("6.00"), "apprentices", ENDS_ON),
        ("OB2", "Real living wage for all care workers", None, "", ENDS_ON),
    ]
    assert {row.offer.bid_id for row in contract.obligations.select_related("offer") if row.offer} == {contract.bid_id}


def test_taking_on_again_changes_nothing(office: Office) -> None:
    contract = a_contract(office)
    with deciding_on(contract.case):
        assert take_on(contract.strand, DECIDED) == contract
    assert Contract.objects.count() == 1
    assert contract.obligations.count() == 2


def test_a_contract_signed_before_tollgate_is_taken_on_as_found(office: Office) -> None:
    case = a_case(office, supplier_names="Acme Care Ltd\nBrook Homecare")
    strand = placed(case, Stage.MONITORING, State.DRAFTING)
    with deciding_on(case):
        contract = take_on(strand, DECIDED)
    assert (contract.execution, contract.bid, contract.signed_on) == (None, None, None)
    assert (contract.supplier_name, contract.value_gross) == (case.supplier_names, case.value_gross)
    assert not contract.obligations.exists()
    assert due_on(contract, 1) == date(2027, 3, 2)


def test_a_known_supplier_is_found_by_its_company_number_or_its_name(office: Office) -> None:
    by_name = a_body("Acme Care Ltd", BodyKind.SUPPLIER)
    assert a_contract(office).supplier == by_name
    strand = awarded(office)
    with deciding_on(strand.case):
        by_name.company_number, bid = "07654321", Bid.objects.get(record__strand=strand, scores__recommended=True)
        by_name.save()
        bid.supplier_name, bid.company_number = "Acme", "07654321"
        bid.save()
        assert take_on(strand, DECIDED).supplier == by_name


def test_without_a_company_number_only_the_name_counts(office: Office) -> None:
    a_body("Nameless Supplies", BodyKind.SUPPLIER)
    strand = awarded(office)
    with deciding_on(strand.case):
        bid = Bid.objects.get(record__strand=strand, scores__recommended=True)
        bid.company_number = ""
        bid.save()
        assert take_on(strand, DECIDED).supplier is None


def test_years_fall_due_on_the_anniversary_of_the_first_day(office: Office) -> None:
    contract = a_contract(office)
    assert [due_on(contract, year) for year in (1, 2, 3)] == [date(2027, 11, 1), date(2028, 11, 1), ENDS_ON]


def test_a_contract_without_a_first_day_counts_from_its_signature(office: Office) -> None:
    contract = a_contract(office)
    contract.starts_on = None
    assert due_on(contract, 1) == date(2027, 10, 16)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2028, 5, 2, 9, 0, tzinfo=UTC), date(2028, 5, 2)),
        (datetime(2029, 12, 3, 9, 0, tzinfo=UTC), ENDS_ON),
        (datetime(2026, 10, 20, 9, 0, tzinfo=UTC), STARTS_ON),
    ],
    ids=["in its term", "after its last day", "before its first day"],
)
def test_a_contract_ends_today_or_within_its_term(office: Office, at: datetime, expected: date) -> None:
    contract = a_contract(office)
    with deciding_on(contract.case):
        wind_up(contract.strand, at)
    contract.refresh_from_db()
    assert (contract.status, contract.ended_on) == (ContractStatus.ENDED, expected)


def test_a_contract_that_has_ended_keeps_its_day(office: Office) -> None:
    contract = a_contract(office)
    with deciding_on(contract.case):
        wind_up(contract.strand, datetime(2028, 5, 2, tzinfo=UTC))
        wind_up(contract.strand, datetime(2028, 6, 2, tzinfo=UTC))
    contract.refresh_from_db()
    assert contract.ended_on == date(2028, 5, 2)


def test_an_ended_contract_has_its_day_in_the_database_too(office: Office) -> None:
    contract = a_contract(office)
    contract.status = ContractStatus.ENDED
    with pytest.raises(IntegrityError), deciding_on(contract.case):
        contract.save()
