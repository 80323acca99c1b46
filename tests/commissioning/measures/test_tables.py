"""Files of measures: read cell by cell, refused by row and column, exported so that they come back the same."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from time import process_time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.casefile.exporting import csv_of, workbook_of
from commissioning.errors import RefusedError
from commissioning.measures import files
from commissioning.measures.files import rows_of
from commissioning.measures.kinds import FrameworkKind
from commissioning.measures.rules import NAMES, Edition, MeasureTerms, changes, faults
from commissioning.measures.tables import COLUMNS, EXAMPLE, amount, read_rows, row_of
from tests.commissioning.measures.framed import HIRES, HOURS, JOBS, csv_bytes

KNOWN = ("P1", "P2")


def wrong(*measures: MeasureTerms, licence: str = "", kind: FrameworkKind = FrameworkKind.OWN) -> set[tuple[int, str]]:
    """Where something is wrong, by measure and column."""
    return {(one.place, one.column) for one in faults(Edition(licence=licence, measures=measures), kind, KNOWN)}


def test_a_sound_measure_has_no_fault() -> None:
    assert wrong(JOBS, HIRES, HOURS) == set()
    sheet = read_rows([COLUMNS, EXAMPLE])
    assert sheet.refused == ()
    assert wrong(*sheet.measures, kind=FrameworkKind.LICENSED) == set()


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"code": ""}, "code"),
        ({"code": "J 1"}, "code"),
        ({"title": "x" * 301}, "title"),
        ({"evidence": ""}, "evidence"),
        ({"counts": "both"}, "counts"),
        ({"direction": "up"}, "direction"),
        ({"priorities": ("P1", "P9")}, "priorities"),
        ({"guards": tuple(str(one) for one in range(11))}, "guards"),
        ({"guards": ("jobs; hours",)}, "guards"),
        ({"proxy_value": "a lot"}, "proxy_value"),
        ({"proxy_value": "-1.00"}, "proxy_value"),
        ({"proxy_source": ""}, "proxy_source"),
        ({"price_year": ""}, "price_year"),
        ({"price_year": "26"}, "price_year"),
        ({"licence": ""}, "licence"),
        ({"proxy_value": ""}, "price_year"),
    ],
)
def test_what_a_measure_lacks_is_named(changed: dict[str, Any], column: str) -> None:
    assert (2, column) in wrong(HOURS, replace(JOBS, **changed))


def test_a_version_has_measures_each_with_a_code_of_its_own_and_a_licence_where_it_is_anothers() -> None:
    assert wrong() == {(0, "")}
    assert wrong(HOURS, replace(HIRES, code="v1")) == {(1, "code"), (2, "code")}
    assert wrong(HOURS, kind=FrameworkKind.LICENSED) == {(0, "licence")}
    assert wrong(HOURS, kind=FrameworkKind.LICENSED, licence="Ours to use.") == set()
    assert wrong(replace(HOURS, priorities=("P1",)), kind=FrameworkKind.LICENSED, licence="x") == {(1, "priorities")}
    long = faults(Edition(label="x" * 101, measures=(HOURS,)), FrameworkKind.OWN, KNOWN)
    assert [(one.place, one.column) for one in long] == [(0, "label")]
    many = [replace(HOURS, code=f"V{number}") for number in range(1_001)]
    assert wrong(*many) == {(0, "")}


def test_rows_are_refused_by_row_and_column() -> None:
    found = read_rows([["code", "title", "colour", "code"]])
    assert {(one.row, one.column) for one in found.refused} >= {(1, "unit"), (1, "colour"), (1, "code")}
    assert read_rows([]).refused[0].row == 1
    sheet = read_rows([COLUMNS, [""] * 3, row_of(HOURS, ""), [*row_of(JOBS, ""), "", "more"]])
    assert sheet.rows == (3, 4)
    assert [(one.row, one.column) for one in sheet.refused] == [(4, "")]
    edition = Edition(measures=(HOURS, replace(JOBS, guards=("x" * 101,))))
    missing = faults(edition, FrameworkKind.OWN, KNOWN)
    assert [(one.row, one.column) for one in map(sheet.refusal_of, missing)] == [(4, "guard_groups")]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=12)
names = st.lists(texts.filter(lambda word: word and ";" not in word), max_size=3, unique=True).map(tuple)
lists = ("guards", "priorities")
measures = st.builds(MeasureTerms, **{name: names if name in lists else texts for name in NAMES})


@settings(max_examples=15, deadline=None)
@given(st.lists(measures, min_size=1, max_size=2))
def test_what_is_exported_comes_back_the_same(measures: list[MeasureTerms]) -> None:
    sound = [
        replace(one, counts="output", direction="higher", proxy_value="12.50", code=f"C{place}")
        for place, one in enumerate(measures)
    ]
    rows = [COLUMNS, *(row_of(one, "") for one in sound)]
    for content, name in ((csv_of(rows), "m.csv"), (workbook_of(rows, "Measures"), "m.xlsx")):
        found, refused = rows_of(content, name)
        assert refused == []
        assert [replace(one, licence="") for one in read_rows(found).measures] == [
            replace(one, licence="") for one in sound
        ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_no_text_is_exported_as_a_formula(text: str) -> None:
    rows = [COLUMNS, row_of(replace(HOURS, title=text), "")]
    assert f"'{text}" in csv_of(rows).decode("utf-8-sig")
    sheet = openpyxl.load_workbook(BytesIO(workbook_of(rows, "Measures"))).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_numbers_of_a_workbook_are_read_as_they_are_typed_and_formulas_refused() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(COLUMNS)
    row: list[Any] = list(row_of(JOBS, ""))
    row[COLUMNS.index("proxy_value")], row[COLUMNS.index("price_year")] = 1250.5, 2025.0
    sheet.append(row)
    sheet.append(["=1+1"])
    content = BytesIO()
    book.save(content)
    rows, refused = rows_of(content.getvalue(), "Measures.XLSX")
    assert [(one.row, one.column) for one in refused] == [(3, "")]
    assert read_rows(rows[:2]).measures == (replace(JOBS, proxy_value="1250.50"),)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\xff\xfe", "m.csv", "UTF-8"),
        (b'code,"title', "m.csv", "no table"),
        (b"no book", "m.xlsx", "no workbook"),
        (b"x" * (files.LARGEST + 1), "m.csv", "larger than"),
        (b"x\n" * (files.MOST_ROWS + 1), "m.csv", "rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content: bytes, name: str, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        rows_of(content, name)


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_INSIDE", 10)
    with pytest.raises(RefusedError, match="larger than"):
        rows_of(workbook_of([COLUMNS, EXAMPLE], "Measures"), "m.xlsx")


BOOK = workbook_of([COLUMNS, EXAMPLE], "Measures")
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def packed(**parts: bytes) -> bytes:
    """The book with its `sheet` or its `strings` replaced."""
    new = {SHEET: parts.get("sheet"), STRINGS: parts.get("strings")}
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(BOOK)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again:
        for name in old.namelist():
            again.writestr(name, new.get(name) or old.read(name))
    return made.getvalue()


def headed(offset: int, change: Callable[[int], int]) -> bytes:
    """The book with one byte of the head of each of its parts changed, counted from the head in its table of parts."""
    made = bytearray(BOOK)
    for mark, place in ((b"PK\x01\x02", offset), (b"PK\x03\x04", offset - 2)):
        for found in re.finditer(re.escape(mark), BOOK):
            made[found.start() + place] = change(made[found.start() + place])
    return bytes(made)


def with_bytes_turned() -> bytes:
    """The book with what its sheet is packed as turned over."""
    made = bytearray(BOOK)
    with zipfile.ZipFile(BytesIO(BOOK)) as old:
        part = old.getinfo(SHEET)
    start = part.header_offset + 30 + len(part.filename)
    for place in range(start, start + part.compress_size):
        made[place] ^= 0xFF
    return bytes(made)


def sheet_of(rows: bytes) -> bytes:
    """The book with these rows."""
    return packed(sheet=b"<worksheet " + MAIN + b"><sheetData>" + rows + b"</sheetData></worksheet>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(with_bytes_turned(), "is damaged", id="damaged"),
        pytest.param(headed(8, lambda byte: byte | 1), "needs a password", id="encrypted"),
        pytest.param(headed(10, lambda _: 9), "is damaged", id="packed in a way that is not read"),
        pytest.param(packed(sheet=b"<worksheet><sheetData><row r='x'>"), "is damaged", id="cut off"),
        pytest.param(packed(strings=b"<!DOCTYPE s [<!ENTITY a 'A'>]><sst/>"), "is damaged", id="entities"),
        pytest.param(sheet_of(b"<row>" + b"<c/>" * 2_000_000 + b"</row>"), "larger than", id="one row"),
        pytest.param(sheet_of((b"<row>" + b"<c/>" * 16_000 + b"</row>") * 100), "larger than", id="wide rows"),
        pytest.param(packed(strings=b"<sst>" + b"<si><t/></si>" * 500_000 + b"</sst>"), "larger than", id="texts"),
    ],
)
def test_a_workbook_that_is_damaged_or_teems_is_refused_in_words_and_at_once(content: bytes, words: str) -> None:
    assert len(content) < 100_000
    began = process_time()
    with pytest.raises(RefusedError, match=words):
        rows_of(content, "m.xlsx")
    assert process_time() - began < 5


def test_a_workbook_as_large_as_is_taken_is_read() -> None:
    rows = [["x" * 20] * files.MOST_COLUMNS for _ in range(files.MOST_ROWS)]
    assert rows_of(workbook_of(rows, "Measures"), "m.xlsx") == (rows, [])


def test_a_decimal_comma_is_refused_and_not_taken_for_thousands() -> None:
    row = row_of(replace(JOBS, proxy_value="12,50"), "")
    rows, _ = rows_of("\n".join(";".join(cells) for cells in (COLUMNS, row)).encode(), "m.csv")
    sheet = read_rows(rows)
    [fault] = faults(Edition(measures=sheet.measures), FrameworkKind.OWN, KNOWN)
    assert (fault.place, fault.column) == (1, "proxy_value")
    assert fault.text == "“12,50” is no amount in pounds, like 1,250.50: a comma parts thousands alone."


def test_long_cells_and_semicolons_are_told_apart() -> None:
    content = csv_bytes([["code"], ["x" * (files.LONGEST_CELL + 1)], ["\0"]])
    assert [one.row for one in rows_of(content, "m.csv")[1]] == [2, 3]
    assert rows_of(b"code;title\nJ1;Jobs, good ones\n", "m.csv")[0][1] == ["J1", "Jobs, good ones"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("£1,250", "1250.00"),
        ("£ 1 250.5", "1250.50"),
        ("12.5", "12.50"),
        ("1e3", "1000.00"),
        ("12,50", "12,50"),
        ("12 50", "12 50"),
        ("1,2,3", "1,2,3"),
        ("12.345", "12.345"),
        ("NaN", "NaN"),
        ("", ""),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, read: str) -> None:
    assert amount(typed) == read


def test_two_versions_are_compared_measure_by_measure() -> None:
    found = changes((JOBS, HIRES), (replace(JOBS, unit="persons"), HOURS))
    assert [(one.code, one.columns, one.same) for one in found] == [
        ("J1", ["unit"], False),
        ("V1", [], False),
        ("J2", [], False),
    ]
