"""Files are stored under the digest of their bytes, whole or not at all, and never read as other ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pytest_django import Settings

from commissioning.documents import storing
from commissioning.errors import RefusedError
from tests.commissioning.documents.files import PDF, a_file

DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def kept() -> storing.Examined:
    found = storing.examine(a_file())
    storing.keep(a_file(), found)
    return found


def test_what_is_examined_is_known_by_its_bytes() -> None:
    assert storing.examine(a_file("../survey.pdf")) == storing.Examined(
        "survey.pdf", "application/pdf", len(PDF), DIGEST
    )


def test_the_same_bytes_are_stored_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    kept()
    kept()
    [stored] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert stored == storing.path_of(DIGEST)
    assert stored.read_bytes() == PDF
    assert stored.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("commissioning.documents.storing.os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        kept()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(settings: Settings) -> None:
    settings.LARGEST_DOCUMENT = len(PDF) - 1
    with pytest.raises(RefusedError, match="it can be at most"):
        storing.examine(a_file())


def test_what_is_stored_is_read_as_it_was() -> None:
    kept()
    with storing.opened(DIGEST, len(PDF)) as content:
        assert content.read() == PDF
    assert storing.fault_of(DIGEST, len(PDF)) == ""


@pytest.mark.parametrize("bytes_", [PDF[:-1], PDF[:-1] + b"x", b""])
def test_a_file_that_was_altered_is_not_read(bytes_: bytes) -> None:
    kept()
    storing.path_of(DIGEST).write_bytes(bytes_)
    with pytest.raises(storing.DamagedError, match="is not the one that was attached"):
        storing.opened(DIGEST, len(PDF))
    kept()
    assert storing.fault_of(DIGEST, len(PDF)) == "", "the same file handed in again puts it right"


def test_a_file_that_is_gone_is_told() -> None:
    assert storing.fault_of(DIGEST, len(PDF)) == "is missing"
    assert storing.fault_of("../../outside", 3) == "is missing"
