"""When the demonstration's people do things: on working days, in office hours, some days after they were asked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.tender.models import TenderRecord
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import AskKind, Lane, Stage

ONE_DAY = timedelta(days=1)
ASSESSED_BEFORE_AWARD = timedelta(days=18)
# In working days after it was asked; a signer takes one to three.
WRITING = {Stage.NEEDS: 12, Stage.SOCIAL_VALUE: 8, Stage.TENDER: 8, Stage.AWARD: 8, Stage.REVIEW: 14}
ANSWERING = {AskKind.CONSULT: 3, AskKind.DECIDE: 2, AskKind.RECORD: 3}
SLOWEST_SIGNER = 3
FAST_DAYS = 1
# Minutes after midnight, and how far they spread: writers submit in the afternoon what they wrote since the morning.
MORNING, AFTERNOON = (545, 440), (780, 210)
STEP = 37


def days_ago(now: datetime, count: int) -> date:
    """Return the working day so many before today; with 1 the last one that is over."""
    day, calendar = day_of(now), england_calendar()
    while count:
        day -= ONE_DAY
        count -= calendar.is_working_day(day)
    return day


def moment(day: date, number: int, office: tuple[int, int] = MORNING) -> datetime:
    """Return a moment of a day in office hours, another for each number."""
    first, spread = office
    hour, minute = divmod(first + number * STEP % spread, 60)
    return make_aware(datetime.combine(day, time(hour, minute)))


def usual_moment(ask: Ask) -> datetime:
    """Return when an ask is answered if nothing comes between."""
    return moment(_usual_day(ask), ask.pk, AFTERNOON if ask.kind == AskKind.WRITE else MORNING)


def _usual_day(ask: Ask) -> date:
    asked_on = day_of(ask.opened_at)
    if ask.case.lane == Lane.FAST and ask.stage == Stage.NEEDS:
        return england_calendar().add_working_days(asked_on, FAST_DAYS)
    if ask.kind != AskKind.WRITE:
        usual = 1 + len(ask.title) % SLOWEST_SIGNER
        return england_calendar().add_working_days(asked_on, ANSWERING.get(AskKind(ask.kind), usual))
    stage = Stage(ask.stage)
    if stage == Stage.MONITORING:
        return _working_day_until(ask.due_on)
    earliest = england_calendar().add_working_days(asked_on, WRITING[stage])
    return max(earliest, _assessed_on(ask)) if stage == Stage.AWARD else earliest


def _assessed_on(ask: Ask) -> date:
    """The day the bids are assessed, so that the award can be made on the day that the tender set."""
    tender = TenderRecord.objects.of_case(ask.case)
    planned = tender.award_on if tender else None
    return _working_day_until(planned - ASSESSED_BEFORE_AWARD) if planned else day_of(ask.opened_at)


def _working_day_until(day: date) -> date:
    while not england_calendar().is_working_day(day):
        day -= ONE_DAY
    return day
