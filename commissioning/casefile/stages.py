"""The six stage rooms, by stage, and those of the fast lane and of joining."""

from __future__ import annotations

from collections.abc import Mapping

from commissioning.award.joined import ROOM as JOINED_AWARD
from commissioning.award.sections import ROOM as AWARD
from commissioning.case.models import Case
from commissioning.contract.joined import ROOM as JOINED_MONITORING
from commissioning.contract.sections import ROOM as MONITORING
from commissioning.fast.sections import ROOM as FAST
from commissioning.joining.sections import ROOM as JOINING
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.rooms import StageRoom
from commissioning.review.sections import ROOM as REVIEW
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Lane, Stage

ROOMS: Mapping[Stage, StageRoom] = {
    room.stage: room for room in (NEEDS, SOCIAL_VALUE, TENDER, AWARD, MONITORING, REVIEW)
}
EVERY_ROOM = (*ROOMS.values(), FAST, JOINING, JOINED_AWARD, JOINED_MONITORING)
OWN: Mapping[tuple[str, Stage], StageRoom] = {
    (Lane.FAST, Stage.NEEDS): FAST,
    (Lane.JOINING, Stage.NEEDS): JOINING,
    (Lane.JOINING, Stage.AWARD): JOINED_AWARD,
    (Lane.JOINING, Stage.MONITORING): JOINED_MONITORING,
}


def room_for(case: Case, stage: Stage) -> StageRoom:
    """Return the room in which a case writes the record of a stage.

    In the fast lane needs are its one page; where another body leads they are the joining record, and award and
    monitoring go by the KPIs of the lead.
    """
    return room_in(case.lane, stage)


def room_in(lane: str, stage: Stage) -> StageRoom:
    """Return the room in which a record of a lane is written; a submission keeps the lane it was handed in under."""
    return OWN.get((lane, stage)) or ROOMS[stage]
