"""What was stored and is named by no document goes after a day; nothing else does."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from commissioning.documents import clearing, storing
from commissioning.documents.clearing import LEFT_FOR, clear_unnamed
from commissioning.documents.models import Document
from tests.accounts.factories import a_body, a_person, within
from tests.commissioning.documents.files import PDF, a_file

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored(age: timedelta) -> Path:
    """A file that was stored so long ago."""
    storing.keep(a_file(), storing.examine(a_file()))
    return aged(storing.path_of(DIGEST), age)


def aged(path: Path, age: timedelta) -> Path:
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_a_file_that_no_document_names_goes_after_a_day() -> None:
    path = stored(LEFT_FOR - timedelta(minutes=1))
    assert clear_unnamed(NOW) == 0
    assert path.exists()
    assert clear_unnamed(NOW + timedelta(minutes=2)) == 1
    assert not path.exists()
    assert list(path.parent.iterdir()) == []


def test_a_file_that_a_document_names_stays() -> None:
    path = stored(timedelta(days=400))
    service, person = a_body(), a_person()
    with within(service):
        Document(
            name="survey.pdf",
            media_type="application/pdf",
            size=len(PDF),
            sha256=DIGEST,
            added_by=person,
            added_at=NOW,
        ).save()
    assert clear_unnamed(NOW) == 0
    assert path.read_bytes() == PDF


def test_what_a_killed_upload_left_goes_with_its_folder() -> None:
    shelf = storing.path_of(DIGEST).parent
    left = shelf / "tmpabc"
    left.mkdir(parents=True)
    (left / "copy").write_bytes(PDF[:10])
    aged(left, timedelta(days=2))
    (shelf / "tmpdef").mkdir()
    assert clear_unnamed(NOW) == 1
    assert [found.name for found in shelf.iterdir()] == ["tmpdef"]


def test_bytes_that_are_stored_anew_meanwhile_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(timedelta(days=2))
    older = clearing._older

    def meanwhile(found: Path, oldest: float) -> bool:
        said = older(found, oldest)
        storing.keep(a_file(), storing.examine(a_file()))
        return said

    monkeypatch.setattr(clearing, "_older", meanwhile)
    assert clear_unnamed(NOW) == 0
    assert path.read_bytes() == PDF


def test_nothing_is_cleared_where_nothing_was_stored() -> None:
    assert clear_unnamed(NOW) == 0
