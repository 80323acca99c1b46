"""Finding cases: the filters, the search and the order of the list, the same for screens and API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Lower

from accounts.models import Body, Person
from accounts.reach import Reach
from accounts.rights import Right
from commissioning.asks.models import Ask
from commissioning.case.models import WORTH, Case, CaseBody, Strand
from commissioning.case.rules import POUNDS
from commissioning.casefile.shortlist import Ids
from commissioning.vocabulary import BodyPart, State, StrandKind

AnyCase = TypeVar("AnyCase", bound=Case)

REFERENCE = re.compile(r"TG-[0-9]{4}-[0-9]{4,8}")
LONGEST_NUMBER = 9
LONGEST_SEARCH = 200
OVER = (State.STOPPED, State.CLOSED)


class Sort(TextChoices):
    """In which order cases are listed."""

    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"
    TITLE = "title", "Title, A to Z"
    DUE = "due", "What is due soonest"
    VALUE = "value", "Highest value first"


def says_something(value: object) -> bool:
    """Whether a filter is set to something: an amount of nothing is something too."""
    return value is not None and value is not False and value not in ("", [])


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for among the cases, and in which order; whatever is empty does not narrow the list."""

    q: str = ""
    stage: str = ""
    state: str = ""
    lane: str = ""
    regime: str = ""
    way: str = ""
    service: str = ""
    body: str = ""
    value_from: Decimal | None = None
    value_to: Decimal | None = None
    late: bool = False
    mine: bool = False
    retrospective: bool = False
    sort: str = Sort.NEWEST

    @property
    def narrows(self) -> bool:
        """Whether anything is looked for at all."""
        return any(says_something(value) for name, value in vars(self).items() if name != "sort")

    def seen_with(self, *, figures: bool) -> Wanted:
        """The same for a reader who sees figures or does not: without them values neither narrow nor order a list."""
        if figures:
            return self
        sort = Sort.NEWEST if self.sort == Sort.VALUE else self.sort
        return replace(self, value_from=None, value_to=None, sort=sort)


def matching(cases: QuerySet[AnyCase], wanted: Wanted, person: Person, today: date) -> QuerySet[AnyCase]:
    """Narrow the cases that a person may see to those wanted.

    `service` and `body` are slugs: of the body that leads a case, of any body that owns it. `q` is looked for in what
    names a case, and a value only in cases whose figures the person sees.
    """
    same = {name: vars(wanted)[name] for name in ("lane", "regime", "way") if vars(wanted)[name]}
    cases = cases.filter(**same, **({"commissioner": person} if wanted.mine else {}))
    if wanted.late:  # gathered first: of all the cases that a council ever had, few are late
        late = Ask.objects.filter(closed_at=None, days_left=None, due_on__lt=today)
        cases = cases.filter(pk__in=late.values("case"))
    if wanted.retrospective:  # the flag is told to those who see figures
        cases = cases.filter(retrospective=True, sees_figures=True)
    cases = _owned(_standing(cases, wanted.stage, wanted.state), wanted)
    return _searched(_worth(cases, wanted), wanted.q.strip())


def _standing(cases: QuerySet[AnyCase], stage: str, state: str) -> QuerySet[AnyCase]:
    """Keep cases that stand there, and where a stage is named those of which a part does: lots go their own ways."""
    at = {name: value for name, value in (("stage", stage), ("state", state)) if value}
    if not stage:
        return cases.filter(**at)
    parts = Strand.objects.filter(**at).exclude(kind=StrandKind.WHOLE)
    running = parts if state else parts.exclude(state__in=OVER)
    return cases.filter(Q(**at) | Q(pk__in=running.values("case")))


def _owned(cases: QuerySet[AnyCase], wanted: Wanted) -> QuerySet[AnyCase]:
    if wanted.service:
        cases = cases.filter(_owned_by(wanted.service, part=BodyPart.LEAD))
    return cases.filter(_owned_by(wanted.body)) if wanted.body else cases


def _owned_by(slug: str, **part: BodyPart) -> Exists:
    """The condition that a body owns a case. The body is looked up once, and not for every case."""
    body = Subquery(Body.objects.filter(slug=slug).values("pk")[:1])
    return Exists(CaseBody.objects.filter(case=OuterRef("pk"), body=body, **part))


def _worth(cases: QuerySet[AnyCase], wanted: Wanted) -> QuerySet[AnyCase]:
    bounds = {"worth__gte": wanted.value_from, "worth__lte": wanted.value_to}
    given = {bound: value for bound, value in bounds.items() if value is not None}
    return cases.alias(worth=WORTH).filter(**KNOWN, **given) if given else cases


KNOWN = {"sees_figures": True, "currency": POUNDS, "worth__isnull": False}


def _searched(cases: QuerySet[AnyCase], words: str) -> QuerySet[AnyCase]:
    """Each word must stand somewhere in the reference, the title, the ocid or, for who sees them, suppliers' names."""
    for word in words.split():
        in_names = Q(reference__icontains=word) | Q(title__icontains=word)
        cases = cases.filter(in_names | Q(ocid__icontains=word) | Q(supplier_names__icontains=word, sees_figures=True))
    return cases


def in_order(cases: QuerySet[AnyCase], sort: str) -> Sequence[Ids]:
    """Return the ids of cases in an order, as lists that follow each other: what has no due day or value comes last.

    A value counts only where the reader sees it, so that no place in the list tells of one they do not.
    """
    newest = cases.order_by("-opened_at", "-pk")
    if sort == Sort.DUE:
        waiting = Ask.objects.filter(case=OuterRef("pk"), closed_at=None)
        return [_by_first_task(cases), _ids(newest.filter(~Exists(waiting)))]
    if sort == Sort.VALUE:
        valued, known = cases.alias(worth=WORTH), Q(**KNOWN)
        others = newest.alias(worth=WORTH).filter(~known)
        return [_ids(valued.filter(known).order_by(F("worth").desc(), "-pk")), _ids(others)]
    if sort == Sort.TITLE:
        return [_ids(cases.order_by(Lower("title"), "pk"))]
    return [_ids(cases.order_by("opened_at", "pk") if sort == Sort.OLDEST else newest)]


def _ids(cases: QuerySet[Any]) -> Ids:
    return cases.values_list("pk", flat=True)


def _by_first_task(cases: QuerySet[AnyCase]) -> Ids:
    """The cases that wait for someone, each by its first open task. Read along the days, not case by case."""
    ahead = Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), pk__lt=OuterRef("pk"))
    sooner = Ask.objects.filter(ahead, case=OuterRef("case"), closed_at=None)
    first = Ask.objects.filter(~Exists(sooner), Exists(cases.filter(pk=OuterRef("case"))), closed_at=None)
    return first.order_by("due_on", "pk").values_list("case", flat=True)


def named_outright(cases: QuerySet[AnyCase], words: str) -> AnyCase | None:
    """Return the case whose reference the words are, in whatever case they were typed; None where there is none."""
    reference = words.strip().upper()
    return cases.filter(reference=reference).first() if REFERENCE.fullmatch(reference) else None


def number_in(text: str) -> int | None:
    """Return the number an address or a form names; None for anything that no row can have as its number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def most_pressing(places: Q, today: date) -> dict[int, Ask]:
    """Return for each case its most pressing open task, with who is asked. `places` says of which cases."""
    open_tasks = Ask.objects.filter(places, closed_at=None).select_related("post__body").with_taker(today)
    in_turn = sorted(open_tasks.order_by("-due_on", "-pk"), key=lambda task: not task.paused)  # what runs presses more
    return {task.case_id: task for task in in_turn}


def going_apart(case_ids: list[int]) -> dict[int, list[Strand]]:
    """Return for each case that is parted the parts of it that still go on, in order."""
    found: dict[int, list[Strand]] = {}
    parts = Strand.objects.filter(case__in=case_ids).exclude(kind=StrandKind.WHOLE).exclude(state__in=OVER)
    for strand in parts.order_by("case", "number"):
        found.setdefault(strand.case_id, []).append(strand)
    return found


def owners_within(reach: Reach) -> list[tuple[str, str]]:
    """Return slug and name of every body that owns a case and whose cases the reader may see, by name."""
    owns = CaseBody.objects.filter(body=OuterRef("pk"))
    bodies = Body.objects.filter(Exists(owns), pk__in=reach.over(Right.VIEW_CASE))
    return list(bodies.order_by("name", "pk").values_list("slug", "name"))
