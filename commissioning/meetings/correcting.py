"""Correcting how a meeting and its decisions were recorded. Nothing that was decided is turned round by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import BodyKind, Ground
from audit.deciding import deciding
from commissioning.asks.decisions import require_reason
from commissioning.asks.models import Ask
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.combining import told_of
from commissioning.gates.models import SignOff, Submission
from commissioning.meetings import rules
from commissioning.meetings.bringing_along import brought_along, facts_of_decision
from commissioning.meetings.decisions import grounds_of_members, locked, must_go
from commissioning.meetings.kinds import Result
from commissioning.meetings.meeting import Held, check_people, people_named, require_recorder, rows_of, same_meeting
from commissioning.meetings.models import Attendee, Meeting, MeetingCorrection, MeetingDecision
from commissioning.verbs import Verb
from commissioning.vocabulary import SeatKind
from govuk.wording import in_words

NOT_TURNED_ROUND: Final = (
    "A correction turns round nothing that was decided. If the decision itself is wrong, have the body decide anew and "
    "record that: where its gate is still open the next decision at that seat replaces this one, else return the "
    "record at its gate, or stop the case."
)
WHO_DECIDED: Final = (
    "Decisions of this meeting are recorded under that name: each answer at its gate says who gave it, and an answer "
    "never changes. If somebody else decided, have them decide and record that as a meeting of theirs; where its gate "
    "has passed, return the record at its gate, or stop the case."
)
NOTHING: Final = "Nothing differs from what is recorded. Change what is wrong, or leave it as it is."
SAY_WHY: Final = "Say what was wrong, and how that is known."
Facts = Mapping[str, object]


@dataclass(frozen=True)
class Recount:
    """How one decision was minuted and counted. `left` are the ids of attendees who declared and left for it."""

    minute: str
    consensus: bool = False
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    left: Sequence[int] = ()


@dataclass(frozen=True)
class _Tally:
    """A count as the rules of votes see it, with what was resolved and why."""

    result: Result
    reason: str
    consensus: bool
    votes_for: int | None
    votes_against: int | None
    abstained: int | None


def correct_meeting(
    meeting: Meeting, held: Held, *, reason: str, by: Person, at: datetime, key: str
) -> MeetingCorrection:
    """Correct the day, the minutes, the quorum, who was there, or, before any decision is recorded, who met.

    The decisions of the meeting follow, each in its own case (`meetings.bringing_along`). Raises RefusedError for what
    would turn one of them round, or make it retrospective, and where nothing differs; OvertakenError for a decision
    that was recorded while this was on its way.
    """
    asked = {"meeting": meeting.pk, "reason": reason, **{name: _plain(value) for name, value in vars(held).items()}}
    with deciding(Verb.MEETING_CORRECTED, meeting.body, by=by, at=at, key=key, asked=asked) as decision:
        holding = require_recorder(by, meeting.body, at)
        standing = locked(meeting.pk)
        _require_none_since(standing, at)
        decider = _decider(standing, held)
        _check(standing, held, decider, at)
        was = facts_of(standing)
        _write(standing, held, decider)
        now = facts_of(standing)
        decision.reason = require_reason(reason, SAY_WHY)
        made = _corrected(standing, None, was, now, by=by, capacity=holding.title, reason=decision.reason, at=at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(meeting=standing.pk, decider=standing.decider, correction=made.pk, was=made.was, now=made.now)
    return made


def correct_decision(
    made: MeetingDecision, recount: Recount, *, reason: str, by: Person, at: datetime, key: str
) -> MeetingCorrection:
    """Correct the minute's number, the votes, or who left for one decision. What was resolved stands.

    Raises RefusedError for votes that would have come to something else, for somebody who had to leave, and where
    nothing differs.
    """
    case, asked = made.case, {"decision": made.pk, "reason": reason, **vars(recount), "left": list(recount.left)}
    with deciding(Verb.MEETING_DECISION_CORRECTED, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.RECORD_MEETING, on=Over(case.bodies, scopes=case.scopes), at=at)
        standing = MeetingDecision.objects.select_related("meeting__body").get(pk=made.pk)
        locked(standing.meeting_id)
        standing.case, standing.sign_off = case, _sign_off(standing)
        attendees = list(standing.meeting.attendees.order_by("position"))
        _check_recount(standing, recount, attendees, at)
        was = facts_of_decision(standing)
        decision.reason = require_reason(reason, SAY_WHY)
        with brought_along(standing, standing.meeting.held_on, standing.minute):
            _write_recount(standing, recount, attendees)
        now = facts_of_decision(standing)
        correction = _corrected(
            standing.meeting, standing, was, now, by=by, capacity=holding.title, reason=decision.reason, at=at
        )
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(
            **told_of(standing.sign_off.seat.gate),
            decider=standing.meeting.decider,
            held_on=standing.meeting.held_on,
            minute=standing.minute,
            was=correction.was,
            now=correction.now,
        )
    return correction


def facts_of(meeting: Meeting) -> dict[str, object]:
    """Return what can be corrected of a meeting, by fact, as it is kept with a correction."""
    there = list(Attendee.objects.filter(meeting=meeting).order_by("position"))
    return {
        "decider": meeting.decider,
        "held_on": meeting.held_on.isoformat(),
        "minutes": meeting.minutes,
        "quorum": meeting.quorum,
        "members": [str(found) for found in there if found.member],
        "beside": [str(found) for found in there if not found.member],
    }


def _plain(value: object) -> object:
    return [list(row) for row in value] if isinstance(value, (list, tuple)) else value


def _corrected(
    meeting: Meeting, decision: MeetingDecision | None, was: Facts, now: Facts, **said: Any
) -> MeetingCorrection:
    changed = [name for name in was if was[name] != now[name]]
    if not changed:
        raise RefusedError(NOTHING)
    before, after = ({name: facts[name] for name in changed} for facts in (was, now))
    person = said.pop("by")
    made = MeetingCorrection(meeting=meeting, decision=decision, was=before, now=after, person=person, **said)
    made.save()
    return made


def _refuse(field: str, words: str) -> None:
    raise RefusedError(words, {field: [words]})


def _require_none_since(meeting: Meeting, at: datetime) -> None:
    """Raise OvertakenError where a decision was recorded after this was sent: it would not be followed by it."""
    if meeting.decisions.filter(sign_off__at__gt=at).exists():
        raise OvertakenError(
            "A decision of this meeting was recorded a moment ago. Nothing of yours was corrected. Read the meeting "
            "again, then correct it."
        )


def _decider(meeting: Meeting, held: Held) -> str:
    """Return who met. A board has its own name; anybody else's is corrected until a decision names them."""
    named = held.decider.strip()
    if not named or named == meeting.decider or meeting.body.kind == BodyKind.BOARD:
        return meeting.decider
    if meeting.decisions.exists():
        _refuse("decider", WHO_DECIDED)
    return named


def _check(meeting: Meeting, held: Held, decider: str, at: datetime) -> None:
    if not held.minutes.strip():
        _refuse("minutes", "Enter where its minutes are found.")
    if held.held_on > day_of(at):
        _refuse("held_on", "This day is still to come. Enter the day on which it met.")
    if same_meeting(meeting.body, held, decider).exclude(pk=meeting.pk).exists():
        _refuse("held_on", "Another meeting of that day with these minutes is recorded. Check which one this is.")
    check_people(held)
    names = {", ".join(filter(None, (name, capacity))): member for name, capacity, member in rows_of(held)}
    for made in meeting.decisions.select_related("sign_off__seat").order_by("pk"):
        _require_none_joins(made, held, at)
        _check_decision(made, held, names, day_of(at))


def _check_decision(made: MeetingDecision, held: Held, names: Mapping[str, bool], today: date) -> None:
    """Raise RefusedError for a correction of the meeting that would turn one of its decisions round."""
    gone = [name for name in made.left if name not in names]
    if gone:
        _refuse("members", f"Minute {made.minute}: {in_words(gone)} left for it. Correct that decision first.")
    present = sum(member and name not in made.left for name, member in names.items())
    for _, words in rules.flaws_of_votes(_tally_of(made), present):
        _refuse("members", f"Minute {made.minute}: {words} {NOT_TURNED_ROUND}")
    submission = Submission.objects.get(pk=made.sign_off.submission_id)
    kind = SeatKind(made.sign_off.seat.kind)
    why = rules.before_its_time(held.held_on, day_of(submission.submitted_at), kind, made.started_on, today)
    if bool(why) != made.retrospective:
        told = " ".join(words for _, words in why) or "It would not be retrospective any more."
        _refuse("held_on", f"Minute {made.minute}: {told} {NOT_TURNED_ROUND}")


def _tally_of(made: MeetingDecision) -> _Tally:
    counted = (made.consensus, made.votes_for, made.votes_against, made.abstained)
    return _Tally(Result(made.result), made.sign_off.reason, *counted)


def _write(meeting: Meeting, held: Held, decider: str) -> None:
    """Write the meeting as it is corrected. Whoever stands there already keeps their place."""
    meeting.held_on, meeting.minutes, meeting.quorum = held.held_on, held.minutes.strip(), held.quorum
    meeting.decider = decider
    meeting.save(update_fields=["held_on", "minutes", "quorum", "decider"])
    standing = {found.name.casefold(): found for found in meeting.attendees.order_by("position")}
    wanted = {name.casefold(): (name, capacity, member) for name, capacity, member in rows_of(held)}
    last = max((found.position for found in standing.values()), default=0)
    people = people_named([name for name, _, _ in wanted.values()])
    for key in [key for key in standing if key not in wanted]:
        standing.pop(key).delete()
    for key, (name, capacity, member) in wanted.items():
        found = standing.get(key)
        if found is None:
            last += 1
            found = Attendee(meeting=meeting, position=last)
        found.name, found.capacity, found.member, found.person = name, capacity, member, people.get(key)
        found.save()


def _sign_off(made: MeetingDecision) -> SignOff:
    return SignOff.objects.select_related("seat__gate").get(pk=made.sign_off_id)


def _check_recount(made: MeetingDecision, recount: Recount, attendees: Sequence[Attendee], at: datetime) -> None:
    if not recount.minute.strip():
        _refuse("minute", "Enter the number of the minute.")
    if unknown := set(recount.left) - {found.pk for found in attendees}:
        _refuse("left", f"Only somebody who attended can have left: {len(unknown)} did not attend.")
    _require_gone(made, recount.left, attendees, at)
    counted = (recount.consensus, recount.votes_for, recount.votes_against, recount.abstained)
    tally = _Tally(Result(made.result), made.sign_off.reason, *counted)
    for field, words in rules.flaws_of_votes(tally, _present(recount.left, attendees)):
        _refuse("votes_for" if field == "reason" else field, f"{words} {NOT_TURNED_ROUND}")


def _require_gone(made: MeetingDecision, left: Collection[int], attendees: Sequence[Attendee], at: datetime) -> None:
    """Raise RefusedError where somebody is said not to have left who wrote the record or has a conflict there."""
    back = [found for found in attendees if str(found) in made.left and found.pk not in left]
    barred = _kept_out(made, at)
    stayed = [found.name for found in back if found.person_id in barred]
    if stayed:
        _refuse("left", f"{in_words(stayed)} had to leave for it, and cannot have taken part. {NOT_TURNED_ROUND}")


def _require_none_joins(made: MeetingDecision, held: Held, at: datetime) -> None:
    """Raise RefusedError where somebody is newly said to have been there who had to leave for a decision."""
    before = {(found.name, found.member) for found in made.meeting.attendees.all()}
    new = [(name, member) for name, _, member in rows_of(held) if (name, member) not in before]
    people, barred = people_named([name for name, _ in new]), _kept_out(made, at)
    found = [(name, member, people.get(name.casefold())) for name, member in new]
    out = [name for name, member, person in found if person and must_go(barred.get(person.pk), member=member)]
    if out:
        words = f"{in_words(out)} would have had to leave for it, and cannot have taken part. {NOT_TURNED_ROUND}"
        _refuse("members", f"Minute {made.minute}: {words}")


def _kept_out(made: MeetingDecision, at: datetime) -> dict[int, Ground]:
    """Who has to leave for a decision and why, by their ids: as its task was kept from them."""
    task = Ask.objects.filter(source=made.sign_off.seat.source).order_by("-pk")[0]
    return grounds_of_members(task, at)


def _present(left: Collection[int], attendees: Sequence[Attendee]) -> int:
    return sum(found.member and found.pk not in left for found in attendees)


def _write_recount(made: MeetingDecision, recount: Recount, attendees: Sequence[Attendee]) -> None:
    made.minute, made.consensus = recount.minute.strip(), recount.consensus
    made.votes_for, made.votes_against, made.abstained = recount.votes_for, recount.votes_against, recount.abstained
    made.left = [str(found) for found in attendees if found.pk in recount.left]
    made.present = _present(recount.left, attendees)
