"""Handing a record on to the next stage, whose gate decides both (docs/adr/0030-combined-stages.md)."""

from __future__ import annotations

from datetime import datetime

from accounts.exclusions import exclusion
from accounts.models import Exclusion, Person
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import deciding
from commissioning.asks.models import Ask
from commissioning.asks.opening import close
from commissioning.case.models import Strand
from commissioning.case.ports import moved
from commissioning.conditions.checking import require_met
from commissioning.errors import RefusedError
from commissioning.gates.combining import decided_later
from commissioning.gates.handing_models import HandedOn
from commissioning.records.decisions import (
    current_record,
    keep_authors_out,
    opened_by_writer,
    require_complete,
    scope_of,
    scope_there,
)
from commissioning.records.rooms import StageRoom
from commissioning.verbs import Verb


def hand_on(room: StageRoom, task: Ask, *, reason: str = "", by: Person, at: datetime, key: str) -> HandedOn:
    """Hand a complete record on: the case goes to the next stage, and the record stays open until both are submitted.

    Raises RefusedError naming each missing answer, or where the stage has a gate; nothing is handed on then.
    """
    asked: dict[str, object] = {"ask": task.pk, **({"reason": reason} if reason else {})}
    with deciding(Verb.RECORD_HANDED_ON, task.case, by=by, at=at, key=key, asked=asked) as decision:
        holding, strand = opened_by_writer(task, by, at)
        record = current_record(room, strand)
        require_complete([(room, record)])
        policy = decided_later(strand, day_of(at))
        if policy is None:
            raise RefusedError(f"{room.name} has a gate of its own. Submit {room.record_in_words} to it instead.")
        require_met(strand)
        room.require(record, at)
        room.handing_on(record)
        room.settle(record)
        made = HandedOn(strand=strand, stage=room.stage, policy=policy, handed_on_by=by, handed_on_at=at)
        made.save()
        keep_authors_out(holding, room, record, at)
        _take_authors_along(strand, room, f"record/{record.pk}", at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = reason.strip()
        decision.about(stage=room.stage, **strand.named, to=room.stage.following, policy=policy.version)
        close(task, by=by, at=at, as_="handed on")
        moved(task.case, at)
    return made


def _take_authors_along(strand: Strand, room: StageRoom, source: str, at: datetime) -> None:
    """Keep whoever is kept out as an author of the record from the gate that decides it."""
    own = Exclusion.objects.open_at(at).filter(scope=scope_of(strand, room), ground=Ground.AUTHOR)
    for found in own.select_related("person").order_by("pk"):
        exclusion(found.person, scope=scope_there(strand, room), ground=Ground.AUTHOR, source=source, at=at)
