"""The law's dates as pure functions: an act in, a day out, each with its section."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from commissioning.timetable.calendar import Calendar
from commissioning.timetable.counting import clear_days, clear_working_days, period_beginning_with

STANDSTILL_WORKING_DAYS: Final = 8
DETAILS_DAYS: Final = 30
DETAILS_DAYS_LIGHT_TOUCH: Final = 120
COPY_DAYS: Final = 90
COPY_DAYS_LIGHT_TOUCH: Final = 180
COPY_ABOVE: Final = Decimal(5_000_000)
PIPELINE_DAYS: Final = 56
PAYMENT_DAYS: Final = 30
TERMINATION_DAYS: Final = 30
KEY_DECISION_CLEAR_DAYS: Final = 28
CALL_IN_CLEAR_WORKING_DAYS: Final = 5


def standstill_ends_on(notice_published_on: date, calendar: Calendar) -> date:
    """The last day of the mandatory standstill (Procurement Act 2023 s.51).

    8 working days beginning with the day the contract award notice is published; use `statutory_calendar()`.
    """
    return period_beginning_with(notice_published_on, STANDSTILL_WORKING_DAYS, calendar)


def earliest_signature_on(notice_published_on: date, calendar: Calendar) -> date:
    """The first day on which the contract may be entered into: the day after the standstill (s.51)."""
    return standstill_ends_on(notice_published_on, calendar) + timedelta(days=1)


def contract_details_due_on(signed_on: date, *, light_touch: bool) -> date:
    """The last day for the contract details notice (Procurement Act 2023 s.53).

    30 days beginning with the day the contract is entered into; 120 for a light touch contract.
    """
    return period_beginning_with(signed_on, DETAILS_DAYS_LIGHT_TOUCH if light_touch else DETAILS_DAYS)


def contract_copy_due_on(signed_on: date, *, light_touch: bool) -> date:
    """The last day to publish a copy of the contract (Procurement Act 2023 s.53(3)): 90 days, light touch 180."""
    return period_beginning_with(signed_on, COPY_DAYS_LIGHT_TOUCH if light_touch else COPY_DAYS)


def contract_copy_is_owed(value_gross: Decimal) -> bool:
    """Whether a copy of the contract must be published: an estimated value of *more than* £5 million (s.53(3))."""
    return value_gross > COPY_ABOVE


def pipeline_notice_due_on(financial_year: int) -> date:
    """The last day for the pipeline notice (Procurement Act 2023 s.93): 56 days beginning with 1 April, so 26 May.

    `financial_year` is the calendar year in which it starts.
    """
    return period_beginning_with(date(financial_year, 4, 1), PIPELINE_DAYS)


def payments_compliance_due_on(last_day_of_period: date) -> date:
    """The last day for the payments compliance notice (Procurement Act 2023 s.69).

    30 days beginning with the last day of the half-year, 31 March or 30 September: 29 April or 29 October.
    """
    return period_beginning_with(last_day_of_period, PAYMENT_DAYS)


def payment_notice_due_on(last_day_of_quarter: date) -> date:
    """The last day to publish payments over £30,000 (Procurement Act 2023 s.70).

    30 days beginning with the last day of the quarter in which they were made.
    """
    return period_beginning_with(last_day_of_quarter, PAYMENT_DAYS)


def termination_notice_due_on(ended_on: date) -> date:
    """The last day for the contract termination notice (Procurement Act 2023 s.80).

    30 days beginning with the day the contract ended, for whatever cause.
    """
    return period_beginning_with(ended_on, TERMINATION_DAYS)


def key_decision_earliest_on(notice_published_on: date) -> date:
    """The first day on which a key decision may be made (SI 2012/2089 reg. 9): after 28 clear days' notice."""
    return clear_days(notice_published_on, KEY_DECISION_CLEAR_DAYS)


def call_in_ends_on(decision_published_on: date, calendar: Calendar, days: int = CALL_IN_CLEAR_WORKING_DAYS) -> date:
    """The last day on which a published decision can be called in (Local Government Act 2000 s.9F).

    `days` clear working days after publication; the number is the council's own, in its constitution.
    """
    return calendar.add_working_days(decision_published_on, days)


def decision_effective_on(
    decision_published_on: date, calendar: Calendar, days: int = CALL_IN_CLEAR_WORKING_DAYS
) -> date:
    """The day a decision that nobody called in takes effect: the working day after the call-in period (s.9F)."""
    return clear_working_days(decision_published_on, days, calendar)
