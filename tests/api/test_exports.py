"""Lists as files over the API: the same filters as the lists, the columns asked for, nothing the caller may not see."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.council import Caller, Council
from tests.commissioning.casefile.test_contracts import a_contract
from tests.commissioning.casefile.test_finding import a_case


@pytest.fixture
def cases(council: Council) -> None:
    a_case(council.service, 1, title="Alpha", value_gross=Decimal(20_000), supplier_names="Harbour Care Ltd")
    a_contract(council.service, 2, title="-Beta", supplier_name="Mill Care", value_net=Decimal(7))


def table(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.content
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_cases_go_out_as_asked(cases: None, commissioner: Caller) -> None:
    answer = commissioner.get("cases/export/", columns=["value_gross", "stage"], stage="needs")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    assert table(answer) == [
        ["Reference", "Title", "Stage", "Value with VAT"],
        ["TG-2026-0001", "Alpha", "Needs analysis", "20000.00"],
    ]
    book = commissioner.get("cases/export/", format="xlsx")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert book.content.startswith(b"PK")


def test_contracts_go_out_as_asked(cases: None, commissioner: Caller) -> None:
    answer = commissioner.get("contracts/export/", columns="supplier", status="live")
    assert table(answer) == [["Reference", "Title", "Supplier"], ["TG-2026-0002-C1", "'-Beta", "Mill Care"]]
    assert len(table(commissioner.get("contracts/export/"))[0]) > 10


def test_who_sees_no_figures_gets_none(cases: None, adviser: Caller, stranger: Caller) -> None:
    for path in ("cases/export/", "contracts/export/"):
        for query in ({}, {"columns": ["value_gross", "value_net", "supplier"]}):
            told = adviser.get(path, **query).content.decode()
            assert "TG-2026" in told
            for secret in ("Value", "Supplier", "Harbour", "Mill", "20000"):
                assert secret not in told
        assert len(table(stranger.get(path))) == 1


@pytest.mark.parametrize("query", [{"columns": "secrets"}, {"format": "pdf"}, {"stage": "planning"}, {"sort": "luck"}])
def test_what_cannot_be_read_is_refused(cases: None, commissioner: Caller, query: dict[str, str]) -> None:
    answer = commissioner.get("cases/export/", **query)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {f"{name}.0" if name == "columns" else name for name in query}


def test_it_costs_the_same_however_long(cases: None, council: Council, commissioner: Caller) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            table(commissioner.get("cases/export/", sort="due"))
        return len(captured)

    once = cost()
    for number in range(5, 9):
        a_case(council.service, number, title="Another")
    assert cost() == once <= 8
