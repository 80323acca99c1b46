"""The port upward: who tells people of nominations registers here. Registering twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Nomination
    from accounts.vocabulary import Nominated

Teller = Callable[["Nomination", "Nominated", datetime, str], None]
_tellers: list[Teller] = []


def on_nomination(teller: Teller) -> None:
    """Register who tells people what became of a nomination."""
    if teller not in _tellers:
        _tellers.append(teller)


def nomination_told(nomination: Nomination, step: Nominated, at: datetime, why: str = "") -> None:
    """Have people told of a nomination, within the decision that it tells of; `why` is the reason it was declined."""
    for teller in _tellers:
        teller(nomination, step, at, why)
