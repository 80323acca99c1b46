"""Finding contracts: the filters, the search and the order of the register, the same for screens and API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextChoices

from accounts.reach import Reach
from accounts.rights import Right
from commissioning.award.timing import months_later
from commissioning.case.models import CaseBody, in_sight, reaches
from commissioning.casefile.shortlist import Ids
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.vocabulary import BodyPart
from govuk.wording import money

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class SightOfContract(TypedDict):
        """What a reader of the register may see of a contract."""

        sees_figures: bool
        lead_name: str

    SeenContract = WithAnnotations[Contract, SightOfContract]

SOON = (3, 6, 12, 24)


class Order(TextChoices):
    """In which order contracts are listed."""

    SOONEST = "soonest", "Ending soonest"
    LATEST = "latest", "Ending last"
    TITLE = "title", "Title, A to Z"


@dataclass(frozen=True)
class Sought:
    """What a reader looks for among the contracts, and in which order; whatever is empty does not narrow the list."""

    q: str = ""
    service: str = ""
    status: str = ""
    ending: int | None = None
    sort: str = Order.SOONEST


def contracts_within(reach: Reach) -> QuerySet[SeenContract]:
    """Return the contracts of the cases that a reach covers, each with whether its figures and supplier are seen.

    And with the service that leads its case."""
    found = Contract.objects.filter(in_sight(reach, "case"))
    lead = CaseBody.objects.filter(case=OuterRef("case"), part=BodyPart.LEAD)
    seen = found.annotate(
        sees_figures=reaches(reach, Right.SEE_FIGURES, "case"), lead_name=Subquery(lead.values("body__name")[:1])
    )
    return cast("QuerySet[SeenContract]", seen.select_related("case", "strand"))


def sought_among(contracts: QuerySet[SeenContract], sought: Sought, today: date) -> QuerySet[SeenContract]:
    """Narrow the contracts that a reader may see to those sought.

    `service` is a slug of the body that leads the case. `ending` is in months from today, and means contracts that
    run: one that is past its end and still live belongs to them.
    """
    if sought.status:
        contracts = contracts.filter(status=sought.status)
    if sought.ending is not None:
        last = months_later(today, sought.ending)
        contracts = contracts.filter(status=ContractStatus.LIVE, ends_on__lte=last)
    if sought.service:
        led = CaseBody.objects.filter(case=OuterRef("case"), part=BodyPart.LEAD, body__slug=sought.service)
        contracts = contracts.filter(Exists(led))
    for word in sought.q.split():
        in_names = Q(number__icontains=word) | Q(title__icontains=word)
        contracts = contracts.filter(in_names | Q(supplier_name__icontains=word, sees_figures=True))
    return contracts


def in_turn(contracts: QuerySet[SeenContract], sort: str) -> Sequence[Ids]:
    """Return the ids of contracts in an order, as lists that follow each other.

    By their end the live ones come first, then those without an end; the ended ones close the list, the newest first.
    """
    live = contracts.filter(status=ContractStatus.LIVE)
    if sort == Order.TITLE:
        return [_ids(contracts.order_by("title", "pk"))]
    ends = ("-ends_on", "-pk") if sort == Order.LATEST else ("ends_on", "pk")
    return [
        _ids(live.filter(ends_on__isnull=False).order_by(*ends)),
        _ids(live.filter(ends_on=None).order_by("pk")),
        _ids(contracts.filter(status=ContractStatus.ENDED).order_by("-ended_on", "-pk")),
    ]


def _ids(contracts: QuerySet[SeenContract]) -> Ids:
    return contracts.values_list("pk", flat=True)


def value_of(contract: Contract) -> str:
    """Return what a contract is worth, saying whether that is net or gross."""
    if contract.value_net is not None:
        return f"{money(contract.value_net)} net"
    return f"{money(contract.value_gross)} gross" if contract.value_gross is not None else "Value not stated"
