"""Files on the pages: attached beside what is typed, opened by those who may read their section, never other bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from commissioning.case.models import Case
from commissioning.documents.models import Document
from commissioning.documents.storing import path_of
from commissioning.needs.models import NeedsRecord
from commissioning.records.models import Attachment
from tests.api.council import Caller, Council
from tests.commissioning.casefile.pages import SECTIONS, Reader, words
from tests.commissioning.documents.files import CSV, PDF

pytestmark = pytest.mark.django_db
Limit = Callable[..., Any]
OTHER = PDF + b"% another\n"
PAGE = "/cases/{0.reference}/records/needs/{1}/"


def chosen(name: str = "survey.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attaches(
    reader: Reader,
    case: Case,
    section: str = "evidence",
    file: SimpleUploadedFile | None = None,
    status: int = 200,
    **more: Any,
) -> Any:
    """Press “Attach this file” on a section's page."""
    sent = {f"file-{section}-file": file or chosen(), "attach_file": section, **more}
    return reader.post(PAGE.format(case, section), sent, status)


def the_file(name: str = "survey.pdf") -> Attachment:
    """The newest file of that name."""
    return Attachment.objects.filter(document__name=name).latest("pk")


def address(case: Case, file: Attachment) -> str:
    return f"/cases/{case.reference}/documents/{file.pk}/"


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def status_of(reader: Reader, path: str) -> int:
    """Whether a page or a file opens."""
    answer: Any = reader.client.get(path)
    if answer.streaming:
        body_of(answer)  # which closes the file
    found: int = answer.status_code
    return found


def test_a_file_is_attached_and_what_was_typed_stays_on_the_page(drafting: Case, commissioner: Reader) -> None:
    described: dict[str, Any] = {"file-evidence-description": "Survey of May"}
    answer = attaches(commissioner, drafting, evidence="Half a sent", **described)
    page = words(answer)
    assert "“survey.pdf” is attached. What you typed on this page is not saved yet." in page
    assert "Half a sent" in answer.content.decode()
    assert NeedsRecord.objects.get(strand__case=drafting).evidence == ""
    assert f"survey.pdf (PDF, {len(PDF)} bytes)" in page
    assert "Survey of May" in page
    assert f"Attached by {commissioner.person.full_name}" in page


def test_saving_attaches_the_file_that_was_chosen_and_saves_what_was_typed(
    drafting: Case, commissioner: Reader
) -> None:
    read = read_on(commissioner, drafting, "evidence")
    sent = {**SECTIONS["evidence"], "read": read, "file-evidence-file": chosen()}
    commissioner.post(PAGE.format(drafting, "evidence"), sent)
    record = NeedsRecord.objects.get(strand__case=drafting)
    assert record.evidence == SECTIONS["evidence"]["evidence"]
    assert [file.document.name for file in record.files] == ["survey.pdf"]


def read_on(reader: Reader, case: Case, section: str) -> str:
    """The digest that a section's page was opened with."""
    page = reader.client.get(PAGE.format(case, section)).content.decode()
    found: str = page.split('name="read" value="')[1].split('"')[0]
    return found


def test_after_attaching_the_page_saves_as_if_opened_with_its_file(drafting: Case, commissioner: Reader) -> None:
    answer = attaches(commissioner, drafting, read=read_on(commissioner, drafting, "evidence"), evidence="Delays rose.")
    page = answer.content.decode()
    read, key = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("read", "key"))
    commissioner.post(PAGE.format(drafting, "evidence"), {"read": read, "key": key, "evidence": "Delays rose."})
    assert NeedsRecord.objects.get(strand__case=drafting).evidence == "Delays rose."


def test_attaching_does_not_hide_what_another_saved_meanwhile(drafting: Case, commissioner: Reader) -> None:
    read = read_on(commissioner, drafting, "evidence")
    commissioner.save(drafting, "evidence", evidence="Another's words.")
    answer = attaches(commissioner, drafting, read=read, evidence="Mine.")
    page = answer.content.decode()
    stale = page.split('name="read" value="')[1].split('"')[0]
    assert stale == read
    commissioner.post(PAGE.format(drafting, "evidence"), {"read": stale, "evidence": "Mine."}, 409)
    assert NeedsRecord.objects.get(strand__case=drafting).evidence == "Another's words."


def test_the_same_post_twice_attaches_once(drafting: Case, commissioner: Reader) -> None:
    attaches(commissioner, drafting, key="one-page")
    attaches(commissioner, drafting, key="one-page")
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("survey.exe", PDF, "Files that end in .exe cannot be attached"),
        ("survey.png", PDF, "is something else, is damaged or needs a password"),
        ("survey.pdf", b"", "The file is empty"),
        ("survey.pdf", PDF + b" " * 3_000_000, "The file is 3 MB; it can be at most 2 MB"),
    ],
)
def test_a_refused_file_is_told_at_its_field_and_nothing_typed_is_lost(
    drafting: Case, commissioner: Reader, settings: Settings, name: str, content: bytes, said: str
) -> None:
    settings.LARGEST_DOCUMENT = 2_000_000
    answer = attaches(commissioner, drafting, file=chosen(name, content), status=422, evidence="Half a sentence")
    page = answer.content.decode()
    assert said in words(answer)
    assert 'href="#id_file-evidence-file"' in page
    assert "Half a sentence" in page
    assert not Document.objects.exists()


def test_the_button_without_a_file_and_a_description_without_one_ask_for_it(
    drafting: Case, commissioner: Reader
) -> None:
    page = PAGE.format(drafting, "evidence")
    assert "Select a file" in words(commissioner.post(page, {"attach_file": "evidence"}, 422))
    assert "Select a file" in words(commissioner.post(page, {"file-evidence-description": "The survey"}, 422))
    commissioner.post(page, {"attach_file": "evidence", "key": ""}, 422)


def test_a_request_beyond_every_limit_is_not_read(drafting: Case, commissioner: Reader, settings: Settings) -> None:
    settings.LARGEST_REQUEST = 1_000
    answer = commissioner.post(PAGE.format(drafting, "evidence"), {"evidence": "x" * 2_000}, 413)
    assert "A file can be at most 20 MB" in words(answer)


def test_a_file_is_removed_and_what_was_typed_stays(drafting: Case, commissioner: Reader) -> None:
    attaches(commissioner, drafting)
    page, gone = PAGE.format(drafting, "evidence"), str(the_file().pk)
    answer = commissioner.post(page, {"remove_file": gone, "evidence": "Half a sent"}, 200)
    assert "“survey.pdf” is removed." in words(answer)
    assert "Half a sent" in answer.content.decode()
    again = commissioner.post(page, {"remove_file": gone, "evidence": "Half a sent"}, 409)
    assert "is not attached here any more" in words(again)
    assert "Half a sent" in again.content.decode()
    listed = commissioner.get(f"/cases/{drafting.reference}/documents/")
    assert f"Removed by {commissioner.person.full_name}" in listed


def test_a_file_is_saved_exactly_as_it_was_attached(drafting: Case, commissioner: Reader, finance: Reader) -> None:
    attaches(commissioner, drafting, file=chosen('Wards "März".csv', CSV))
    answer = finance.client.get(address(drafting, the_file('Wards "März".csv')))
    assert body_of(answer) == CSV
    assert answer["Content-Type"] == "text/csv"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Wards%20%22M%C3%A4rz%22.csv"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert int(answer["Content-Length"]) == len(CSV)


def test_a_file_is_opened_by_those_alone_who_may_read_its_section(
    council: Council, drafting: Case, commissioner: Reader, readers: dict[str, Reader], adviser: Reader, client: Client
) -> None:
    attaches(commissioner, drafting)
    path = address(drafting, the_file())
    for name in ("stranger", "supplier", "adviser"):
        assert readers[name].client.get(path).status_code == 404, name
    assert client.get(path).status_code == 302
    assert client.get(path)["Location"].startswith("/accounts/login/")
    other = commissioner.open_case(council, "Another case")
    assert commissioner.client.get(address(other, the_file())).status_code == 404
    assert commissioner.client.get(f"/cases/{drafting.reference}/documents/999999/").status_code == 404
    assert commissioner.client.post(path).status_code == 405


@pytest.fixture
def with_files(drafting: Case, commissioner: Reader) -> Case:
    """A case at its gate with files: in a section that advisers read, among the figures, in a section not theirs."""
    for section in ("evidence", "current_spend", "lessons"):
        attaches(commissioner, drafting, section, chosen(f"{section}.pdf"))
    attaches(commissioner, drafting, "need", chosen("draft.pdf"))
    commissioner.post(PAGE.format(drafting, "need"), {"remove_file": str(the_file("draft.pdf").pk)}, 200)
    commissioner.write_needs(drafting)
    commissioner.submit(drafting)
    return drafting


def test_an_adviser_reads_what_was_handed_in_of_their_own_sections(
    with_files: Case, adviser: Reader, commissioner: Reader
) -> None:
    opened = {
        name: status_of(adviser, address(with_files, the_file(f"{name}.pdf")))
        for name in ("evidence", "current_spend", "lessons", "draft")
    }
    assert opened == {"evidence": 200, "current_spend": 404, "lessons": 404, "draft": 404}
    listed = adviser.get(f"/cases/{with_files.reference}/documents/")
    assert "1 file, each under" in listed
    assert "evidence.pdf" in listed
    assert "current_spend.pdf" not in listed
    assert "4 files" in commissioner.get(f"/cases/{with_files.reference}/documents/")


def test_who_reads_a_text_finds_its_files_with_their_fingerprint(
    with_files: Case, adviser: Reader, finance: Reader, commissioner: Reader
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    print_ = "-".join(digest[start : start + 4] for start in (0, 4, 8))
    gate = commissioner.client.get(f"/cases/{with_files.reference}/gates/").content.decode()
    number = gate.split("/gates/")[2].split("/")[0]
    for reader, page in (
        (finance, f"/tasks/{finance.task(with_files, 'sign').pk}/"),
        (commissioner, f"/cases/{with_files.reference}/records/needs/"),
        (commissioner, f"/cases/{with_files.reference}/gates/{number}/"),
        (adviser, f"/tasks/{adviser.task(with_files, 'consult').pk}/"),
        (adviser, f"/cases/{with_files.reference}/records/needs/"),
    ):
        answer = reader.client.get(page)
        assert address(with_files, the_file("evidence.pdf")) in answer.content.decode(), page
        assert print_ in words(answer), page
        assert ("current_spend.pdf" in words(answer)) == (reader is not adviser), page
    assert ".pdf" not in adviser.get(f"/cases/{with_files.reference}/gates/{number}/")
    trail = commissioner.get(f"/cases/{with_files.reference}/trail/")
    assert "attached the file “evidence.pdf” to “Evidence” in the record of needs analysis" in trail
    assert "removed the file “draft.pdf” from “The need”" in trail


def test_a_seat_asked_again_sees_which_file_was_replaced_added_and_removed(
    with_files: Case, commissioner: Reader, finance: Reader, adviser: Reader
) -> None:
    adviser.act(adviser.task(with_files, "consult"), "advise", reason="Ask the lunch clubs.")
    finance.act(finance.task(with_files, "sign"), "return", reason="The file is last year's.")
    old = the_file("evidence.pdf")
    attaches(commissioner, with_files, "evidence", chosen("evidence.pdf", OTHER))
    attaches(commissioner, with_files, "evidence", chosen("more.csv", CSV))
    commissioner.post(PAGE.format(with_files, "lessons"), {"remove_file": str(the_file("lessons.pdf").pk)}, 200)
    check = commissioner.get(f"/cases/{with_files.reference}/records/needs/check/")
    assert "Evidence Changed" in check
    assert "more.csv" in check
    commissioner.submit(with_files)
    page = finance.get(f"/tasks/{finance.task(with_files, 'sign').pk}/")
    for said in ("File replaced: evidence.pdf", "File added: more.csv", "File removed: lessons.pdf"):
        assert said in page
    again = adviser.get(f"/tasks/{adviser.task(with_files, 'consult').pk}/")
    assert "File replaced: evidence.pdf" in again
    assert "lessons.pdf" not in again
    assert old.removed_at is None
    assert body_of(finance.client.get(address(with_files, old))) == PDF, "what was signed then can still be read"
    assert body_of(adviser.client.get(address(with_files, old))) == PDF
    first = commissioner.client.get(f"/cases/{with_files.reference}/records/needs/?submission=1").content.decode()
    assert address(with_files, old) in first


def test_an_adviser_reads_nothing_of_a_file_that_is_still_being_written(
    with_files: Case, commissioner: Reader, finance: Reader, adviser: Reader
) -> None:
    adviser.act(adviser.task(with_files, "consult"), "advise", reason="Ask the lunch clubs.")
    finance.act(finance.task(with_files, "sign"), "return", reason="The file is last year's.")
    handed_in = the_file("evidence.pdf")
    described: dict[str, Any] = {"file-evidence-description": "We can pay 1.2 million"}
    attaches(commissioner, with_files, "evidence", chosen("evidence.pdf"), **described)
    page = f"/cases/{with_files.reference}/documents/"
    files = f"cases/{with_files.reference}/records/needs/files/"
    assert "We can pay" in commissioner.get(page)
    assert "Removed by" in commissioner.get(page)
    assert the_file("evidence.pdf").pk != handed_in.pk
    assert status_of(adviser, address(with_files, the_file("evidence.pdf"))) == 404
    seen = adviser.get(page)
    assert "evidence.pdf" in seen
    assert "Submitted" in seen
    assert "We can pay" not in seen
    assert "Removed by" not in seen
    (told,) = Caller(adviser.person).get(files).json()
    assert (told["id"], told["description"], told["removed_by"], told["removed_at"]) == (handed_in.pk, "", None, None)
    record = adviser.client.get(f"/cases/{with_files.reference}/records/needs/").content.decode()
    assert address(with_files, handed_in) in record
    commissioner.submit(with_files)
    assert "We can pay" in adviser.get(page)


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_a_damaged_file_is_told_and_not_handed_out(
    drafting: Case, commissioner: Reader, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    attaches(commissioner, drafting, file=chosen("rare.pdf", PDF + damage.encode()))
    stored = path_of(the_file("rare.pdf").document.sha256)
    if damage == "missing":
        stored.unlink()
    else:
        stored.write_bytes(b"x" * stored.stat().st_size)
    page = commissioner.get(address(drafting, the_file("rare.pdf")), 500)
    assert "“rare.pdf” was not handed out" in page
    assert "Tell your system administrator" in page
    assert "stored file is damaged" in caplog.text


def test_pages_with_many_files_ask_no_more_of_the_database(
    drafting: Case,
    commissioner: Reader,
    finance: Reader,
    adviser: Reader,
    django_assert_max_num_queries: Limit,
) -> None:
    for section in ("evidence", "need", "current_spend"):
        for number in range(3):
            attaches(commissioner, drafting, section, chosen(f"{section}-{number}.pdf"))
    commissioner.write_needs(drafting)
    base = f"/cases/{drafting.reference}/"
    for page in (
        "records/needs/",
        "records/needs/evidence/",
        "records/needs/check/",
        "records/needs/submit/",
        "documents/",
    ):
        with django_assert_max_num_queries(12):
            commissioner.get(base + page)
    commissioner.submit(drafting)
    pages = [
        (commissioner, f"{base}records/needs/"),
        (finance, f"/tasks/{finance.task(drafting, 'sign').pk}/"),
        (adviser, f"/tasks/{adviser.task(drafting, 'consult').pk}/"),
        *((reader, f"{base}{page}") for reader in (finance, adviser) for page in ("records/needs/", "documents/")),
        *((reader, f"{base}gates/{gate_of(drafting)}/") for reader in (finance, adviser)),
        *((reader, address(drafting, the_file("need-0.pdf"))) for reader in (finance, adviser)),
    ]
    for reader, page in pages:
        with django_assert_max_num_queries(12, info=page):
            assert status_of(reader, page) == 200, page


def gate_of(case: Case) -> int:
    found: int = case.strands.get().gates.get().pk
    return found


def test_a_case_without_files_says_how_they_come_about(drafting: Case, commissioner: Reader, adviser: Reader) -> None:
    page = f"/cases/{drafting.reference}/documents/"
    assert "There are no files for you to read here." in commissioner.get(page)
    assert "by those who write it" in commissioner.get(page)
    assert "once they have been submitted" in adviser.get(page)


def test_who_reads_and_does_not_write_sees_files_and_attaches_none(
    drafting: Case, commissioner: Reader, finance: Reader
) -> None:
    attaches(commissioner, drafting)
    page = finance.client.get(PAGE.format(drafting, "evidence")).content.decode()
    assert address(drafting, the_file()) in page
    assert 'type="file"' not in page
    attaches(finance, drafting, status=403)
