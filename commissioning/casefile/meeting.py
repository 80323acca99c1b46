"""Meetings, their decisions and conditions as people read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.errors import NotAllowedError
from accounts.models import Body, Person, Post
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from commissioning.asks.models import Ask
from commissioning.case.models import in_sight, reaches, scope_of_case
from commissioning.casefile.correcting import correct_link
from commissioning.casefile.wording import deadline
from commissioning.conditions.models import Condition
from commissioning.errors import RefusedError
from commissioning.gates.models import Seat, Submission
from commissioning.meetings.conditions import setting_post
from commissioning.meetings.kinds import MEETING_ROLES
from commissioning.meetings.models import Meeting, MeetingDecision
from commissioning.vocabulary import AskKind, Stage
from govuk.wording import day_in_words

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

Row = list[dict[str, object]]
MEETINGS_HEAD = [{"text": text} for text in ("Meeting", "Held on", "Minutes", "Decisions recorded")]
WAITING_HEAD = [{"text": text} for text in ("Case", "Seat", "Due")]
DECIDED_HEAD = [{"text": text} for text in ("Case", "Minute", "Resolved", "How")]
CONDITIONS_HEAD = [{"text": text} for text in ("Condition", "Set by", "Owner", "Looked for at", "State", "Evidence")]
MOST = 200


def reach_of_reader(person: Person, at: datetime, *, recording: bool = False) -> Reach:
    """Return how far a reader of meetings reaches. Raises NotAllowedError for whom they are not for."""
    reach = reach_of(person, at)
    rights = (Right.RECORD_MEETING,) if recording else (Right.RECORD_MEETING, Right.READ_TRAIL)
    if not any(reach.over(right) for right in rights):
        raise NotAllowedError(
            "Democratic Services records what meetings decided; those who may read a trail can read it. "
            "Ask the system administrator if you should."
        )
    return reach


def records(reach: Reach) -> bool:
    """Whether a reader records meetings."""
    return bool(reach.over(Right.RECORD_MEETING))


def meetings_told() -> QuerySet[Any]:
    """Return the newest meetings with how many decisions were recorded of each."""
    return Meeting.objects.annotate(taken=Count("decisions")).order_by("-held_on", "-pk")[:MOST]


def rows_of_meetings() -> list[Row]:
    """Return meetings as rows of a table."""
    return [
        [
            {"text": found.decider, "href": reverse("meeting", args=[found.pk])},
            {"text": day_in_words(found.held_on), "label": "Held on"},
            {"text": found.minutes, "label": "Minutes"},
            {"text": found.taken, "label": "Decisions recorded"},
        ]
        for found in meetings_told()
    ]


def meeting_of(meeting_id: int) -> Meeting:
    """Return a meeting with its body and who attended. Raises Http404 where there is none."""
    found = Meeting.objects.select_related("body", "recorded_by").prefetch_related("attendees").filter(pk=meeting_id)
    meeting = found.first()
    if meeting is None:
        raise Http404
    return meeting


def bodies_that_meet() -> list[tuple[int, str]]:
    """Return the bodies whose seats a meeting answers, by name."""
    found = Body.objects.filter(posts__role__in=MEETING_ROLES, closed_on=None).distinct().order_by("name")
    return [(body.pk, body.name) for body in found]


def body_that_meets(**named: object) -> Body:
    """Return the body of that id or short name. Raises RefusedError where there is none."""
    found = Body.objects.filter(**named).first()
    if found is None:
        raise RefusedError("There is no such body.", {"body": ["Name a body by its short name."]})
    return found


def post_named(role: str, slug: str) -> Post:
    """Return the post of a role at a body. Raises RefusedError where there is none."""
    found = Post.objects.filter(role=role, body__slug=slug).select_related("body").first()
    if found is None:
        raise RefusedError("There is no such post.", {"conditions": ["Name a post by its role and its body."]})
    return found


def rows_waiting(meeting: Meeting, asks: Sequence[Ask], today: date) -> list[Row]:
    """Return the seats that wait for a body, each leading to where its decision is recorded."""
    return [
        [
            {
                "text": f"{ask.case.reference} {ask.case.title}",
                "href": reverse("record-decision", args=[meeting.pk, ask.pk]),
            },
            {"text": f"{ask.title}, {ask.get_stage_display().lower()}", "label": "Seat"},
            {"text": deadline(ask.due_on, today), "label": "Due"},
        ]
        for ask in asks
    ]


def rows_decided(meeting: Meeting, reach: Reach) -> list[Row]:
    """Return what a meeting decided, of the cases that a reader sees."""
    made = MeetingDecision.objects.filter(in_sight(reach, "case"), meeting=meeting).select_related("case")
    seen = made.annotate(flagged=reaches(reach, Right.SEE_FIGURES, "case"))
    corrects = records(reach)
    return [
        [
            {"text": f"{one.case.reference} {one.case.title}", "href": reverse("case", args=[one.case.reference])},
            {"text": one.minute, "label": "Minute"},
            {"text": resolved(one, flagged=one.flagged), "label": "Resolved"},
            {"text": votes(one), "label": "How"},
            *([correct_link(meeting, one)] if corrects else []),
        ]
        for one in seen.order_by("pk")
    ]


def decided_head(reach: Reach) -> list[dict[str, str]]:
    """Return the head of the table of decisions: who records them can correct them."""
    return [*DECIDED_HEAD, *([{"text": "If it is wrong"}] if records(reach) else [])]


def resolved(made: MeetingDecision, *, flagged: bool) -> str:
    """Return what was resolved, and for who may be told of the flag whether that came before its time."""
    return f"{made.get_result_display()}{', retrospective' if made.retrospective and flagged else ''}"


def votes(made: MeetingDecision) -> str:
    """Return how a decision was taken, and by how many."""
    left = f"; {len(made.left)} left for it" if made.left else ""
    if made.consensus:
        return f"Without a vote, {made.present} took part{left}"
    return f"{made.votes_for} for, {made.votes_against} against, {made.abstained or 0} abstained{left}"


def ask_for(task_id: int, person: Person, at: datetime) -> Ask:
    """Return a seat's task for who records what was decided of it. Raises Http404 where there is none for them."""
    reach = reach_of_reader(person, at, recording=True)
    asks = Ask.objects.filter(
        in_sight(reach, "case"), source__startswith="seat/", case__owners__body__in=reach.over(Right.RECORD_MEETING)
    )
    found = asks.select_related("case", "strand", "post__body", "closed_by").distinct().filter(pk=task_id).first()
    if found is None:
        raise Http404
    return found


def newest_of(ask: Ask) -> Submission:
    """Return the newest submission of the gate that a seat is of."""
    seat = int(ask.source.removeprefix("seat/"))
    return Submission.objects.filter(gate__seats=seat).select_related("gate").order_by("-number")[0]


def conditions_of(case: Seen) -> list[Condition]:
    """Return the conditions of a case in their order."""
    found = Condition.objects.filter(case=case).select_related("post__body", "sign_off__seat__post__body", "strand")
    conditions = list(found.order_by("number"))
    for condition in conditions:
        condition.case = case
    return conditions


def rows_of_conditions(case: Seen, found: Sequence[Condition], own: Collection[int]) -> list[Row]:
    """Return the conditions of a case as rows of a table; an unmet one leads whoever holds its setter's post on.

    `own` are the ids of the posts that the reader holds.
    """
    setting = {one.sign_off.seat.post_id: one for one in found if one.unmet}
    speaks = {post for post, one in setting.items() if setting_post(one).pk in own}
    return [
        [
            {"text": f"{one.reference}: {one.text}", **_waivable(case, one, speaks)},
            {"text": one.source, "label": "Set by"},
            {"text": f"{one.post.title}, due {day_in_words(one.due_on)}", "label": "Owner"},
            {"text": f"Gate of {one.get_stage_display().lower()}", "label": "Looked for at"},
            {"text": _state(one), "label": "State"},
            {
                "text": f"Evidence of {one.reference}",
                "href": reverse("condition-evidence", args=[case.reference, one.number]),
                "label": "Evidence",
            },
        ]
        for one in found
    ]


def _waivable(case: Seen, one: Condition, speaks: Collection[int]) -> dict[str, object]:
    if not one.unmet or one.sign_off.seat.post_id not in speaks:
        return {}
    return {"href": reverse("waive-condition", args=[case.reference, one.number])}


def _state(one: Condition) -> str:
    said = f": {one.reason}" if one.reason and not one.unmet else ""
    return f"{one.get_state_display()}{said}"


def decisions_of(case: Seen) -> list[MeetingDecision]:
    """Return what meetings decided on a case, the newest first."""
    return list(MeetingDecision.objects.filter(case=case).select_related("meeting").order_by("-pk"))


def condition_of(case: Seen, number: int) -> Condition:
    """Return a condition of a case. Raises Http404 where there is none of that number."""
    found = next((one for one in conditions_of(case) if one.number == number), None)
    if found is None:
        raise Http404
    return found


def clearable(case: Seen, seats: Iterable[Seat], tasks: Iterable[Ask]) -> list[dict[str, str]]:
    """Return the tasks of seats that may have been cleared elsewhere, for who records that."""
    bodies = case.reach.inside(Right.RECORD_MEETING, scope_of_case(case.pk))
    if not bodies or bodies.isdisjoint(case.bodies):
        return []
    sources = {seat.source for seat in seats}
    asks = sorted((task for task in tasks if task.source in sources), key=lambda task: task.pk)
    return [
        {"text": ask.title, "href": reverse("record-clearance", args=[ask.pk])}
        for ask in asks
        if ask.kind != AskKind.DECIDE
    ]


def stages_after(stage: Stage) -> list[Stage]:
    """Return the stages whose gates come later than the one of a stage."""
    return [found for found in Stage if found.number > stage.number]
