"""A section's exact bytes and digests: what a signature is bound to. The form is frozen (docs/ledger.md)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.canonical import plain, sha256

SECTION_PREFIX, BUNDLE_PREFIX = b"tollgate/section/1\n", b"tollgate/bundle/1\n"


@dataclass(frozen=True)
class Frozen:
    """One section as it was submitted: its bytes are stored and never rebuilt."""

    key: str
    version: int
    title: str
    body: bytes
    figures: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 over key, version and bytes."""
        return section_digest(self.key, self.version, self.body)


def section_bytes(stated: Mapping[str, object]) -> bytes:
    """Return what a writer stated as canonical bytes: NFC, keys sorted, no spaces, no floats, empty values left out."""
    kept = _without_empty(_composed(plain(stated)))
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(key): _composed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_composed(inner) for inner in value]
    return value


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    return value


def section_digest(key: str, version: int, body: bytes) -> str:
    """Return the digest of one section."""
    return sha256(SECTION_PREFIX, key.encode(), b"\n", str(version).encode(), b"\n", body)


def bundle_digest(sections: Sequence[Frozen]) -> str:
    """Return the digest of the ordered list of sections: what every seat of a submission signs."""
    listed = [[section.key, section.version, section.digest] for section in sections]
    return sha256(BUNDLE_PREFIX, json.dumps(listed, separators=(",", ":")).encode())


def short(digest: str) -> str:
    """Return the start of a digest as people read it out: 3f9a-22c1-04de."""
    return "-".join(digest[start : start + 4] for start in (0, 4, 8))
