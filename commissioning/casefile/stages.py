"""The six stage rooms, by stage, and the one page that stands for several of them in the fast lane."""

from __future__ import annotations

from collections.abc import Mapping

from commissioning.award.sections import ROOM as AWARD
from commissioning.case.models import Case
from commissioning.contract.sections import ROOM as MONITORING
from commissioning.fast.sections import ROOM as FAST
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.rooms import StageRoom
from commissioning.review.sections import ROOM as REVIEW
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Lane, Stage

ROOMS: Mapping[Stage, StageRoom] = {
    room.stage: room for room in (NEEDS, SOCIAL_VALUE, TENDER, AWARD, MONITORING, REVIEW)
}
EVERY_ROOM = (*ROOMS.values(), FAST)


def room_for(case: Case, stage: Stage) -> StageRoom:
    """Return the room in which a case writes the record of a stage: in the fast lane, needs are its one page."""
    return room_in(case.lane, stage)


def room_in(lane: str, stage: Stage) -> StageRoom:
    """Return the room in which a record of a lane is written; a submission keeps the lane it was handed in under."""
    return FAST if (lane, stage) == (Lane.FAST, Stage.NEEDS) else ROOMS[stage]
