"""The register of waivers for audit committee and cabinet: filters, order, totals, and the rows of its export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, TextChoices
from django.utils.timezone import localtime

from accounts.reach import Reach
from commissioning.case.models import CaseBody
from commissioning.casefile.shortlist import Ids
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import BodyPart
from commissioning.waivers.kinds import WaiverGround, WaiverState
from commissioning.waivers.models import Waiver
from commissioning.waivers.terms import APPROVERS


class WaiverOrder(TextChoices):
    """In which order waivers are listed."""

    NEWEST = "newest", "Newest first"
    HIGHEST = "highest", "Highest value first"
    SOONEST = "soonest", "Expiring soonest"


@dataclass(frozen=True)
class SoughtWaivers:
    """What a reader looks for among the waivers, and in which order; whatever is empty does not narrow the list."""

    q: str = ""
    service: str = ""
    ground: str = ""
    rule: str = ""
    state: str = ""
    retrospective: bool = False
    expiring: int | None = None
    sort: str = WaiverOrder.NEWEST


def waivers_within(reach: Reach) -> QuerySet[Waiver]:
    """Return the waivers that were ever handed in, of the cases whose figures a reach covers."""
    return Waiver.objects.within(reach).filter(text__isnull=False)


def with_service(waivers: QuerySet[Waiver]) -> QuerySet[Any]:
    """Return waivers each with the name of the service that leads its case."""
    lead = CaseBody.objects.filter(case=OuterRef("case"), part=BodyPart.LEAD)
    return waivers.annotate(service_name=Subquery(lead.values("body__name")[:1]))


def sought_waivers(waivers: QuerySet[Waiver], sought: SoughtWaivers, today: date) -> QuerySet[Waiver]:
    """Narrow the waivers that a reader may see to those sought. `expiring` is in working days from today."""
    given = {name: getattr(sought, name) for name in ("ground", "rule", "state")}
    waivers = waivers.filter(**{name: value for name, value in given.items() if value})
    if sought.service:
        led = CaseBody.objects.filter(case=OuterRef("case"), part=BodyPart.LEAD, body__slug=sought.service)
        waivers = waivers.filter(Exists(led))
    if sought.retrospective:
        waivers = waivers.filter(retrospective=True)
    if sought.expiring is not None:
        last = england_calendar().add_working_days(today, sought.expiring)
        waivers = waivers.filter(state=WaiverState.APPROVED, expires_on__lte=last)
    for word in sought.q.split():
        waivers = waivers.filter(
            Q(reference__icontains=word) | Q(supplier__icontains=word) | Q(case__title__icontains=word)
        )
    return waivers


ORDERS = {
    WaiverOrder.NEWEST: ("-text__submitted_at", "-pk"),
    WaiverOrder.HIGHEST: ("-value_gross", "-pk"),
    WaiverOrder.SOONEST: ("expires_on", "pk"),
}


def in_turn(waivers: QuerySet[Waiver], sort: str) -> Sequence[Ids]:
    """Return the ids of waivers in an order."""
    return [waivers.order_by(*ORDERS[WaiverOrder(sort)]).values_list("pk", flat=True)]


@dataclass(frozen=True)
class Share:
    """The waivers of one ground or service: how many, together worth, how many of them retrospective."""

    name: str
    count: int
    worth: Decimal
    retrospective: int


BY_SERVICE = "service"


def shares(waivers: QuerySet[Waiver], by: str) -> list[Share]:
    """Return waivers added up by ground, or by the service that leads, the most first. One query."""
    column = "service_name" if by == BY_SERVICE else "ground"
    grouped = with_service(waivers).order_by().values(column)
    counted = grouped.annotate(
        count=Count("pk"), worth=Sum("value_gross"), late=Count("pk", filter=Q(retrospective=True))
    )
    found = [Share(_name(row[column], by), row["count"], row["worth"], row["late"]) for row in counted]
    return sorted(found, key=lambda share: (-share.count, share.name))


def _name(value: str | None, by: str) -> str:
    return str(WaiverGround(value).label) if value and by != BY_SERVICE else value or ""


COLUMNS = (
    "Waiver",
    "Case",
    "Title",
    "Service",
    "Rule waived",
    "Ground",
    "Why",
    "Supplier",
    "Value without VAT",
    "Value with VAT",
    "Starts",
    "Ends",
    "Expires",
    "State",
    "Approves",
    "Decided",
    "Retrospective",
    "Why retrospective",
    "Approved orally by",
    "Approved orally",
)
Cell = str | Decimal
POWERS = {str(found.role): found.power for found in APPROVERS}


def exported(waivers: QuerySet[Waiver], sort: str) -> Iterator[list[Cell]]:
    """Return the rows of the register's export, its head first."""
    yield list(COLUMNS)
    found = with_service(waivers).select_related("case", "oral_by").order_by(*ORDERS[WaiverOrder(sort)])
    for waiver in found.iterator(chunk_size=500):
        yield _exported(waiver)


def _exported(waiver: Any) -> list[Cell]:
    return [
        waiver.reference,
        waiver.case.reference,
        waiver.case.title,
        waiver.service_name or "",
        waiver.rule_in_words,
        waiver.get_ground_display(),
        waiver.reason,
        waiver.supplier,
        waiver.value_net,
        waiver.value_gross,
        waiver.starts_on.isoformat(),
        waiver.ends_on.isoformat(),
        waiver.expires_on.isoformat(),
        waiver.get_state_display(),
        POWERS.get(waiver.role, waiver.role),
        _moment(waiver.decided_at),
        "Yes" if waiver.retrospective else "No",
        waiver.retrospective_reason,
        waiver.oral_by.full_name if waiver.oral_by else "",
        _moment(waiver.oral_at),
    ]


def _moment(moment: Any) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
