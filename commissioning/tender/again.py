"""Tendering a part of a case again after its award came to nothing: a new attempt under the same case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from accounts.authority import Over, require
from accounts.exclusions import exclusion
from accounts.models import Exclusion, Holding, Person
from accounts.rights import Right
from accounts.vocabulary import Ground
from audit.deciding import deciding
from commissioning.asks.decisions import require_reason
from commissioning.case.decisions import follow_strands
from commissioning.case.models import Strand
from commissioning.case.ports import moved
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Gate
from commissioning.records.copying import copy_record, copy_row
from commissioning.records.decisions import scope_of
from commissioning.tender.models import Lot, TenderRecord
from commissioning.tender.parting import next_number
from commissioning.tender.rules import total
from commissioning.tender.sections import LOTS, ROOM
from commissioning.verbs import Verb
from commissioning.vocabulary import Lane, Stage, State, StrandKind

AGAIN_FROM = (Stage.TENDER, Stage.AWARD)


def tender_again(strand: Strand, *, reason: str, by: Person, at: datetime, key: str) -> Strand:
    """Begin a new attempt at a strand that was stopped before its contract was signed, and return it.

    Its tender record begins with what was written before, but for the timetable; at its gate the answers given before
    stand wherever what they answer for has not changed. Raises RefusedError where the strand cannot be tendered again.
    """
    case = strand.case
    asked = {"strand": strand.pk, "reason": reason}
    with deciding(Verb.STRAND_TENDERED_AGAIN, case, by=by, at=at, key=key, asked=asked) as decision:
        over = Over(case.bodies, scopes=case.scopes)  # as for writing, no limit bears
        holding = require(by, Right.WRITE_RECORD, on=over, at=at)
        strand = Strand.objects.select_related("case", "origin__origin").get(pk=strand.pk)
        strand.case = case
        _require_over(strand)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        made = _attempt(strand, holding, at)
        decision.about(stage=str(Stage.TENDER), strand=made.number, title=made.title, attempt=made.attempt)
        follow_strands(case)
        moved(case, at)
    return made


def can_be_tendered_again(strand: Strand) -> bool:
    """Whether a strand ended here without a contract and nothing goes on from it; one stopped outside cannot.

    Nor can one that a body outside the council tenders.
    """
    if strand.case.lane == Lane.JOINING:
        return False
    ended = strand.state == State.STOPPED and strand.stage in AGAIN_FROM and not strand.heirs.exists()
    return ended and (not strand.case.taken_on_at or Gate.objects.filter(strand__in=strand.lineage).exists())


def _require_over(strand: Strand) -> None:
    if strand.heirs.exists():
        raise OvertakenError(f"{strand.title} is being tendered again already.")
    if strand.case.led_by:
        raise RefusedError(
            f"{strand.case.led_by} tenders this, so only it can tender again. Open a new case if we join once more, "
            "and link it as a re-tender of this one."
        )
    if not can_be_tendered_again(strand):
        raise RefusedError(
            f"{strand.title} cannot be tendered again: only a part that was stopped in tender or award here can. "
            "Open a new case, and link it as a re-tender of this one."
        )


def _attempt(strand: Strand, holding: Holding, at: datetime) -> Strand:
    made = Strand(
        case=strand.case,
        number=next_number(strand),
        kind=strand.kind,
        title=strand.title,
        stage=Stage.TENDER,
        state=State.DRAFTING,
        attempt=strand.attempt + 1,
        origin=strand,
    )
    made.save()
    earlier = TenderRecord.objects.of_strand(strand)
    if earlier is not None:
        _begin(earlier, strand, made)
        _keep_authors_out(earlier, made, holding, at)
    return made


def _keep_authors_out(earlier: TenderRecord, made: Strand, holding: Holding, at: datetime) -> None:
    """Whoever wrote what is copied, or has it tendered again, signs it no more here than there."""
    there = f"record/{earlier.strand_id}/{ROOM.stage}/{earlier.sequence}"
    authors = Exclusion.objects.filter(scope=there, ground=Ground.AUTHOR, ends_at=None).select_related("person")
    people = filter(None, (*(kept.person for kept in authors), holding.person, holding.principal))
    for person in {person.pk: person for person in people}.values():
        exclusion(person, scope=scope_of(made, ROOM), ground=Ground.AUTHOR, source=f"attempt/{made.pk}", at=at)


def _begin(earlier: TenderRecord, strand: Strand, made: Strand) -> None:
    record = cast("TenderRecord", copy_record(ROOM, earlier, made, without=["timetable"], rows=[LOTS.name]))
    whole = strand.kind == StrandKind.WHOLE
    lots = [lot for lot in LOTS.of(earlier) if whole or lot.strand_id == strand.pk]
    if not whole:
        _narrow(record, strand, lots)
    if whole or len(lots) > 1:
        for lot in lots:
            copy_row(LOTS, lot, record)


def _narrow(record: TenderRecord, strand: Strand, lots: Sequence[Lot]) -> None:
    """Bring what was written of the whole case down to the lots that are tendered again."""
    if len(lots) == 1:
        record.divided = False
        record.no_lots_reason = f"This is {strand.title}, tendered again on its own."
    record.value_net = total(lot.value_net for lot in lots)
    record.value_gross = total(lot.value_gross for lot in lots)
    record.save()
