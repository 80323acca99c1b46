"""Files over the API: attached, listed, handed out and removed through the screens' own verbs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from zeal import zeal_ignore

from commissioning.documents.storing import path_of
from commissioning.records.models import Attachment
from tests.accounts.factories import a_key
from tests.api.council import Caller, Council
from tests.api.test_tasks import OVERTAKEN, REFUSED, REUSED, problem_of
from tests.commissioning.documents.files import CSV, PDF


def files(reference: str, pk: int | str = "") -> str:
    """The address of the files of a case's needs record, or of one of them."""
    return f"/api/v1/cases/{reference}/records/needs/files/{f'{pk}/' if pk else ''}"


def attach(caller: Caller, reference: str, key: str | None = None, content: bytes = PDF, **more: Any) -> Any:
    """Attach a file to the evidence."""
    sent = {"section": "evidence", "file": SimpleUploadedFile(more.pop("name", "survey.pdf"), content), **more}
    headers = {"Idempotency-Key": key or a_key()}
    with zeal_ignore():  # a verb reads and writes its rows one by one
        return caller.client.post(files(reference), sent, format="multipart", headers=headers)


def remove(caller: Caller, reference: str, pk: int, key: str = "") -> Any:
    with zeal_ignore():  # as above
        return caller.client.delete(files(reference, pk), headers={"Idempotency-Key": key or a_key()})


def test_a_file_is_attached_listed_handed_out_and_removed(drafting: str, commissioner: Caller) -> None:
    made = attach(commissioner, drafting, name="wards.csv", content=CSV, description="People by ward")
    assert made.status_code == 201, made.json()
    told = made.json()
    assert {name: told[name] for name in ("section", "name", "description", "media_type", "size", "removed_at")} == {
        "section": "evidence",
        "name": "wards.csv",
        "description": "People by ward",
        "media_type": "text/csv",
        "size": len(CSV),
        "removed_at": None,
    }
    assert commissioner.client.get(files(drafting)).json() == [told]
    for kinds in ("*/*", "text/csv", "application/pdf"):
        answer: Any = commissioner.client.get(files(drafting, told["id"]), headers={"Accept": kinds})
        assert b"".join(answer.streaming_content) == CSV
    assert answer["Content-Disposition"] == 'attachment; filename="wards.csv"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/csv", "nosniff")
    gone = remove(commissioner, drafting, told["id"])
    assert gone.status_code == 200, gone.json()
    assert gone.json()["removed_by"] == commissioner.person.full_name
    assert [file["id"] for file in commissioner.client.get(files(drafting)).json()] == [told["id"]]


def test_a_record_has_another_digest_with_a_file(drafting: str, commissioner: Caller) -> None:
    before = commissioner.get(f"cases/{drafting}/records/needs/").json()["sections"]
    attach(commissioner, drafting)
    after = commissioner.get(f"cases/{drafting}/records/needs/").json()["sections"]
    assert [key for key in after if after[key]["digest"] != before[key]["digest"]] == ["evidence"]


def test_the_same_key_answers_the_same_and_no_other_request(drafting: str, commissioner: Caller) -> None:
    first = attach(commissioner, drafting, "once").json()
    assert attach(commissioner, drafting, "once").json() == first
    assert Attachment.objects.count() == 1
    assert problem_of(attach(commissioner, drafting, "once", CSV, name="a.csv")) == (422, REUSED)
    gone = remove(commissioner, drafting, first["id"], "gone").json()
    assert remove(commissioner, drafting, first["id"], "gone").json() == gone
    assert problem_of(remove(commissioner, drafting, first["id"])) == (409, OVERTAKEN)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": "survey.exe"}, "file"),
        ({"content": b""}, "file"),
        ({"content": CSV}, "file"),
        ({"content": PDF + b" " * 2_000}, "file"),
        ({"section": "nothing"}, "section"),
        ({"section": ""}, "section"),
        ({"description": "x" * 201}, "description"),
        ({"description": "a\x00b"}, "description"),
    ],
)
def test_what_cannot_be_attached_is_told_by_field(
    drafting: str, commissioner: Caller, settings: Settings, sent: dict[str, Any], field: str
) -> None:
    settings.LARGEST_DOCUMENT = 1_000
    answer = attach(commissioner, drafting, **sent)
    assert problem_of(answer) == (422, REFUSED)
    assert list(answer.json()["errors"]) == [field]
    assert not Attachment.objects.exists()


def test_a_request_without_a_file_a_key_or_a_form_is_refused(
    drafting: str, commissioner: Caller, settings: Settings
) -> None:
    key = {"Idempotency-Key": a_key()}
    form = commissioner.client.post(files(drafting), {"section": "evidence"}, format="multipart", headers=key)
    assert list(form.json()["errors"]) == ["file"]
    unkeyed = commissioner.client.post(files(drafting), {"section": "evidence"}, format="multipart")
    assert list(unkeyed.json()["errors"]) == ["Idempotency-Key"]
    assert commissioner.client.post(files(drafting), {"section": "evidence"}, headers=key).status_code == 415
    settings.LARGEST_REQUEST = 100
    large = attach(commissioner, drafting)
    assert (large.status_code, large["Content-Type"]) == (413, "application/problem+json")
    assert large.json()["type"] == "urn:tollgate:problem:too-large"


def test_a_file_is_for_those_alone_who_may_read_its_section(
    council: Council, drafting: str, commissioner: Caller, stranger: Caller, adviser: Caller
) -> None:
    pk = attach(commissioner, drafting).json()["id"]
    for caller in (stranger, Caller(council.supplier)):
        assert caller.client.get(files(drafting, pk)).status_code == 404
        assert caller.client.get(files(drafting)).status_code == 404
    assert adviser.client.get(files(drafting)).json() == []
    assert adviser.client.get(files(drafting, pk)).status_code == 404
    assert remove(adviser, drafting, pk).status_code == 404
    assert attach(adviser, drafting, name="mine.pdf").status_code == 403
    other = commissioner.open_case(council.service, "Another case")
    assert commissioner.client.get(files(other, pk)).status_code == 404
    commissioner.client.credentials()
    assert commissioner.client.get(files(drafting, pk)).status_code == 401


def test_nothing_changes_at_the_gate_and_advisers_read_what_was_handed_in(
    drafting: str, commissioner: Caller, adviser: Caller, finance: Caller
) -> None:
    pk = attach(commissioner, drafting).json()["id"]
    figures = attach(commissioner, drafting, section="current_spend").json()["id"]
    commissioner.write_needs(drafting)
    commissioner.act(commissioner.task("write", drafting), "submit")
    assert problem_of(attach(commissioner, drafting, name="late.pdf")) == (409, OVERTAKEN)
    assert problem_of(remove(commissioner, drafting, pk)) == (409, OVERTAKEN)
    assert [file["id"] for file in adviser.client.get(files(drafting)).json()] == [pk]
    assert adviser.client.get(files(drafting, figures)).status_code == 404
    stated = {one["key"]: one["stated"] for one in finance.task("sign", drafting)["sections"]}
    assert stated["evidence"]["files"][0]["name"] == "survey.pdf"


def test_a_damaged_file_is_a_problem_of_ours(drafting: str, commissioner: Caller) -> None:
    told = attach(commissioner, drafting, content=PDF + b"% rare\n").json()
    path_of(told["sha256"]).unlink()
    answer = commissioner.client.get(files(drafting, told["id"]))
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:tollgate:problem:damaged")
