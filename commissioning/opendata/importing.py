"""Notices imported as cases: one decision an ocid, which is imported wholly or not at all, and once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from audit.canonical import sha256
from audit.errors import RepeatedError
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.notices.models import Notice
from commissioning.opendata.decisions import RehearsedError, import_case, noted_of, update_case
from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.packages import Refusal, contents_of
from commissioning.opendata.reading import KeptNotice, read_packages

Watch = Callable[[str], None]


class Done(StrEnum):
    """What became of an ocid."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms notices are imported: which body leads new cases, who imports and when, and whether in earnest."""

    service: Body
    by: Person | None
    at: datetime
    rehearsal: bool = False


@dataclass
class Report:
    """How many ocids were created, updated and unchanged; what was refused; how many warnings that made."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    warnings: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def count(self, done: Done) -> None:
        """Count one ocid."""
        setattr(self, done, getattr(self, done) + 1)


def unwatched(_step: str) -> None:
    """Nobody is told how far an import is."""


def import_files(files: Sequence[Path], terms: Terms, watch: Watch = unwatched) -> Report:
    """Import the notices of OCDS packages. What cannot be read or placed is refused with its reason, and no other.

    `watch` is told of each step in words. A rehearsal does everything and takes all of it back.
    """
    reading = read_packages(_opened(files, watch), kept=lambda ocid: _kept(ocid, watch))
    report, origins = Report(refused=list(reading.refusals)), Origins(files)
    for number, notice in enumerate(reading.notices, 1):
        try:
            done = import_notice(notice, terms)
            report.count(done)
            report.warnings += len(noted_of(notice)) if done != Done.UNCHANGED else 0
        except (RefusedError, NotAllowedError, OvertakenError) as error:
            report.refused.append(origins.refusal(notice.ocid, str(error)))
        watch(f"imported {number} of {len(reading.notices)} procurements")
    return report


def _opened(files: Iterable[Path], watch: Watch) -> Iterator[Path]:
    for file in files:
        watch(f"reading {file}")
        yield file


def _kept(ocid: str, watch: Watch) -> Iterator[KeptNotice]:
    watch(f"merging {ocid}")
    held = Notice.objects.filter(case__ocid=ocid).order_by("published_at", "pk")
    for body, tags in held.values_list("body", "tags"):
        yield KeptNotice(bytes(body), tuple(tags))


def import_notice(notice: MergedNotice, terms: Terms) -> Done:
    """Make or update the case of one ocid. The same notices again change nothing and leave no entry.

    Raises RefusedError, NotAllowedError or OvertakenError; nothing of the ocid is then kept.
    """
    case = Case.objects.filter(ocid=notice.ocid).first()
    if case is not None and notice.digests == _held(case):
        return Done.UNCHANGED
    try:
        _decide(case, notice, terms)
    except RehearsedError:
        pass
    except RepeatedError:
        return Done.UNCHANGED  # another import was first
    return Done.UPDATED if case else Done.CREATED


def _decide(case: Case | None, notice: MergedNotice, terms: Terms) -> None:
    how: dict[str, Any] = {"by": terms.by, "at": terms.at, "key": key_of(notice), "rehearsal": terms.rehearsal}
    if case is not None:
        update_case(case, notice, **how)
        return
    try:
        import_case(notice, terms.service, **how)
    except IntegrityError as error:
        if not Case.objects.filter(ocid=notice.ocid).exists():
            raise
        raise OvertakenError("Another import made this case meanwhile. Import the file again.") from error


def key_of(notice: MergedNotice) -> str:
    """Return the key that lets these very notices of a procurement be imported once."""
    return f"import/{notice.ocid}/{sha256(*(digest.encode() for digest in sorted(notice.digests)))}"


def _held(case: Case) -> frozenset[str]:
    return frozenset(Notice.objects.filter(case=case).values_list("digest", flat=True))


class Origins:
    """From which file, and from where in it, a procurement came: looked up only when one has to be refused."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = files

    @cached_property
    def known(self) -> dict[str, tuple[str, str]]:
        """The file and the JSON pointer of the last release of each ocid."""
        contents = [contents_of(str(file), _bytes_of(file)) for file in self.files]
        return {release.ocid: (found.file, release.pointer) for found in contents for release in found.releases}

    def refusal(self, ocid: str, reason: str) -> Refusal:
        """The refusal of a procurement that could be read and could not be imported."""
        file, pointer = self.known.get(ocid, ("", ""))
        return Refusal(file, ocid, pointer, reason)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # the reading has refused it already
