"""Duties: which are shown for a regime, a day and the facts; and which of them block."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from commissioning.timetable.calendar import statutory_calendar
from commissioning.timetable.duties import Confidence, Duty, DutyKey, Facts
from commissioning.timetable.rules import (
    contract_details_due_on,
    decision_effective_on,
    key_decision_earliest_on,
    standstill_ends_on,
)
from commissioning.timetable.statutes import DUTIES, duties_for, rules_held
from commissioning.vocabulary import Regime

TODAY = date(2026, 6, 1)
CALENDAR = statutory_calendar()


def _keys(regime: str, *, day: date = TODAY, facts: Facts | None = None) -> list[DutyKey]:
    return [duty.key for duty in duties_for(regime, day, facts or Facts())]


def _duty(key: DutyKey, facts: Facts | None = None) -> Duty:
    return next(duty for duty in duties_for(Regime.PA2023, TODAY, facts or Facts()) if duty.key is key)


def test_a_covered_procurement_owes_each_duty_once_in_the_order_of_the_cycle() -> None:
    assert _keys(Regime.PA2023) == list(DutyKey)


@pytest.mark.parametrize("regime", [Regime.UNKNOWN, Regime.PCR2015, Regime.PSR, Regime.GRANT, Regime.EXEMPT, "other"])
def test_a_regime_without_rules_says_so_and_shows_no_other_s_duties(regime: str) -> None:
    assert not rules_held(regime)
    assert _keys(regime) == []


def test_below_threshold_owes_its_own_two_notices_and_no_standstill() -> None:
    assert rules_held(Regime.BELOW_THRESHOLD)
    assert _keys(Regime.BELOW_THRESHOLD) == [
        DutyKey.TENDER_NOTICE,
        DutyKey.KEY_DECISION_NOTICE,
        DutyKey.CALL_IN,
        DutyKey.CONTRACT_DETAILS_NOTICE,
    ]


def test_a_small_unadvertised_contract_below_the_threshold_owes_no_notice() -> None:
    facts = Facts(notifiable=False, advertised=False, key_decision=False)
    assert _keys(Regime.BELOW_THRESHOLD, facts=facts) == []


def test_a_rule_is_chosen_by_the_day_the_procurement_commenced() -> None:
    before_the_act = date(2025, 2, 23)
    assert _keys(Regime.PA2023, day=before_the_act) == [
        DutyKey.SOCIAL_VALUE,
        DutyKey.KEY_DECISION_NOTICE,
        DutyKey.CALL_IN,
    ]


@pytest.mark.parametrize("fact", ["light_touch", "call_off", "urgent"])
def test_light_touch_call_offs_and_urgent_awards_owe_no_mandatory_standstill(fact: str) -> None:
    facts = replace(Facts(), **{fact: True})
    assert DutyKey.STANDSTILL not in _keys(Regime.PA2023, facts=facts)


def test_social_value_is_owed_for_services_that_are_neither_call_off_nor_urgent() -> None:
    for facts in (Facts(services=False), Facts(call_off=True), Facts(urgent=True)):
        assert DutyKey.SOCIAL_VALUE not in _keys(Regime.PA2023, facts=facts)


def test_a_direct_award_owes_no_tender_notice() -> None:
    assert DutyKey.TENDER_NOTICE not in _keys(Regime.PA2023, facts=Facts(competitive=False))


def test_an_ordinary_decision_owes_neither_notice_nor_call_in() -> None:
    keys = _keys(Regime.PA2023, facts=Facts(key_decision=False))
    assert not {DutyKey.KEY_DECISION_NOTICE, DutyKey.CALL_IN} & set(keys)


def test_each_duty_counts_its_days_as_the_law_s_own_function_does() -> None:
    assert _duty(DutyKey.STANDSTILL).date_from(TODAY, CALENDAR) == standstill_ends_on(TODAY, CALENDAR)
    assert _duty(DutyKey.KEY_DECISION_NOTICE).date_from(TODAY, CALENDAR) == key_decision_earliest_on(TODAY)
    assert _duty(DutyKey.CALL_IN).date_from(TODAY, CALENDAR) == decision_effective_on(TODAY, CALENDAR)
    for light_touch in (False, True):
        duty = _duty(DutyKey.CONTRACT_DETAILS_NOTICE, Facts(light_touch=light_touch))
        assert duty.date_from(TODAY, CALENDAR) == contract_details_due_on(TODAY, light_touch=light_touch)
    assert _duty(DutyKey.SOCIAL_VALUE).date_from(TODAY, CALENDAR) is None


def test_what_guards_an_act_blocks_it_and_what_guards_nothing_advises() -> None:
    assert _duty(DutyKey.STANDSTILL).blocks
    assert not _duty(DutyKey.CONTRACT_DETAILS_NOTICE).blocks


def test_a_rule_we_have_not_verified_never_blocks() -> None:
    assert not replace(_duty(DutyKey.STANDSTILL), confidence=Confidence.UNVERIFIED).blocks


def test_a_rule_that_has_ended_is_no_longer_chosen() -> None:
    ended = replace(_duty(DutyKey.STANDSTILL), effective_to=TODAY)
    assert ended.holds_on(TODAY)
    assert not ended.holds_on(TODAY + timedelta(days=1))


def test_every_duty_says_whose_it_is_what_brings_it_about_and_where_it_stands() -> None:
    assert all(duty.title and duty.reference and duty.trigger and duty.deadline and duty.holder for duty in DUTIES)
