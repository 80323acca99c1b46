"""The regime of a case in its records: wished for at first, and wanted before its tender goes out."""

from __future__ import annotations

from decimal import Decimal

from accounts.rules import day_of, pounds
from commissioning.records.models import StageRecord
from commissioning.records.rooms import Fault
from commissioning.timetable.thresholds import kind_of, threshold
from commissioning.vocabulary import Regime

UNKNOWN = (
    "The regime of this case is unknown. Before its tender is published the council must know under which law it buys: "
    "the commissioner, Procurement or Legal sets the regime on the page of the case."
)


def of_regime(record: StageRecord, section: str) -> list[Fault]:
    """Say, in a section of the record, that the regime of its case is unknown; nothing once it is set."""
    return [Fault(section, UNKNOWN)] if record.strand.case.regime == Regime.UNKNOWN else []


def of_worth(record: StageRecord, section: str, amount: Decimal | None, *, cpv: str, light_touch: bool) -> list[Fault]:
    """Say that a case called below the threshold is worth as much as it: what the Act owes may not be wished away.

    `amount` is in pounds with VAT (Procurement Act 2023 s.3 and Sch. 1). An amount that is not known says nothing here.
    """
    case = record.strand.case
    limit = threshold(kind_of(cpv or case.cpv, light_touch=light_touch), case.commenced_on or day_of(case.opened_at))
    if case.regime != Regime.BELOW_THRESHOLD or amount is None or limit is None or amount < limit:
        return []
    words = (
        f"The regime of this case is “below threshold”, but it is worth {pounds(amount)} with VAT, and the "
        f"threshold is {pounds(limit)}. Correct the value here, or have the regime set anew on the page of the case."
    )
    return [Fault(section, words)]
