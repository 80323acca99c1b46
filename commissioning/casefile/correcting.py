"""Corrections of meetings as people read them: what it was, what it is, and why; and what a form begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse

from accounts.reach import Reach
from accounts.rights import Right
from accounts.vocabulary import BodyKind
from commissioning.case.models import in_sight
from commissioning.meetings.models import Attendee, Meeting, MeetingCorrection, MeetingDecision
from govuk.wording import day_in_words, in_words

FACTS = {
    "decider": "Who met",
    "held_on": "Day",
    "minutes": "Minutes",
    "quorum": "Quorum",
    "members": "Members",
    "beside": "Also attended",
    "minute": "Minute",
    "votes": "Votes",
    "left": "Left for it",
    "present": "Members who took part",
}
Facts = Mapping[str, Any]


def changes_in_words(was: Facts, now: Facts) -> list[str]:
    """Return what was corrected, fact by fact: what it was, and what it is."""
    known = [name for name in FACTS if name in was or name in now]
    return [f"{FACTS[name]}: {_text(name, was.get(name))}, corrected to {_text(name, now.get(name))}" for name in known]


def _text(name: str, value: Any) -> str:
    if name == "held_on" and value:
        return day_in_words(date.fromisoformat(str(value)))
    if isinstance(value, Mapping):
        return (
            f"{value.get('for') or 0} for, {value.get('against') or 0} against, {value.get('abstained') or 0} abstained"
        )
    if isinstance(value, list):
        return in_words(f"“{one}”" for one in value) or "nobody"
    return "none" if value is None else str(value)


def corrections_of(meeting: Meeting, reach: Reach) -> list[dict[str, object]]:
    """Return the corrections of a meeting and of its decisions on cases that a reader sees, the newest first."""
    own = MeetingCorrection.objects.filter(meeting=meeting, decision=None)
    seen = MeetingDecision.objects.filter(in_sight(reach, "case"), meeting=meeting)
    found = own | MeetingCorrection.objects.filter(meeting=meeting, decision__in=seen)
    told = found.select_related("person", "decision__case").order_by("-pk")
    return [
        {
            "at": one.at,
            "who": f"{one.person.full_name} ({one.capacity})",
            "about": f"{one.decision.case.reference}, minute {one.decision.minute}" if one.decision else "",
            "changes": changes_in_words(one.was, one.now),
            "reason": one.reason,
        }
        for one in told
    ]


def decision_of(meeting: Meeting, number: int, reach: Reach) -> MeetingDecision:
    """Return a decision for who corrects it. Raises Http404 where there is none for them."""
    theirs = {"case__owners__body__in": reach.over(Right.RECORD_MEETING)}
    found = MeetingDecision.objects.filter(in_sight(reach, "case"), meeting=meeting, pk=number, **theirs)
    made = found.select_related("meeting__body", "case").distinct().first()
    if made is None:
        raise Http404
    return made


def decisions_seen(meeting: Meeting, reach: Reach) -> list[MeetingDecision]:
    """Return the decisions of a meeting on cases that a reader sees."""
    found = MeetingDecision.objects.filter(in_sight(reach, "case"), meeting=meeting)
    return list(found.select_related("case").order_by("pk"))


def may_rename(meeting: Meeting) -> bool:
    """Whether who met can be corrected: not of a board, which has its own name, nor once a decision names them."""
    return meeting.body.kind != BodyKind.BOARD and not meeting.decisions.exists()


def of_meeting(meeting: Meeting, attendees: Sequence[Attendee]) -> dict[str, object]:
    """Return what the form of a meeting begins with."""
    members = "\n".join(str(found) for found in attendees if found.member)
    beside = "\n".join(str(found) for found in attendees if not found.member)
    plain = {name: getattr(meeting, name) for name in ("decider", "held_on", "minutes", "quorum")}
    return {**plain, "members": members, "beside": beside}


def of_decision(made: MeetingDecision, attendees: Sequence[Attendee]) -> dict[str, object]:
    """Return what the form of a decision begins with."""
    names = ("minute", "consensus", "votes_for", "votes_against", "abstained")
    plain = {name: getattr(made, name) for name in names}
    return {**plain, "left": [found.pk for found in attendees if str(found) in made.left]}


def correct_link(meeting: Meeting, made: MeetingDecision) -> dict[str, object]:
    """Return the cell that leads to the correction of a decision."""
    href = reverse("correct-decision", args=[meeting.pk, made.pk])
    return {"text": f"Correct minute {made.minute}", "href": href, "label": "If it is wrong"}
