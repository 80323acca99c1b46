"""A release as the notice that was published: its number, its kind, and where it can be read."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final
from urllib.parse import urlsplit

from commissioning.opendata.merged import Notice
from commissioning.opendata.merging import CleanRelease
from commissioning.opendata.progress import tags_of

SCHEMES: Final = frozenset({"http", "https"})


def notice_of(release: CleanRelease) -> Notice:
    """The notice a release stands for, as its own document describes it."""
    document = max(documents_of(release.data), key=lambda found: _likeness(found, release), default={})
    kind = str(document.get("noticeType") or "")
    return Notice(
        id=release.id,
        published_at=release.published_at,
        tags=tags_of(release),
        number=document["id"] if kind else release.id,
        type=kind,
        url=web_address(str(document.get("url") or "")),
        raw=release.release.raw,
        digest=release.digest,
    )


def _likeness(document: dict[str, Any], release: CleanRelease) -> tuple[bool, bool, bool, str]:
    """How surely a document is the notice itself: by its id, its kind, its type, and then the newest."""
    is_notice = str(document.get("documentType") or "").endswith("Notice")
    published = str(document.get("datePublished") or "")
    return document["id"] == release.id, bool(document.get("noticeType")), is_notice, published


def documents_of(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every document a release names, wherever in it."""
    contracts = data.get("contracts", [])
    implementations = [contract.get("implementation", {}) for contract in contracts]
    stages = [data.get("planning", {}), data.get("tender", {})]
    for holder in chain(stages, data.get("awards", []), contracts, implementations):
        yield from holder.get("documents", [])


def web_address(text: str) -> str:
    """An address a browser may follow; an empty text for any other, scripts among them."""
    return text if is_web_address(text) else ""


def is_web_address(text: str) -> bool:
    """Whether the text is a whole http or https address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname) and not any(mark.isspace() for mark in text)
