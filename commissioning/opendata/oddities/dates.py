"""Odd dates: missing, out of order, signed too early, published too late."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from commissioning.opendata.merged import Award, Contract, MergedNotice, Period
from commissioning.opendata.merging import Merged
from commissioning.opendata.notice import notice_of
from commissioning.opendata.oddities.telling import beginning, on, the, warned
from commissioning.opendata.standing import Standing
from commissioning.opendata.warning import Odd, Warned
from commissioning.timetable.calendar import OutsideCalendarError, statutory_calendar
from commissioning.timetable.rules import contract_details_due_on, standstill_ends_on
from commissioning.vocabulary import Regime

AWARD_NOTICE: Final = "UK6"
DETAILS_NOTICE: Final = "UK7"


def missing_dates(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """Days a case needs and its notices do not give."""
    if notice.standing is Standing.TENDERED and not notice.tender_ends_on:
        yield warned(notice, Odd.MISSING_DATE, "The day by which tenders must be in is not given.")
    signed = {contract.award_id for contract in notice.contracts if contract.signed_on}
    for award in notice.awards:
        if award.counts and not award.awarded_on and award.id not in signed:
            text = f"The day {the(notice, 'award', award.id)} was made is not given."
            yield warned(notice, Odd.MISSING_DATE, text, f"awards.{award.id}.status")
    for contract in notice.contracts:
        if contract.counts and not contract.signed_on:
            text = f"The day {the(notice, 'contract', contract.id)} was signed is not given."
            yield warned(notice, Odd.MISSING_DATE, text, f"contracts.{contract.id}.status")
    yield from _missing_period(notice)


def _missing_period(notice: MergedNotice) -> Iterator[Warned]:
    if notice.standing not in {Standing.AWARDED, Standing.IN_FORCE}:
        return
    for day, called in ((notice.period.starts_on, "starts"), (notice.period.ends_on, "ends")):
        if not day:
            yield warned(notice, Odd.MISSING_DATE, f"The day the contract {called} is not given.")


def periods(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """Periods that end before they start, and awards made before tenders were in."""
    for called, name, period in _periods(notice):
        if period.starts_on and period.ends_on and period.ends_on < period.starts_on:
            text = f"{called} ends on {on(period.ends_on)}, before it starts on {on(period.starts_on)}. Check both."
            yield warned(notice, Odd.DATES_OUT_OF_ORDER, text, f"{name}.ends_on")
    for award in notice.awards:
        if award.awarded_on and notice.tender_ends_on and award.awarded_on < notice.tender_ends_on:
            text = (
                f"{beginning(the(notice, 'award', award.id))} was made on {on(award.awarded_on)}, "
                f"before tenders had to be in on {on(notice.tender_ends_on)}. Check both."
            )
            yield warned(notice, Odd.DATES_OUT_OF_ORDER, text, f"awards.{award.id}.awarded_on")


def _periods(notice: MergedNotice) -> Iterator[tuple[str, str, Period]]:
    yield "The contract period", "period", notice.period
    for lot in notice.lots:
        yield beginning(the(notice, "lot", lot.id)), f"lots.{lot.id}.period", lot.period
    for award in notice.awards:
        yield beginning(the(notice, "award", award.id)), f"awards.{award.id}.period", award.period
    for contract in notice.contracts:
        yield beginning(the(notice, "contract", contract.id)), f"contracts.{contract.id}.period", contract.period


def signatures(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """Contracts signed before they were awarded, or while the mandatory standstill ran."""
    awards = {award.id: award for award in notice.awards}
    for contract in notice.contracts:
        award = awards.get(contract.award_id)
        if contract.signed_on and award:
            yield from _signature(notice, merged, contract, award, contract.signed_on)


def _signature(
    notice: MergedNotice, merged: Merged, contract: Contract, award: Award, signed_on: date
) -> Iterator[Warned]:
    name = f"contracts.{contract.id}.signed_on"
    start = f"{beginning(the(notice, 'contract', contract.id))} was signed on {on(signed_on)}"
    if award.awarded_on and signed_on < award.awarded_on:
        text = f"{start}, before its award on {on(award.awarded_on)}. Check both."
        yield warned(notice, Odd.SIGNED_BEFORE_AWARD, text, name)
    standstill = _standstill(notice, merged, award)
    if standstill and signed_on <= standstill:
        text = f"{start}; standstill ran to the end of {on(standstill)} (Procurement Act 2023 s.51). Ask Legal."
        yield warned(notice, Odd.SIGNED_IN_STANDSTILL, text, name)


def _standstill(notice: MergedNotice, merged: Merged, award: Award) -> date | None:
    """The last day of the award's standstill: as its notice says, else as the Act counts it where one is owed."""
    published = _first_published(merged, ("awards", award.id), AWARD_NOTICE)
    owed = notice.regime is Regime.PA2023 and notice.above_threshold and not notice.light_touch
    if award.standstill_ends_on or not (published and owed):
        return award.standstill_ends_on
    try:
        return standstill_ends_on(published, statutory_calendar())
    except OutsideCalendarError:
        return None


def late_details_notices(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """Contract details notices published after their time."""
    if notice.regime is not Regime.PA2023:
        return
    for contract in notice.contracts:
        published = _first_published(merged, ("contracts", contract.id), DETAILS_NOTICE)
        if not (published and contract.signed_on):
            continue
        due = contract_details_due_on(contract.signed_on, light_touch=notice.light_touch)
        if published > due:
            days = (published - contract.signed_on).days
            start = f"The contract details notice of {the(notice, 'contract', contract.id)} was published"
            text = f"{start} on {on(published)}, {days} days after signature. {_limit(notice, due)}"
            yield warned(notice, Odd.DETAILS_NOTICE_LATE, text, f"contracts.{contract.id}.signed_on")


def _limit(notice: MergedNotice, due: date) -> str:
    if notice.above_threshold is False:
        return "Below the threshold it is owed as soon as reasonably practicable: record why it took so long."
    return f"It was due by {on(due)} (Procurement Act 2023 s.53): record why it was late."


def _first_published(merged: Merged, path: tuple[str, ...], kind: str) -> date | None:
    releases = (merged.releases[number] for number in merged.releases_with(path))
    published = (release.published_at.date() for release in releases if notice_of(release).type == kind)
    return next(published, None)
