"""What the law wants before a contract is signed: what is owed, in which order, and the last day of each wait."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning.award.kinds import CallInOutcome, Step
from commissioning.award.timing import (
    Flaw,
    Owed,
    SoFar,
    effective_on,
    ends_of_standstill,
    flaw_in_call_in,
    flaw_in_day,
    flaw_in_notice,
    flaw_in_signature,
    flaw_in_term,
    last_day_of_call_in,
    last_day_of_term,
    months_later,
    next_step,
    owed,
)
from commissioning.vocabulary import Regime

COMMENCED = date(2026, 3, 2)
ABOVE = Decimal(600_000)
EVERYTHING = Owed(notice=True, standstill=True, call_in=True)
NOTHING = Owed(notice=False, standstill=False, call_in=False)
NOTICE = Owed(notice=True, standstill=True, call_in=False)
TODAY = date(2026, 10, 20)
DECIDED = date(2026, 10, 1)


def owed_by(  # what a procurement like most owes, but for what a test changes
    regime: Regime = Regime.PA2023,
    value: Decimal | None = ABOVE,
    *,
    light_touch: bool = False,
    call_off: bool = False,
    key_decision: bool = False,
) -> Owed:
    return owed(regime, COMMENCED, value, light_touch=light_touch, call_off=call_off, key_decision=key_decision)


def test_above_the_threshold_a_notice_and_a_standstill_are_owed() -> None:
    assert owed_by() == NOTICE


def test_at_the_threshold_they_are_owed_and_a_pound_below_they_are_not() -> None:
    assert owed_by(value=Decimal(207_720)) == NOTICE
    assert owed_by(value=Decimal(207_719)) == NOTHING


def test_a_value_that_is_not_known_is_not_read_as_below() -> None:
    assert owed_by(value=None) == NOTICE


def test_light_touch_owes_the_notice_and_no_standstill() -> None:
    above = owed_by(value=Decimal(700_000), light_touch=True)
    assert above == Owed(notice=True, standstill=False, call_in=False)
    assert owed_by(value=Decimal(600_000), light_touch=True) == NOTHING


def test_a_call_off_owes_no_standstill() -> None:
    assert not owed_by(call_off=True).standstill


@pytest.mark.parametrize(
    "regime", [Regime.PCR2015, Regime.PSR, Regime.BELOW_THRESHOLD, Regime.GRANT, Regime.EXEMPT, Regime.UNKNOWN]
)
def test_another_regime_owes_no_notice_of_this_one(regime: Regime) -> None:
    assert owed_by(regime) == NOTHING


def test_call_in_follows_from_the_decision_whatever_the_regime() -> None:
    assert owed_by(Regime.UNKNOWN, key_decision=True) == Owed(notice=False, standstill=False, call_in=True)


def test_steps_come_in_order() -> None:
    over = SoFar(call_in_outcome=CallInOutcome.NOT_CALLED_IN, call_in_ends_on=DECIDED)
    assert next_step(EVERYTHING, SoFar()) == Step.CALL_IN
    assert next_step(EVERYTHING, over) == Step.NOTICE
    assert next_step(NOTICE, SoFar(notice_published_on=DECIDED)) == Step.SIGNATURE
    assert next_step(NOTHING, SoFar()) == Step.SIGNATURE
    assert next_step(EVERYTHING, SoFar(signed_on=DECIDED)) is None


def test_a_decision_taken_again_after_a_referral_is_final() -> None:
    again = SoFar(decided_on=DECIDED, referred_on=DECIDED, call_in_outcome=CallInOutcome.FINAL)
    assert next_step(EVERYTHING, again) == Step.NOTICE
    assert effective_on(again) == DECIDED


# Call-in: published on Monday 8 March 2021, its last day is Monday 15 March


def call_in(
    today: date, outcome: CallInOutcome = CallInOutcome.NOT_CALLED_IN, settled_on: date | None = None
) -> Flaw | None:
    so_far = SoFar(decided_on=date(2021, 3, 3))
    return flaw_in_call_in(date(2021, 3, 8), outcome, settled_on, so_far=so_far, today=today)


def test_call_in_still_runs_on_its_last_day() -> None:
    flaw = call_in(date(2021, 3, 15))
    assert flaw == Flaw("outcome", "Call-in runs until 15 March 2021; record the outcome after it.")
    assert call_in(date(2021, 3, 16)) is None


def test_a_call_in_needs_the_day_it_was_settled() -> None:
    upheld = CallInOutcome.UPHELD
    assert call_in(date(2021, 3, 12), upheld) == Flaw("settled_on", "Enter the day on which the call-in was settled.")
    assert call_in(date(2021, 3, 12), upheld, date(2021, 3, 12)) is None
    assert call_in(date(2021, 3, 12), upheld, date(2021, 3, 13)) is not None
    assert call_in(date(2021, 3, 12), upheld, date(2021, 3, 7)) is not None


def test_a_decision_is_not_published_before_it_is_made() -> None:
    so_far = SoFar(decided_on=date(2021, 3, 9))
    outcome = CallInOutcome.NOT_CALLED_IN
    flaw = flaw_in_call_in(date(2021, 3, 8), outcome, None, so_far=so_far, today=date(2021, 4, 1))
    assert flaw is not None
    assert flaw.field == "published_on"


def test_call_in_ends_on_its_last_day_or_when_it_was_settled() -> None:
    published = date(2021, 3, 8)
    assert last_day_of_call_in(published, CallInOutcome.NOT_CALLED_IN, None) == date(2021, 3, 15)
    assert last_day_of_call_in(published, CallInOutcome.UPHELD, date(2021, 3, 20)) == date(2021, 3, 20)


# The contract award notice


def test_summaries_go_out_before_the_notice_or_on_its_day() -> None:
    so_far = SoFar(decided_on=DECIDED)

    def notice(summaries: date) -> Flaw | None:
        return flaw_in_notice(date(2026, 10, 6), summaries, owes=NOTICE, so_far=so_far, today=TODAY)

    assert notice(date(2026, 10, 6)) is None
    flaw = notice(date(2026, 10, 7))
    assert flaw is not None
    assert flaw.field == "summaries_sent_on"


def test_a_notice_waits_until_a_key_decision_takes_effect() -> None:
    def notice(published: date, so_far: SoFar) -> Flaw | None:
        return flaw_in_notice(published, published, owes=EVERYTHING, so_far=so_far, today=TODAY)

    over = SoFar(call_in_outcome=CallInOutcome.NOT_CALLED_IN, call_in_ends_on=date(2026, 10, 8))
    early = notice(date(2026, 10, 8), over)
    assert early is not None
    assert (
        early.words == "The decision takes effect on 9 October 2026, after call-in; publish the notice then or later."
    )
    assert notice(date(2026, 10, 9), over) is None
    upheld = SoFar(call_in_outcome=CallInOutcome.UPHELD, call_in_ends_on=date(2026, 10, 8))
    assert notice(date(2026, 10, 8), upheld) is None
    assert notice(date(2026, 10, 8), SoFar()) is not None


# Signature: a notice of 6 October 2026 keeps standstill until 15 October


def test_standstill_is_eight_working_days_beginning_with_the_notice() -> None:
    assert ends_of_standstill(date(2026, 10, 6), NOTICE) == date(2026, 10, 15)
    assert ends_of_standstill(date(2026, 10, 6), NOTHING) is None


def signature(signed_on: date, so_far: SoFar, owes: Owed = NOTICE) -> Flaw | None:
    return flaw_in_signature(signed_on, owes=owes, so_far=so_far, today=TODAY)


def test_standstill_blocks_the_signature_on_its_last_day_too() -> None:
    so_far = SoFar(notice_published_on=date(2026, 10, 6), standstill_ends_on=date(2026, 10, 15))
    flaw = signature(date(2026, 10, 15), so_far)
    assert flaw == Flaw("signed_on", "Standstill runs until 15 October 2026; sign after it.")
    assert signature(date(2026, 10, 16), so_far) is None


def test_no_signature_without_the_notice_that_is_owed() -> None:
    flaw = signature(TODAY, SoFar())
    assert flaw is not None
    assert flaw.words.startswith("The contract award notice is not recorded yet")
    assert signature(TODAY, SoFar(), NOTHING) is None


def test_a_decision_referred_back_blocks_the_signature() -> None:
    flaw = signature(TODAY, SoFar(call_in_outcome=CallInOutcome.REFERRED_BACK, call_in_ends_on=DECIDED), EVERYTHING)
    assert flaw is not None
    assert "referred back" in flaw.words


def test_a_settled_call_in_without_its_day_blocks() -> None:
    assert signature(TODAY, SoFar(call_in_outcome=CallInOutcome.UPHELD), EVERYTHING) is not None


def test_a_signature_is_not_recorded_ahead_nor_before_the_decision() -> None:
    so_far = SoFar(decided_on=DECIDED)
    ahead = signature(date(2026, 10, 21), so_far, NOTHING)
    before = signature(date(2026, 9, 30), so_far, NOTHING)
    assert ahead == Flaw("signed_on", "21 October 2026 is still to come. Enter the day on which it happened.")
    assert before == Flaw("signed_on", "30 September 2026 is before 1 October 2026, when it could first happen.")
    assert signature(DECIDED, so_far, NOTHING) is None


def test_a_day_no_calendar_holds_is_refused() -> None:
    assert flaw_in_day("signed_on", date(2011, 12, 31), None, TODAY) is not None


def test_a_term_ends_no_sooner_than_it_starts() -> None:
    assert flaw_in_term(date(2026, 10, 6), date(2026, 10, 6)) is None
    flaw = flaw_in_term(date(2026, 10, 6), date(2026, 10, 5))
    assert flaw is not None
    assert flaw.field == "ends_on"


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 11, 1), 2, date(2027, 1, 1)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(start: date, months: int, expected: date) -> None:
    assert months_later(start, months) == expected


def test_a_term_of_a_year_ends_the_day_before_its_anniversary() -> None:
    assert last_day_of_term(date(2027, 4, 1), 12) == date(2028, 3, 31)
