"""Odd amounts: foreign, gross only, zero, negative, or slipped by two decimal places."""

from collections.abc import Iterator
from typing import Final

from commissioning.opendata.merged import MergedNotice, Money
from commissioning.opendata.merging import Merged
from commissioning.opendata.oddities.telling import money, priced, warned
from commissioning.opendata.restatements import is_hundredfold
from commissioning.opendata.warning import Odd, Warned

POUNDS: Final = "GBP"
VALUES: Final = ("amount", "amountGross")


def currencies(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """Amounts in another currency, in none, or in several."""
    stated = [thing for thing in priced(notice) if thing.value.stated is not None]
    for thing in stated:
        if not thing.value.currency:
            text = f"{thing.called} has no currency that can be read; it is shown as pounds. Check it."
            yield warned(notice, Odd.NO_CURRENCY, text, thing.name)
        elif thing.value.currency != POUNDS:
            text = f"{thing.called} is in {thing.value.currency}, not in pounds. It is kept as it is and not converted."
            yield warned(notice, Odd.FOREIGN_CURRENCY, text, thing.name)
    named = sorted({thing.value.currency for thing in stated} - {""})
    if len(named) > 1:
        text = f"Its amounts are in different currencies ({', '.join(named)}), so they are not added up."
        yield warned(notice, Odd.MIXED_CURRENCIES, text, stated[0].name)


def values(notice: MergedNotice, _merged: Merged) -> Iterator[Warned]:
    """Amounts that are gross only, zero, negative, or less with VAT than without."""
    for thing in priced(notice):
        for code, text in _doubts(thing.value):
            yield warned(notice, code, f"{thing.called} {text}", thing.name)


def _doubts(value: Money) -> Iterator[tuple[Odd, str]]:
    net, gross = value.net, value.gross
    if net is None and gross is not None:
        yield Odd.GROSS_ONLY, f"is given only with VAT, {money(gross, value.currency)}. Find out the net amount."
    if value.stated == 0:
        yield Odd.ZERO_VALUE, "is 0. Find out what it is worth, or whether it has no fixed value."
    elif value.stated is not None and value.stated < 0:
        yield Odd.NEGATIVE_VALUE, f"is negative, {money(value.stated, value.currency)}. Check it."
    if net is not None and gross is not None and gross < net:
        amounts = f"{money(gross, value.currency)}) than without ({money(net, value.currency)}"
        yield Odd.GROSS_BELOW_NET, f"is less with VAT ({amounts}). Check which is which."


def slips(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """Amounts that a later notice states a hundred times as large or as small."""
    for thing in priced(notice):
        for field in VALUES:
            stated = [version.value for version in merged.history((*thing.path, field)) if version.value is not None]
            for earlier, later in zip(stated, stated[1:], strict=False):
                if earlier and later and is_hundredfold(earlier, later):
                    was, now = (money(amount, thing.value.currency) for amount in (earlier, later))
                    text = f"{thing.called} was first given as {was} and then as {now}. The newer is used: check it."
                    yield warned(notice, Odd.HUNDREDFOLD, text, thing.name)
