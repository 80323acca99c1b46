"""Every chain in its order: each entry against its digest and the entry before it, each payload's bytes.

Read as plain columns and in pieces, so that a million entries take little more than reading and hashing them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from audit.deciding import FORMAT, entry_digest, payload_digest
from audit.finding import CANNOT_BE_READ, UNREADABLE, Break, Report, digest_of, place_of, rows_of
from audit.models import Entry

COLUMNS = [field.attname for field in Entry._meta.concrete_fields if field.attname != "id"]
PAYLOAD = ["payload__format", "payload__salt", "payload__body"]
Head = tuple[str, tuple[int, str]]
See = Callable[[Any], object]


def walk(report: Report, see: See) -> Iterator[Head]:
    """Walk every chain and yield each stream with its last number and digest; `see` is shown every entry."""
    stream, number, digest = "", 0, ""
    entries = Entry.objects.order_by("stream", "number").values_list("pk", *COLUMNS, *PAYLOAD, named=True)
    for pk, entry in rows_of(entries):
        if entry is None or not _readable(entry):
            report.breaks.append(Break(*place_of(Entry, pk, "stream", "number"), CANNOT_BE_READ))
            continue
        if entry.stream != stream:
            if stream:
                yield stream, (number, digest)
            stream, number, digest = entry.stream, 0, ""
            report.streams += 1
        report.entries += 1
        report.breaks += () if _sound(entry, number, digest) else _breaks(entry, number, digest)
        see(entry)
        number, digest = entry.number, entry.digest
    if stream:
        yield stream, (number, digest)


def _readable(entry: Any) -> bool:
    """Whether what tells an entry's place is of its kind: SQLite takes a text for a number, and bytes for a text."""
    return isinstance(entry.stream, str) and isinstance(entry.number, int)


def _sound(entry: Any, number: int, digest: str) -> bool:
    """Whether an entry has no fault at all, which is what nearly every one has."""
    if entry.number != number + 1 or entry.previous != digest or entry.payload__format != FORMAT:
        return False
    try:
        payload = payload_digest(FORMAT, entry.payload__salt, entry.payload__body)
        return (entry_digest(entry), payload) == (entry.digest, entry.payload_digest)
    except UNREADABLE:
        return False


def _breaks(entry: Any, number: int, digest: str) -> list[Break]:
    return [Break(entry.stream, entry.number, what) for what in _faults(entry, number, digest)]


def _faults(entry: Any, number: int, digest: str) -> Iterator[str]:
    if entry.number != number + 1:
        yield f"entry {number + 1} is missing before it"
    if entry.previous != digest:
        yield "it does not follow the entry before it"
    if digest_of(entry_digest, entry) != entry.digest:
        yield "the entry was altered"
    if entry.payload__format is None:
        yield "its payload is missing"
    elif entry.payload__format != FORMAT or digest_of(_payload_digest, entry) != entry.payload_digest:
        yield "its payload was altered"


def _payload_digest(entry: Any) -> str:
    return payload_digest(entry.payload__format, entry.payload__salt, entry.payload__body)
