"""Recording a meeting: which body met, when, who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.authority import Over, require
from accounts.models import Body, Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from audit.deciding import deciding
from commissioning.errors import RefusedError
from commissioning.meetings import rules
from commissioning.meetings.kinds import MEETING_ROLES
from commissioning.meetings.models import Attendee, Meeting
from commissioning.verbs import Verb
from govuk.wording import in_words


@dataclass(frozen=True)
class Held:
    """What is recorded of a meeting. `members` and `beside` hold each person's name and capacity.

    `decider` is who met as the minutes name it, such as the Mayor in Cabinet; a board is called by its own name.
    """

    held_on: date
    minutes: str
    members: Sequence[tuple[str, str]]
    beside: Sequence[tuple[str, str]] = ()
    decider: str = ""
    quorum: int | None = None


def record_meeting(body: Body, held: Held, *, by: Person, at: datetime, key: str) -> Meeting:
    """Record a meeting of a body, so that its decisions can be recorded case by case.

    Raises RefusedError for one that is still to come, was recorded already, or was attended by nobody.
    """
    asked = {"body": body.pk, **{name: _plain(value) for name, value in vars(held).items()}}
    with deciding(Verb.MEETING_RECORDED, body, by=by, at=at, key=key, asked=asked) as decision:
        holding = require_recorder(by, body, at)
        decider = body.name if body.kind == BodyKind.BOARD else held.decider.strip()
        _check(body, held, decider, day_of(at))
        meeting = Meeting(
            body=body,
            decider=decider,
            held_on=held.held_on,
            minutes=held.minutes.strip(),
            quorum=held.quorum,
            recorded_by=by,
            capacity=holding.title,
            recorded_at=at,
        )
        meeting.save()
        _seat(meeting, held)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(meeting=meeting.pk, decider=decider, held_on=held.held_on, members=len(held.members))
    return meeting


def _plain(value: object) -> object:
    return [list(row) for row in value] if isinstance(value, (list, tuple)) else value


def require_recorder(by: Person, body: Body, at: datetime) -> Holding:
    """Return the holding in which a person records meetings of a body: there, or over a council."""
    councils = Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").values_list("pk", flat=True)
    return require(by, Right.RECORD_MEETING, on=Over([body.pk, *councils]), at=at)


def _check(body: Body, held: Held, decider: str, today: date) -> None:
    if not body.posts.filter(role__in=MEETING_ROLES).exists():
        _refuse("body", f"{body.name} has no seat at any gate that a meeting answers. Choose another body.")
    if not decider:
        _refuse("decider", "Enter who met and decided, as the minutes name it, such as the Mayor in Cabinet.")
    if not held.minutes.strip():
        _refuse("minutes", "Enter where its minutes are found.")
    _check_day(body, held, decider, today)
    check_people(held)


def _check_day(body: Body, held: Held, decider: str, today: date) -> None:
    if held.held_on > today:
        _refuse("held_on", "This day is still to come. Record a meeting once it was held.")
    if same_meeting(body, held, decider).exists():
        _refuse("held_on", "This meeting is recorded already. Open it, and record its decisions there.")


def same_meeting(body: Body, held: Held, decider: str) -> QuerySet[Meeting]:
    """Return the meetings that are recorded of the same body, day and minutes."""
    same = {"body": body, "decider": decider, "held_on": held.held_on, "minutes": held.minutes.strip()}
    return Meeting.objects.filter(**same)


def check_people(held: Held) -> None:
    """Raise RefusedError for a meeting without members, or at which somebody stands twice."""
    if not held.members:
        _refuse("members", "Enter the members who were there, one a line.")
    if twice := rules.doubled([name for name, _ in (*held.members, *held.beside)]):
        _refuse("members", f"{in_words(twice)}: entered twice. Everyone stands there once.")


def _refuse(field: str, words: str) -> None:
    raise RefusedError(words, {field: [words]})


def _seat(meeting: Meeting, held: Held) -> None:
    """Write who was there. A name that exactly one person here has is taken for theirs."""
    everyone = rows_of(held)
    people = people_named([name for name, _, _ in everyone])
    for position, (name, capacity, member) in enumerate(everyone, start=1):
        person = people.get(name.casefold())
        Attendee(meeting=meeting, position=position, name=name, capacity=capacity, member=member, person=person).save()


def rows_of(held: Held) -> list[tuple[str, str, bool]]:
    """Return who was there: name, capacity, and whether as a member."""
    return [(*row, True) for row in held.members] + [(*row, False) for row in held.beside]


def people_named(names: Sequence[str]) -> dict[str, Person]:
    """Return the people of these names, in small letters; none for a name that several have."""
    found: dict[str, list[Person]] = {}
    wanted = {name.casefold() for name in names}
    for person in Person.objects.order_by("pk"):
        if person.full_name.casefold() in wanted:
            found.setdefault(person.full_name.casefold(), []).append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}
