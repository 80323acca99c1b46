"""What a section says, and the purchase that the examples are written around."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.contract.kinds import NextYear
from commissioning.review.kinds import ExitDecision
from commissioning.tender.kinds import Procedure

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
PANEL_FROM = Decimal(100_000)
POUNDS_A_JOB = 20_000
HOURS_A_JOB = 40
DISCOUNT = Decimal("0.97")
PENCE = Decimal("0.01")


@dataclass(frozen=True)
class Said:
    """What one section says."""

    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)


@dataclass(frozen=True)
class Purchase:
    """What is bought, in a few words that the examples are written around."""

    what: str
    whom: str
    where: str
    net: Decimal
    gross: Decimal
    cpv: str
    supplier: str
    light_touch: bool = False
    key_decision: bool = False
    months: int = 24
    next_year: NextYear = NextYear.CONTINUE
    exit: ExitDecision = ExitDecision.RE_PROCURE
    procedure: Procedure = Procedure.OPEN
    company_number: str = "09999001"
    reach: str = "About 1,400 people"
    evidence: str = "Requests rose by 11 per cent in two years; one in five waits longer than a month."
    outcome: str = "Nobody waits longer than two weeks"
    known_by: str = "Days from the request to the first visit, each month."
    difference: str = "People are reached before small troubles grow; how far this caused it is not known."
    lots: tuple[str, ...] = ()
    funder: str = ""
    led_by: str = ""  # the body outside the council that leads the procurement, where one does

    @property
    def people(self) -> str:
        """Whom it is for, to begin a sentence with."""
        return self.whom[:1].upper() + self.whom[1:]

    @property
    def evaluated_by_panel(self) -> bool:
        """Whether a panel is named: what is light touch or small goes without."""
        return not self.light_touch and self.gross >= PANEL_FROM

    @property
    def price_net(self) -> Decimal:
        """What the best bid asks without VAT."""
        return (self.net * DISCOUNT).quantize(PENCE)

    @property
    def price_gross(self) -> Decimal:
        """The same with VAT, at the rate of the estimate."""
        return (self.gross * DISCOUNT).quantize(PENCE)

    @property
    def jobs_asked(self) -> Decimal:
        """How many jobs for residents out of work are in proportion to the value."""
        return Decimal(max(self.net // POUNDS_A_JOB, Decimal(1)))

    @property
    def jobs_offered(self) -> Decimal:
        """How many the best bid offers."""
        return self.jobs_asked + self.jobs_asked // 5

    @property
    def jobs_claimed(self) -> Decimal:
        """How many the supplier claims for a year."""
        return self.jobs_offered // 2 + 1

    @property
    def hours_offered(self) -> Decimal:
        """How many hours for local groups the best bid offers."""
        return self.jobs_asked * HOURS_A_JOB

    @property
    def hours_claimed(self) -> Decimal:
        """How many of them the supplier claims for a year."""
        return self.hours_offered // 2 + 10

    def in_a_year(self, amount: Decimal) -> Decimal:
        """The part of an amount over the whole term that falls into a year of it."""
        return (amount * min(self.months, 12) / self.months).quantize(PENCE)


Says = Callable[[Purchase, date], Said]


def in_month(day: date) -> str:
    """Return the month of a day as people write it, such as June 2026."""
    return f"{day:%B %Y}"


def in_days(day: date) -> str:
    """Return a day as people write it, such as 5 June 2026."""
    return f"{day:%-d %B %Y}"
