"""What serves a policy's priorities: cases that chose them, measures, live contracts. Runs on any version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.reach import Reach
from accounts.rights import Right
from commissioning.case.models import Case
from commissioning.casefile.wording import stacked
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Obligation
from commissioning.measures.models import FrameworkVersion, MeasurePriority
from commissioning.policies.mapping import heirs_of, sources
from commissioning.policies.models import PolicyVersion, Priority
from commissioning.social_value.models import Measure, PriorityChoice
from commissioning.social_value.sight import told_within

USE_HEAD: list[dict[str, object]] = [
    {"text": "Priority"},
    {"text": "Cases that chose it", "numeric": True},
    {"text": "Measures", "numeric": True},
    {"text": "In the catalogue", "numeric": True},
    {"text": "Live contracts bound to deliver on it", "numeric": True},
    {"text": "Counted with it"},
]


@dataclass(frozen=True)
class Use:
    """What serves one priority, whatever version a case holds, and how many measures the catalogue has for it."""

    priority: Priority
    cases: int
    measures: int
    catalogue: int
    contracts: int
    counted_with: Sequence[str]


def uses_of(versions: Iterable[PolicyVersion], reach: Reach) -> list[Use]:
    """Return what serves each priority of versions, one of each policy, among the cases that a reader may see.

    Choices under other versions count as what became of their priorities, or as what they were. What is being written
    counts only for who sees the figures of its case. Seven queries.
    """
    known = list(versions)
    policies, ids = [version.policy_id for version in known], {version.pk for version in known}
    every = Priority.objects.filter(version__policy__in=policies, version__approved_on__isnull=False)
    ordered = every.select_related("version__policy").order_by("version__policy", "position", "pk")
    names = {one.pk: one for one in ordered}
    wanted = {pk: one for pk, one in names.items() if one.version_id in ids}
    found = sources(wanted, names, heirs_of(policies))
    choices = told_within(PriorityChoice.objects.filter(chosen=True), reach)
    chosen = _counted(choices, "record__strand__case", "priority", found)
    measured = _counted(told_within(Measure.objects.all(), reach), "pk", "choice__priority", found)
    cases = Case.objects.within(reach)
    live = Obligation.objects.filter(contract__status=ContractStatus.LIVE, contract__case__in=cases)
    bound = _counted(live, "contract", "measure__choice__priority", found)
    newest = FrameworkVersion.objects.published().filter(superseded_from=None)
    kept = MeasurePriority.objects.filter(measure__version__in=newest)
    offered = _counted(kept, "measure", "priority", found)
    return [
        Use(
            names[pk],
            chosen[pk],
            measured[pk],
            offered[pk],
            bound[pk],
            [_name(names[other]) for other in found[pk] if other != pk],
        )
        for pk in wanted
    ]


def _counted(rows: QuerySet[Any], what: str, by: str, found: Mapping[int, list[int]]) -> dict[int, int]:
    if not found:
        return {}
    sums = {f"p{pk}": Count(what, distinct=True, filter=Q(**{f"{by}__in": pks})) for pk, pks in found.items()}
    counted = rows.aggregate(**sums)
    return {pk: counted[f"p{pk}"] for pk in found}


def _name(priority: Priority) -> str:
    return f"{priority.code} of version {priority.version.number}"


def use_rows(found: Sequence[Use]) -> list[list[dict[str, object]]]:
    """Return what serves each priority as rows of a table."""
    rows: list[list[dict[str, object]]] = [
        [
            {"text": str(use.priority), "href": _cases_of(use.priority), "header": True},
            {"text": use.cases, "numeric": True},
            {"text": use.measures, "numeric": True},
            {"text": use.catalogue, "numeric": True},
            {"text": use.contracts, "numeric": True},
            {"text": ", ".join(use.counted_with) or "Nothing else"},
        ]
        for use in found
    ]
    return stacked(USE_HEAD, rows)


def _cases_of(priority: Priority) -> str:
    """Where the cases that serve a priority are listed."""
    version = priority.version
    return reverse("policy-priority-cases", args=[version.policy.code, version.number, priority.position])


def sees_cases(reach: Reach) -> bool:
    """Whether a reader sees cases at all, so that counting them tells something."""
    return bool(reach.over(Right.VIEW_CASE))
