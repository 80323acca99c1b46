"""The rules of waivers: what holds together, who approves what, and that the Act is never waived."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rights import Role
from commissioning.timetable.calendar import england_calendar
from commissioning.timetable.thresholds import ThresholdKind
from commissioning.vocabulary import Regime
from commissioning.waivers.rules import (
    Earlier,
    Law,
    Worth,
    approvers_for,
    begun,
    counted_since,
    flaws,
    law_of,
    law_of_all,
    oral_flaws,
    place_of,
    total,
)

TODAY = date(2026, 4, 1)
SERVICES = Decimal(207_720)
LIGHT = Decimal(663_540)
WORKS = Decimal(5_193_000)
DAY = timedelta(days=1)


@dataclass
class Stated:
    """What a waiver states, and nothing more."""

    rule: str = "competition"
    rule_detail: str = ""
    ground: str = "urgency"
    value_net: Decimal = Decimal(100)
    value_gross: Decimal = Decimal(120)
    starts_on: date = date(2026, 5, 1)
    ends_on: date = date(2026, 7, 31)
    expires_on: date = date(2026, 7, 31)
    begun_on: date | None = None
    retrospective_reason: str = ""


def test_a_waiver_that_holds_together_has_no_flaw() -> None:
    assert flaws(Stated(), TODAY) == []


@pytest.mark.parametrize(
    ("flawed", "field"),
    [
        (Stated(rule="other"), "rule_detail"),
        (Stated(value_net=Decimal(0), value_gross=Decimal(0)), "value_gross"),
        (Stated(value_gross=Decimal(99)), "value_gross"),
        (Stated(ends_on=date(2026, 4, 30), expires_on=date(2026, 5, 1)), "ends_on"),
        (Stated(ends_on=date(2031, 5, 1), expires_on=date(2026, 6, 1)), "ends_on"),
        (Stated(expires_on=date(2026, 4, 30)), "expires_on"),
        (Stated(expires_on=date(2026, 8, 1)), "expires_on"),
        (Stated(begun_on=date(2026, 4, 2), retrospective_reason="It burst."), "begun_on"),
        (Stated(begun_on=date(2026, 3, 31)), "retrospective_reason"),
        (Stated(starts_on=date(2026, 3, 31)), "retrospective_reason"),
    ],
)
def test_what_is_wrong_is_told_at_its_question(flawed: Stated, field: str) -> None:
    assert field in [name for name, _ in flaws(flawed, TODAY)]


def test_what_has_begun_needs_only_its_reason() -> None:
    late = Stated(begun_on=date(2026, 3, 1), retrospective_reason="It burst.")
    assert flaws(late, TODAY) == []
    assert begun(late, TODAY)
    assert not begun(Stated(), TODAY)


@pytest.mark.parametrize(
    ("amount", "role"),
    [
        ("25000", Role.HEAD_OF_SERVICE),
        ("25000.01", Role.CORPORATE_DIRECTOR),
        ("100000", Role.CORPORATE_DIRECTOR),
        ("100000.01", Role.EXECUTIVE_RECORDER),
    ],
)
def test_the_value_decides_who_approves(amount: str, role: Role) -> None:
    assert approvers_for(Decimal(amount))[0].role == role


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.decimals(min_value=0, max_value=10**12, places=2))
def test_more_never_takes_a_lower_post(first: Decimal, second: Decimal) -> None:
    lower, higher = sorted((first, second))
    assert place_of(approvers_for(lower)[0].role) <= place_of(approvers_for(higher)[0].role)


def test_who_never_approves_stands_nowhere() -> None:
    assert place_of(Role.AUDITOR) == -1


@pytest.mark.parametrize("regime", [Regime.PA2023, Regime.UNKNOWN, Regime.BELOW_THRESHOLD])
def test_a_covered_procurement_is_never_waived(regime: Regime) -> None:
    law = law_of(regime, SERVICES, ThresholdKind.GOODS_AND_SERVICES, TODAY)
    assert "so the Procurement Act 2023 covers it" in law.refusal
    assert "transparency notice" in law.refusal
    assert not law_of(regime, SERVICES - 1, ThresholdKind.GOODS_AND_SERVICES, TODAY).refusal


def test_that_it_is_for_works_is_not_verified_and_only_advises() -> None:
    between = law_of(Regime.PA2023, SERVICES, ThresholdKind.WORKS, TODAY)
    assert not between.refusal
    assert "Ask Legal whether it is a contract for works." in between.advice
    assert law_of(Regime.PA2023, WORKS, ThresholdKind.WORKS, TODAY).refusal
    assert law_of(Regime.PA2023, SERVICES - 1, ThresholdKind.WORKS, TODAY) == law_of(
        Regime.GRANT, SERVICES, ThresholdKind.GOODS_AND_SERVICES, TODAY
    )


def test_what_hangs_on_light_touch_is_not_refused_before_anybody_has_said() -> None:
    goods = ThresholdKind.GOODS_AND_SERVICES
    assert law_of(Regime.PA2023, SERVICES - 1, goods, TODAY, light_touch_said=False) == Law()
    between = law_of(Regime.PA2023, SERVICES, goods, TODAY, light_touch_said=False)
    assert not between.refusal
    assert "below the Act's threshold of £663,540" in between.advice
    assert "at or above £207,720 and the Act covers it" in between.advice
    assert (
        "£663,540, so the Procurement Act 2023 covers it"
        in law_of(Regime.PA2023, LIGHT, goods, TODAY, light_touch_said=False).refusal
    )
    works = ThresholdKind.WORKS
    assert law_of(Regime.PA2023, LIGHT, works, TODAY, light_touch_said=False) == law_of(
        Regime.PA2023, LIGHT, works, TODAY
    )


def test_without_a_threshold_for_the_day_it_advises() -> None:
    assert (
        "No thresholds of the Act are held"
        in law_of(Regime.PA2023, SERVICES, ThresholdKind.LIGHT_TOUCH, date(2020, 1, 1)).advice
    )


def test_other_law_is_not_waived_either() -> None:
    assert "another law" in law_of(Regime.PSR, SERVICES, ThresholdKind.LIGHT_TOUCH, TODAY).advice


MONDAY = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("ground", ["urgency", "emergency"])
def test_an_oral_approval_is_recorded_within_two_working_days(ground: str) -> None:
    calendar = england_calendar()
    assert oral_flaws(ground, MONDAY, MONDAY + 2 * DAY, "", calendar) == []
    assert [name for name, _ in oral_flaws(ground, MONDAY, MONDAY + 3 * DAY, " ", calendar)] == ["late_reason"]
    assert oral_flaws(ground, MONDAY, MONDAY + 3 * DAY, "The office was closed.", calendar) == []


def test_only_what_is_urgent_is_approved_orally() -> None:
    [(field, words)] = oral_flaws("continuity", MONDAY, MONDAY, "", england_calendar())
    assert field == "approved_on"
    assert "Only what is urgent" in words


def test_a_moment_that_is_still_to_come_or_long_gone_is_no_approval() -> None:
    calendar = england_calendar()
    [(field, words)] = oral_flaws("urgency", MONDAY + timedelta(hours=8), MONDAY, "", calendar)
    assert (field, "still to come" in words) == ("approved_on", True)
    [(field, words)] = oral_flaws("urgency", MONDAY.replace(year=2006), MONDAY, "Late.", calendar)
    assert (field, "Check the year" in words) == ("approved_on", True)


def test_waivers_of_one_case_add_up_to_what_the_act_covers_and_others_alike_are_pointed_out() -> None:
    goods = ThresholdKind.GOODS_AND_SERVICES
    assert law_of_all(Regime.UNKNOWN, Worth(SERVICES, SERVICES), goods, TODAY).refusal
    assert "Ask Legal" in law_of_all(Regime.UNKNOWN, Worth(SERVICES - 1, SERVICES), goods, TODAY).advice
    assert law_of_all(Regime.UNKNOWN, Worth(SERVICES - 1, SERVICES - 1), goods, TODAY) == Law()


def test_what_counts_is_added_up_from_its_day_on() -> None:
    one = Earlier("W1", "Rowan", Decimal(10), date(2026, 1, 1), "Approved", True, False, True)
    old = replace(one, counted_on=date(2025, 1, 1), amount=Decimal(5), same_supplier=True)
    assert total([one, old]) == Decimal(15)
    assert counted_since([one, old], date(2025, 4, 1)) == [one]
    assert (one.why, old.why) == ("need", "need and supplier")
