"""Meetings, what they decided, clearances given elsewhere, and the conditions of a case."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rights import Right
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.meeting_serializers import (
    ClearanceShape,
    ConditionsShape,
    CorrectMeetingShape,
    DecisionShape,
    MeetingsShape,
    OneMeetingShape,
    RecordedShape,
    RecountShape,
    WaiveShape,
    WriteMeetingShape,
)
from commissioning.casefile.api.parts import DecidedShape
from commissioning.casefile.correcting import corrections_of, decision_of, decisions_seen
from commissioning.casefile.meeting import (
    ask_for,
    body_that_meets,
    condition_of,
    conditions_of,
    meeting_of,
    meetings_told,
    post_named,
    reach_of_reader,
)
from commissioning.casefile.people import require_sight
from commissioning.casefile.reading import case_read, first_answer
from commissioning.meetings.bringing_along import bring_all_along
from commissioning.meetings.clearing import Cleared, record_clearance
from commissioning.meetings.conditions import Wanted, waive
from commissioning.meetings.correcting import Recount, correct_decision, correct_meeting
from commissioning.meetings.decisions import Taken, decide
from commissioning.meetings.meeting import Held, record_meeting

MEETING = OpenApiParameter("meeting", OpenApiTypes.INT, OpenApiParameter.PATH, description="The meeting's id.")
DECISION = OpenApiParameter("decision", OpenApiTypes.INT, OpenApiParameter.PATH, description="The decision's id.")
TASK = OpenApiParameter("task", OpenApiTypes.INT, OpenApiParameter.PATH, description="The seat's task, by its id.")
NUMBER = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH, description="The condition's number.")


class Recording(Address):
    """An address at which Democratic Services records something."""

    def told(self, act: Callable[[], object], key: str) -> Response:
        """Carry out a decision, or find that it was carried out under this key before."""
        with suppress(RepeatedError):  # answered as it was the first time
            act()
        entry = first_answer(self.person(), key)
        told = {"stream": entry and entry.stream, "entry": entry and entry.number, "digest": entry and entry.digest}
        return Response(RecordedShape(told).data, status=status.HTTP_201_CREATED)


class Meetings(Recording):
    """The meetings that were recorded."""

    @documented("list_meetings", MeetingsShape)
    def get(self, _request: Request) -> Response:
        """List the newest meetings, 200 at most."""
        reach_of_reader(self.person(), self.now())
        found = meetings_told().select_related("body").prefetch_related("attendees")
        return Response(MeetingsShape({"results": list(found)}).data)

    @documented("record_meeting", RecordedShape, request=WriteMeetingShape, status=201, parameters=[NEEDED_KEY])
    def post(self, request: Request) -> Response:
        """Record a meeting. Its decisions are recorded after it, each on its case."""
        asked, key = read(WriteMeetingShape, request.data), key_of(request, needed=True)
        reach_of_reader(self.person(), self.now(), recording=True)
        body = body_that_meets(slug=asked.pop("body"))
        people = {name: [(row["name"], row["capacity"]) for row in asked.pop(name)] for name in ("members", "beside")}
        held = Held(**asked, members=people["members"], beside=people["beside"])
        return self.told(lambda: record_meeting(body, held, by=self.person(), at=self.now(), key=key), key)


class OneMeeting(Recording):
    """One meeting."""

    @documented("read_meeting", OneMeetingShape, parameters=[MEETING])
    def get(self, _request: Request, meeting: int) -> Response:
        """Read a meeting, who attended, what it decided and what was corrected."""
        reach, found = reach_of_reader(self.person(), self.now()), meeting_of(meeting)
        told = {**vars(found), "body": found.body, "attendees": list(found.attendees.all())}
        seen = {"decisions": decisions_seen(found, reach), "corrections": corrections_of(found, reach)}
        return Response(OneMeetingShape({**told, **seen}).data)

    @documented(
        "correct_meeting", RecordedShape, request=CorrectMeetingShape, status=201, parameters=[MEETING, NEEDED_KEY]
    )
    def post(self, request: Request, meeting: int) -> Response:
        """Correct the record of a meeting. Its decisions stand, and follow it each in its own case."""
        asked, key = read(CorrectMeetingShape, request.data), key_of(request, needed=True)
        reach_of_reader(self.person(), self.now(), recording=True)
        found, why = meeting_of(meeting), asked.pop("reason")
        people = {name: [(row["name"], row["capacity"]) for row in asked.pop(name)] for name in ("members", "beside")}
        held, by, at = Held(**{**asked, **people}), self.person(), self.now()
        answer = self.told(lambda: correct_meeting(found, held, reason=why, by=by, at=at, key=key), key)
        bring_all_along(at)
        return answer


class OneMeetingDecision(Recording):
    """One decision of a meeting."""

    @documented(
        "correct_meeting_decision",
        RecordedShape,
        request=RecountShape,
        status=201,
        parameters=[MEETING, DECISION, NEEDED_KEY],
    )
    def post(self, request: Request, meeting: int, decision: int) -> Response:
        """Correct how a decision was minuted and counted. What was resolved stands."""
        asked, key = read(RecountShape, request.data), key_of(request, needed=True)
        reach = reach_of_reader(self.person(), self.now(), recording=True)
        made, why = decision_of(meeting_of(meeting), decision, reach), asked.pop("reason")
        recount, by, at = Recount(**{**asked, "left": tuple(asked["left"])}), self.person(), self.now()
        return self.told(lambda: correct_decision(made, recount, reason=why, by=by, at=at, key=key), key)


class MeetingDecisions(Recording):
    """What a meeting decided."""

    @documented(
        "record_meeting_decision", RecordedShape, request=DecisionShape, status=201, parameters=[MEETING, NEEDED_KEY]
    )
    def post(self, request: Request, meeting: int) -> Response:
        """Record what a meeting decided at the seat of its body, with its conditions."""
        asked, key = read(DecisionShape, request.data), key_of(request, needed=True)
        ask, held = ask_for(asked.pop("task"), self.person(), self.now()), meeting_of(meeting)
        conditions = tuple(_wanted(one) for one in asked.pop("conditions"))
        taken = Taken(**{**asked, "left": tuple(asked["left"])}, conditions=conditions)
        return self.told(lambda: decide(held, ask, taken, by=self.person(), at=self.now(), key=key), key)


def _wanted(asked: dict[str, Any]) -> Wanted:
    return Wanted(asked["text"], post_named(asked["role"], asked["body"]), asked["due_on"], asked["stage"])


class Clearances(Recording):
    """A clearance given in another system."""

    @documented("record_clearance", RecordedShape, request=ClearanceShape, status=201, parameters=[TASK, NEEDED_KEY])
    def post(self, request: Request, task: int) -> Response:
        """Record that a seat was cleared elsewhere. It is refused where its text has changed since."""
        asked, key = read(ClearanceShape, request.data), key_of(request, needed=True)
        ask, cleared = ask_for(task, self.person(), self.now()), Cleared(**asked)
        return self.told(lambda: record_clearance(ask, cleared, by=self.person(), at=self.now(), key=key), key)


class CaseConditions(Address):
    """The conditions of a case."""

    @documented("list_conditions", ConditionsShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """List what decisions on a case were made subject to, with where each stands."""
        case = case_read(self.person(), reference, self.now())
        require_sight(self.person(), Right.SEE_FIGURES, case, self.now(), allowed=case.sees_figures)
        return Response(ConditionsShape({"results": conditions_of(case)}).data)


class WaiveCondition(Address):
    """One condition of a case."""

    @documented(
        "waive_condition",
        DecidedShape,
        request=WaiveShape,
        status=201,
        parameters=[REFERENCE, NUMBER, NEEDED_KEY],
    )
    def post(self, request: Request, reference: str, number: int) -> Response:
        """Waive a condition, for the body that set it."""
        asked, key = read(WaiveShape, request.data), key_of(request, needed=True)
        case = case_read(self.person(), reference, self.now())
        require_sight(self.person(), Right.SEE_FIGURES, case, self.now(), allowed=case.sees_figures)
        with suppress(RepeatedError):  # answered as it was the first time
            waive(condition_of(case, number), reason=asked["reason"], by=self.person(), at=self.now(), key=key)
        entry = first_answer(self.person(), key)
        if entry is None:
            raise Http404
        told = {"case": reference, "entry": entry.number, "digest": entry.digest}
        return Response(DecidedShape(told).data, status=status.HTTP_201_CREATED)
