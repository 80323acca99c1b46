"""What the law wants between the decision to award and a signed contract. Pure: no rows, no clock."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from commissioning.award.kinds import CallInOutcome, Step
from commissioning.timetable.calendar import LAST_COUNTED, YEARS, england_calendar, statutory_calendar
from commissioning.timetable.duties import DutyKey, Facts
from commissioning.timetable.rules import call_in_ends_on, standstill_ends_on
from commissioning.timetable.statutes import duties_for
from commissioning.timetable.thresholds import ThresholdKind, is_above_threshold

ONE_DAY = timedelta(days=1)
FIRST_DAY = date(YEARS.start, 1, 1)
STANDS = (CallInOutcome.NOT_CALLED_IN, CallInOutcome.UPHELD, CallInOutcome.FINAL)
AT_ONCE = "Choose what came of it: a decision that was never referred back is open to call-in."


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with what was recorded, and in which answer ("" where in none of them)."""

    field: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """What a decision to award owes before the contract may be signed."""

    notice: bool
    standstill: bool
    call_in: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SoFar:
    """What has been recorded since the decision. A day that is not known yet is None."""

    decided_on: date | None = None
    call_in_outcome: str = ""
    call_in_ends_on: date | None = None
    referred_on: date | None = None
    notice_published_on: date | None = None
    standstill_ends_on: date | None = None
    signed_on: date | None = None


def owed(
    regime: str,
    commenced_on: date,
    value_gross: Decimal | None,
    *,
    light_touch: bool,
    call_off: bool,
    key_decision: bool,
) -> Owed:
    """Return what is owed (Procurement Act 2023 ss.50-51; Local Government Act 2000 s.9F for call-in).

    A value known to be below the threshold owes no notice; one that is not known counts as above it. Call-in follows
    from the decision, not from the regime.
    """
    facts = Facts(light_touch=light_touch, call_off=call_off, key_decision=key_decision)
    keys = {duty.key for duty in duties_for(regime, commenced_on, facts) if duty.blocks}
    kind = ThresholdKind.LIGHT_TOUCH if light_touch else ThresholdKind.GOODS_AND_SERVICES
    below = value_gross is not None and is_above_threshold(value_gross, kind, commenced_on) is False
    return Owed(
        notice=DutyKey.CONTRACT_AWARD_NOTICE in keys and not below,
        standstill=DutyKey.STANDSTILL in keys and not below,
        call_in=key_decision,
    )


def next_step(owes: Owed, so_far: SoFar) -> Step | None:
    """Return what must be recorded next; None when the contract is signed."""
    if so_far.signed_on is not None:
        return None
    if owes.call_in and not settled(so_far):
        return Step.CALL_IN
    if owes.notice and so_far.notice_published_on is None:
        return Step.NOTICE
    return Step.SIGNATURE


def settled(so_far: SoFar) -> bool:
    """Whether call-in is over and the decision stands."""
    return so_far.call_in_outcome in STANDS


def effective_on(so_far: SoFar) -> date | None:
    """Return the day the decision takes effect: after the last day of call-in, or when it was upheld."""
    if so_far.call_in_ends_on is None:
        return so_far.decided_on
    return so_far.call_in_ends_on + (ONE_DAY if so_far.call_in_outcome == CallInOutcome.NOT_CALLED_IN else timedelta())


def ends_of_standstill(published_on: date, owes: Owed) -> date | None:
    """Return the last day of the mandatory standstill; None where none is owed."""
    return standstill_ends_on(published_on, statutory_calendar()) if owes.standstill else None


def last_day_of_call_in(published_on: date, outcome: CallInOutcome, settled_on: date | None) -> date | None:
    """Return the last day on which a decision could be called in, or the day on which it was settled.

    None for a decision that call-in does not reach a second time: it takes effect when it is taken.
    """
    if outcome == CallInOutcome.NOT_CALLED_IN:
        return call_in_ends_on(published_on, england_calendar())
    return None if outcome == CallInOutcome.FINAL else settled_on


def flaw_in_call_in(
    published_on: date, outcome: CallInOutcome, settled_on: date | None, *, so_far: SoFar, today: date
) -> Flaw | None:
    """Return why an outcome of call-in cannot be recorded; None when it can."""
    flaw = flaw_in_day("published_on", published_on, so_far.decided_on, today)
    if flaw is not None:
        return flaw
    if outcome == CallInOutcome.NOT_CALLED_IN:
        ends_on = call_in_ends_on(published_on, england_calendar())
        runs = f"Call-in runs until {day(ends_on)}; record the outcome after it."
        return Flaw("outcome", runs) if today <= ends_on else None
    if outcome == CallInOutcome.FINAL:
        return None if so_far.referred_on else Flaw("outcome", AT_ONCE)
    if settled_on is None:
        return Flaw("settled_on", "Enter the day on which the call-in was settled.")
    return flaw_in_day("settled_on", settled_on, published_on, today)


def flaw_in_notice(
    published_on: date, summaries_sent_on: date, *, owes: Owed, so_far: SoFar, today: date
) -> Flaw | None:
    """Return why a contract award notice cannot be recorded; None when it can (Procurement Act 2023 s.50)."""
    flaw = flaw_in_day("published_on", published_on, so_far.decided_on, today)
    if flaw is None and summaries_sent_on > published_on:
        words = "Assessment summaries go out before the notice is published (Procurement Act 2023 s.50(3))."
        flaw = Flaw("summaries_sent_on", f"{words} Check both days.")
    return flaw or _flaw_before_effect("published_on", published_on, owes, so_far, "publish the notice")


def flaw_in_signature(signed_on: date, *, owes: Owed, so_far: SoFar, today: date) -> Flaw | None:
    """Return why a signature on that day cannot be recorded; None when it can (ss.50-51)."""
    flaw = flaw_in_day("signed_on", signed_on, so_far.decided_on, today)
    flaw = flaw or _flaw_before_effect("signed_on", signed_on, owes, so_far, "sign")
    if flaw is not None:
        return flaw
    if owes.notice and so_far.notice_published_on is None:
        return Flaw("", "The contract award notice is not recorded yet; sign after it (Procurement Act 2023 s.50).")
    ends_on = so_far.standstill_ends_on
    if ends_on is not None and signed_on <= ends_on:
        return Flaw("signed_on", f"Standstill runs until {day(ends_on)}; sign after it.")
    return None


def flaw_in_term(starts_on: date, ends_on: date) -> Flaw | None:
    """Return what is wrong with a contract's first and last day; None when nothing is."""
    if ends_on < starts_on:
        return Flaw("ends_on", f"The last day, {day(ends_on)}, is before the first, {day(starts_on)}. Change either.")
    if starts_on > LAST_COUNTED:
        return Flaw("starts_on", f"The first day, {day(starts_on)}, is too far away. Check the year.")
    return None


def flaw_in_begin(starts_on: date, signed_on: date, reason: str) -> Flaw | None:
    """Return why a contract that began before it was signed is not recorded so; None where it is said why."""
    if starts_on >= signed_on or reason.strip():
        return None
    words = f"The contract began on {day(starts_on)}, before it was signed on {day(signed_on)}."
    return Flaw("retrospective_reason", f"{words} It can only be recorded as retrospective: say why that was.")


def flaw_in_assessment(*, still_true: bool | None, owed: bool) -> Flaw | None:
    """Return why the conflicts assessment keeps a contract from being signed (Procurement Act 2023 s.83)."""
    if still_true is False:
        words = "Have whoever it concerns declare on the case’s interests, and Procurement review it; then sign."
        return Flaw("conflicts_reconfirmed", f"The conflicts assessment is not true any more. {words}")
    if still_true is None and owed:
        words = "Say whether the conflicts assessment is still true (Procurement Act 2023 s.83)."
        return Flaw("conflicts_reconfirmed", words)
    return None


def flaw_in_day(field: str, given: date, earliest: date | None, today: date) -> Flaw | None:
    """Return why a day cannot be when something happened: it lies ahead, or before what came first."""
    if given > today:
        return Flaw(field, f"{day(given)} is still to come. Enter the day on which it happened.")
    if given < (earliest or FIRST_DAY):
        return Flaw(field, f"{day(given)} is before {day(earliest or FIRST_DAY)}, when it could first happen.")
    return None


def _flaw_before_effect(field: str, given: date, owes: Owed, so_far: SoFar, act: str) -> Flaw | None:
    if not owes.call_in:
        return None
    if so_far.call_in_outcome == CallInOutcome.REFERRED_BACK:
        return Flaw("", f"The decision was called in and referred back; {act} only once it has been decided again.")
    effective = effective_on(so_far)
    if not settled(so_far) or effective is None:
        return Flaw("", f"This is a key decision and its call-in is not recorded yet; {act} after it.")
    if given < effective:
        return Flaw(field, f"The decision takes effect on {day(effective)}, after call-in; {act} then or later.")
    return None


def months_later(start: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day where it has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def last_day_of_term(starts_on: date, months: int) -> date:
    """Return the last day of a term of so many months that begins on a day."""
    return months_later(starts_on, months) - ONE_DAY


def day(value: date) -> str:
    """Return a day as people read it, such as 15 October 2026."""
    return f"{value:%-d %B %Y}"
