"""What a duty in law is: a typed rule with its source, its dates, its holder and how sure we are of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from commissioning.timetable.calendar import Calendar
from commissioning.timetable.counting import Counting, clear_days, clear_working_days, period_beginning_with
from commissioning.vocabulary import Regime


class Confidence(StrEnum):
    """Where our knowledge of a rule comes from, surest first."""

    LEGISLATION = "legislation"
    GUIDANCE = "guidance"
    RECORDS = "records"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class DutyKey(StrEnum):
    """The duties held, by the name that code and records use."""

    SOCIAL_VALUE = "social_value"
    CONFLICTS_ASSESSMENT = "conflicts_assessment"
    TENDER_NOTICE = "tender_notice"
    KEY_DECISION_NOTICE = "key_decision_notice"
    CALL_IN = "call_in"
    CONTRACT_AWARD_NOTICE = "contract_award_notice"
    STANDSTILL = "standstill"
    CONTRACT_DETAILS_NOTICE = "contract_details_notice"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What decides which duties a procurement has. Each default is the answer that owes the most."""

    services: bool = True
    light_touch: bool = False
    call_off: bool = False
    urgent: bool = False
    competitive: bool = True
    advertised: bool = True
    notifiable: bool = True
    key_decision: bool = True


def always(_facts: Facts) -> bool:
    """A duty owed whatever the facts."""
    return True


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One duty in law: what brings it about, by when it is owed and by whom, and how sure we are of it."""

    key: DutyKey
    title: str
    reference: str
    regimes: frozenset[Regime]
    effective_from: date
    trigger: str
    deadline: str
    holder: str
    confidence: Confidence
    effective_to: date | None = None
    counting: Counting | None = None
    days: int | None = None
    guards: str = ""
    applies: Callable[[Facts], bool] = always

    @property
    def blocks(self) -> bool:
        """Whether what the duty guards must wait for it. A rule we have not verified advises and never blocks."""
        return bool(self.guards) and self.confidence is not Confidence.UNVERIFIED

    def holds_on(self, commenced_on: date) -> bool:
        """Whether the rule governs a procurement that commenced on the day."""
        return self.effective_from <= commenced_on and (self.effective_to is None or commenced_on <= self.effective_to)

    def date_from(self, day: date, calendar: Calendar) -> date | None:
        """The last day, or for clear days the first day after them, counted from `day`; None where no days count."""
        if self.counting is None or self.days is None:
            return None
        return COUNTED[self.counting](day, self.days, calendar)


COUNTED: Final[dict[Counting, Callable[[date, int, Calendar], date]]] = {
    Counting.BEGINNING_WITH: lambda day, count, _calendar: period_beginning_with(day, count),
    Counting.WORKING_BEGINNING_WITH: period_beginning_with,
    Counting.CLEAR: lambda day, count, _calendar: clear_days(day, count),
    Counting.CLEAR_WORKING: clear_working_days,
}
