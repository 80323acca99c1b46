"""The way in: OCDS packages read into one `MergedNotice` per ocid, or refused with the reason.

Each ocid is read wholly or not at all: one unreadable release refuses its ocid and no other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from commissioning.opendata.cleaning import Cleaner
from commissioning.opendata.composing import compose
from commissioning.opendata.exact import digest
from commissioning.opendata.faults import faults_in
from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.merging import CleanRelease, Merged
from commissioning.opendata.oddities.all import oddities_of
from commissioning.opendata.packages import Contents, Refusal, Release, contents_of, refusal, release_of
from commissioning.opendata.values import moment

KEPT_FILE: Final = "a notice kept from an earlier import"


@dataclass(frozen=True)
class Document:
    """A file's name, as refusals tell it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class KeptNotice:
    """A notice of an earlier import: its release's own bytes and its tags."""

    raw: bytes
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What was read: one merged notice per ocid, in the order the files name them, and what was refused."""

    notices: tuple[MergedNotice, ...]
    refusals: tuple[Refusal, ...]


def nothing_kept(_ocid: str) -> Iterable[KeptNotice]:
    """For a reading that has nothing to go on from."""
    return ()


def read_package(source: Path | str | bytes, *, name: str = "") -> Reading:
    """Read one package: a file's path, or its text or bytes (`name` is what refusals then call it)."""
    if isinstance(source, Path):
        return read_packages([source])
    content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return read_packages([Document(name, content)])


def read_packages(
    sources: Iterable[Path | Document], kept: Callable[[str], Iterable[KeptNotice]] = nothing_kept
) -> Reading:
    """Read several packages as one: the releases of an ocid are merged across them, in the order of their dates.

    `kept` gives the notices already held of an ocid, so that an update that carries only what changed is merged with
    what it changes.
    """
    contents = [_opened(source) for source in sources]
    releases: dict[str, list[Release]] = {}
    for release in (release for found in contents for release in found.releases):
        releases.setdefault(release.ocid, []).append(release)
    refusals = [refused for found in contents for refused in found.refusals]
    notices = []
    for ocid, new in releases.items():
        read = _read([*_kept(kept(ocid)), *new])
        if isinstance(read, MergedNotice):
            notices.append(read)
        else:
            refusals.extend(read)
    return Reading(tuple(notices), tuple(refusals))


def _opened(source: Path | Document) -> Contents:
    if isinstance(source, Document):
        return contents_of(source.name, source.content)
    try:
        return contents_of(str(source), source.read_bytes())
    except OSError as error:
        reason = f"The file cannot be opened: {error.strerror or error}. Check its name and whether you may read it."
        return Contents(str(source), refusals=[refusal(str(source), "", "", reason)])


def _kept(notices: Iterable[KeptNotice]) -> Iterator[Release]:
    for notice in notices:
        yield from release_of(notice.raw, KEPT_FILE, notice.tags).releases


def _read(releases: list[Release]) -> MergedNotice | list[Refusal]:
    clean: dict[str, CleanRelease] = {}
    refusals = []
    for release in releases:
        read = _cleaned(release)
        if isinstance(read, CleanRelease):
            clean.setdefault(read.digest, read)
        else:
            refusals.extend(read)
    return refusals or _merged(Merged(list(clean.values())))


def _cleaned(release: Release) -> CleanRelease | list[Refusal]:
    cleaner = Cleaner()
    data = cleaner.release(release.data)
    faults = {**dict(cleaner.faults), **dict(faults_in(release.data))}
    if release.data.get("date") is None:
        faults["/date"] = "The release has no date, so it cannot be told what it follows or precedes."
    if faults:
        return [_refusal(release, path, reason) for path, reason in faults.items()]
    published_at = moment(release.data["date"])
    oddities = tuple(cleaner.oddities)
    return CleanRelease(release, data, published_at, cleaner.positions, oddities, digest(release.data))


def _merged(merged: Merged) -> MergedNotice | list[Refusal]:
    notice = compose(merged)
    if not notice.title:
        reason = "The procurement has no title (tender.title), so its case could not be told from others."
        return [_refusal(merged.newest.release, "/tender/title", reason)]
    return replace(notice, warnings=oddities_of(notice, merged))


def _refusal(release: Release, path: str, reason: str) -> Refusal:
    return refusal(release.file, release.ocid, f"{release.pointer}{path}", reason)
