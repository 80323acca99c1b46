"""Files that show that a condition is met: attached by its owner, read by whoever reads the case's conditions."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from zeal import zeal_ignore

from accounts.authority import may
from accounts.errors import NotAllowedError
from accounts.models import Person
from accounts.rights import Right
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.trail import event_of
from commissioning.conditions.models import ConditionFile
from commissioning.documents.storing import path_of
from commissioning.errors import OvertakenError, RefusedError
from commissioning.meetings.conditions import claim
from commissioning.meetings.evidencing import attach_evidence, task_to_meet
from commissioning.meetings.models import Meeting
from commissioning.verbs import Verb
from tests.accounts.factories import a_key, appointed
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.documents.files import CSV, PDF
from tests.commissioning.meetings.met import a_condition, board_ask, post, takes
from tests.council import AT, People, ask_of, entry_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meet(waiting: Case, meeting: Meeting, people: People) -> Ask:
    """The task of Procurement to meet a condition that the Board set."""
    takes(meeting, board_ask(waiting), people, conditions=(a_condition(),))
    return ask_of(waiting, "Meet a condition")


def chosen(name: str = "criteria.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def attached(task: Ask, by: Person, key: str = "", **file: Any) -> ConditionFile:
    return attach_evidence(task, chosen(**file), by=by, at=AT, key=key or a_key())


def test_a_file_is_attached_once_and_named_with_the_evidence(meet: Ask, people: People) -> None:
    by = people["procurement"]
    made = attached(meet, by, "once")
    with pytest.raises(RepeatedError):
        attached(meet, by, "once")
    with pytest.raises(RefusedError, match="is attached already, and is the very same"):
        attached(meet, by)
    assert path_of(made.document.sha256).read_bytes() == PDF
    claim(meet, evidence="Published.", by=by, at=AT, key=a_key())
    assert entry_of(meet.case)["about"]["files"] == [{"name": "criteria.pdf", "sha256": made.document.sha256}]
    told = event_of(Entry.objects.get(verb=Verb.CONDITION_EVIDENCED))
    assert "attached a file to the evidence for the condition C1" in told.sentence
    assert "File: criteria.pdf." in told.text
    assert verify().breaks == []


def test_only_its_owner_attaches_until_it_is_said_to_be_met(meet: Ask, people: People) -> None:
    for name in ("board", "commissioner", "auditor"):
        with pytest.raises(NotAllowedError):
            attached(meet, people[name])
    claim(meet, evidence="Published.", by=people["procurement"], at=AT, key=a_key())
    meet.refresh_from_db()
    with pytest.raises(OvertakenError):
        attached(meet, people["procurement"])
    condition = ConditionFile.objects.count(), meet.case.conditions.get()
    with pytest.raises(RefusedError, match="can send it back"):
        task_to_meet(condition[1])
    assert condition[0] == 0


def test_no_more_and_no_other_files_than_a_section_takes(meet: Ask, people: People, settings: Settings) -> None:
    settings.MOST_FILES_A_SECTION = 1
    by = people["procurement"]
    with pytest.raises(RefusedError, match="something else"):
        attached(meet, by, content=CSV)
    attached(meet, by)
    with pytest.raises(RefusedError, match="as many as it can have"):
        attached(meet, by, name="more.csv", content=CSV)


def test_whoever_attached_it_does_not_confirm(meet: Ask, people: People) -> None:
    by, board = people["procurement"], people["board"]
    appointed(by, post("board_member", "strategic-procurement-board"))
    attached(meet, by)
    appointed(board, meet.post)
    claim(meet, evidence="Published.", by=board, at=AT, key=a_key())
    confirming = ask_of(meet.case, "Confirm that a condition")
    assert not may(by, Right.SIGN_GATE, on=confirming, at=AT)


def test_on_screen_the_owner_attaches_and_readers_open_it(meet: Ask, people: People) -> None:
    procurement, board = Reader(people["procurement"]), Reader(people["board"])
    page = f"/cases/{meet.case.reference}/conditions/1/evidence/"
    assert "Files that show it" in procurement.get(f"/tasks/{meet.pk}/")
    assert "No file is attached." in board.get(page)
    board.post(page, {"file": chosen()}, 403)
    assert "Select a file." in procurement.post(page, {}, 422).content.decode()
    procurement.post(page, {"file": chosen()})
    assert "criteria.pdf (PDF" in board.get(page)
    assert "Evidence of C1" in board.get(f"/cases/{meet.case.reference}/conditions/")
    one = f"{page}{ConditionFile.objects.get().pk}/"
    answer = board.client.get(one)
    assert body_of(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="criteria.pdf"'
    assert "no-store" in answer["Cache-Control"]
    Reader(people["supplier"]).get(one, 404)
    Reader(people["voluntary.sector"]).get(one, 403)
    board.get(f"{page}999/", 404)
    board.get(f"/cases/{meet.case.reference}/conditions/2/evidence/", 404)
    path_of(ConditionFile.objects.get().document.sha256).write_bytes(b"other")
    assert "This file is damaged" in board.get(one, 500)


def test_by_script_the_same(meet: Ask, people: People) -> None:
    path = f"/api/v1/cases/{meet.case.reference}/conditions/1/files/"
    procurement, auditor = Caller(people["procurement"]), Caller(people["auditor"])
    for caller, status in ((procurement, 201), (procurement, 201), (auditor, 403)):
        key = {"Idempotency-Key": "one" if caller is procurement else a_key()}
        with zeal_ignore():
            answer = caller.client.post(path, {"file": chosen()}, format="multipart", headers=key)
        assert answer.status_code == status, answer.content
    [found] = auditor.client.get(path).json()
    assert (found["name"], found["size"], found["added_by"]) == ("criteria.pdf", len(PDF), "Lin Chen")
    assert body_of(auditor.client.get(f"{path}{found['id']}/")) == PDF
    sector = Caller(people["voluntary.sector"])
    assert {sector.client.get(place).status_code for place in (path, f"{path}{found['id']}/")} == {403}
