"""OCDS packages taken apart: each release with the place it came from and its own bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from commissioning.opendata.exact import DECODER, Flaw, children, start_of, step
from commissioning.opendata.values import readable

OCID_LENGTH: Final = 100
VERSION: Final = "1.1"


@dataclass(frozen=True)
class Refusal:
    """What was not read: the file, the ocid where it is known, the JSON pointer into the file, and why."""

    file: str
    ocid: str
    path: str
    reason: str


def refusal(file: str, ocid: str, path: str, reason: str) -> Refusal:
    """A refusal that can be printed whatever the file holds."""
    return Refusal(file, ocid, readable(path), readable(reason))


@dataclass(frozen=True)
class Release:
    """One release as it was published. `tags_elsewhere` are those of the releases a compiled one was made from."""

    file: str
    pointer: str
    ocid: str
    data: dict[str, Any]
    raw: bytes
    tags_elsewhere: tuple[str, ...] = ()


@dataclass
class Contents:
    """What one file holds: its releases, and what in it could not be taken for one."""

    file: str
    releases: list[Release] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, path: str, reason: str) -> None:
        """Note a part of the file that belongs to no known ocid."""
        self.refusals.append(refusal(self.file, "", path, reason))


def contents_of(file: str, content: bytes) -> Contents:
    """The releases of a release package or record package (OCDS 1.1)."""
    contents = Contents(file)
    try:
        text = content.decode("utf-8-sig")
        package = DECODER.decode(text)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        contents.refuse("", _unreadable(error))
        return contents
    if _is_package(package, contents):
        starts = {name: start for name, start, _ in children(text, start_of(text))}
        _take_releases(package, text, starts, contents)
        _take_records(package, text, starts, contents)
    return contents


def release_of(raw: bytes, file: str, tags: tuple[str, ...]) -> Contents:
    """A single release from its own bytes, as they were kept from an earlier reading with its tags."""
    contents = Contents(file)
    _take(DECODER.decode(raw.decode()), "", raw, contents, tags)
    return contents


def _unreadable(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}. Export the file again."
    if isinstance(error, RecursionError):
        return "This is not an OCDS package: its parts are nested too deeply."
    return "This is not JSON in UTF-8: save or export the file as UTF-8."


def _is_package(package: Any, contents: Contents) -> bool:
    if not isinstance(package, dict):
        contents.refuse("", "This is not an OCDS package: a package is an object with releases or records.")
        return False
    problems = dict(_problems(package))
    for path, reason in problems.items():
        contents.refuse(path, reason)
    return not problems


def _problems(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    lists = {name: package[name] for name in ("releases", "records") if name in package}
    if not lists:
        yield "", "This is not an OCDS package: it has neither releases nor records."
    for name, value in lists.items():
        if not isinstance(value, list):
            yield step("", name), _reason(value, f"“{name}” should be a list.")
    version = package.get("version", VERSION)
    if not (isinstance(version, str) and version.startswith(VERSION)):
        yield "/version", _reason(version, f"Only OCDS version {VERSION} can be read.")


def _reason(value: Any, otherwise: str) -> str:
    return value.reason if isinstance(value, Flaw) else otherwise


def _take_releases(package: dict[str, Any], text: str, starts: dict[str, int], contents: Contents) -> None:
    if "releases" not in package:
        return
    spans = children(text, starts["releases"])
    for data, (number, start, end) in zip(package["releases"], spans, strict=True):
        _take(data, f"/releases/{number}", text[start:end].encode(), contents)


def _take_records(package: dict[str, Any], text: str, starts: dict[str, int], contents: Contents) -> None:
    if "records" not in package:
        return
    spans = children(text, starts["records"])
    for record, (number, start, _end) in zip(package["records"], spans, strict=True):
        pointer = f"/records/{number}"
        if isinstance(record, dict):
            _take_record(record, pointer, text, start, contents)
        else:
            contents.refuse(pointer, _reason(record, "A record should be an object."))


def _take_record(record: dict[str, Any], pointer: str, text: str, at: int, contents: Contents) -> None:
    """Take a record's own releases; where they are only linked, its compiled release with the newest link's tags."""
    starts = {name: (start, end) for name, start, end in children(text, at)}
    releases = record.get("releases")
    if isinstance(releases, list) and releases and not any(_is_link(release) for release in releases):
        for data, (number, start, end) in zip(releases, children(text, starts["releases"][0]), strict=True):
            _take(data, f"{pointer}/releases/{number}", text[start:end].encode(), contents)
    elif isinstance(record.get("compiledRelease"), dict):
        start, end = starts["compiledRelease"]
        tags = _newest_tags(releases)
        _take(record["compiledRelease"], f"{pointer}/compiledRelease", text[start:end].encode(), contents, tags)
    else:
        contents.refuse(pointer, "This record holds no release: neither releases of its own nor a compiled release.")


def _is_link(release: Any) -> bool:
    return isinstance(release, dict) and "url" in release and "ocid" not in release


def _newest_tags(links: Any) -> tuple[str, ...]:
    dated = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    newest = max(dated, key=lambda link: str(link.get("date")), default={})
    tags = newest.get("tag")
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _take(data: Any, pointer: str, raw: bytes, contents: Contents, tags: tuple[str, ...] = ()) -> None:
    if not isinstance(data, dict):
        contents.refuse(pointer, _reason(data, "A release should be an object."))
        return
    ocid = data.get("ocid")
    if not isinstance(ocid, str) or not ocid.strip().isprintable() or not 0 < len(ocid.strip()) <= OCID_LENGTH:
        contents.refuse(
            f"{pointer}/ocid", _reason(ocid, "The release has no ocid, so it cannot be told which case it is of.")
        )
        return
    contents.releases.append(Release(contents.file, pointer, ocid.strip(), data, raw, tags))
