"""Storing files under the digest of their bytes, and reading them again. Never within a decision: files are slow.

What is stored and then not attached, because the decision was refused, stays for a day: no row names it, so no address
leads to it, and the same file handed in again finds its place. `clearing` deletes it then.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.files import File

from commissioning.documents import rules

FOLDER = "documents"
MISSING = "is missing"
ALTERED = "is not the one that was attached"


class DamagedError(Exception):
    """A stored file is gone, or is not what was attached."""


@dataclass(frozen=True)
class Examined:
    """A file that can be attached: its clean name, what it is, and the digest of its bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


def examine(sent: File[Any]) -> Examined:
    """Read a file that was sent and say what it is. Raises RefusedError for one that cannot be attached."""
    name, size = rules.clean_name(sent.name or ""), sent.size
    rules.require_size(size, settings.LARGEST_DOCUMENT)
    content: Any = sent.file
    kind = rules.media_type(name, content)
    digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Examined(name, kind, size, digest)


def keep(sent: File[Any], found: Examined) -> None:
    """Store a file. It appears under its digest whole or not at all; the same bytes again change nothing."""
    target = path_of(found.sha256)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent) as aside:
        copy = Path(aside) / "copy"
        with copy.open("wb") as written:
            content: Any = sent.file
            content.seek(0)
            copyfileobj(content, written)
            written.flush()
            os.fsync(written.fileno())
        copy.chmod(0o600)
        copy.replace(target)
    _settle(target.parent)
    _settle(target.parent.parent)


def _settle(folder: Path) -> None:
    """See to it that what was put into a folder is still there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def opened(sha256: str, size: int) -> BinaryIO:
    """Return a stored file open at its beginning, after its bytes were compared with the digest.

    Raises DamagedError where it is gone or is another one by now.
    """
    content = _opened(sha256)
    if content is None:
        raise DamagedError(MISSING)
    if not _sound(content, sha256, size):
        content.close()
        raise DamagedError(ALTERED)
    content.seek(0)
    return content


def fault_of(sha256: str, size: int) -> str:
    """Say what is wrong with a stored file; nothing when all is well."""
    try:
        opened(sha256, size).close()
    except DamagedError as damaged:
        return str(damaged)
    return ""


def path_of(sha256: str) -> Path:
    """Return where the bytes of a digest are stored."""
    return Path(settings.MEDIA_ROOT) / FOLDER / sha256[:2] / sha256


def _opened(sha256: str) -> BinaryIO | None:
    with suppress(OSError):
        return path_of(sha256).open("rb")
    return None


def _sound(content: IO[bytes], sha256: str, size: int) -> bool:
    same = os.fstat(content.fileno()).st_size == size
    return same and hashlib.file_digest(content, "sha256").hexdigest() == sha256  # type: ignore[arg-type] # any file will do
