"""Who is reading, and what of a case they may see. Every page of a case comes in here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.authority import may, posts_inside, posts_of
from accounts.errors import NotAllowedError
from accounts.models import Body, Holding, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.case.models import Case, CaseBody, CaseWarning, in_sight, reaches
from commissioning.gates.tiers import reopened
from commissioning.vocabulary import BodyPart, Stage

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Sight(TypedDict):
        """What a reader may do with a case as a whole, asked with the case itself."""

        sees_figures: bool
        sees_bids: bool
        reads_trail: bool
        sets_regime: bool
        writes: bool
        lead_name: str
        partner_count: int
        reopened: bool
        retrospective: bool
        reach: Reach

    class SightOfTask(TypedDict):
        """What a reader of a task may see of its case."""

        sees_figures: bool
        sees_bids: bool

    Seen = WithAnnotations[Case, Sight]
    SeenTask = WithAnnotations[Ask, SightOfTask]


def reader(request: HttpRequest) -> Person:
    """Return who is signed in. Raises PermissionDenied for nobody; the middleware has asked already."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def readable_within(reach: Reach) -> QuerySet[Seen]:
    """Return the cases that a reach covers, each with what it lets a person see of it."""
    lead = CaseBody.objects.filter(case=OuterRef("pk"), part=BodyPart.LEAD)
    partners = CaseBody.objects.filter(case=OuterRef("pk"), part=BodyPart.PARTNER).order_by().values("case")
    found = Case.objects.within(reach).annotate(
        partner_count=Coalesce(Subquery(partners.annotate(number=Count("pk")).values("number")), 0),
        sees_figures=reaches(reach, Right.SEE_FIGURES),
        sees_bids=reaches(reach, Right.SEE_BIDS),
        reads_trail=reaches(reach, Right.READ_TRAIL),
        sets_regime=reaches(reach, Right.SET_REGIME),
        writes=reaches(reach, Right.WRITE_RECORD),
        lead_name=Subquery(lead.values("body__name")[:1]),
        reopened=reopened(strand__case=OuterRef("pk"), stage=OuterRef("stage")),
        retrospective=Exists(CaseWarning.objects.filter(case=OuterRef("pk"), code=RETROSPECTIVE)),
    )
    return cast("QuerySet[Seen]", found.select_related("commissioner"))


def sees_whole(case: Seen, stage: str) -> bool:
    """Whether a reader may read all of a stage's record: its figures, and in award its bids."""
    return case.sees_figures and (stage != Stage.AWARD or case.sees_bids)


def require_whole(person: Person, case: Seen, stage: str, at: datetime) -> None:
    """Raise NotAllowedError, saying why and who can, unless a reader may read all of a stage's record."""
    require_sight(person, Right.SEE_FIGURES, case, at, allowed=case.sees_figures)
    require_sight(person, Right.SEE_BIDS, case, at, allowed=sees_whole(case, stage))


def printable(reference: str) -> str:
    """Return a reference as it was given. Raises Http404 for what no reference has and no database takes."""
    if not reference.isprintable():
        raise Http404
    return reference


def case_of(person: Person, reference: str, at: datetime, **told: Subquery) -> Seen:
    """Return a case as a person may see it, with what else is told of it, each under its name.

    Raises Http404 where there is none for them to know of.
    """
    reach = reach_of(person, at)
    found = get_object_or_404(readable_within(reach).annotate(**told), reference=printable(reference))
    vars(found)["reach"] = reach
    return found


def task_asked(task_id: int) -> Ask:
    """Return a task for whoever carries it out: the verb asks whether they may. Raises Http404 where there is none.

    Nothing of it may be told but to those who see it: see `task_seen`.
    """
    return get_object_or_404(Ask.objects.select_related("case", "strand", "post__body"), pk=task_id)


def task_seen(person: Person, task_id: int, at: datetime) -> SeenTask:
    """Return a task of a case that a person may see. Raises Http404 where there is none for them to know of."""
    reach = reach_of(person, at)
    sees = {"sees_figures": Right.SEE_FIGURES, "sees_bids": Right.SEE_BIDS}
    told = {name: reaches(reach, right, "case") for name, right in sees.items()}
    tasks = Ask.objects.filter(in_sight(reach, "case")).annotate(**told)
    found = tasks.select_related("case__commissioner", "strand", "post__body", "closed_by").with_taker(day_of(at))
    return get_object_or_404(cast("QuerySet[SeenTask]", found), pk=task_id)


def require_sight(person: Person, right: Right, case: Seen, at: datetime, *, allowed: bool) -> None:
    """Raise NotAllowedError, saying why and who can, unless the right was found with the case."""
    if not allowed:
        prefetch_related_objects([case], "owners")
        raise NotAllowedError(may(person, right, on=case, at=at).reason)


def services_where(person: Person, right: Right, at: datetime) -> QuerySet[Body]:
    """Return the bodies over which a person has a right today, by name."""
    return services_within(reach_of(person, at), right, at)


def services_within(reach: Reach, right: Right, at: datetime) -> QuerySet[Body]:
    """Return the bodies that stand today and over which a right reaches, by name."""
    standing = Q(closed_on=None) | Q(closed_on__gt=day_of(at))
    return Body.objects.filter(standing, pk__in=reach.over(right)).order_by("name", "pk")


def holders_of(posts: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """Return the names of who holds each post at a moment, in one query."""
    found = Holding.objects.in_force(day_of(at)).filter(post__in=list(posts), person__is_active=True)
    names: dict[int, list[str]] = {}
    for holding in found.select_related("person").order_by("person__full_name", "pk"):
        names.setdefault(holding.post_id, []).append(holding.person.full_name)
    return names


def posts_on(case: Case, person: Person, at: datetime) -> set[int]:
    """Return the ids of the posts in which a person may read of a case: none where a conflict keeps them out."""
    return posts_inside(person, case.scopes, at)


def own_posts(person: Person, at: datetime) -> set[int]:
    """Return the ids of the posts a person holds or covers at a moment, whatever keeps them out of a case."""
    return {holding.post_id for holding in posts_of(person, at)}
