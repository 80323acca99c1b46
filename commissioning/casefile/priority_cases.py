"""The cases that serve a priority of the policy, and how: measures, what was committed, what was verified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Sum
from django.http import Http404
from django.urls import reverse

from accounts.reach import Reach
from commissioning.casefile.people import readable_within
from commissioning.casefile.wording import stacked
from commissioning.contract.models import Obligation
from commissioning.policies.mapping import heirs_of, sources
from commissioning.policies.models import PolicyVersion, Priority
from commissioning.social_value.models import Measure, PriorityChoice
from commissioning.social_value.sight import told_within
from commissioning.thread.reading import amount

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

A_PAGE = 50
HEAD: Final = [
    {"text": text}
    for text in ("Case", "Where it stands", "Chosen as", "How it is measured", "Committed", "Verified so far")
]
HIDDEN = "Shown to those who see its figures"
Row = dict[str, object]


@dataclass
class Serving:
    """A case that serves a priority: the priorities it chose for it, its measures, quantities by unit."""

    case: Seen
    chosen: list[Priority] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    committed: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    verified: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


@dataclass(frozen=True)
class Served:
    """One page of the cases that serve a priority, the newest first."""

    priority: Priority
    cases: Sequence[Serving]
    number: int
    more: bool

    @property
    def has_other_pages(self) -> bool:
        """Whether there is more than this page."""
        return self.number > 1 or self.more

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page comes after."""
        return self.more

    @property
    def previous_page_number(self) -> int:
        """The number of the page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The number of the page after."""
        return self.number + 1


def served_by(version: PolicyVersion, place: int, reach: Reach, page: int) -> Served:
    """Return the cases in a reader's sight that serve a priority of an approved version, by its place from 1.

    A case serves it that chose it, what became of it, or what it was before; one whose record is being written only for
    who sees its figures. Seven queries. Raises Http404 where the version has no such priority.
    """
    every = Priority.objects.filter(version__policy=version.policy_id, version__approved_on__isnull=False)
    known = {one.pk: one for one in every.select_related("version").order_by("position")}
    own = [one for one in known.values() if (one.version_id, one.position) == (version.pk, place)]
    if not own:
        raise Http404
    priority = own[0]
    counted = sources([priority.pk], known, heirs_of([version.policy_id]))[priority.pk]
    chose = told_within(PriorityChoice.objects.filter(chosen=True, priority__in=counted), reach)
    start = (page - 1) * A_PAGE
    mine = Exists(chose.filter(record__strand__case=OuterRef("pk")))
    found = list(readable_within(reach).filter(mine).order_by("-pk")[start : start + A_PAGE + 1])
    serving = {case.pk: Serving(case) for case in found[:A_PAGE]}
    _tell_choices(serving, chose.filter(record__strand__case__in=serving), known)
    _tell_measures(serving, Measure.objects.filter(choice__in=chose, record__strand__case__in=serving))
    return Served(priority, list(serving.values()), page, len(found) > A_PAGE)


def _tell_choices(serving: dict[int, Serving], choices: Any, known: dict[int, Priority]) -> None:
    for case, priority in choices.order_by("pk").values_list("record__strand__case", "priority"):
        serving[case].chosen.append(known[priority])


def _tell_measures(serving: dict[int, Serving], measures: Any) -> None:
    """The measures of each case, and what contracts commit to and delivered on them."""
    of_case = {}
    for measure in measures.select_related("record__strand").order_by("pk"):
        of_case[measure.pk] = serving[measure.record.strand.case_id]
        of_case[measure.pk].measures.append(measure)
    bound = Obligation.objects.filter(measure__in=list(of_case)).annotate(sound=Sum("returns__verified_quantity"))
    for measure, unit, quantity, sound in bound.order_by("pk").values_list("measure", "unit", "quantity", "sound"):
        if quantity is not None:
            of_case[measure].committed[unit] += quantity
        if sound is not None:
            of_case[measure].verified[unit] += sound


def serving_rows(found: Sequence[Serving]) -> list[list[Row]]:
    """Return the cases that serve a priority as rows of a table; how is told to those who see a case's figures."""
    return stacked(HEAD, [_row(one) for one in found])


def _row(one: Serving) -> list[Row]:
    case = one.case
    chosen = ", ".join(f"{priority.code} of version {priority.version.number}" for priority in one.chosen)
    told = [HIDDEN, HIDDEN, HIDDEN]
    if case.sees_figures:
        measures = "; ".join(f"{measure.reference} {measure.title}" for measure in one.measures)
        told = [measures or "Not measured yet", _sums(one.committed), _sums(one.verified)]
    shown: list[Row] = [{"text": text} for text in told]
    return [
        {
            "text": f"{case.title} ({case.reference})",
            "href": reverse("case-thread", args=[case.reference]),
            "header": True,
        },
        {"text": f"{case.get_stage_display()}, {case.get_state_display().lower()}"},
        {"text": chosen},
        *shown,
    ]


def _sums(quantities: dict[str, Decimal]) -> str:
    return "; ".join(amount(quantity, unit) for unit, quantity in quantities.items()) or "Nothing yet"
