"""Thresholds: the figure of the day the procurement commenced, and where no figure is held."""

import json
from datetime import date
from decimal import Decimal

import pytest

from commissioning.timetable.thresholds import THRESHOLDS, ThresholdKind, is_above_threshold, threshold
from tests.commissioning.shared import shared

GOODS = ThresholdKind.GOODS_AND_SERVICES
NAMES = {GOODS: "sub_central_goods_services", ThresholdKind.NOTIFIABLE: "notifiable_below_threshold"}


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        (GOODS, date(2025, 2, 24), 214_904),
        (GOODS, date(2025, 12, 31), 214_904),
        (GOODS, date(2026, 1, 1), 207_720),
        (ThresholdKind.WORKS, date(2026, 6, 1), 5_193_000),
        (ThresholdKind.LIGHT_TOUCH, date(2026, 6, 1), 663_540),
        (ThresholdKind.NOTIFIABLE, date(2026, 6, 1), 30_000),
    ],
)
def test_the_threshold_is_that_of_the_day_the_procurement_commenced(
    kind: ThresholdKind, day: date, expected: int
) -> None:
    assert threshold(kind, day) == Decimal(expected)


def test_no_figure_is_held_before_the_act_and_that_is_not_read_as_below() -> None:
    day = date(2025, 2, 23)
    assert threshold(GOODS, day) is None
    assert is_above_threshold(Decimal(10_000_000), GOODS, day) is None


@pytest.mark.parametrize(("value", "above"), [("207719.99", False), ("207720", True), ("207720.01", True)])
def test_a_value_at_the_threshold_is_above_it(value: str, above: bool) -> None:
    assert is_above_threshold(Decimal(value), GOODS, date(2026, 1, 1)) is above


def test_one_set_follows_the_other_without_gap_or_overlap() -> None:
    for earlier, later in zip(THRESHOLDS, THRESHOLDS[1:], strict=False):
        assert earlier.effective_to is not None
        assert (later.effective_from - earlier.effective_to).days == 1
    assert all(set(held.amounts) == set(ThresholdKind) for held in THRESHOLDS)


def test_every_figure_agrees_with_the_reference() -> None:
    rows = json.loads(shared("reference/legal_rules.json").read_text(encoding="utf-8"))["thresholds"]
    assert [row["effective_from"] for row in rows] == [held.effective_from.isoformat() for held in THRESHOLDS]
    for row, held in zip(rows, THRESHOLDS, strict=True):
        assert {kind: int(row[NAMES.get(kind, kind.value)]) for kind in ThresholdKind} == held.amounts
