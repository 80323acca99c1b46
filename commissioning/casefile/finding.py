"""Finding cases: the filters and the search of the list, the same for screens and API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody
from commissioning.vocabulary import BodyPart

AnyCase = TypeVar("AnyCase", bound=Case)


LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for among the cases; whatever is empty does not narrow the list."""

    q: str = ""
    stage: str = ""
    state: str = ""
    service: str = ""
    late: bool = False


def matching(cases: QuerySet[AnyCase], wanted: Wanted, today: date) -> QuerySet[AnyCase]:
    """Narrow cases to those wanted. `service` is a slug of the lead body; `q` is looked for in what names a case."""
    if wanted.stage:
        cases = cases.filter(stage=wanted.stage)
    if wanted.state:
        cases = cases.filter(state=wanted.state)
    if wanted.service:
        led = CaseBody.objects.filter(case=OuterRef("pk"), part=BodyPart.LEAD, body__slug=wanted.service)
        cases = cases.filter(Exists(led))
    if wanted.late:
        cases = cases.filter(Exists(Ask.objects.filter(case=OuterRef("pk"), closed_at=None, due_on__lt=today)))
    return _searched(cases, wanted.q.strip())


def _searched(cases: QuerySet[AnyCase], words: str) -> QuerySet[AnyCase]:
    """Each word must stand somewhere in the reference, the title, the ocid or, for who sees them, suppliers' names."""
    for word in words.split():
        in_names = Q(reference__icontains=word) | Q(title__icontains=word)
        cases = cases.filter(in_names | Q(ocid__icontains=word) | Q(supplier_names__icontains=word, sees_figures=True))
    return cases


def number_in(text: str) -> int | None:
    """Return the number an address or a form names; None for anything that no row can have as its number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def most_pressing(case_ids: list[int]) -> dict[int, Ask]:
    """Return for each case its most pressing open task, with who is asked."""
    open_tasks = Ask.objects.filter(case__in=case_ids, closed_at=None).select_related("post__body", "taken_by")
    return {task.case_id: task for task in open_tasks.order_by("-due_on", "-pk")}


def leads_of(person: Person, at: datetime) -> list[tuple[str, str]]:
    """Return slug and name of every service that leads a case the reader may see, by name."""
    visible = Case.objects.visible_to(person, at)
    leads = CaseBody.objects.filter(part=BodyPart.LEAD, case__in=visible)
    return list(leads.values_list("body__slug", "body__name").distinct().order_by("body__name"))
