"""The demonstration's cases: one at every stage, and each thing that can befall a case."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commissioning.asks.models import Ask
from commissioning.contract.kinds import NextYear
from commissioning.tender.kinds import Procedure
from commissioning.vocabulary import Action, Regime, Stage
from workflows.demonstration.content import Purchase
from workflows.demonstration.enclosing import HUBS, LEADS_TENDER, QUOTES, REQUESTS, Enclosure

PREPARED = "befriending"


@dataclass(frozen=True)
class Turn:
    """Where a story leaves the usual course: an ask is left open, answered otherwise, or on another day.

    `word` is one of the ask's title; `days_ago` counts working days before today; `part` is one of the lot's title.
    """

    stage: Stage
    word: str
    action: Action | None = None
    reason: str = ""
    left_open: bool = False
    days_ago: int = 0
    part: str = ""

    def is_about(self, ask: Ask) -> bool:
        """Whether this is the ask that the story turns at, of the part that it names."""
        return ask.stage == self.stage and self.word in ask.title and self.part in ask.strand.title


@dataclass(frozen=True)
class Story:
    """A case of the demonstration: how many working days ago it began, under which law, and what befell it."""

    key: str
    title: str
    service: str
    began: int
    regime: Regime
    reason: str
    purchase: Purchase
    turns: tuple[Turn, ...] = ()
    files: tuple[Enclosure, ...] = ()


BELOW = (Regime.BELOW_THRESHOLD, "The estimated value with VAT is below the threshold for services.")
COVERED = (Regime.PA2023, "A covered procurement: its estimated value with VAT is above the threshold.")

DELIVERING = Story(
    "advocacy",
    "Advocacy for carers",
    "adult-social-care",
    385,
    *BELOW,
    Purchase(
        what="advocacy",
        whom="carers",
        where="across the borough",
        net=Decimal("190000.00"),
        gross=Decimal("190000.00"),
        cpv="85312300",
        supplier="Harbour Care Ltd",
        light_touch=True,
        evidence="Two carers in five say they were not heard when care was planned; 310 asked for help in a year.",
        outcome="Carers are heard when care is planned",
        known_by="Carers who say so in the yearly survey.",
    ),
)
REVIEWING = Story(
    "meals",
    "Meals at home, a pilot",
    "adult-social-care",
    347,
    *BELOW,
    Purchase(
        what="hot meals",
        whom="older people at home",
        where="across the borough",
        net=Decimal("150000.00"),
        gross=Decimal("150000.00"),
        cpv="55521100",
        supplier="Harbour Care Ltd",
        light_touch=True,
        months=9,
        next_year=NextYear.END,
        evidence="One in nine people over 80 who came to hospital in winter was underweight.",
        outcome="Fewer older people are underweight",
        known_by="Weight at the first visit and each month after it.",
    ),
    (Turn(Stage.REVIEW, "Write", left_open=True),),
)
ROUND_AGAIN = Story(
    "parks",
    "Parks maintenance, east",
    "parks-and-streets",
    302,
    *BELOW,
    Purchase(
        what="grounds maintenance",
        whom="people who use the parks",
        where="in the east of the borough",
        net=Decimal("150000.00"),
        gross=Decimal("180000.00"),
        cpv="77310000",
        supplier="Greenway Grounds Ltd",
        company_number="09999003",
        months=6,
        next_year=NextYear.END,
        reach="About 21,000 people a year",
        evidence="Complaints of overgrown paths rose by 11 per cent in two years; one in five waited over a month.",
        outcome="Faults that are reported are put right within two weeks",
        known_by="Days from the report to the repair, each month.",
        difference="More people say they feel safe in the parks after work; better lighting had its part in it.",
    ),
)
STANDSTILL = Story(
    "case-software",
    "Case software for youth workers",
    "youth-services",
    115,
    *COVERED,
    Purchase(
        what="case software",
        whom="youth workers",
        where="in every youth centre",
        net=Decimal("190000.00"),
        gross=Decimal("228000.00"),
        cpv="48000000",
        supplier="Lantern Systems Ltd",
        company_number="09999004",
        months=36,
        procedure=Procedure.COMPETITIVE_FLEXIBLE,
        reach="44 people, and the 900 young people they know",
        evidence="The same facts are entered in three places, which takes each youth worker four hours a week.",
        outcome="Youth workers have half a day more a week for young people",
        known_by="Hours at the screen, counted for two weeks each half-year.",
    ),
    (
        Turn(Stage.AWARD, "award notice", days_ago=2),
        Turn(Stage.AWARD, "signature", left_open=True),
    ),
)
IN_TWO_LOTS = Story(
    "street-cleaning",
    "Street cleaning at weekends",
    "parks-and-streets",
    150,
    *BELOW,
    Purchase(
        what="street cleaning at weekends",
        whom="people who live and shop on the high streets",
        where="on four high streets",
        net=Decimal("120000.00"),
        gross=Decimal("144000.00"),
        cpv="90610000",
        supplier="Greenway Grounds Ltd",
        company_number="09999003",
        reach="About 30,000 people a week",
        evidence="Two complaints in three of litter are of weekends, when no street is cleaned after Saturday noon.",
        outcome="High streets are as clean on Monday morning as on Friday evening",
        known_by="Streets of the highest grade at the inspection on Monday morning.",
        lots=("North of the river", "South of the river"),
    ),
    (Turn(Stage.AWARD, "Write", part="South", days_ago=2),),
)
STOPPED = Story(
    "youth-sport",
    "Holiday sport for young people",
    "youth-services",
    85,
    *BELOW,
    Purchase(
        what="holiday sport",
        whom="young people",
        where="in three wards",
        net=Decimal("60000.00"),
        gross=Decimal("72000.00"),
        cpv="92600000",
        supplier="Weavers Sports Trust",
        company_number="09999005",
        evidence="Four in ten young people of the three wards do no sport outside school.",
        outcome="More young people do sport in the holidays",
        known_by="Young people who come three times or more, each holiday.",
    ),
    (
        Turn(
            Stage.NEEDS,
            "Decision",
            Action.STOP,
            "The sports clubs of the three wards offer the same without a contract.",
        ),
    ),
)
AT_TOLLGATE_ONE = Story(
    "homecare",
    "Homecare, north of the borough",
    "adult-social-care",
    43,
    *COVERED,
    Purchase(
        what="home care",
        whom="older and disabled people",
        where="in the north of the borough",
        net=Decimal("2400000.00"),
        gross=Decimal("2400000.00"),
        cpv="85312400",
        supplier="Harbour Care Ltd",
        light_touch=True,
        key_decision=True,
        months=48,
        outcome="Nobody waits in hospital for care at home",
        known_by="Days from ready to leave until the first visit, each month.",
    ),
    (
        Turn(
            Stage.TENDER,
            "Finance",
            Action.OBJECT,
            "The budget covers three years of the four. The fourth is not approved yet.",
        ),
        Turn(Stage.TENDER, "Board", left_open=True),
    ),
)
RETURNED = Story(
    "youth-hubs",
    "Youth hubs",
    "youth-services",
    30,
    *BELOW,
    Purchase(
        what="open evenings",
        whom="young people",
        where="in two youth hubs",
        net=Decimal("90000.00"),
        gross=Decimal("108000.00"),
        cpv="92331210",
        supplier="Weavers Sports Trust",
        company_number="09999005",
        evidence="Both hubs close at six; 340 young people signed for open evenings.",
        funder="Harbour Communities Fund",
        outcome="Young people have somewhere to go on four evenings a week",
        known_by="Young people who come, counted each evening.",
    ),
    (
        Turn(
            Stage.SOCIAL_VALUE,
            "Policy",
            Action.RETURN,
            "Say for each priority you chose why it matters for the hubs. As it stands it would fit any contract.",
        ),
        Turn(Stage.SOCIAL_VALUE, "Mend", left_open=True),
    ),
    (HUBS,),
)
OVERDUE = Story(
    "street-trees",
    "Street trees",
    "parks-and-streets",
    20,
    *BELOW,
    Purchase(
        what="planting and watering",
        whom="residents of streets without trees",
        where="in Castle ward",
        net=Decimal("70000.00"),
        gross=Decimal("84000.00"),
        cpv="77211500",
        supplier="Greenway Grounds Ltd",
        company_number="09999003",
        evidence="Eleven streets of the ward have no tree; 212 residents asked for one in two years.",
        outcome="Every street of the ward has trees that live",
        known_by="Trees alive after two summers.",
    ),
    (Turn(Stage.NEEDS, "Policy", left_open=True),),
    (REQUESTS,),
)
RESEARCH = Story(
    "research",
    "Research on social value in contracts",
    "corporate-resources",
    14,
    *BELOW,
    Purchase(
        what="research on social value in contracts",
        whom="the delivery group",
        where="across the borough",
        net=Decimal("20000.00"),
        gross=Decimal("24000.00"),
        cpv="79310000",
        supplier="Alder Research Ltd",
        months=3,
        evidence="The delivery group writes the policy; nobody knows yet what suppliers promised and delivered.",
    ),
    (Turn(Stage.MONITORING, "closing question", left_open=True),),
    QUOTES,
)
MINUTED = Story(
    "respite",
    "Short breaks for carers",
    "adult-social-care",
    46,
    *BELOW,
    Purchase(
        what="short breaks",
        whom="carers",
        where="across the borough",
        net=Decimal("320000.00"),
        gross=Decimal("320000.00"),
        cpv="85311000",
        supplier="Harbour Care Ltd",
        light_touch=True,
        months=36,
        evidence="One carer in four had no day off in a year; 180 asked for one.",
        outcome="Every carer who asks has a day off each month",
        known_by="Days off taken, each month.",
    ),
    (Turn(Stage.TENDER, "Board", left_open=True), Turn(Stage.TENDER, "Decision", left_open=True)),
)
LED_OUTSIDE = Story(
    "aids",
    "Aids for living at home",
    "adult-social-care",
    22,
    *BELOW,
    Purchase(
        what="aids for living at home",
        whom="older and disabled people",
        where="in all wards",
        net=Decimal("150000.00"),
        gross=Decimal("180000.00"),
        cpv="33196200",
        supplier="Greenhill Aids Ltd",
        company_number="09999006",
        evidence="140 of 900 people a year wait over three weeks for an aid.",
        outcome="Nobody waits longer than two weeks for an aid",
        known_by="Days from the request to the delivery, each month.",
        led_by="Northshire County Council",
    ),
    (Turn(Stage.NEEDS, "Decision", left_open=True),),
    (LEADS_TENDER,),
)
BEFRIENDING = Story(
    PREPARED,
    "Befriending for older people",
    "adult-social-care",
    1,
    *BELOW,
    Purchase(
        what="befriending",
        whom="older people who live alone",
        where="across the borough",
        net=Decimal("60000.00"),
        gross=Decimal("72000.00"),
        cpv="85312000",
        supplier="Harbour Care Ltd",
        next_year=NextYear.END,
        evidence="One in six people over 75 who live alone speaks to nobody on most days.",
        outcome="Older people who live alone have someone to talk to each week",
        known_by="People visited each week, and what they say of it after half a year.",
    ),
    (Turn(Stage.NEEDS, "", left_open=True),),
)

STORIES = (
    DELIVERING,
    REVIEWING,
    ROUND_AGAIN,
    IN_TWO_LOTS,
    STANDSTILL,
    STOPPED,
    AT_TOLLGATE_ONE,
    RETURNED,
    OVERDUE,
    RESEARCH,
    BEFRIENDING,
    MINUTED,
    LED_OUTSIDE,
)
