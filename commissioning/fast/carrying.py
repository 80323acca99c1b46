"""What was written on the one page, carried into the needs record with which the standard lane begins."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.rules import pounds
from commissioning.fast.models import FastQuote, FastRecord
from commissioning.needs.kinds import OptionKind
from commissioning.needs.models import NeedsRecord, Option
from commissioning.needs.rows import OPTION_COSTS, OPTIONS

BASIS = "From the fast-lane page. Budget: {budget}"
DO_NOTHING = "Do without"


def carry(record: FastRecord) -> None:
    """Put what a fast-lane page says into the needs record that the flow has begun. Within the open decision."""
    needs = NeedsRecord.objects.get(strand=record.strand, sequence=record.sequence)
    needs.statement = record.need or needs.statement
    needs.personal_data, needs.tupe = record.personal_data, record.tupe
    needs.save(update_fields=["statement", "personal_data", "tupe"])
    _offer(needs, record)


def _of_choice(record: FastRecord) -> Iterator[str]:
    """Why these quotes and this one, in lines."""
    if record.choice_reason:
        yield f"Why the quote to be accepted: {record.choice_reason}"
    if record.quotes_reason:
        yield f"Why fewer than three: {record.quotes_reason}"
    if record.conflict:
        yield f"The buyer declared a conflict of interest: {record.conflict_detail}"


def _offer(needs: NeedsRecord, record: FastRecord) -> None:
    """Compare buying it with doing without, as the needs record asks.

    Who quoted, for how much and why goes where the costs are: those who could bid must not read it.
    """
    OPTIONS.place(needs, kind=OptionKind.DO_NOTHING, title=DO_NOTHING, chosen=False)
    buying: Option = OPTIONS.place(needs, kind=OptionKind.CONTRACT, title=record.strand.case.title, chosen=True)
    lines = [
        BASIS.format(budget=record.budget or "not given"),
        *map(_line, record.quotes.all()),
        *_of_choice(record),
    ]
    OPTION_COSTS.place(needs, option=buying, cost=record.value_net, basis="\n".join(lines))


def _line(quote: FastQuote) -> str:
    price = pounds(quote.amount_net) if quote.amount_net is not None else "no price"
    accepted = ", to be accepted" if quote.chosen else ""
    noted = f". {quote.note}" if quote.note else ""
    return f"{quote.supplier or 'A supplier'}: {price} without VAT{accepted}{noted}"
