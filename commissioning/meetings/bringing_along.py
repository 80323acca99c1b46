"""What a correction brings along in a case: how many took part, the flags that name the decision, its conditions.

A meeting decides on many cases, and each case has a chain of its own: so a corrected meeting is followed by one
decision of the system in each of them, which the worker takes where a killed request left it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from audit.deciding import deciding
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.case.models import CaseWarning
from commissioning.conditions.models import Condition
from commissioning.gates.combining import told_of
from commissioning.gates.models import SignOff
from commissioning.meetings.conditions import source_in_words
from commissioning.meetings.decisions import WITHOUT_QUORUM, flags_of, named_in_flags
from commissioning.meetings.models import Attendee, MeetingCorrection, MeetingDecision
from commissioning.verbs import Verb

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Followed(TypedDict):
        """By which correction of its meeting a decision has still to be followed."""

        correction: int

    Behind = WithAnnotations[MeetingDecision, Followed]

KEY = "meeting-corrected/"
COUNTED = ["minute", "consensus", "votes_for", "votes_against", "abstained", "left", "present", "quorate"]


def facts_of_decision(made: MeetingDecision) -> dict[str, object]:
    """Return what can be corrected of a decision, by fact, as it is kept with a correction."""
    counted = {"for": made.votes_for, "against": made.votes_against, "abstained": made.abstained or 0}
    return {
        "minute": made.minute,
        "votes": "without a vote" if made.consensus else counted,
        "left": list(made.left),
        "present": made.present,
    }


@contextmanager
def brought_along(made: MeetingDecision, held_on: date, minute: str) -> Iterator[None]:
    """Save a decision that is changed inside, with the flags and conditions that name it.

    `held_on` and `minute` are those it was named by before.
    """
    named = named_in_flags(made.meeting.decider, held_on, minute)
    yield
    made.quorate = None if made.meeting.quorum is None else made.present >= made.meeting.quorum
    made.save(update_fields=COUNTED)
    _settle_flags(made, named)
    source = source_in_words(made)
    for condition in Condition.objects.filter(sign_off=made.sign_off_id).exclude(source=source).order_by("pk"):
        condition.source = source
        condition.save(update_fields=["source"])


def _settle_flags(made: MeetingDecision, named: str) -> None:
    """Bring the flags of a decision to what it says now; `named` is how they began."""
    now = named_in_flags(made.meeting.decider, made.meeting.held_on, made.minute)
    flags = CaseWarning.objects.filter(case=made.case, code__in=(RETROSPECTIVE, WITHOUT_QUORUM))
    own = flags.filter(Q(text__startswith=named) | Q(text__startswith=now))
    standing = {(flag.code, flag.text): flag for flag in own.order_by("pk")}
    wanted = flags_of(made)
    for told, flag in standing.items():
        if told not in wanted:
            flag.delete()
    for code, words in wanted:
        if (code, words) not in standing:
            CaseWarning(case=made.case, code=code, text=words).save()


def to_bring_along() -> QuerySet[Behind]:
    """Return the decisions that a corrected meeting has still to be followed by, each with its `correction`."""
    found = MeetingDecision.objects.filter(
        meeting__corrections__decision=None, meeting__corrections__at__gte=F("sign_off__at")
    ).annotate(correction=F("meeting__corrections"))
    key = Concat(
        Value(KEY), Cast("correction", CharField()), Value("/"), Cast("pk", CharField()), output_field=CharField()
    )
    done = Entry.objects.filter(person__isnull=True, key=OuterRef("followed_as"))
    waiting = found.annotate(followed_as=key).filter(~Exists(done))
    return cast("QuerySet[Behind]", waiting.select_related("meeting__body", "case").order_by("correction", "pk"))


def bring_along(made: MeetingDecision, correction: int, *, at: datetime) -> None:
    """Follow a corrected meeting in the case of one of its decisions; once, however often it is asked."""
    key = f"{KEY}{correction}/{made.pk}"
    with deciding(Verb.MEETING_DECISION_CORRECTED, made.case, by=None, at=at, key=key) as decision:
        said = MeetingCorrection.objects.select_related("person").get(pk=correction)
        standing = MeetingDecision.objects.select_related("meeting__body").get(pk=made.pk)
        standing.case = made.case
        standing.sign_off = SignOff.objects.select_related("seat__gate").get(pk=standing.sign_off_id)
        was = standing.present
        held_on = date.fromisoformat(str(said.was.get("held_on", standing.meeting.held_on.isoformat())))
        with brought_along(standing, held_on, standing.minute):
            members = Attendee.objects.filter(meeting=standing.meeting, member=True).order_by("position")
            standing.present = sum(str(found) not in standing.left for found in members)
        counted = {} if was == standing.present else {"present": standing.present}
        decision.reason = said.reason
        decision.about(
            **told_of(standing.sign_off.seat.gate),
            decider=standing.meeting.decider,
            held_on=standing.meeting.held_on,
            minute=standing.minute,
            corrected_by=said.person.full_name,
            was={**said.was, **({"present": was} if counted else {})},
            now={**said.now, **counted},
        )


def bring_all_along(at: datetime) -> int:
    """Follow every corrected meeting in the cases of its decisions. Returns in how many that was done now."""
    done = 0
    for made in list(to_bring_along()):
        try:
            bring_along(made, made.correction, at=at)
        except RepeatedError:  # somebody else was first
            continue
        done += 1
    return done
