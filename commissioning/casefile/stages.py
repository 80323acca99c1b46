"""The six stage rooms, by stage."""

from __future__ import annotations

from collections.abc import Mapping

from commissioning.award.sections import ROOM as AWARD
from commissioning.contract.sections import ROOM as MONITORING
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.rooms import StageRoom
from commissioning.review.sections import ROOM as REVIEW
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Stage

ROOMS: Mapping[Stage, StageRoom] = {
    room.stage: room for room in (NEEDS, SOCIAL_VALUE, TENDER, AWARD, MONITORING, REVIEW)
}
