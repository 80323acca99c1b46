"""What is taken is on a list, agrees with its name, and is neither empty nor too large; everything else is refused."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.documents import rules
from commissioning.errors import RefusedError
from tests.commissioning.documents.files import CSV, JPEG, OFFICE, OPEN, PDF, PNG, archive, office, open_document

TAKEN = [
    ("survey.pdf", PDF, "application/pdf"),
    ("SURVEY.PDF", PDF, "application/pdf"),
    ("plan.png", PNG, "image/png"),
    ("plan.jpg", JPEG, "image/jpeg"),
    ("plan.jpeg", JPEG, "image/jpeg"),
    ("wards.csv", CSV, "text/csv"),
    ("wards.csv", "Ward;People\nCâr;17".encode("latin-1"), "text/csv"),
    ("notes.txt", b"\xef\xbb\xbfNotes of the meeting\n", "text/plain"),
    ("report.docx", office("docx"), f"{OFFICE}wordprocessingml.document"),
    ("costs.xlsx", office("xlsx"), f"{OFFICE}spreadsheetml.sheet"),
    ("slides.pptx", office("pptx"), f"{OFFICE}presentationml.presentation"),
    ("report.odt", open_document("odt"), f"{OPEN}text"),
    ("costs.ods", open_document("ods"), f"{OPEN}spreadsheet"),
    ("slides.odp", open_document("odp"), f"{OPEN}presentation"),
]
NOT_TAKEN = [
    ("page.html", b"<html>", "Save or print it as PDF"),
    ("plan.svg", b"<svg/>", "Save or print it as PDF"),
    ("report.docm", office("docx"), "Save it without its macros"),
    ("old.doc", b"\xd0\xcf\x11\xe0", "Save it as .docx"),
    ("old.xls", b"\xd0\xcf\x11\xe0", "Save it as .xlsx"),
    ("old.ppt", b"\xd0\xcf\x11\xe0", "Save it as .pptx"),
    ("all.zip", archive(a="a"), "Unpack it"),
    ("setup.exe", b"MZ\x90\x00", "These can: PDF, Word"),
    ("run.pdf.js", b"alert(1)", "These can: PDF, Word"),
    ("nothing", PDF, "Files without an ending"),
    ("", PDF, "Files without an ending"),
]
NOT_WHAT_IT_SAYS = [
    ("survey.pdf", b"MZ\x90\x00"),
    ("survey.pdf", b"<html>%PDF-1.7"),
    ("plan.png", JPEG),
    ("plan.jpg", PNG),
    ("notes.txt", b"MZ\x90\x00\x03"),
    ("wards.csv", "Ward,People".encode("utf-16")),
    ("wards.csv", PNG),
    ("report.docx", PDF),
    ("report.docx", archive(a="a")),
    ("report.docx", office("xlsx")),
    ("report.docx", open_document("odt")),
    ("report.docx", office("docx")[:-30]),
    ("report.odt", open_document("ods")),
    ("report.odt", office("docx")),
    ("report.odt", b"PK\x05\x06" + b"\x00" * 18),
]
WITH_MACROS = [
    ("report.docx", office("docx", **{"word/vbaProject.bin": "macro"})),
    ("costs.xlsx", archive(**{"[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"})),
    ("report.odt", open_document("odt", **{"Basic/Standard/Module1.xml": "macro"})),
    ("costs.ods", open_document("ods", **{"Scripts/python/run.py": "macro"})),
]


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN)
def test_what_is_on_the_list_is_taken(name: str, content: bytes, kind: str) -> None:
    file = BytesIO(content)
    assert rules.media_type(name, file) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(("name", "content", "said"), NOT_TAKEN)
def test_what_is_not_on_the_list_is_refused_with_what_to_do(name: str, content: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said) as refused:
        rules.media_type(name, BytesIO(content))
    assert list(refused.value.errors) == ["file"]


@pytest.mark.parametrize(("name", "content"), NOT_WHAT_IT_SAYS)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(RefusedError, match="is something else, is damaged or needs a password"):
        rules.media_type(name, BytesIO(content))


@pytest.mark.parametrize(("name", "content"), WITH_MACROS)
def test_a_document_with_macros_is_refused_whatever_it_is_called(name: str, content: bytes) -> None:
    with pytest.raises(RefusedError, match="carries macros"):
        rules.media_type(name, BytesIO(content))


def test_an_archive_that_lists_more_parts_than_any_document_is_not_opened() -> None:
    many = archive(**{f"{number:05}{'x' * 200}": "" for number in range(5_000)})
    with pytest.raises(RefusedError, match="is something else"):
        rules.media_type("report.docx", BytesIO(many))


@given(st.binary(max_size=300), st.sampled_from(sorted(rules.TYPES)))
def test_no_bytes_at_all_end_otherwise_than_in_a_type_or_a_refusal(content: bytes, ending: str) -> None:
    found = ""
    with suppress(RefusedError):
        found = rules.media_type(f"a.{ending}", BytesIO(content))
    assert found in ("", rules.TYPES[ending])


def test_an_empty_file_and_one_that_is_too_large_are_refused() -> None:
    rules.require_size(1, 20_000_000)
    rules.require_size(20_000_000, 20_000_000)
    with pytest.raises(RefusedError, match="The file is empty"):
        rules.require_size(0, 20_000_000)
    with pytest.raises(RefusedError, match="it can be at most 20 MB"):
        rules.require_size(20_000_001, 20_000_000)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("survey.pdf", "survey.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\amina\\survey.pdf", "survey.pdf"),
        ("sur\x00vey\r\n.pdf", "survey.pdf"),
        ("annual\u202efdp.exe", "annualfdp.exe"),
        ("\u200bsur\u2066vey\ufeff.pdf", "survey.pdf"),
        ("  many   spaces .pdf ", "many spaces.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        (".htaccess", "htaccess"),
        ("...", ""),
        ("", ""),
        (f"{'a' * 300}.pdf", f"{'a' * 146}.pdf"),
        (f"a.{'b' * 300}", "." + "b" * 149),
    ],
)
def test_a_name_keeps_what_its_reader_may_see(name: str, clean: str) -> None:
    assert rules.clean_name(name) == clean


@given(st.text(max_size=400))
def test_a_clean_name_is_short_printable_and_clean_already(name: str) -> None:
    clean = rules.clean_name(name)
    assert len(clean) <= rules.LONGEST_NAME
    assert clean.isprintable()
    assert not {"/", "\\"} & set(clean)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (900, "900 bytes"),
        (12_300, "12 kB"),
        (3_400_000, "3.4 MB"),
        (20_000_000, "20 MB"),
    ],
)
def test_a_size_reads_as_people_say_it(size: int, words: str) -> None:
    assert rules.size_in_words(size) == words
