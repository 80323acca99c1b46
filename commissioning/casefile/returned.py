"""Why a record came back from its gate, as its writers read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commissioning.gates.combining import decides
from commissioning.gates.models import SignOff
from commissioning.vocabulary import Action, SeatState, State

if TYPE_CHECKING:
    from commissioning.casefile.writing import Place


@dataclass(frozen=True)
class Returned:
    """What a seat said about a record that came back, and which sections it answers for."""

    action: Action
    returning: bool
    submission: int
    who: str
    capacity: str
    at: datetime
    reason: str
    sections: Sequence[str]

    @property
    def beside(self) -> bool:
        """Whether it was said of the text without sending it back."""
        return self.action != Action.RETURN and bool(self.reason)

    @property
    def deed(self) -> str:
        """What the seat did, as a heading."""
        return DEEDS[self.action]


DEEDS = {
    Action.RETURN: "Returned as not ready",
    Action.OBJECT: "Signed, but not supported",
    Action.ADVISE: "Advice given",
}


def returns_of(place: Place) -> list[Returned]:
    """Return every reason for which the last submission came back, while the record waits to be mended.

    After them what else was said of that submission: its author mends the text with all of it at hand. Nothing once
    the record lies at its gate again, nor of what was written in another lane.
    """
    record = place.record
    if record.strand.state == State.DRAFTING:
        return []
    here = decides(place.room.stage, "seat__gate__")
    own = {"seat__gate__strand": record.strand_id, "seat__gate__sequence": record.sequence}
    given = SignOff.objects.filter(here, **own, action__in=DEEDS).select_related("person", "seat", "submission")
    found = [_returned(act) for act in given.order_by("-submission__number", "pk")]
    newest = next((said.submission for said in found if said.returning), None)
    last = [said for said in found if said.submission == newest and (said.returning or said.beside)]
    return sorted(last, key=lambda said: list(DEEDS).index(said.action))


def _returned(act: SignOff) -> Returned:
    return Returned(
        action=Action(act.action),
        returning=act.action == Action.RETURN and act.seat.state == SeatState.RETURNED,
        submission=act.submission.number,
        who=act.on_behalf_of if act.recorded else act.person.full_name,
        capacity=act.capacity,
        at=act.at,
        reason=act.reason,
        sections=act.seat.sections,
    )
