"""What a trail keeps to itself: from who may not see a linked case its name, and why it is linked; bids from others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from audit.models import Entry
from commissioning.award.models import AwardRecord, Bid, BidScore, Offer
from commissioning.case.models import Case
from commissioning.casefile.people import sees_whole
from commissioning.casefile.trail import Event, body_of, event_of
from commissioning.verbs import Verb
from commissioning.vocabulary import Stage

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

OF_LINKS = (Verb.CASES_LINKED, Verb.CASES_UNLINKED)
OF_BIDS = {model._meta.label_lower for model in (AwardRecord, Bid, BidScore, Offer)}
Body = Mapping[str, Any]


def bodies_told(entries: Iterable[Entry], case: Seen) -> list[tuple[Entry, Body]]:
    """Return entries of a case with what they tell its reader."""
    read: list[tuple[Entry, Body]] = [(entry, body_of(entry)) for entry in entries]
    named = {_other(body) for entry, body in read if entry.verb in OF_LINKS} - {""}
    visible = Case.objects.within(case.reach).filter(reference__in=named)
    seen = set(visible.values_list("reference", flat=True)) if named else ()
    told = [(entry, _unnamed(body) if _other(body) in named.difference(seen) else body) for entry, body in read]
    return told if sees_whole(case, Stage.AWARD) else [(entry, _without_bids(body)) for entry, body in told]


def events_told(entries: Iterable[Entry], case: Seen) -> list[Event]:
    """Return entries of a case in the words that its reader may read."""
    return [event_of(entry, body) for entry, body in bodies_told(entries, case)]


def _other(body: Body) -> str:
    return str(body.get("about", {}).get("other", ""))


def _without_bids(body: Body) -> Body:
    """What an entry tells without the rows of an award's record."""
    return {**body, "rows": [row for row in body.get("rows", []) if row["model"] not in OF_BIDS]}


def _unnamed(body: Body) -> Body:
    about = {name: said for name, said in body["about"].items() if name != "other"}
    return {**body, "about": about, "reason": ""}
