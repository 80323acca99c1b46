"""The list of contracts: its filters and orders, how long each runs, and what of it a reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Body
from commissioning.case.models import Strand
from commissioning.casefile.wording import began, ended, term_left
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.vocabulary import Stage, State, StrandKind
from tests.api.council import Caller, Council
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.casefile.test_finding import a_case, row

TODAY = timezone.localdate()
Limit = Callable[[int], Any]
SOON, OVERDUE, OPEN, ENDED = "TG-2026-0001-C1", "TG-2026-0002-C1", "TG-2026-0003-C1", "TG-2026-0004-C1"


def a_contract(service: Body, number: int, **facts: Any) -> Contract:
    """A contract as the register has it, with its case."""
    case = a_case(service, number, title=f"Case {number}", stage=Stage.MONITORING)
    strand = case.strands.get(number=1)
    contract = Contract(case=case, strand=strand, number=f"{case.reference}-C1", **facts)
    row(contract)
    return contract


@pytest.fixture
def contracts(council: Council) -> Council:
    """Four contracts: one ends in 100 days, one should have ended, one has no end, one is over."""
    service = council.service
    a_contract(
        service,
        1,
        title="Homecare",
        supplier_name="Harbour Care Ltd",
        value_net=Decimal(200_000),
        starts_on=date(2026, 4, 1),
        ends_on=TODAY + timedelta(days=100),
    )
    a_contract(service, 2, title="Grass", value_gross=Decimal(90_000), ends_on=TODAY - timedelta(days=1))
    a_contract(service, 3, title="Benches")
    over = {"status": ContractStatus.ENDED, "ended_on": date(2026, 5, 1), "ends_on": date(2026, 6, 1)}
    a_contract(service, 4, title="Arches", **over)
    return council


def found(reader: Reader, query: str = "") -> list[str]:
    return re.findall(r"TG-\d{4}-\d{4}-C1(?= ·)", reader.get(f"/contracts/?{query}"))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [OVERDUE, SOON, OPEN, ENDED]),
        ("sort=latest", [SOON, OVERDUE, OPEN, ENDED]),
        ("sort=title", [ENDED, OPEN, OVERDUE, SOON]),
        ("status=live", [OVERDUE, SOON, OPEN]),
        ("status=ended", [ENDED]),
        ("ending=3", [OVERDUE]),
        ("ending=6", [OVERDUE, SOON]),
        ("q=harbour", [SOON]),
        ("q=grass", [OVERDUE]),
        ("q=2026-0003-C1", [OPEN]),
        ("service=SERVICE", [OVERDUE, SOON, OPEN, ENDED]),
        ("ending=5", [OVERDUE, SOON, OPEN, ENDED]),
        ("status=x&sort=y&q=%00&page=-1", [OVERDUE, SOON, OPEN, ENDED]),
    ],
)
def test_contracts_are_narrowed_and_ordered(
    contracts: Council, commissioner: Reader, query: str, numbers: list[str]
) -> None:
    assert found(commissioner, query.replace("SERVICE", contracts.service.slug)) == numbers


def test_a_contract_says_who_how_much_and_how_long(contracts: Council, commissioner: Reader) -> None:
    page = commissioner.get("/contracts/")
    assert "4 contracts" in page
    assert "Homecare , TG-2026-0001-C1 TG-2026-0001-C1 · case TG-2026-0001 Harbour Care Ltd £200,000 net" in page
    assert "in 100 days Live. Since 1 April 2026" in page
    assert "Supplier not stated £90,000 gross Was to end" in page
    assert "Supplier not stated Value not stated End not stated Live. Start not stated" in page
    assert "Ended 1 May 2026 Ended." in page
    assert 'href="/cases/TG-2026-0001/"' in commissioner.client.get("/contracts/").content.decode()


def test_a_contract_of_a_lot_says_which(contracts: Council, commissioner: Reader) -> None:
    case = Contract.objects.get(number=SOON).case
    lot = Strand(case=case, number=2, kind=StrandKind.LOT, title="Lot 2, South", stage=Stage.AWARD, state=State.CLOSED)
    row(lot)
    row(Contract(case=case, strand=lot, number="TG-2026-0001-C2", title="South"))
    assert "TG-2026-0001-C2 · case TG-2026-0001, Lot 2, South" in commissioner.get("/contracts/")


def test_who_sees_no_figures_sees_no_supplier(contracts: Council, adviser: Reader) -> None:
    page = adviser.get("/contracts/")
    assert "Your post does not see who supplies it, nor for how much." in page
    for secret in ("Harbour", "200,000", "90,000"):
        assert secret not in page
    assert found(adviser, "q=harbour") == []
    assert found(adviser) == [OVERDUE, SOON, OPEN, ENDED]


def test_contracts_of_others_are_not_there(contracts: Council, readers: dict[str, Reader]) -> None:
    for name in ("stranger", "supplier"):
        assert "There are no contracts for you to see." in readers[name].get("/contracts/")
        assert "No contract matches." in readers[name].get("/contracts/?q=homecare")


def test_a_list_costs_the_same_however_long(
    contracts: Council, commissioner: Reader, django_assert_max_num_queries: Limit
) -> None:
    with django_assert_max_num_queries(12) as few:
        commissioner.get("/contracts/")
    for number in range(10, 20):
        a_contract(contracts.service, number, title="Another", ends_on=TODAY)
    with django_assert_max_num_queries(len(few)):
        assert "14 contracts" in commissioner.get("/contracts/")


def test_a_term_in_words() -> None:
    day = date(2026, 11, 27)
    assert term_left(day, day) == "Ends today"
    assert term_left(date(2026, 11, 28), day) == "Ends 28 November 2026, in 1 day"
    assert term_left(date(2026, 11, 25), day) == "Was to end 25 November 2026, 2 days ago"
    assert began(date(2026, 12, 1), day) == "Starts 1 December 2026"
    assert ended(None) == "Ended"


def test_the_api_lists_contracts(contracts: Council) -> None:
    commissioner, adviser = Caller(contracts.commissioner), Caller(contracts.adviser)
    answer = commissioner.get("contracts/", ending=6).json()
    assert [entry["reference"] for entry in answer["results"]] == [OVERDUE, SOON]
    assert (answer["count"], answer["count_is_capped"], answer["next"]) == (2, False, None)
    assert answer["results"][1]["value"] == {"net": "200000.00", "gross": None}
    assert answer["results"][1]["supplier"] == "Harbour Care Ltd"
    seen = adviser.get("contracts/", q="homecare").json()["results"][0]
    assert (seen["case"], seen["strand"], seen["supplier"], seen["value"]) == ("TG-2026-0001", 1, None, None)
    assert adviser.get("contracts/", q="harbour").json()["results"] == []
    assert Caller(contracts.stranger).get("contracts/").json()["results"] == []
    for query in ({"ending": "0"}, {"status": "x"}, {"sort": "value"}, {"q": "\x00"}, {"page": "0"}):
        assert commissioner.get("contracts/", **query).status_code == 422
