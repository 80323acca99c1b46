"""What a trail keeps to itself: the name of a linked case, and why it is linked, from who may not see that case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.authority import Reach
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.casefile.trail import Event, body_of, event_of
from commissioning.verbs import Verb

OF_LINKS = (Verb.CASES_LINKED, Verb.CASES_UNLINKED)
Body = Mapping[str, Any]


def bodies_told(entries: Iterable[Entry], reach: Reach) -> list[tuple[Entry, Body]]:
    """Return entries with what they tell somebody of this reach."""
    read: list[tuple[Entry, Body]] = [(entry, body_of(entry)) for entry in entries]
    named = {_other(body) for entry, body in read if entry.verb in OF_LINKS} - {""}
    seen = (
        set(Case.objects.within(reach).filter(reference__in=named).values_list("reference", flat=True)) if named else ()
    )
    return [(entry, _unnamed(body) if _other(body) in named.difference(seen) else body) for entry, body in read]


def events_told(entries: Iterable[Entry], reach: Reach) -> list[Event]:
    """Return entries in the words that somebody of this reach may read."""
    return [event_of(entry, body) for entry, body in bodies_told(entries, reach)]


def _other(body: Body) -> str:
    return str(body.get("about", {}).get("other", ""))


def _unnamed(body: Body) -> Body:
    about = {name: said for name, said in body["about"].items() if name != "other"}
    return {**body, "about": about, "reason": ""}
