"""What is read of meetings: the seats that wait for one."""

from __future__ import annotations

from accounts.reach import Reach
from accounts.rights import Right
from commissioning.asks.models import Ask
from commissioning.case.models import in_sight
from commissioning.meetings.kinds import MEETING_ROLES
from commissioning.meetings.models import Meeting


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
