"""When a procurement commenced, as far as its notices tell: the law that applies is chosen by that day. Pure."""

from collections.abc import Iterator
from datetime import date

from accounts.rules import day_of
from commissioning.opendata.merged import MergedNotice, Source
from commissioning.opendata.standing import Standing, standing_by_tags
from commissioning.timetable.statutes import ACT_COMMENCED
from commissioning.vocabulary import Regime


def commencement(notice: MergedNotice) -> tuple[date, Source] | None:
    """Return the day by which a procurement had commenced, with its source; None where it is only planned.

    That is when its first notice beyond planning was published, or earlier when it was awarded or signed before that.
    Where it is under the Procurement Act 2023, days before the Act commenced cannot be meant and are passed over.
    """
    first = next(_published(notice), None)
    if first is None:
        return None
    earlier = (found for found in _outcomes(notice) if notice.regime is not Regime.PA2023 or found[0] >= ACT_COMMENCED)
    return min([first, *earlier], key=lambda found: found[0])


def _published(notice: MergedNotice) -> Iterator[tuple[date, Source]]:
    for found in notice.notices:
        if (standing_by_tags(found.tags) or notice.standing) is not Standing.PLANNED:
            yield day_of(found.published_at), Source(found.id, found.published_at, "/date")


def _outcomes(notice: MergedNotice) -> Iterator[tuple[date, Source]]:
    for award in notice.awards:
        if award.counts and award.awarded_on:
            yield award.awarded_on, notice.sources[f"awards.{award.id}.awarded_on"]
    for contract in notice.contracts:
        if contract.counts and contract.signed_on:
            yield contract.signed_on, notice.sources[f"contracts.{contract.id}.signed_on"]
