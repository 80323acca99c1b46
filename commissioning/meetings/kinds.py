"""The words of meetings: whose seats they answer, and what a body resolves on a recommendation."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from accounts.rights import Role
from commissioning.vocabulary import Action, SeatKind

# The posts that stand for a body which decides by meeting.
MEETING_ROLES: Final = (Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.EXECUTIVE_RECORDER)


class Result(TextChoices):
    """What a body resolved on a recommendation."""

    AGREED = "agreed", "Agreed"
    AMENDED = "amended", "Agreed as amended"
    DEFERRED = "deferred", "Deferred"
    RETURNED = "returned", "Returned as not ready"
    NOT_SUPPORTED = "not_supported", "Not supported"
    STOPPED = "stopped", "Rejected: the procurement stops"


# What it means at a seat. A body that endorses has no veto: it cannot stop. One that decides supports or does not.
AS_ANSWERS: Final[Mapping[SeatKind, Mapping[Result, Action]]] = {
    SeatKind.SIGN: {
        Result.AGREED: Action.SIGN,
        Result.AMENDED: Action.SIGN,
        Result.DEFERRED: Action.DEFER,
        Result.RETURNED: Action.RETURN,
        Result.NOT_SUPPORTED: Action.OBJECT,
    },
    SeatKind.DECIDE: {
        Result.AGREED: Action.PASS,
        Result.AMENDED: Action.AMEND,
        Result.DEFERRED: Action.DEFER,
        Result.RETURNED: Action.RETURN,
        Result.STOPPED: Action.STOP,
    },
}
AGREEING: Final = (Result.AGREED, Result.AMENDED)


class Confirmed(TextChoices):
    """What whoever set a condition says to the evidence."""

    MET = "met", "It is met"
    NOT_MET = "not_met", "It is not met yet"
    WAIVED = "waived", "It is waived"
