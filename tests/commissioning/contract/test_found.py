"""A contract that Tollgate did not see being made is entered as its notices state it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.vocabulary import BodyKind
from commissioning.case.models import Case
from commissioning.contract.found import as_found
from commissioning.contract.models import Contract
from commissioning.contract.opening import take_on, take_on_again
from commissioning.notices.models import PublishedAward, PublishedContract, PublishedParty, PublishedProcurement
from commissioning.vocabulary import Stage, State
from tests.accounts.factories import a_body
from tests.commissioning.award.awarded import DECIDED, Office, a_case, deciding_on, placed
from tests.commissioning.contract.signed import SIGNED_ON, a_contract

pytestmark = pytest.mark.django_db

ACME = {"id": "S1", "name": "Acme Care Ltd"}


def stated(case: Case, *rows: Any, **procurement: Any) -> None:
    """Keep what notices state of a case."""
    with deciding_on(case):
        PublishedProcurement(case=case, title=case.title, standing="in_force", **procurement).save()
        for row in rows:
            row.case = case
            row.save()


def award(identity: str = "A1", *, counts: bool = True, **columns: Any) -> PublishedAward:
    """An award in pounds."""
    return PublishedAward(identity=identity, counts=counts, **{"currency": "GBP", **columns})


def contract(identity: str = "C1", *, counts: bool = True, **columns: Any) -> PublishedContract:
    """A contract in pounds."""
    return PublishedContract(identity=identity, counts=counts, **{"currency": "GBP", **columns})


def worth(case: Case) -> tuple[Decimal | None, Decimal | None]:
    """Its value net and gross as found."""
    found = as_found(case)
    return found["value_net"], found["value_gross"]


def test_several_contracts_are_one_entry_with_their_values_added_up(office: Office) -> None:
    case = a_case(office)
    called_off = contract("C3", value_net=Decimal(900), counts=False)
    stated(case, contract(value_net=Decimal(100)), contract("C2", value_net=Decimal(50)), called_off)
    assert worth(case) == (Decimal(150), None)


def test_awards_count_where_contracts_do_not_say(office: Office) -> None:
    case = a_case(office)
    stated(
        case, contract(currency=""), award(value_gross=Decimal(120)), award("A2", value_net=Decimal(1), counts=False)
    )
    assert worth(case) == (None, Decimal(120))


def test_the_cases_own_value_stands_where_the_notices_are_silent(office: Office) -> None:
    case = a_case(office)
    stated(case, award(value_net=Decimal(100)), award("A2"))
    assert worth(case) == (case.value_net, case.value_gross)


@pytest.mark.parametrize("currencies", [("AED", "AED"), ("GBP", "EUR")])
def test_what_is_not_in_pounds_is_not_entered_as_pounds(office: Office, currencies: tuple[str, str]) -> None:
    case = a_case(office)
    rows = [contract(f"C{number}", value_net=Decimal(9), currency=found) for number, found in enumerate(currencies)]
    stated(case, *rows)
    assert worth(case) == (None, None)


def test_the_supplier_is_known_by_its_company_number(office: Office) -> None:
    case = a_case(office)
    acme = a_body("Acme Care Ltd", BodyKind.SUPPLIER)
    with deciding_on(case):
        acme.company_number = "01234567"
        acme.save(update_fields=["company_number"])
    party = PublishedParty(identity="S1", name="ACME", scheme="GB-COH", identifier="01234567")
    stated(case, award(suppliers=[ACME]), party)
    strand = placed(case, Stage.MONITORING, State.DRAFTING)
    with deciding_on(case):
        entered = take_on(strand, DECIDED)
    assert (entered.company_number, entered.supplier) == ("01234567", acme)


@pytest.mark.parametrize(
    ("suppliers", "identifier"),
    [([ACME, {"id": "S2", "name": "Brook"}], "01234567"), ([ACME], "0" * 21), ([{"id": "S9", "name": "?"}], "1")],
)
def test_a_number_is_entered_only_where_it_is_the_one_suppliers(
    office: Office, suppliers: list[dict[str, str]], identifier: str
) -> None:
    case = a_case(office)
    stated(case, award(suppliers=suppliers), PublishedParty(identity="S1", scheme="GB-COH", identifier=identifier))
    assert as_found(case)["company_number"] == ""


def test_a_term_out_of_order_has_no_last_day(office: Office) -> None:
    case = a_case(office)
    stated(case, starts_on=date(2026, 7, 1), ends_on=date(2026, 6, 1))
    found = as_found(case)
    assert (found["starts_on"], found["ends_on"]) == (date(2026, 7, 1), None)


def test_what_the_notices_state_later_is_entered_too_unless_the_contract_was_signed_here(office: Office) -> None:
    case = a_case(office)
    strand = placed(case, Stage.MONITORING, State.DRAFTING)
    with deciding_on(case):
        take_on(strand, DECIDED)
    stated(case, signed_on=date(2026, 6, 20))
    with deciding_on(case):
        take_on_again(strand)
    assert Contract.objects.get(strand=strand).signed_on == date(2026, 6, 20)

    signed = a_contract(office)
    stated(signed.case, signed_on=date(2026, 6, 20))
    with deciding_on(signed.case):
        take_on_again(signed.strand)
    assert Contract.objects.get(pk=signed.pk).signed_on == SIGNED_ON
