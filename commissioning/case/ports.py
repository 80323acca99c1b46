"""The one port upward: whoever keeps the order of things is told that a case has moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commissioning.case.models import Case

Mover = Callable[["Case", datetime], None]
_movers: list[Mover] = []


def on_moved(mover: Mover) -> None:
    """Register who brings the flow to where the facts are. Registering the same one again changes nothing."""
    if mover not in _movers:
        _movers.append(mover)


def moved(case: Case, at: datetime) -> None:
    """Tell that the facts of a case have changed so that its flow may have to move; in the same transaction."""
    for mover in _movers:
        mover(case, at)
