"""Recording what a meeting decided: it answers the seat of its body, which is not asked a second time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from accounts.authority import Over, require
from accounts.models import Exclusion, Person
from accounts.rights import Right
from accounts.rules import day, day_of
from accounts.vocabulary import Ground
from audit.deciding import deciding
from commissioning.asks.decisions import require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.case.models import Case, CaseWarning
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.answers import check_answer
from commissioning.gates.settling import Acting, Answer, AskedOf, asked_at, settle
from commissioning.meetings import rules
from commissioning.meetings.conditions import Wanted, attach, replace_earlier
from commissioning.meetings.kinds import AS_ANSWERS, MEETING_ROLES, Result
from commissioning.meetings.models import Attendee, Meeting, MeetingDecision
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Recorded, SeatKind
from govuk.wording import in_words

WITHOUT_QUORUM: Final = "meeting/quorum"
OF_MEMBERS = (Ground.AUTHOR, Ground.EVALUATOR, Ground.CONFLICT)


@dataclass(frozen=True)
class Taken:
    """What a meeting resolved on one recommendation, as its minutes have it.

    `digest` is that of the text which lay before it; `left` the ids of the attendees who declared and left for it.
    """

    result: Result
    minute: str
    digest: str = ""
    reason: str = ""
    text: str = ""
    until: date | None = None
    consensus: bool = False
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    left: Sequence[int] = ()
    started_on: date | None = None
    retrospective_reason: str = ""
    conditions: Sequence[Wanted] = ()


def decide(meeting: Meeting, ask: Ask, taken: Taken, *, by: Person, at: datetime, key: str) -> MeetingDecision:
    """Record what a meeting decided at the seat of its body. The body is the decider, the person its recorder.

    Raises NotAllowedError, OvertakenError (answered already, or another text), RefusedError for what is missing or does
    not hold together: a member who had to leave and did not, or a decision before its time without a reason.
    """
    asked = {"meeting": meeting.pk, "ask": ask.pk, **_asked(taken)}
    with deciding(Verb.MEETING_DECISION_RECORDED, ask.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(ask)
        case, meeting = ask.case, locked(meeting.pk)
        _require_uncorrected(meeting, at)
        holding = require(by, Right.RECORD_MEETING, on=Over(case.bodies, scopes=ask.scopes), at=at)
        _require_its_seat(meeting, ask)
        asked_of, given = asked_at(ask), _answer(taken, ask)
        _check(given, asked_of)
        made = _decision(meeting, case, ask, asked_of, taken, at)
        replaced = replace_earlier(asked_of.seat, at) if taken.result != Result.DEFERRED else []
        capacity = f"{holding.title}, recorded for the {meeting.decider}"[:300]
        acting = Acting(by, capacity, meeting.decider, recorded=Recorded.MEETING)
        made.sign_off = settle(decision, ask, asked_of, given, acting)
        made.save()
        conditions = attach(decision, made, taken.conditions)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(
            **told(made),
            **({"conditions": [found.reference for found in conditions]} if conditions else {}),
            **({"replaced": [found.reference for found in replaced]} if replaced else {}),
        )
        _flag(made)
    return made


def _require_uncorrected(meeting: Meeting, at: datetime) -> None:
    """Raise OvertakenError where the record of the meeting was corrected while this was on its way.

    So what is decided after a correction stands under the corrected record, and only what was decided before follows.
    """
    if meeting.corrections.filter(decision=None, at__gt=at).exists():
        raise OvertakenError(
            "The record of this meeting was corrected a moment ago. Nothing of yours was recorded. Read it again, then "
            "record the decision."
        )


def _asked(taken: Taken) -> dict[str, object]:
    plain = {**vars(taken), "left": list(taken.left)}
    return {**plain, "conditions": [wanted.asked() for wanted in taken.conditions]}


def _require_its_seat(meeting: Meeting, ask: Ask) -> None:
    theirs = ask.seated and ask.post.body_id == meeting.body_id and ask.post.role in MEETING_ROLES
    if not theirs:
        raise RefusedError(
            f"“{ask.title}” is not asked of the {meeting.decider}, so no meeting of it answers that. "
            f"It waits for {ask.post.title}."
        )


def _answer(taken: Taken, ask: Ask) -> Answer:
    action = AS_ANSWERS.get(SeatKind(ask.kind), {}).get(taken.result)
    if action is None:
        words = "A body that endorses does not stop a procurement, and one that decides supports it or does not."
        raise RefusedError(f"“{taken.result.label}” is no answer to this seat. {words}", {"result": [words]})
    return Answer(action, taken.digest, taken.reason, taken.text, taken.until)


def _check(given: Answer, asked_of: AskedOf) -> None:
    """A meeting may defer at any seat; all else is checked as for whoever sits there."""
    if given.action == Action.DEFER:
        require_reason(given.reason)
    else:
        check_answer(given, asked_of.seat, asked_of.seats, asked_of.submission)


def _decision(meeting: Meeting, case: Case, ask: Ask, asked_of: AskedOf, taken: Taken, at: datetime) -> MeetingDecision:
    """The decision as it will be kept, once it holds together."""
    if not taken.minute.strip():
        raise RefusedError("Enter the number of the minute.", {"minute": ["Enter the number of the minute."]})
    attendees = list(meeting.attendees.order_by("position"))
    _require_gone(attendees, ask, taken, at)
    present = sum(found.member and found.pk not in taken.left for found in attendees)
    _refuse(list(rules.flaws_of_votes(taken, present)))
    why = _before_its_time(meeting, asked_of, taken, day_of(at))
    return MeetingDecision(
        meeting=meeting,
        case=case,
        minute=taken.minute.strip(),
        result=taken.result,
        consensus=taken.consensus,
        votes_for=taken.votes_for,
        votes_against=taken.votes_against,
        abstained=taken.abstained,
        present=present,
        left=[str(found) for found in attendees if found.pk in taken.left],
        quorate=None if meeting.quorum is None else present >= meeting.quorum,
        retrospective=bool(why),
        retrospective_reason=taken.retrospective_reason.strip() if why else "",
        started_on=taken.started_on,
    )


def _require_gone(attendees: Sequence[Attendee], ask: Ask, taken: Taken, at: datetime) -> None:
    """Raise unless everyone who wrote the record or has a conflict of interest declared it and left."""
    if unknown := set(taken.left) - {found.pk for found in attendees}:
        raise RefusedError("Only somebody who attended can have left.", {"left": [f"{len(unknown)} did not attend."]})
    grounds = grounds_of_members(ask, at)
    here = [found for found in attendees if found.pk not in taken.left]
    stayed = [found for found in here if must_go(grounds.get(found.person_id or 0), member=found.member)]
    if stayed:
        named = in_words(f"{found.name} {grounds[found.person_id or 0].label}" for found in stayed)
        words = f"{named}. Mark them as having left for this item, or take the decision back to the body."
        raise RefusedError(words, {"left": [words]})


def grounds_of_members(ask: Ask, at: datetime) -> dict[int, Ground]:
    """Return who has to leave for what an ask is about, and why, by their ids. Of several grounds a conflict counts."""
    kept_out = Exclusion.objects.open_at(at).filter(scope__in=ask.scopes, ground__in=OF_MEMBERS)
    found = [(person, Ground(ground)) for person, ground in kept_out.order_by("pk").values_list("person", "ground")]
    return dict(sorted(found, key=lambda one: one[1] == Ground.CONFLICT))


def must_go(ground: Ground | None, *, member: bool) -> bool:
    """Members leave for what they wrote, evaluated or have an interest in; others, who may present it, for the last."""
    return ground is not None and (member or ground == Ground.CONFLICT)


def locked(meeting_id: int) -> Meeting:
    """Return a meeting, read again under its lock: what it decided and who was there change one after the other."""
    return Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("body").get(pk=meeting_id)


def _before_its_time(meeting: Meeting, asked_of: AskedOf, taken: Taken, today: date) -> list[rules.Flaw]:
    submitted_on = day_of(asked_of.submission.submitted_at)
    kind = SeatKind(asked_of.seat.kind)
    if taken.started_on is not None and taken.started_on > today:
        _refuse([("started_on", "This day is still to come. Leave it empty where no work has begun.")])
    why = rules.before_its_time(meeting.held_on, submitted_on, kind, taken.started_on, today)
    if why and not taken.retrospective_reason.strip():
        words = f"{' '.join(found for _, found in why)} It can only be recorded as retrospective: say why that was."
        raise RefusedError(words, {"retrospective_reason": [words]})
    return why


def _refuse(flaws: Sequence[rules.Flaw]) -> None:
    if flaws:
        raise RefusedError(" ".join(words for _, words in flaws), {field: [words] for field, words in flaws})


def flags_of(made: MeetingDecision) -> list[tuple[str, str]]:
    """Return what must be impossible to miss on the case, by code: it came before its time, or without a quorum."""
    named = named_in_flags(made.meeting.decider, made.meeting.held_on, made.minute)
    short = rules.too_few(made.present, made.meeting.quorum)
    before = f"{named} was recorded in retrospect: {made.retrospective_reason}" if made.retrospective else ""
    found = ((RETROSPECTIVE, before), (WITHOUT_QUORUM, f"{named}: {short}" if short else ""))
    return [(code, words) for code, words in found if words]


def named_in_flags(decider: str, held_on: date, minute: str) -> str:
    """Return how the flags of a decision begin."""
    return f"The decision of the {decider} of {day(held_on)} (minute {minute})"


def _flag(made: MeetingDecision) -> None:
    for code, words in flags_of(made):
        CaseWarning(case=made.case, code=code, text=words).save()


def told(made: MeetingDecision) -> dict[str, object]:
    """What an entry tells of a meeting's decision beside the answer that it gives."""
    meeting = made.meeting
    votes = (
        {} if made.consensus else {"for": made.votes_for, "against": made.votes_against, "abstained": made.abstained}
    )
    before = {"retrospective": True, "retrospective_reason": made.retrospective_reason} if made.retrospective else {}
    return {
        "decider": meeting.decider,
        "held_on": meeting.held_on,
        "minute": made.minute,
        "minutes": meeting.minutes,
        "result": made.result,
        "present": made.present,
        **({"consensus": True} if made.consensus else {"votes": votes}),
        **({"left": made.left} if made.left else {}),
        **({"quorum": rules.too_few(made.present, meeting.quorum)} if made.quorate is False else {}),
        **({"started_on": made.started_on} if made.started_on else {}),
        **before,
    }
