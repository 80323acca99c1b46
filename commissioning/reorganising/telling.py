"""Word of a reorganisation, in the same decision: to who may confirm it, and to who proposed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.urls import reverse

from accounts.models import Person
from audit.deciding import Decision
from commissioning.reorganising.kinds import ReorganisationState
from commissioning.reorganising.models import Reorganisation
from commissioning.telling.outbox import tell
from govuk.wording import day_in_words

BECAME: Final[Mapping[str, str]] = {
    ReorganisationState.CONFIRMED: "is confirmed",
    ReorganisationState.DECLINED: "was declined",
    ReorganisationState.WITHDRAWN: "was withdrawn",
}


def tell_able(people: Iterable[Person], found: Reorganisation, decision: Decision) -> None:
    """Tell whoever may confirm an act that it waits for one of them."""
    text = (
        f"{found.proposed_by.full_name} proposed it: {found.reason} It is to be carried out from "
        f"{day_in_words(found.effective_on)}. Please read what it moves, then confirm it, or decline it and say why."
    )
    _tell(people, found, "waits for a second person", text, decision)


def tell_proposer(found: Reorganisation, decision: Decision) -> None:
    """Tell whoever proposed an act what became of it, unless they did it themselves."""
    if decision.by is None or decision.by.pk == found.proposed_by_id:
        return
    became = BECAME[found.state]
    more = (
        f": {found.end_reason}" if found.end_reason else f". It is carried out from {day_in_words(found.effective_on)}."
    )
    text = f"Your reorganisation {became} by {decision.by.full_name}{more}"
    _tell([found.proposed_by], found, became, text, decision)


def _tell(people: Iterable[Person], found: Reorganisation, became: str, text: str, decision: Decision) -> None:
    tell(
        people,
        event=f"reorganisation/{found.pk}/{found.state}",
        subject=f"The reorganisation of {found.body.name} {became}",
        text=text,
        path=reverse("reorganisation", args=[found.pk]),
        at=decision.at,
    )
