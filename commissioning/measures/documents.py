"""What a version of a framework says as one exact document with a digest: what was read is what is published. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from audit.canonical import sha256, to_bytes
from commissioning.measures.rules import NAMES, Edition, MeasureTerms

FORMAT: Final = "tollgate/measures/1"
PREFIX: Final = b"tollgate/measures/1\n"
ABOUT: Final = ("label", "publisher", "source", "licence")


def to_document(edition: Edition) -> dict[str, Any]:
    """Return what a version says as plain data: empty answers are left out."""
    about = {name: getattr(edition, name) for name in ABOUT if getattr(edition, name)}
    return {"format": FORMAT, **about, "measures": [measure_document(one) for one in edition.measures]}


def measure_document(one: MeasureTerms) -> dict[str, Any]:
    """Return one measure as plain data: empty answers are left out."""
    stated = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(one).items()}
    return {name: value for name, value in stated.items() if value}


def from_document(document: Mapping[str, Any]) -> Edition:
    """Return what a stored document says."""
    return Edition(
        **{name: document.get(name, "") for name in ABOUT},
        measures=tuple(_measure(one) for one in document["measures"]),
    )


def _measure(stated: Mapping[str, Any]) -> MeasureTerms:
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stated.items() if name in NAMES
    }
    return MeasureTerms(**known)


def digest_of(edition: Edition) -> str:
    """Return the SHA-256 of the exact bytes of what a version says."""
    return sha256(PREFIX, to_bytes(to_document(edition)))
