"""The port upward: somebody above may refuse that a record is handed in, whatever its stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from commissioning.case.models import Strand

Refuser = Callable[[Strand, datetime], None]
_refusers: list[Refuser] = []


def on_submitting(refuser: Refuser) -> None:
    """Register who may refuse with RefusedError. Registering the same one again changes nothing."""
    if refuser not in _refusers:
        _refusers.append(refuser)


def submitting(strand: Strand, at: datetime) -> None:
    """Ask whether anything above keeps a record from its gate; within the submission."""
    for refuser in _refusers:
        refuser(strand, at)
