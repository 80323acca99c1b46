"""What is read of meetings: the seats that wait for one, and the decisions that came before their time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.reach import Reach
from accounts.rights import Right
from commissioning.asks.models import Ask
from commissioning.case.models import in_sight
from commissioning.meetings.kinds import MEETING_ROLES
from commissioning.meetings.models import Meeting, MeetingDecision


@dataclass(frozen=True)
class BeforeTheirTime:
    """How many decisions of one body were recorded in retrospect."""

    decider: str
    count: int


def waiting_for(meeting: Meeting, reach: Reach) -> list[Ask]:
    """Return the seats that wait for the body of a meeting, of cases whose meetings the reader records."""
    asks = Ask.objects.filter(
        in_sight(reach, "case"),
        closed_at=None,
        source__startswith="seat/",
        post__body=meeting.body_id,
        post__role__in=MEETING_ROLES,
        case__owners__body__in=reach.over(Right.RECORD_MEETING),
    )
    return list(asks.select_related("case", "post__body").distinct().order_by("due_on", "pk"))


def retrospective(reach: Reach) -> QuerySet[MeetingDecision]:
    """Return the decisions of meetings that were recorded in retrospect, of cases that a reader sees, newest first."""
    found = MeetingDecision.objects.filter(in_sight(reach, "case"), retrospective=True)
    return found.select_related("meeting__body", "case", "sign_off__seat__gate").order_by("-pk")


def retrospective_by_body(reach: Reach) -> Sequence[BeforeTheirTime]:
    """Count decisions recorded in retrospect by who took them, the most first. For the board's page."""
    counted = retrospective(reach).order_by().values("meeting__decider").annotate(count=Count("pk"))
    rows = counted.order_by("-count", "meeting__decider")
    return [BeforeTheirTime(row["meeting__decider"], row["count"]) for row in rows]
