"""The releases of one ocid merged into one, by the rules of OCDS, with the history and source of each field.

`ocdsmerge` needs no schema for this. It looks one up (on the network, unless it is given one) only to learn which
fields are left out of a merged release and which lists of objects are replaced as a whole; both are handed to it as
`merge_rules`. As only the parts named in `shape` are merged, that table yields the rules: the release's own id, date
and tag are left out, `Whole` lists are replaced, and what remains is what ocdsmerge does without being told (lists of
objects by id, lists of anything else as a whole, a null takes a value back). Parts nobody reads are never merged:
they cannot fail, and stay in the release's own bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ocdsmerge import Merger

from commissioning.opendata.cleaning import Path
from commissioning.opendata.exact import step
from commissioning.opendata.merged import Source
from commissioning.opendata.packages import Release
from commissioning.opendata.shape import RELEASE, whole_lists
from commissioning.opendata.warning import Odd

OMITTED: Final = ("id", "date", "tag")
MERGE_RULES: Final[dict[tuple[str, ...], str]] = {
    **{(name,): "omitWhenMerged" for name in OMITTED},
    **dict.fromkeys(whole_lists(RELEASE), "wholeListMerge"),
}


@dataclass(frozen=True)
class CleanRelease:
    """A release that was found sound: its known parts, when it was published, and where its objects stand."""

    release: Release
    data: dict[str, Any]
    published_at: datetime
    positions: dict[Path, int]
    oddities: tuple[tuple[Odd, str, str], ...]
    digest: str

    @property
    def id(self) -> str:
        """The release's own id; an empty text where it has none."""
        return str(self.data.get("id") or "")

    def pointer(self, path: Path) -> str:
        """The JSON pointer, within the release, of a path of names and ids."""
        pointer = ""
        for length, name in enumerate(path, 1):
            pointer = step(pointer, self.positions.get(path[:length], name))
        return pointer


@dataclass(frozen=True)
class Stated:
    """A value, and the release that first stated it."""

    by: CleanRelease
    value: Any


class Merged:
    """What the releases of one ocid say together, from the oldest to the newest."""

    def __init__(self, releases: Sequence[CleanRelease]) -> None:
        self.releases = tuple(sorted(releases, key=lambda release: release.published_at))
        merger = Merger(merge_rules=MERGE_RULES)
        numbered = [_numbered(number, release) for number, release in enumerate(self.releases)]
        self.now: dict[str, Any] = merger.create_compiled_release(numbered)
        self._versions: dict[str, Any] = merger.create_versioned_release(numbered)

    @property
    def newest(self) -> CleanRelease:
        """The release published last."""
        return self.releases[-1]

    def history(self, path: Path) -> list[Stated]:
        """The values a field has had, oldest first; equal values in a row are one."""
        found: Any = self._versions
        for name in path:
            found = _below(found, name)
        versions = found if isinstance(found, list) else []
        return [Stated(self.releases[int(version["releaseID"])], version["value"]) for version in versions]

    def source(self, path: Path) -> Source:
        """Where the present value of a field that has one was first stated."""
        release = self.history(path)[-1].by
        return Source(release.id, release.published_at, release.pointer(path))

    def releases_with(self, path: Path) -> list[int]:
        """The numbers of the releases that hold the object at a path of names and ids, oldest first."""
        return [number for number, release in enumerate(self.releases) if path in release.positions]


def _numbered(number: int, release: CleanRelease) -> dict[str, Any]:
    # ocdsmerge sorts by the date's text, so that offsets from UTC would mislead it; and it names a version by its
    # release's id, which need not be unique.
    at = release.published_at.astimezone(UTC).isoformat(timespec="microseconds")
    return {**release.data, "ocid": release.release.ocid, "id": str(number), "date": at}


def _below(found: Any, name: str) -> Any:
    if isinstance(found, list):
        return next((part for part in found if part.get("id") == name), {})
    return found.get(name, {})
