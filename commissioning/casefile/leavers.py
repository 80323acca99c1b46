"""Who may leave work behind, who may take it over, and what of it passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Holding, Person
from accounts.reach import Reach, reach_of
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody, in_sight
from commissioning.cover.leaving import OVER, left_with, unable_to_lead
from commissioning.vocabulary import BodyPart
from govuk.wording import how_many

MOST = 100


@dataclass(frozen=True)
class Passing:
    """A case that passes on, what of it, and whether who passes it on may see the case itself."""

    case: Case
    what: str
    seen: bool


@dataclass(frozen=True)
class Left:
    """What passes to a successor, and what stays with why. `more` says that further cases follow.

    Whoever keeps appointments passes on work in cases that they may not see: those are counted and never named.
    """

    cases: list[Passing]
    staying: list[str]
    more: bool

    @property
    def named(self) -> list[Passing]:
        """Those of the cases that the reader may see."""
        return [one for one in self.cases if one.seen]

    @property
    def unnamed(self) -> str:
        """How many others pass, in words; "" for none."""
        count = len(self.cases) - len(self.named)
        return how_many(count, "case,cases") + " that you may not see" if count else ""


def leavers_of(bodies: Collection[int], at: datetime) -> QuerySet[Person]:
    """Return whose work somebody may pass on: who holds a post at these bodies, or left cases of theirs open."""
    held = Holding.objects.dated(day_of(at)).filter(person=OuterRef("pk"), post__body__in=bodies, principal=None)
    leads = CaseBody.objects.filter(case__commissioner=OuterRef("pk"), part=BodyPart.LEAD, body__in=bodies)
    took = Ask.objects.filter(taken_by=OuterRef("pk"), closed_at=None, post__body__in=bodies)
    found = Exists(held) | Exists(leads.exclude(case__state__in=OVER)) | Exists(took)
    return Person.objects.filter(found).order_by("full_name", "pk")


def successors_of(bodies: Collection[int], at: datetime) -> QuerySet[Person]:
    """Return who could take work over at these bodies: who holds a post there in their own right."""
    held = Holding.objects.dated(day_of(at)).filter(person=OuterRef("pk"), post__body__in=bodies, principal=None)
    return Person.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk")


def passing(leaver: Person, successor: Person, bodies: Collection[int], at: datetime, *, by: Person) -> Left:
    """Return what of a leaver's work passes to a successor at these bodies, the first hundred cases of it.

    What stays is named where `by`, who passes it on, may see the case. Of work elsewhere that they may not see nothing
    is said, not even how much there is.
    """
    taken = Ask.objects.filter(taken_by=leaver, closed_at=None).select_related("post")
    cases = left_with(leaver).filter(Q(commissioner=leaver, owners__body__in=bodies) | Q(asks__in=taken)).distinct()
    lead = CaseBody.objects.filter(part=BodyPart.LEAD).select_related("body")
    seen = cases.annotate(seen=in_sight(reach_of(by, at)))
    read = seen.prefetch_related(Prefetch("asks", taken, "left_tasks"), Prefetch("owners", lead, "leads"))
    found = list(read[: MOST + 1])
    reach = reach_of(successor, at, own=True)
    stays = [case for case in found if not _passes(case, leaver, bodies, reach)]
    passes = [case for case in found if case not in stays]
    return Left(
        cases=[Passing(case, _what(case, leaver), seen=_seen(case)) for case in passes[:MOST]],
        staying=[_why(case, leaver, successor, bodies, reach) for case in stays if _seen(case) or _here(case, bodies)],
        more=len(found) > MOST,
    )


def _lead(case: Case) -> CaseBody:
    found: list[CaseBody] = vars(case)["leads"]
    return found[0]


def _seen(case: Case) -> bool:
    return bool(vars(case)["seen"])


def _here(case: Case, bodies: Collection[int]) -> bool:
    return _lead(case).body_id in bodies


def _tasks(case: Case) -> list[Ask]:
    found: list[Ask] = vars(case)["left_tasks"]
    return found


def _passes(case: Case, leaver: Person, bodies: Collection[int], reach: Reach) -> bool:
    if case.commissioner_id == leaver.pk:
        return _here(case, bodies) and not unable_to_lead(reach, case, _lead(case).body)
    return any(task.post.body_id in bodies for task in _tasks(case))


def _what(case: Case, leaver: Person) -> str:
    tasks = how_many(len(_tasks(case)), "task they are on,tasks they are on").lower() if _tasks(case) else ""
    lead = "its lead" if case.commissioner_id == leaver.pk else ""
    return " and ".join(words for words in (lead, tasks) if words)


def _why(case: Case, leaver: Person, successor: Person, bodies: Collection[int], reach: Reach) -> str:
    name = (
        f"{case.reference} {case.title}" if _seen(case) else f"A case of {_lead(case).body.name} that you may not see"
    )
    if case.commissioner_id == leaver.pk and _here(case, bodies):
        why = unable_to_lead(reach, case, _lead(case).body) if _seen(case) else "cannot lead it"
        return f"{name}: {successor.full_name} {why}."
    return f"{name}: it belongs to a service in which you do not arrange this."
