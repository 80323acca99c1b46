"""The Procurement Act's thresholds, with the dates between which each set holds. Amounts include VAT."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class ThresholdKind(StrEnum):
    """The kinds of contract that have a threshold of their own (a council is a sub-central authority)."""

    GOODS_AND_SERVICES = "goods_and_services"
    WORKS = "works"
    LIGHT_TOUCH = "light_touch"
    CONCESSION = "concession"
    LIGHT_TOUCH_CONCESSION = "light_touch_concession"
    NOTIFIABLE = "notifiable"


WORKS_DIVISION: Final = "45"  # of the CPV: construction work. That it tells works from services is not verified


def kind_of(cpv: str, *, light_touch: bool) -> ThresholdKind:
    """Return the kind whose threshold a contract of these CPV codes has, the main one first."""
    if light_touch:
        return ThresholdKind.LIGHT_TOUCH
    return ThresholdKind.WORKS if cpv.strip().startswith(WORKS_DIVISION) else ThresholdKind.GOODS_AND_SERVICES


@dataclass(frozen=True)
class Thresholds:
    """One set of thresholds in pounds including VAT, from its first day to its last (None: until further notice)."""

    reference: str
    effective_from: date
    effective_to: date | None
    amounts: dict[ThresholdKind, Decimal]

    def holds_on(self, day: date) -> bool:
        """Whether this set is in force on the day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


THRESHOLDS: Final = (
    Thresholds(
        reference="Procurement Act 2023 Sch. 1, as amended by SI 2025/163",
        effective_from=date(2025, 2, 24),
        effective_to=date(2025, 12, 31),
        amounts={
            ThresholdKind.GOODS_AND_SERVICES: Decimal(214_904),
            ThresholdKind.WORKS: Decimal(5_372_609),
            ThresholdKind.LIGHT_TOUCH: Decimal(663_540),
            ThresholdKind.CONCESSION: Decimal(5_372_609),
            ThresholdKind.LIGHT_TOUCH_CONCESSION: Decimal(5_372_609),
            ThresholdKind.NOTIFIABLE: Decimal(30_000),
        },
    ),
    Thresholds(
        reference="Procurement Act 2023 Sch. 1, as amended by SI 2025/1200",
        effective_from=date(2026, 1, 1),
        effective_to=None,
        amounts={
            ThresholdKind.GOODS_AND_SERVICES: Decimal(207_720),
            ThresholdKind.WORKS: Decimal(5_193_000),
            ThresholdKind.LIGHT_TOUCH: Decimal(663_540),
            ThresholdKind.CONCESSION: Decimal(5_193_000),
            ThresholdKind.LIGHT_TOUCH_CONCESSION: Decimal(5_372_609),
            ThresholdKind.NOTIFIABLE: Decimal(30_000),
        },
    ),
)


def threshold(kind: ThresholdKind, commenced_on: date) -> Decimal | None:
    """The threshold for a procurement that commenced on the day, including VAT; None where no figure is held."""
    for held in THRESHOLDS:
        if held.holds_on(commenced_on):
            return held.amounts[kind]
    return None


def is_above_threshold(value_gross: Decimal, kind: ThresholdKind, commenced_on: date) -> bool | None:
    """Whether an estimated value including VAT is at or above the threshold (Procurement Act 2023 s.3).

    None where no figure is held for the day, so that "not known" is never read as "below".
    """
    limit = threshold(kind, commenced_on)
    return None if limit is None else value_gross >= limit
