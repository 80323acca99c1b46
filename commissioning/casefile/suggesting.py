"""Measures to think of for a record: those of similar cases with what came of them, and those of the catalogue.

Similar is what has the same CPV division. What a contract that is over, or that was reviewed, was bound to is held
against what was verified. Only what the reader may see counts, and only the newest of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.reach import Reach
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import DeliveryReturn, Obligation
from commissioning.errors import OvertakenError
from commissioning.measures.kinds import Direction
from commissioning.measures.models import FrameworkMeasure, MeasurePriority
from commissioning.records.decisions import DIVISION
from commissioning.review.models import Achievement
from commissioning.social_value.adding import Key, Terms, key_of
from commissioning.social_value.choosing import offered
from commissioning.social_value.models import Measure, PriorityChoice, SocialValueRecord
from commissioning.social_value.sight import with_figures_within
from commissioning.tender.models import TenderRecord

MOST_READ: Final = 300  # rows, the newest first
MOST_SHOWN: Final = 10
GONE: Final = "This measure is not suggested any more. Open the page again."
HUNDRED: Final = Decimal(100)
SIMILAR, CATALOGUE = "similar", "catalogue"


@dataclass
class Suggestion:
    """A measure to think of: how many similar cases chose it, and what contracts committed to and delivered on it.

    Quantities are those of the contracts that are `counted`: in the measure's own unit, for others do not add up to
    anything.
    """

    key: Key
    source: Measure
    chosen_in: set[int] = field(default_factory=set)
    contracts: set[int] = field(default_factory=set)
    counted: set[int] = field(default_factory=set)
    committed: Decimal = Decimal(0)
    verified: Decimal = Decimal(0)
    terms: Terms | None = None
    there: bool = False

    @property
    def name(self) -> str:
        """What names it: its way, and the id of the newest measure of its kind."""
        return f"{SIMILAR}-{self.source.pk}"

    @property
    def called(self) -> str:
        """The code it has in its framework, if any, and its title."""
        found = self.source.catalogue
        return f"{found.code} {found.title}" if found else self.source.title

    @property
    def framework(self) -> str:
        """Whose it is, in words."""
        return self.source.catalogue.version.framework.name if self.source.catalogue else "A case’s own"

    @property
    def others(self) -> int:
        """How many contracts count in other units alone."""
        return len(self.contracts - self.counted)

    @property
    def lower(self) -> bool:
        """Whether lower is better, so that to deliver all that was committed is to deliver the worst of it."""
        return self.source.direction == Direction.LOWER

    @property
    def share(self) -> int | None:
        """What was verified, in per cent of what was committed, rounded down; None where that says nothing."""
        return int(self.verified * HUNDRED / self.committed) if self.committed and not self.lower else None

    def add(self, obligation: Any) -> None:
        """Count what a contract was bound to, and what was proved of it."""
        self.chosen_in.add(obligation.contract.case_id)
        self.contracts.add(obligation.contract_id)
        if _unit(obligation.unit or obligation.measure.unit) == _unit(self.source.unit):
            self.counted.add(obligation.contract_id)
            self.committed += obligation.quantity or 0
            self.verified += obligation.proved or 0


def _unit(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Serving:
    """A measure of the catalogue that serves a chosen priority."""

    measure: FrameworkMeasure
    choice: PriorityChoice
    there: bool

    @property
    def name(self) -> str:
        """What names it."""
        return f"{CATALOGUE}-{self.measure.pk}"

    @property
    def terms(self) -> Terms:
        """What would be added."""
        return _from_catalogue(self.measure, self.choice)


@dataclass(frozen=True)
class Suggestions:
    """What there is to think of. `division` is "" while the category is not known."""

    division: str
    similar: Sequence[Suggestion]
    catalogue: Sequence[Serving]

    def named(self, name: str) -> Terms:
        """Return what is added for a suggestion. Raises OvertakenError where there is none of that name any more."""
        every: list[Suggestion | Serving] = [*self.similar, *self.catalogue]
        found = next((one.terms for one in every if one.name == name), None)
        if found is None:
            raise OvertakenError(GONE)
        return found


def division_of(cpv: str) -> str:
    """Return the first two figures of a CPV code; "" where there are none."""
    found = cpv.strip()[:DIVISION]
    return found if len(found) == DIVISION and found.isdecimal() and found.isascii() else ""


def tender_cpv() -> Subquery:
    """Return, for a query over cases, the CPV codes that a case's tender says, as far as it is drafted."""
    told = TenderRecord.objects.filter(strand__case=OuterRef("pk")).exclude(cpv="").order_by("-pk")
    return Subquery(told.values("cpv")[:1])


def suggestions_for(record: SocialValueRecord, reach: Reach, division: str) -> Suggestions:
    """Return what to think of for a record in a CPV division. Six queries at most."""
    choices = list(record.choices.filter(chosen=True).select_related("priority").order_by("pk"))
    own = list(record.measures.select_related("catalogue__version__framework").defer("catalogue__version__document"))
    there = {key_of(one) for one in own}
    served = _serving(record, choices)
    similar = _similar(record, reach, division) if division else []
    known = {_from_catalogue(one).key: one for one in offered(record)} if any(map(_of_framework, similar)) else {}
    for one in similar:
        one.there = one.key in there
        one.terms = _terms(one, choices, known, served)
    catalogue = [Serving(one, choice, _from_catalogue(one).key in there) for one, choice in served]
    return Suggestions(division, similar, catalogue)


def _of_framework(one: Suggestion) -> bool:
    return one.source.catalogue_id is not None


def _serving(
    record: SocialValueRecord, choices: Sequence[PriorityChoice]
) -> list[tuple[FrameworkMeasure, PriorityChoice]]:
    """The measures of the catalogue that serve a chosen priority, each with the first it serves."""
    by_code = {choice.priority.code: choice for choice in choices}
    rows = MeasurePriority.objects.filter(
        measure__in=offered(record).order_by().values("pk"),
        priority__code__in=by_code,
        priority__version__policy=record.policy_version.policy_id if record.policy_version else None,
    ).select_related("measure__version__framework", "priority")
    rows = rows.defer("measure__version__document")
    found: dict[int, tuple[FrameworkMeasure, PriorityChoice]] = {}
    for row in rows.order_by("measure__version", "measure__position", "pk"):
        found.setdefault(row.measure_id, (row.measure, by_code[row.priority.code]))
    return list(found.values())


def _similar(record: SocialValueRecord, reach: Reach, division: str) -> list[Suggestion]:
    found: dict[Key, Suggestion] = {}
    for measure in _chosen(record, reach, division):
        _one(found, measure).chosen_in.add(measure.record.strand.case_id)
    for obligation in _delivered(record, reach, division):
        _one(found, obligation.measure).add(obligation)
    ranked = sorted(
        found.values(), key=lambda one: (len(one.contracts), len(one.chosen_in), one.source.pk), reverse=True
    )
    return ranked[:MOST_SHOWN]


def _one(found: dict[Key, Suggestion], measure: Measure) -> Suggestion:
    key = key_of(measure)
    return found.setdefault(key, Suggestion(key, measure))


def _within(rows: QuerySet[Any], reach: Reach, case: str, record: SocialValueRecord, division: str) -> QuerySet[Any]:
    """Rows of other cases of the division whose figures the reader sees, the newest first."""
    alike = with_figures_within(rows, reach, case).filter(**{f"{case}__cpv__startswith": division})
    return alike.exclude(**{case: record.strand.case_id}).order_by("-pk")[:MOST_READ]


def _chosen(record: SocialValueRecord, reach: Reach, division: str) -> Iterable[Measure]:
    rows = Measure.objects.filter(choice__chosen=True).select_related(
        "record__strand", "catalogue__version__framework", "choice__priority"
    )
    rows = rows.defer("catalogue__version__document")
    return _within(rows, reach, "record__strand__case", record, division)


def _delivered(record: SocialValueRecord, reach: Reach, division: str) -> Iterable[Any]:
    """What contracts that are over or reviewed were bound to, each with what was proved: as its review says, else as
    monitoring verified it.
    """
    reviewed = Achievement.objects.filter(obligation=OuterRef("pk")).order_by("-pk")
    returns = DeliveryReturn.objects.filter(obligation=OuterRef("pk")).order_by().values("obligation")
    verified = returns.annotate(total=Sum("verified_quantity")).values("total")
    rows = (
        Obligation.objects.filter(measure__isnull=False)
        .filter(Q(contract__status=ContractStatus.ENDED) | Exists(reviewed))
        .select_related("contract", "measure__catalogue__version__framework", "measure__choice__priority")
        .defer("measure__catalogue__version__document")
        .annotate(proved=Coalesce(Subquery(reviewed.values("verified")[:1]), Subquery(verified)))
    )
    return _within(rows, reach, "contract__case", record, division)


def _terms(
    one: Suggestion,
    choices: Sequence[PriorityChoice],
    known: Mapping[Key, FrameworkMeasure],
    served: Sequence[tuple[FrameworkMeasure, PriorityChoice]],
) -> Terms | None:
    """What would be added: a measure of a framework as it reads today; None where it is in none any more."""
    source = one.source
    code = source.choice.priority.code if source.choice else ""
    if source.catalogue is None:
        return Terms(source.title, source.unit, source.direction, source.evidence, None, _choice(choices, code))
    today = known.get(one.key)
    if today is None:
        return None
    serves = {found.pk: choice for found, choice in served}
    return _from_catalogue(today, serves.get(today.pk, _choice(choices, code)))


def _choice(choices: Sequence[PriorityChoice], code: str) -> PriorityChoice | None:
    return next((choice for choice in choices if choice.priority.code == code), None)


def _from_catalogue(found: FrameworkMeasure, choice: PriorityChoice | None = None) -> Terms:
    return Terms(found.title, found.unit, found.direction, found.evidence, found, choice)
