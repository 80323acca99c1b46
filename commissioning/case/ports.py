"""The ports upward: what lower rooms ask of those above them, who register here. Registering twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Holding, Person
    from commissioning.case.models import Case, Strand
    from commissioning.vocabulary import Stage

Mover = Callable[["Case", datetime], None]
Counted = Callable[["Case", "Person"], list[str]]
Refuser = Callable[["Strand", datetime], None]
Guard = Callable[["Case", "Stage", "Holding"], None]
Namer = Callable[["Strand"], tuple["QuerySet[Any, Any]", str]]
_movers: list[Mover] = []
_lanes: list[Mover] = []
_counted: list[Counted] = []
_guards: list[Guard] = []
_refusers: list[Refuser] = []
_namers: list[Namer] = []
_panels: list[Counted] = []


def on_moved(mover: Mover) -> None:
    """Register who brings the flow to where the facts are."""
    if mover not in _movers:
        _movers.append(mover)


def moved(case: Case, at: datetime) -> None:
    """Tell that the facts of a case have changed so that its flow may have to move; in the same transaction."""
    for mover in _movers:
        mover(case, at)


def on_opened(setter: Mover) -> None:
    """Register who sets the lane of a case that is being opened."""
    if setter not in _lanes:
        _lanes.append(setter)


def opened(case: Case, at: datetime) -> None:
    """Have the lane of a new case set, before its flow begins; in the same transaction."""
    for setter in _lanes:
        setter(case, at)


def on_kept_out(finder: Counted) -> None:
    """Register who knows what a person has decided in a case."""
    if finder not in _counted:
        _counted.append(finder)


def counted_before(case: Case, person: Person) -> list[str]:
    """Return what a person decided in a case and what stands though they are kept out of it now, in words."""
    return [words for finder in _counted for words in finder(case, person)]


def on_acting(guard: Guard) -> None:
    """Register who must agree to an act, by raising where not."""
    if guard not in _guards:
        _guards.append(guard)


def acting(case: Case, stage: Stage, holding: Holding) -> None:
    """Ask whether somebody may answer at the gate of a stage, or write its record once bids are known."""
    for guard in _guards:
        guard(case, stage, holding)


def on_submitting(refuser: Refuser) -> None:
    """Register who may refuse, with RefusedError, that a record is handed in, whatever its stage."""
    if refuser not in _refusers:
        _refusers.append(refuser)


def submitting(strand: Strand, at: datetime) -> None:
    """Ask whether anything above keeps a record from its gate; within the submission."""
    for refuser in _refusers:
        refuser(strand, at)


def on_naming(namer: Namer) -> None:
    """Register who knows people that are named on a part of a case beside those who write and those who answer."""
    if namer not in _namers:
        _namers.append(namer)


def named_besides(strand: Strand) -> list[tuple[QuerySet[Any, Any], str]]:
    """Return, as queries of ids, who is named on a part of a case beside those who write and answer, and why."""
    return [namer(strand) for namer in _namers]


def on_panels(finder: Counted) -> None:
    """Register who knows on which evaluation panels of a case a person is."""
    if finder not in _panels:
        _panels.append(finder)


def panels_of(case: Case, person: Person) -> list[str]:
    """Return the evaluation panels of a case that a person is on, in words."""
    return [words for finder in _panels for words in finder(case, person)]
