"""A page that sends a file and is sent twice: one file, one save, and nobody is told that somebody else was first."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Entry
from commissioning.case.models import Case
from commissioning.drafts.models import Draft
from commissioning.needs.models import NeedsRecord
from commissioning.records.models import Attachment
from commissioning.verbs import Verb
from tests.commissioning.casefile.pages import SECTIONS, Reader, words
from tests.commissioning.casefile.test_views_documents import OTHER, chosen
from tests.commissioning.casefile.test_views_drafts import at, hidden, opened, types
from tests.commissioning.casefile.test_views_drafts import other as other

TYPED = SECTIONS["evidence"]


@pytest.fixture
def path(drafting: Case) -> str:
    return at(drafting, "evidence/")


def with_file(content: bytes = OTHER, **more: str) -> dict[str, Any]:
    """A file as a page sends it: read once, so that each page sends one of its own."""
    return {"file-evidence-file": chosen(content=content), **more}


def attached(reader: Reader, path: str, content: bytes = OTHER) -> str:
    """Attach a file by a page of its own; returns its id."""
    reader.post(path, {**opened(reader, path), **with_file(content, attach_file="evidence")}, 200)
    return str(Attachment.objects.latest("pk").pk)


def test_a_page_saved_with_a_file_and_sent_twice_is_saved_once(drafting: Case, commissioner: Reader, path: str) -> None:
    page = opened(commissioner, path)
    for _ in range(2):
        commissioner.post(path, {**page, **TYPED, **with_file()})
    assert Attachment.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.SECTION_SAVED).count() == 1
    late = commissioner.client.post("/drafts/", {**page, "evidence": "Half of"})
    assert late.content.decode().startswith("This page was saved already.")
    assert not Draft.objects.exists()
    assert "that is not saved" not in commissioner.get(at(drafting))


@pytest.mark.parametrize("what", ["attached", "replaced", "removed"])
def test_a_file_sent_twice_is_one_and_the_page_saves_after_it(commissioner: Reader, path: str, what: str) -> None:
    deed = with_file(attach_file="evidence")
    if what == "replaced":
        attached(commissioner, path, b"%PDF-1.4 the first\n")
    if what == "removed":
        deed = {"remove_file": attached(commissioner, path)}
    page = opened(commissioner, path)
    for _ in range(2):
        sent = with_file(attach_file="evidence") if "attach_file" in deed else deed
        answer = commissioner.post(path, {**page, **sent, **TYPED}, 200)
        assert f"is {'removed' if what == 'removed' else 'attached'}. What you typed on this page" in words(answer)
    again = hidden(answer.content.decode())
    assert again["key"] != page["key"]
    assert again["read"] == opened(commissioner, path)["read"]
    commissioner.post(path, {**again, **TYPED})
    assert NeedsRecord.objects.get().evidence == TYPED["evidence"]
    assert Attachment.objects.filter(removed_at=None).count() == (0 if what == "removed" else 1)


def test_a_file_sent_twice_does_not_hide_what_somebody_else_saved(
    commissioner: Reader, other: Reader, path: str
) -> None:
    page = opened(commissioner, path)
    sent = {**page, "attach_file": "evidence", **TYPED}
    commissioner.post(path, {**sent, **with_file()}, 200)
    other.post(path, {**opened(other, path), "evidence": "Another's words."})
    again = hidden(commissioner.post(path, {**sent, **with_file()}, 200).content.decode())
    commissioner.post(path, {**again, **TYPED}, 409)
    assert NeedsRecord.objects.get().evidence == "Another's words."


def test_another_file_after_a_page_that_could_not_be_read_is_no_repeat(commissioner: Reader, drafting: Case) -> None:
    path = at(drafting, "current_spend/")
    given = {"annual_spend": "about 5", "current_contract": "Bright Days"}
    page = {**opened(commissioner, path), "file-current_spend-file": chosen()}
    again = hidden(commissioner.post(path, {**page, **given}, 422).content.decode())
    other = {**again, **given, "annual_spend": "5", "file-current_spend-file": chosen("another.pdf")}
    commissioner.post(path, other)
    assert Attachment.objects.filter(removed_at=None).count() == 2
    assert NeedsRecord.objects.get().annual_spend == 5


def test_a_file_of_an_overtaken_page_is_attached_and_the_page_says_what_was_not_saved(
    commissioner: Reader, other: Reader, path: str
) -> None:
    page = opened(commissioner, path)
    other.post(path, {**opened(other, path), "evidence": "Another's words."})
    said = words(commissioner.post(path, {**page, **TYPED, **with_file()}, 409))
    assert "“survey.pdf” is attached." in said
    assert "Nothing you typed was saved." in said
    assert "Nothing of yours" not in said


def test_going_back_to_a_saved_page_with_another_file_says_that_only_what_was_typed_is_not_saved(
    commissioner: Reader, path: str
) -> None:
    page = opened(commissioner, path)
    commissioner.post(path, {**page, **TYPED})
    said = words(commissioner.post(path, {**page, **TYPED, "evidence": "Changed.", **with_file()}, 422))
    assert "“survey.pdf” is attached." in said
    assert "Nothing you typed now was saved." in said


def test_what_was_typed_about_a_file_comes_back_with_a_draft(commissioner: Reader, path: str) -> None:
    described = {"file-evidence-description": "Survey of May"}
    types(commissioner, path, **described)
    answer = commissioner.client.get(path)
    assert 'value="Survey of May"' in answer.content.decode()
    assert "We kept what you typed on" in words(answer)
    commissioner.post(path, {**hidden(answer.content.decode()), **described, **with_file()})
    assert Attachment.objects.get().description == "Survey of May"
    assert 'value="Survey of May"' not in commissioner.client.get(path).content.decode()


def test_what_was_typed_about_a_file_goes_with_it(commissioner: Reader, other: Reader, path: str) -> None:
    page = opened(commissioner, path)
    other.post(path, {**opened(other, path), "evidence": "Another's words."})
    described = {"file-evidence-description": "Survey of May"}
    answer = commissioner.post(path, {**page, **TYPED, **described, **with_file()}, 409)
    assert 'value="Survey of May"' not in answer.content.decode()
    commissioner.post(path, {**hidden(answer.content.decode()), **TYPED})
    assert NeedsRecord.objects.get().evidence == TYPED["evidence"]
