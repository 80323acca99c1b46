"""From the decision to award to a signed contract: asks for whatever the case owes next. Called by the flow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from commissioning.asks.opening import close_source
from commissioning.award.kinds import Step
from commissioning.award.models import Execution
from commissioning.award.owing import execution_of, owed_by, so_far
from commissioning.award.recording import RECORD_ASKS
from commissioning.award.timing import next_step as step_after
from commissioning.case.models import Strand
from commissioning.timetable.calendar import england_calendar

DAYS_TO_SIGN: Final = 10


def next_step(strand: Strand, at: datetime) -> bool:
    """Ask for what the strand owes next, within an open decision. Returns whether the contract is signed.

    Asking again changes nothing. Raises RefusedError where the council has no post to ask.
    """
    execution = execution_of(strand)
    step = step_after(owed_by(strand), so_far(execution))
    if step is None:
        return True
    _close_others(strand, step, at)
    RECORD_ASKS[step].open(strand, at, due_on=_due_on(step, execution))
    return False


def _close_others(strand: Strand, step: Step, at: datetime) -> None:
    """Close what was asked before the facts asked for something else first."""
    for other, asked in RECORD_ASKS.items():
        if other is not step:
            close_source(asked.source_of(strand), by=None, at=at, as_="not the next step any more")


def signed(strand: Strand) -> bool:
    """Whether the strand's contract is signed."""
    return Execution.objects.filter(strand=strand, signed_on__isnull=False).exists()


def _due_on(step: Step, execution: Execution) -> date | None:
    """Return by when to sign, counted from the end of the standstill; None where the usual working days count."""
    if step is not Step.SIGNATURE or execution.standstill_ends_on is None:
        return None
    return england_calendar().add_working_days(execution.standstill_ends_on, DAYS_TO_SIGN)
