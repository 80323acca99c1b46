"""Columns to choose, and lists as files: what stands in them, what never does, where they are cut, what they cost."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from django.utils import timezone

from accounts.reach import reach_of
from accounts.rights import Role
from accounts.rules import day_of
from accounts.vocabulary import Ground
from commissioning.case.models import Case, scope_of_case
from commissioning.casefile.columns import CASE_COLUMNS, CONTRACT_COLUMNS, HIDDEN
from commissioning.casefile.finding import Sort, Wanted
from commissioning.casefile.listing import case_table, contract_table
from commissioning.casefile.register import Sought
from commissioning.searches.models import SavedSearch
from commissioning.vocabulary import Stage, State
from tests.accounts.factories import a_body, a_post, appointed, excluded, in_post
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.casefile.test_contracts import a_contract
from tests.commissioning.casefile.test_finding import a_case, a_task, row

AT = timezone.now()
TODAY = day_of(AT)
MOST = 12
Limit = Callable[[int], Any]


@pytest.fixture
def cases(council: Council) -> dict[str, Case]:
    """One case with everything that can be told of it, and one of which little is known yet."""
    full = a_case(
        council.service,
        1,
        title="=HYPERLINK(1)",
        value_net=Decimal("200000.50"),
        value_gross=Decimal(240_000),
        supplier_names="Harbour Care Ltd\nMill Care",
        commissioner=council.commissioner,
        stage=Stage.AWARD,
        state=State.IN_GATE,
    )
    a_task(full, council.service, -3)
    a_task(full, council.service, 9)
    return {"full": full, "bare": a_case(council.service, 2, title="Bare")}


def rows(reader: Reader, path: str) -> list[dict[str, str]]:
    """The rows of a CSV file by the names in its head."""
    answer = reader.client.get(path)
    assert answer.status_code == 200, answer
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def parsed(part: bytes) -> ET.Element:
    """A part of a workbook of our own making."""
    return ET.fromstring(part)  # noqa: S314 - as the docstring says


def cells(reader: Reader, path: str) -> list[list[Any]]:
    """The cells of a workbook's first sheet: texts, and numbers with the format that they stand in."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with ZipFile(BytesIO(reader.client.get(path).content)) as book:
        shared = ["".join(item.itertext()) for item in parsed(book.read("xl/sharedStrings.xml"))]
        styles = parsed(book.read("xl/styles.xml"))
        sheet = parsed(book.read("xl/worksheets/sheet1.xml"))
    codes = {found.get("numFmtId"): found.get("formatCode") for found in styles.iter(f"{space}numFmt")}
    formats = [codes.get(found.get("numFmtId")) for found in styles.find(f"{space}cellXfs") or ()]

    def cell(found: ET.Element) -> Any:
        text = found.findtext(f"{space}v") or ""
        if found.get("t") == "s":
            return shared[int(text)]
        return (float(text), formats[int(found.get("s") or 0)]) if text else ""

    return [[cell(found) for found in line] for line in sheet.iter(f"{space}row")]


# Columns


def test_columns_are_chosen_and_kept_in_the_address(cases: dict[str, Case], commissioner: Reader) -> None:
    usual = commissioner.get("/cases/")
    assert "Choose columns" in usual
    assert "Value with VAT" in usual
    page = commissioner.client.get(
        "/cases/?stage=award&columns=lead&columns=late&columns=state&columns=nothing"
    ).content
    head = re.findall(r'scope="col"[^>]*>([^<]*)<', page.decode())
    assert head == ["Case", "State", "Lead", "Late since"], "in their own order, whatever the address says"
    text = commissioner.get("/cases/?columns=late&columns=holder&columns=value_net&columns=ends")
    assert f"{cases['full'].reference}) £200,000.50 {TODAY - timedelta(days=3):%-d %B %Y}" in text
    assert f"Bare ({cases['bare'].reference}) Not known Not late Nobody No contract runs" in text
    commissioner.post("/cases/searches/?columns=lead&columns=late", {"name": "Leads"})
    assert SavedSearch.objects.get().query == "columns=lead&columns=late"
    assert "Columns: Lead and Late since" in commissioner.get("/cases/searches/?columns=lead&columns=late")
    links = commissioner.client.get("/cases/?stage=award&columns=lead").content.decode()
    assert 'href="?columns=lead"' in links, "taking a filter away leaves the columns"
    assert "/cases/export.csv?stage=award&amp;columns=lead" in links


def test_figures_are_not_offered_to_who_sees_none(cases: dict[str, Case], adviser: Reader) -> None:
    page = adviser.get("/cases/?columns=value_net&columns=value_gross&columns=supplier&columns=stage")
    assert "Cases Case Stage Bare (TG-2026-0002) Needs analysis =HYPERLINK(1) (TG-2026-0001) Award" in page
    for told in ("Value", "£", "Supplier", "Harbour"):
        assert told not in page
    everything = adviser.client.get("/cases/export.csv?columns=value_gross&columns=supplier").content.decode()
    for told in ("Value", "240000", "Supplier", "Harbour"):
        assert told not in everything


def test_figures_of_one_case_are_not_those_of_another(cases: dict[str, Case], council: Council) -> None:
    """Who sees figures of one service and not of another reads them case by case; a conflict of interest ends it."""
    other = a_body("Public Health", parent=council.service.parent)
    own = a_case(other, 4, title="Delta", value_gross=Decimal(40_000), supplier_names="Delta Ltd")
    barred = a_case(other, 5, title="Echo", value_gross=Decimal(50_000), supplier_names="Echo Ltd")
    person = in_post(Role.FINANCE_OFFICER, other, "Lin Chen")
    appointed(person, a_post(Role.VOLUNTARY_SECTOR_REPRESENTATIVE, a_body("Allies"), over=[council.service]))
    excluded(person, scope_of_case(barred.pk), ground=Ground.CONFLICT)
    reader = Reader(person)
    query = "columns=value_gross&columns=supplier&sort=oldest"
    told = {
        line["Reference"]: (line["Value with VAT"], line["Supplier"])
        for line in rows(reader, f"/cases/export.csv?{query}")
    }
    assert told[own.reference] == ("40000.00", "Delta Ltd")
    assert told[cases["full"].reference] == told[barred.reference] == (HIDDEN, HIDDEN)
    page = reader.get(f"/cases/?{query}")
    assert page.count(HIDDEN) == 6
    for secret in ("240,000", "Harbour", "50,000", "Echo Ltd"):
        assert secret not in page


def test_contracts_have_columns_too(council: Council, finance: Reader, adviser: Reader) -> None:
    contract = a_contract(
        council.service, 1, title="Homecare", supplier_name="@Harbour", value_net=Decimal(5), ends_on=date(2027, 3, 31)
    )
    page = finance.get("/contracts/?columns=supplier&columns=ends&columns=value_net&columns=part")
    assert f"Homecare ({contract.number}) The whole case @Harbour £5 31 March 2027" in page
    page = adviser.get("/contracts/?columns=supplier&columns=ends&columns=value_net")
    assert "@Harbour" not in page
    assert "31 March 2027" in page
    [line] = rows(finance, "/contracts/export.csv?q=homecare")
    assert (line["Supplier"], line["Value without VAT"], line["Ends"]) == ("'@Harbour", "5.00", "2027-03-31")
    assert line["Service"] == council.service.name
    [line] = rows(adviser, "/contracts/export.csv")
    assert "Supplier" not in line
    assert "Value without VAT" not in line
    assert rows(finance, "/contracts/export.csv?q=nothing") == []


# Files


def test_a_file_holds_what_the_list_does(
    cases: dict[str, Case], commissioner: Reader, readers: dict[str, Reader]
) -> None:
    answer = commissioner.client.get("/cases/export.csv?stage=award")
    assert answer["Content-Disposition"] == f'attachment; filename="cases-{TODAY}.csv"'
    assert answer["Cache-Control"] == "no-store, private"
    [line] = rows(commissioner, "/cases/export.csv?stage=award")
    assert line == {
        "Reference": cases["full"].reference,
        "Title": "'=HYPERLINK(1)",
        "Service": "Adult Social Care",
        "Stage": "Award",
        "State": "At the gate",
        "Lane": "Standard lane",
        "Led outside by": "",
        "Regime": "Unknown",
        "Value without VAT": "200000.50",
        "Value with VAT": "240000.00",
        "Lead": "Amina Begum",
        "Supplier": "Harbour Care Ltd, Mill Care",
        "Next due": str(TODAY - timedelta(days=3)),
        "Late since": str(TODAY - timedelta(days=3)),
        "Held by": "Commissioner, Adult Social Care",
        "Contract ends": "",
        "Opened": str(day_of(cases["full"].opened_at)),
    }
    assert rows(readers["stranger"], "/cases/export.csv") == []
    assert rows(readers["supplier"], "/cases/export.csv") == []


def test_days_are_days_and_amounts_numbers_in_a_workbook(cases: dict[str, Case], commissioner: Reader) -> None:
    answer = commissioner.client.get("/cases/export.xlsx?stage=award")
    assert answer["Content-Disposition"] == f'attachment; filename="cases-{TODAY}.xlsx"'
    head, line = cells(commissioner, "/cases/export.xlsx?stage=award&columns=value_net&columns=due&columns=lead")
    assert head == ["Reference", "Title", "Value without VAT", "Lead", "Next due"]
    days = (TODAY - timedelta(days=3) - date(1899, 12, 30)).days
    assert line[1:] == ["'=HYPERLINK(1)", (200_000.5, "#,##0.00"), "Amina Begum", (float(days), "d mmmm yyyy")]


def test_another_currency_is_not_taken_for_pounds(council: Council, commissioner: Reader) -> None:
    a_case(council.service, 3, title="Abroad", value_net=Decimal(1234), currency="EUR")
    [line] = rows(commissioner, "/cases/export.csv")
    assert (line["Value without VAT"], line["Value with VAT"]) == ("1,234.00 EUR", "")


@pytest.mark.parametrize("sort", list(Sort))
def test_a_file_is_cut_in_the_order_of_the_list_and_says_so(council: Council, commissioner: Reader, sort: str) -> None:
    for number, value in ((1, 5), (2, None), (3, 7), (4, 6)):
        case = a_case(council.service, number, title=f"Case {9 - number}", value_net=value and Decimal(value))
        if number in (2, 4):
            a_task(case, council.service, number)
    reach = reach_of(commissioner.person, AT)

    def table(most: int) -> list[Any]:
        found = case_table(reach, Wanted(sort=sort), CASE_COLUMNS, person=commissioner.person, today=TODAY, most=most)
        return [line[0] for line in found]

    listed = re.findall(r"TG-2026-\d{4}(?= ·)", commissioner.get(f"/cases/?sort={sort}"))
    assert table(4) == ["Reference", *listed]
    cut = "Only the first 3 cases are in this file. Narrow the list to get the others."
    assert table(3) == ["Reference", *listed[:3], cut]


def test_contracts_are_cut_too(council: Council, commissioner: Reader) -> None:
    for number in (1, 2):
        a_contract(council.service, number, title="Homecare")
    reach = reach_of(commissioner.person, AT)
    found = list(contract_table(reach, Sought(), CONTRACT_COLUMNS, today=TODAY, most=1))
    assert len(found) == 3
    assert found[-1] == ["Only the first 1 contracts are in this file. Narrow the list to get the others."]


def test_a_page_says_how_much_a_file_holds(cases: dict[str, Case], commissioner: Reader) -> None:
    assert "As a file: CSV or Excel (XLSX)" in commissioner.get("/cases/")
    assert "at most 10,000 rows" in commissioner.get("/cases/")


@pytest.mark.parametrize("sort", ["newest", "due", "value"])
def test_a_file_costs_the_same_however_long(
    cases: dict[str, Case], council: Council, commissioner: Reader, sort: str, django_assert_max_num_queries: Limit
) -> None:
    paths = (
        f"/cases/export.csv?sort={sort}",
        "/cases/export.xlsx",
        "/contracts/export.csv",
        f"/cases/?sort={sort}&columns=due",
    )

    def cost() -> list[int]:
        found = []
        for path in paths:
            with django_assert_max_num_queries(MOST) as captured:
                assert commissioner.client.get(path).status_code == 200
            found.append(len(captured))
        return found

    a_contract(council.service, 10, title="First")
    once = cost()
    for number in range(11, 17):
        contract = a_contract(council.service, number, title="Another", ends_on=TODAY)
        a_task(contract.case, council.service, number)
    row(Case(reference="TG-2026-0099", title="Nobody's", opened_at=AT))
    assert cost() == once
