"""Two records that are decided at one gate, in the words of those who write them."""

from __future__ import annotations

from collections.abc import Mapping

from commissioning.casefile.writing import Place
from commissioning.vocabulary import Stage

Link = Mapping[str, str]


def hands_on(place: Place) -> Stage | None:
    """Return the stage that a record would be handed on to on the day it was read; None where it goes to a gate."""
    settled = place.gated or place.with_earlier or place.goes_with
    return place.room.stage.following if place.onward and not settled else None


def beside(place: Place) -> Link | None:
    """Return the record that is decided at the same gate, while both are open: what to know of it, and where it is."""
    room = place.room
    if place.goes_with:
        name = Stage(place.goes_with).label
        told = f"This record was handed on and is still open. {name} and it go to one gate, and are submitted together."
        return {"text": told, "href": place.beside_url(place.goes_with), "name": name}
    if place.open and place.with_earlier and room.before is not None:
        name = room.before.name
        told = f"{name} was handed on to this stage and is still open. One gate decides both, and you submit both here."
        return {"text": told, "href": place.beside_url(room.before.stage), "name": name}
    return None
