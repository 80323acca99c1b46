"""From the decision to award to a signed contract: asks for whatever the case owes next. Called by the flow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from commissioning.asks.opening import close_source
from commissioning.award.commencing import commence
from commissioning.award.kinds import CallInOutcome, Executed, Step
from commissioning.award.models import Execution
from commissioning.award.owing import award_record_of, decided_on, execution_of, owed_by, so_far
from commissioning.award.recording import RECORD_ASKS
from commissioning.award.timing import next_step as step_after
from commissioning.case.models import Strand
from commissioning.timetable.calendar import england_calendar

DAYS_TO_SIGN: Final = 10


def begin_execution(strand: Strand) -> None:
    """Begin for a decision that was taken, anew for one that was referred back; within an open decision."""
    commence(strand)
    execution = execution_of(strand)
    if execution.call_in_outcome == CallInOutcome.REFERRED_BACK:
        execution.decided_on, execution.call_in_outcome = decided_on(strand), ""
        execution.call_in_published_on = execution.call_in_ends_on = None
        execution.save(update_fields=["decided_on", "call_in_outcome", "call_in_published_on", "call_in_ends_on"])


def next_step(strand: Strand, at: datetime) -> Executed | None:
    """Ask for what the strand owes next, within an open decision. Returns what carrying it out came to, if it did.

    Asking again changes nothing. Raises RefusedError where the council has no post to ask.
    """
    execution = execution_of(strand)
    came_to = _came_to(execution)
    step = None if came_to else step_after(owed_by(strand), so_far(execution))
    _close_others(strand, step, at)
    if step is not None:
        RECORD_ASKS[step].open(strand, at, due_on=_due_on(step, execution))
    return came_to


def _came_to(execution: Execution) -> Executed | None:
    if execution.signed_on is not None:
        return Executed.SIGNED
    if execution.call_in_outcome == CallInOutcome.REFERRED_BACK:
        return Executed.REFERRED_BACK
    record = award_record_of(execution.strand)
    return Executed.NO_AWARD if record is not None and record.no_award_reason.strip() else None


def _close_others(strand: Strand, step: Step | None, at: datetime) -> None:
    """Close what was asked before the facts asked for something else first."""
    for other, asked in RECORD_ASKS.items():
        if other is not step:
            close_source(asked.source_of(strand.pk), by=None, at=at, as_="not the next step any more")


def executed(strand: Strand) -> Executed | None:
    """Return what carrying out the decision came to; None while something is still to be recorded."""
    execution = Execution.objects.filter(strand=strand).first()
    return _came_to(execution) if execution is not None else None


def signed(strand: Strand) -> bool:
    """Whether the strand's contract is signed."""
    return executed(strand) == Executed.SIGNED


def _due_on(step: Step, execution: Execution) -> date | None:
    """Return by when to sign, counted from the end of the standstill; None where the usual working days count."""
    if step is not Step.SIGNATURE or execution.standstill_ends_on is None:
        return None
    return england_calendar().add_working_days(execution.standstill_ends_on, DAYS_TO_SIGN)
