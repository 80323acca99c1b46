"""The board: what each body holds over all cases that a reader may see, by age, counted in the database.

Nine queries, however many cases there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, F, Min, Q, QuerySet, TextChoices

from accounts.authority import Over, may
from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.vocabulary import BodyKind
from commissioning.asks.models import Ask
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.case.models import CaseBody, CaseWarning, in_sight, reaches
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.gates.models import Gate
from commissioning.ownership.kinds import WANTING
from commissioning.ownership.models import Acceptance
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import BodyPart, Outcome, State
from commissioning.waivers.kinds import WaiverState
from commissioning.waivers.models import Waiver

OVER: Final = (State.STOPPED, State.CLOSED)
WENT_AHEAD: Final = (Outcome.PASSED, Outcome.ENDED)


class Age(TextChoices):
    """How late an open task is, in working days after its last day."""

    NOT_DUE = "not_due", "Not yet due"
    DAYS_5 = "days_5", "Up to 5 working days late"
    DAYS_10 = "days_10", "6 to 10 working days late"
    DAYS_20 = "days_20", "11 to 20 working days late"
    OVER_20 = "over_20", "Over 20 working days late"


RUNS: Final = Q(days_left=None)
LATE: Final = tuple(age for age in Age if age != Age.NOT_DUE)
OLDEST_FIRST: Final = tuple(reversed(Age))


def due_within(age: Age, today: date) -> Q:
    """Return the condition that an open task is so late on a day by its last day alone."""
    six, eleven, over = (england_calendar().late_by(days, today) for days in (6, 11, 21))
    between = {
        Age.NOT_DUE: Q(due_on__gte=today),
        Age.DAYS_5: Q(due_on__lt=today, due_on__gt=six),
        Age.DAYS_10: Q(due_on__lte=six, due_on__gt=eleven),
        Age.DAYS_20: Q(due_on__lte=eleven, due_on__gt=over),
        Age.OVER_20: Q(due_on__lte=over),
    }
    return between[age]


def of_age(age: Age, today: date) -> Q:
    """Return the condition that an open task is of an age: while its clock stands it is not yet due."""
    return due_within(age, today) | ~RUNS if age == Age.NOT_DUE else due_within(age, today) & RUNS


@dataclass
class Holds:
    """What one body holds."""

    body: Body
    ages: Mapping[Age, int] = field(default_factory=lambda: dict.fromkeys(Age, 0))
    oldest_due: date | None = None
    held_since: datetime | None = None
    leads: int = 0
    partners: int = 0
    contracts: int = 0
    not_accepted: int = 0
    retrospective: int = 0
    waivers: int = 0
    against_advice: int = 0

    @property
    def tasks(self) -> int:
        """How many tasks wait for its posts."""
        return sum(self.ages.values())

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(self.ages[age] for age in LATE)

    @property
    def says_something(self) -> bool:
        """Whether it holds anything at all."""
        counted = (self.tasks, self.leads, self.partners, self.contracts, self.not_accepted, self.waivers)
        return any((*counted, self.retrospective, self.against_advice))


def board_of(reach: Reach, today: date) -> list[Holds]:
    """Return what each body holds of the cases that a reader may see, whoever is latest first."""
    bodies = {body.pk: body for body in Body.objects.order_by("name", "pk")}
    held = {pk: Holds(body) for pk, body in bodies.items()}
    inside = _inside(reach, bodies.values())
    for pk, ages, due, since in _asks(inside, today):
        held[pk].ages, held[pk].oldest_due, held[pk].held_since = ages, due, since
    for name, counted in _counts(reach, inside):
        for pk, number in counted.values_list("of_body", "number"):
            setattr(held[pk], name, number)
    found = [one for one in held.values() if one.says_something]
    return sorted(found, key=lambda one: [-one.ages[age] for age in OLDEST_FIRST if age != Age.NOT_DUE])


def _inside(reach: Reach, bodies: Any) -> Q:
    """The condition that a row's case may be seen: none where the reader's sight reaches over every body there is."""
    sees = reach.over(Right.VIEW_CASE)
    whole = all(body.pk in sees for body in bodies if body.kind != BodyKind.SUPPLIER)
    return Q() if whole else Q(in_sight(reach, "case"))


def require_board(person: Person, at: datetime) -> Reach:
    """Return how far a reader's sight reaches. Raises NotAllowedError for who may not see the board."""
    reach = reach_of(person, at)
    if not reach.over(Right.VIEW_BOARD):
        councils = Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").values_list("pk", flat=True)
        raise NotAllowedError(may(person, Right.VIEW_BOARD, on=Over(list(councils)), at=at).reason)
    return reach


def tasks_held(reach: Reach, body: Body, age: Age | None, today: date) -> QuerySet[Ask]:
    """Return the open tasks that wait for a body in cases that a reader may see, the latest first."""
    found = Ask.objects.filter(in_sight(reach, "case"), closed_at=None, post__body=body)
    wanted = found.filter(of_age(age, today)) if age else found
    read = wanted.select_related("case", "strand", "post__body")
    return read.with_taker(today).order_by("due_on", "pk")


def _asks(inside: Q, today: date) -> list[tuple[int, dict[Age, int], date, datetime]]:
    ages: Mapping[str, Any] = {str(age): Count("pk", filter=of_age(age, today)) for age in Age}
    grouped = Ask.objects.filter(inside, closed_at=None).order_by().values("post__body")
    rows = grouped.annotate(**ages, due=Min("due_on", filter=RUNS), since=Min("opened_at"))
    return [(row["post__body"], {age: row[age] for age in Age}, row["due"], row["since"]) for row in rows]


def _counts(reach: Reach, inside: Q) -> Sequence[tuple[str, QuerySet[Any]]]:
    """What is counted beside tasks: cases, contracts, and what went otherwise than it should."""
    owned = CaseBody.objects.filter(inside).exclude(case__state__in=OVER)
    figures = reaches(reach, Right.SEE_FIGURES, "case")
    wanting = Acceptance.objects.filter(inside, state__in=WANTING).exclude(case__state__in=OVER)
    retrospective = CaseWarning.objects.filter(inside, figures, code=RETROSPECTIVE)
    waivers = Waiver.objects.filter(inside, figures, state=WaiverState.APPROVED)
    gates = Gate.objects.filter(against_advice=True, outcome__in=WENT_AHEAD).annotate(case=F("strand__case"))
    return (
        ("leads", _of(owned.filter(part=BodyPart.LEAD), "body")),
        ("partners", _of(owned.filter(part=BodyPart.PARTNER), "body")),
        ("not_accepted", _of(wanting, "body")),
        ("contracts", _led(Contract.objects.filter(inside, status=ContractStatus.LIVE))),
        ("retrospective", _led(retrospective)),
        ("waivers", _led(waivers)),
        ("against_advice", _led(gates.filter(inside, figures), "strand__case")),
    )


def _led(rows: QuerySet[Any], case: str = "case") -> QuerySet[Any]:
    """Count rows by the body that leads their case."""
    return _of(rows.filter(**{f"{case}__owners__part": BodyPart.LEAD}), f"{case}__owners__body")


def _of(rows: QuerySet[Any], body: str) -> QuerySet[Any]:
    grouped: QuerySet[Any] = rows.order_by().values(of_body=F(body)).annotate(number=Count("pk"))
    return grouped
