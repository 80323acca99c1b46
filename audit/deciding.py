"""One decision: one transaction, one entry in the chain of one stream, done once for its key."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction

from audit.bag import Bag, opened
from audit.canonical import moment, plain, plain_bytes, sha256, to_bytes
from audit.errors import KeyReusedError, RepeatedError
from audit.models import Entry, Payload

FORMAT = 1
SALT_BYTES = 16
SYSTEM = "Tollgate"
ENTRY_PREFIX, PAYLOAD_PREFIX, REQUEST_PREFIX = b"tollgate/entry/1\n", b"tollgate/payload/1\n", b"tollgate/request/1\n"


class Actor(Protocol):
    """Whoever decides: the ledger needs an id and a name, no more."""

    pk: Any
    full_name: Any


class Stream(Protocol):
    """A row with a chain of its own. `lock` takes the row's lock and reads its head again."""

    pk: Any
    head_number: int
    head_digest: str
    appended: Entry | None

    @property
    def stream_name(self) -> str: ...


class Decision:
    """A decision being carried out. Its entry is written when it ends."""

    def __init__(self, verb: str, *, by: Actor | None, at: datetime, key: str, request: str) -> None:
        self.verb, self.by, self.at, self.key, self.request = str(verb), by, at, key, request
        self.stream: Any = None
        self.reason = ""
        self.capacity = ""
        self.on_behalf_of = ""
        self.facts: dict[str, object] = {}
        self.bag = Bag(at=at, person_id=by.pk if by else None)
        self.entry: Entry

    def opens(self, stream: Stream) -> None:
        """Name the stream that this decision itself brought into being."""
        self.stream = stream

    def about(self, **facts: object) -> None:
        """Add facts that the entry tells: what was decided, in the words of those who read the trail."""
        self.facts.update(facts)

    def acting(self, capacity: str, on_behalf_of: str = "") -> None:
        """Record in which post, and for whom, the person acted. Kept as text, so that it outlives both."""
        self.capacity, self.on_behalf_of = capacity, on_behalf_of


@contextmanager
def deciding(
    verb: str,
    stream: Any,
    *,
    by: Actor | None,
    at: datetime,
    key: str,
    asked: Mapping[str, object] | None = None,
) -> Iterator[Decision]:
    """Carry out one decision on `stream` (None when it is born inside, see `Decision.opens`).

    `asked` are the request's own arguments: their digest tells a repeat from another request under the same key.
    Raises RepeatedError when the request was carried out before, KeyReusedError when its key was used for another.
    Nobody asks beforehand: the database takes a key once, and whatever a repeat runs into, its key is then found.
    """
    request = request_digest(verb, stream, asked or {})
    decision = Decision(verb, by=by, at=at, key=key, request=request)
    try:
        with transaction.atomic(durable=True):
            if stream is not None:
                lock(stream)
                decision.opens(stream)
            with opened(decision.bag):
                yield decision
            decision.entry = append(decision)
    except Exception:  # a repeat may run into anything; what is none rises again
        refuse_repeat(by, key, request)
        raise


def request_digest(verb: str, stream: Stream | None, asked: Mapping[str, object]) -> str:
    """Return the digest of what was asked for: verb, stream and arguments."""
    name = stream.stream_name if stream is not None else ""
    return sha256(REQUEST_PREFIX, to_bytes({"verb": str(verb), "stream": name, "asked": asked}))


def lock(stream: Any) -> None:
    """Wait for the stream's row and read it again: the lock alone first, everything else after it."""
    rows = type(stream)._base_manager.select_for_update(of=("self",), no_key=True)
    fresh: models.Model = rows.get(pk=stream.pk)
    for column in stream._meta.concrete_fields:
        setattr(stream, column.attname, getattr(fresh, column.attname))
    vars(stream).pop("_prefetched_objects_cache", None)  # rows that belong to it may have changed meanwhile, too
    stream.remember()


def refuse_repeat(by: Actor | None, key: str, request: str) -> None:
    """Raise when this person used this key before: RepeatedError for the same request, else KeyReusedError."""
    entry = Entry.objects.filter(person_id=by.pk, key=key).first() if by else _system_entry(key)
    if entry is None:
        return
    if entry.request != request:
        raise KeyReusedError
    raise RepeatedError(entry)


def _system_entry(key: str) -> Entry | None:
    return Entry.objects.filter(person__isnull=True, key=key).first()


def append(decision: Decision) -> Entry:
    """Write history rows, payload, entry and head. Returns the entry."""
    stream = decision.stream
    decision.bag.belong_to(stream.stream_name, stream.head_number + 1)
    decision.bag.write()
    entry, payload = compose(decision)
    entry.save(force_insert=True)
    payload.save(force_insert=True)
    _move_head(stream, entry)
    return entry


def compose(decision: Decision) -> tuple[Entry, Payload]:
    """Return the next entry of the decision's stream and its payload, neither of them saved yet.

    The history rows in the decision's bag have their ids and belong to that entry.
    """
    stream, by = decision.stream, decision.by
    salt = secrets.token_bytes(SALT_BYTES)
    body = plain_bytes({**plain({"about": decision.facts, "reason": decision.reason}), "rows": decision.bag.lines()})
    entry = Entry(
        stream=stream.stream_name,
        number=stream.head_number + 1,
        verb=decision.verb,
        at=decision.at,
        person_id=by.pk if by else None,
        actor=by.full_name if by else SYSTEM,
        capacity=decision.capacity,
        on_behalf_of=decision.on_behalf_of,
        key=decision.key,
        request=decision.request,
        payload_digest=payload_digest(FORMAT, salt, body),
        previous=stream.head_digest,
    )
    entry.digest = entry_digest(entry)
    return entry, Payload(entry=entry, format=FORMAT, salt=salt, body=body)


def _move_head(stream: Any, entry: Entry) -> None:
    stream.head_number, stream.head_digest, stream.appended = entry.number, entry.digest, entry
    type(stream)._base_manager.filter(pk=stream.pk).update(head_number=entry.number, head_digest=entry.digest)


def payload_digest(form: int, salt: bytes, body: bytes) -> str:
    """Return the digest an entry keeps of its payload, so that the chain outlives a disposed payload."""
    return sha256(PAYLOAD_PREFIX, str(form).encode(), b"\n", salt, b"\n", body)


def entry_digest(entry: Any) -> str:
    """Return the digest of an entry, or of a row of its columns, over all of them but its id and the digest itself."""
    header = {
        "stream": entry.stream,
        "number": entry.number,
        "verb": entry.verb,
        "at": moment(entry.at),
        "person": entry.person_id,
        "actor": entry.actor,
        "capacity": entry.capacity,
        "on_behalf_of": entry.on_behalf_of,
        "key": entry.key,
        "request": entry.request,
        "payload": entry.payload_digest,
        "previous": entry.previous,
    }
    return sha256(ENTRY_PREFIX, plain_bytes(header))
