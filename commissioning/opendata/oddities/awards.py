"""Odd awards: restated under another id, without supplier, or far from the estimate."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from commissioning.opendata.merged import Award, MergedNotice
from commissioning.opendata.merging import Merged
from commissioning.opendata.oddities.telling import beginning, money, priced, the, warned
from commissioning.opendata.restatements import slipped
from commissioning.opendata.warning import Odd, Warned

TINY: Final = Decimal(1000)
FAR_BELOW: Final = Decimal("0.1")
FAR_ABOVE: Final = Decimal(2)


def restatements(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """Awards that a newer one states anew under another id."""
    by_id = {award.id: award for award in notice.awards}
    for award in notice.awards:
        if award.replaced_by:
            yield _replaced(notice, award, by_id[award.replaced_by])


def _replaced(notice: MergedNotice, older: Award, newer: Award) -> Warned:
    was, now = the(notice, "award", older.id), the(notice, "award", newer.id)
    start = f"{beginning(was)}{_of(older)} was stated anew as {now}{_of(newer)}"
    if slipped(older.value, newer.value):
        text = f"{start}, a hundredfold difference for the same supplier and day. Only the newer counts: check it."
        return warned(notice, Odd.HUNDREDFOLD, text, f"awards.{newer.id}.value")
    text = f"{start} for the same supplier and day. Only the newer counts: check that they are one award."
    return warned(notice, Odd.AWARD_RESTATED, text, f"awards.{newer.id}.awarded_on")


def _of(award: Award) -> str:
    return "" if award.value.stated is None else f" of {money(award.value.stated, award.value.currency)}"


def suppliers(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """Awards that name no supplier."""
    for award in notice.awards:
        if award.counts and not award.suppliers:
            text = f"{beginning(the(notice, 'award', award.id))} names no supplier. Find out who it was made to."
            yield warned(notice, Odd.NO_SUPPLIER, text, f"awards.{award.id}.status")


def values_against_the_estimate(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """Awards and contracts of next to nothing, and awards far below or above what the tender estimated."""
    for thing in priced(notice):
        stated = thing.value.stated
        if stated is not None and 0 < stated < TINY and not thing.name.startswith("lots."):
            amount = money(stated, thing.value.currency)
            text = f"{thing.called} is only {amount}: it may be a rate, a share or a unit price. Check it."
            yield warned(notice, Odd.TINY_VALUE, text, thing.name)
    yield from _against_the_estimate(notice)


def _against_the_estimate(notice: MergedNotice) -> Iterator[Warned]:
    awarded = [award for award in notice.awards if award.counts]
    estimate, amounts = notice.value.stated, [award.value.net for award in awarded if award.value.net is not None]
    comparable = {award.value.currency for award in awarded} == {notice.value.currency}
    if notice.value_from != "tender" or not (estimate and amounts and comparable and len(amounts) == len(awarded)):
        return
    total = sum(amounts, Decimal(0))
    figures = f"awarded {money(total, notice.value.currency)}, estimated {money(estimate, notice.value.currency)}"
    if 0 < total < estimate * FAR_BELOW:
        yield warned(notice, Odd.BELOW_ESTIMATE, f"The award is far below the estimate ({figures}). Check it.", "value")
    if total > estimate * FAR_ABOVE:
        yield warned(notice, Odd.ABOVE_ESTIMATE, f"The award is far above the estimate ({figures}). Check it.", "value")
