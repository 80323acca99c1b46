"""The demonstration's cases: one at every stage, and each thing that can befall a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import Body, Person
from commissioning.case.decisions import open_case, set_regime
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed
from commissioning.contract.kinds import NextYear
from commissioning.tender.kinds import Procedure
from commissioning.vocabulary import Action, AskKind, Regime, Stage
from workflows.demonstration.content import Purchase
from workflows.demonstration.walking import answer, digest_of, open_asks, walk
from workflows.demonstration.writing import write_ahead

PREPARED = "demo/prepared"
PACE = timedelta(days=2)
FOUNDED = timedelta(days=600)
LATER = tuple(Stage)[1:]


@dataclass(frozen=True)
class Story:
    """A case of the demonstration: how it began, and what has happened to it so far."""

    key: str
    title: str
    service: str
    purchase: Purchase
    regime: Regime
    reason: str
    days_ago: int
    happens: Callable[[Case, Purchase, datetime], None]


def tell_stories(people: dict[str, Person], now: datetime) -> None:
    """Open every case of the demonstration and take it to where its story has come."""
    for story in STORIES:
        _tell(story, people["commissioner"], now)


def _tell(story: Story, commissioner: Person, now: datetime) -> None:
    at = now - timedelta(days=story.days_ago)
    purchase = story.purchase
    case = open_case(
        title=story.title,
        service=Body.objects.get(slug=story.service),
        value_net=purchase.net,
        value_gross=purchase.gross,
        description=f"{purchase.what.capitalize()} for {purchase.whom}, {purchase.where}.",
        by=commissioner,
        at=at,
        key=f"demo/case/{story.key}",
    )
    set_regime(case, regime=story.regime, reason=story.reason, by=commissioner, at=at, key=f"demo/regime/{story.key}")
    story.happens(case, purchase, at)


def prepared(case: Case, purchase: Purchase, at: datetime) -> None:
    """Every record is there as a draft: whoever tries the system can take the case from gate to gate."""
    write_ahead(case, tuple(Stage), purchase, at=at, key=PREPARED)


def overdue(case: Case, purchase: Purchase, at: datetime) -> None:
    """At its gate; Finance has signed, Policy has not, and is late."""
    answer(open_asks(case)[0], purchase, at=at)
    answer(open_asks(case)[0], purchase, at=at + PACE)


def returned(case: Case, purchase: Purchase, at: datetime) -> None:
    """Returned by Policy, after the others have answered."""
    walk(case, purchase, until=Stage.SOCIAL_VALUE, at=at, pace=PACE)
    at += 12 * PACE
    answer(open_asks(case)[0], purchase, at=at)
    why = "Say for each measure who counts it, and how often. The target for jobs has no date."
    for found in open_asks(case):
        deed = Deed(Action.RETURN, reason=why) if "Policy" in found.title else None
        answer(found, purchase, at=at + PACE, deed=deed)


def stopped(case: Case, purchase: Purchase, at: datetime) -> None:
    """Stopped by the head of service: the need is met otherwise."""
    answer(open_asks(case)[0], purchase, at=at)
    for found in open_asks(case):
        answer(found, purchase, at=at + PACE)
    deed = Deed(Action.STOP, reason="The sports clubs of the ward offer the same without a contract.")
    answer(open_asks(case)[0], purchase, at=at + 3 * PACE, deed=deed)


def at_tollgate_one(case: Case, purchase: Purchase, at: datetime) -> None:
    """At Tollgate 1: the advisers have signed, one of them not supporting it; the Board is asked."""
    walk(case, purchase, until=Stage.TENDER, at=at, pace=PACE)
    at += 22 * PACE
    answer(open_asks(case)[0], purchase, at=at)
    why = "The budget covers three years of the four. The fourth is not yet approved."
    for found in open_asks(case):
        objects = "Finance" in found.title
        deed = Deed(Action.OBJECT, reason=why, digest=digest_of(found)) if objects else None
        answer(found, purchase, at=at + PACE, deed=deed)


def in_standstill(case: Case, purchase: Purchase, at: datetime) -> None:
    """Awarded; the contract award notice is out and standstill runs."""
    walk(case, purchase, until=None, at=at, pace=PACE, while_=not_signing)


def not_signing(case: Case) -> bool:
    """Whether something else than the signature is asked."""
    return any(found.kind != AskKind.RECORD or "signature" not in found.source for found in open_asks(case))


def delivering(case: Case, purchase: Purchase, at: datetime) -> None:
    """Under contract, in the first year."""
    walk(case, purchase, until=Stage.MONITORING, at=at, pace=PACE)


def reviewing(case: Case, purchase: Purchase, at: datetime) -> None:
    """Its contract is over; the review is being written."""
    walk(case, purchase, until=Stage.REVIEW, at=at, pace=PACE)


def round_again(case: Case, purchase: Purchase, at: datetime) -> None:
    """A whole cycle, whose review began the next."""
    walk(case, purchase, until=None, at=at, pace=PACE)


def pounds(net: int, gross: int) -> dict[str, Decimal]:
    """Return a value in whole pounds, net and gross."""
    return {"net": Decimal(net).quantize(Decimal("0.01")), "gross": Decimal(gross).quantize(Decimal("0.01"))}


BELOW = (Regime.BELOW_THRESHOLD, "The estimated value with VAT is below the threshold for services.")
COVERED = (Regime.PA2023, "A covered procurement: above the threshold, begun after 24 February 2025.")

STORIES = (
    Story(
        "youth-sport",
        "Holiday sport for young people",
        "youth-services",
        Purchase(
            "holiday sport",
            "young people",
            "in three wards",
            **pounds(60000, 72000),
            cpv="92600000",
            supplier="Weavers Sports Trust",
        ),
        *BELOW,
        days_ago=120,
        happens=stopped,
    ),
    Story(
        "parks",
        "Parks maintenance, east",
        "parks-and-streets",
        Purchase(
            "grounds maintenance",
            "people who use the parks",
            "in the east of the borough",
            **pounds(180000, 216000),
            cpv="77310000",
            supplier="Greenway Grounds Ltd",
            next_year=NextYear.END,
        ),
        *BELOW,
        days_ago=500,
        happens=round_again,
    ),
    Story(
        "meals",
        "Meals at home",
        "adult-social-care",
        Purchase(
            "hot meals",
            "older people at home",
            "across the borough",
            **pounds(150000, 150000),
            cpv="55521100",
            supplier="Harbour Care Ltd",
            light_touch=True,
            next_year=NextYear.END,
        ),
        *BELOW,
        days_ago=420,
        happens=reviewing,
    ),
    Story(
        "advocacy",
        "Advocacy for carers",
        "adult-social-care",
        Purchase(
            "advocacy",
            "carers",
            "across the borough",
            **pounds(190000, 190000),
            cpv="85312300",
            supplier="Harbour Care Ltd",
            light_touch=True,
        ),
        *BELOW,
        days_ago=300,
        happens=delivering,
    ),
    Story(
        "case-software",
        "Case software for youth workers",
        "youth-services",
        Purchase(
            "case software",
            "youth workers",
            "in every youth centre",
            **pounds(190000, 228000),
            cpv="48000000",
            supplier="Lantern Systems Ltd",
            procedure=Procedure.COMPETITIVE_FLEXIBLE,
        ),
        *COVERED,
        days_ago=78,
        happens=in_standstill,
    ),
    Story(
        "homecare",
        "Homecare, north of the borough",
        "adult-social-care",
        Purchase(
            "home care",
            "older and disabled people",
            "in the north of the borough",
            **pounds(2400000, 2400000),
            cpv="85312400",
            supplier="Harbour Care Ltd",
            light_touch=True,
            key_decision=True,
            months=48,
        ),
        *COVERED,
        days_ago=60,
        happens=at_tollgate_one,
    ),
    Story(
        "youth-hubs",
        "Youth hubs",
        "youth-services",
        Purchase(
            "open evenings",
            "young people",
            "in two youth hubs",
            **pounds(90000, 108000),
            cpv="92331210",
            supplier="Weavers Sports Trust",
        ),
        *BELOW,
        days_ago=45,
        happens=returned,
    ),
    Story(
        "street-trees",
        "Street trees",
        "parks-and-streets",
        Purchase(
            "planting and watering",
            "residents of streets without trees",
            "in Castle ward",
            **pounds(70000, 84000),
            cpv="77211500",
            supplier="Greenway Grounds Ltd",
        ),
        *BELOW,
        days_ago=25,
        happens=overdue,
    ),
    Story(
        "befriending",
        "Befriending for older people",
        "adult-social-care",
        Purchase(
            "befriending",
            "older people who live alone",
            "across the borough",
            **pounds(60000, 72000),
            cpv="85312000",
            supplier="Harbour Care Ltd",
            next_year=NextYear.END,
        ),
        *BELOW,
        days_ago=1,
        happens=prepared,
    ),
)
