"""Parting a tendered case: each lot, or lots awarded together, goes on in a strand of its own. Called by the flow."""

from __future__ import annotations

from collections.abc import Sequence

from commissioning.case.decisions import place_strand
from commissioning.case.models import Strand
from commissioning.tender.models import Lot, TenderRecord
from commissioning.tender.rules import awarded_together
from commissioning.vocabulary import State, StrandKind
from govuk.wording import in_words


def part(strand: Strand) -> list[Strand]:
    """Return the strands in which a tender is awarded, within an open decision.

    Where all is awarded in one decision that is the strand itself; else it closes, and a strand for each lot or group
    of lots goes on from it.
    """
    record = TenderRecord.objects.of_strand(strand)
    groups = awarded_together(list(record.lots.all())) if record else []
    if len(groups) <= 1:
        for lots in groups:
            _give(lots, strand)
        return [strand]
    first = next_number(strand)
    parts = [_part(strand, first + place, lots) for place, lots in enumerate(groups)]
    place_strand(strand, state=State.CLOSED)
    return parts


def next_number(strand: Strand) -> int:
    """Return the number of the next strand of a case."""
    return Strand.objects.filter(case=strand.case).count() + 1


def _part(strand: Strand, number: int, lots: Sequence[Lot]) -> Strand:
    made = Strand(
        case=strand.case,
        number=number,
        kind=StrandKind.LOT,
        title=title_of(lots),
        stage=strand.stage,
        state=State.WAITING,
        attempt=strand.attempt,
        origin=strand,
    )
    made.save()
    _give(lots, made)
    return made


def title_of(lots: Sequence[Lot]) -> str:
    """Return what a strand of these lots is called: “Lot L1, North”, or “Lots L1 and L2”."""
    if len(lots) == 1:
        return f"Lot {lots[0].reference}, {lots[0].title}"[:300]
    return f"Lots {in_words(lot.reference for lot in lots)}"[:300]


def _give(lots: Sequence[Lot], strand: Strand) -> None:
    for lot in lots:
        lot.strand = strand
        lot.save(update_fields=["strand"])
