"""What an awarded strand still owes before its contract may be signed, read from its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.rules import day_of
from commissioning.award.models import AwardRecord, Bid, Execution
from commissioning.award.timing import Owed, SoFar, owed
from commissioning.case.models import Strand
from commissioning.case.rules import at_most, largest
from commissioning.gates.models import Gate
from commissioning.joining.models import JoiningRecord
from commissioning.tender.kinds import Procedure
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import LinkKind, Outcome, Stage


def execution_of(strand: Strand) -> Execution:
    """Return the strand's execution, made within the open decision where it is the first time it is asked for."""
    found = Execution.objects.filter(strand=strand).first()
    if found is not None:
        return found
    made = Execution(strand=strand, decided_on=decided_on(strand))
    made.save()
    return made


def decided_on(strand: Strand) -> date | None:
    """Return the day on which the strand's award gate passed; None where that was before Tollgate."""
    gate = Gate.objects.filter(strand=strand, stage=Stage.AWARD, outcome=Outcome.PASSED).order_by("-sequence").first()
    return day_of(gate.closed_at) if gate is not None and gate.closed_at is not None else None


def owed_by(strand: Strand) -> Owed:
    """Return what the award owes. Law goes by the day the procurement commenced, else by when the case opened."""
    case, tender = strand.case, TenderRecord.objects.of_strand(strand)
    return owed(
        case.regime,
        case.commenced_on or day_of(case.opened_at),
        _value_of(strand, tender),
        light_touch=case.light_touch if tender is None or tender.light_touch is None else tender.light_touch,
        call_off=_is_call_off(strand, tender),
        key_decision=is_key_decision(strand, tender),
    )


def is_key_decision(strand: Strand, tender: TenderRecord | None) -> bool:
    """Whether to award a strand is a key decision, as its case or its own tender says."""
    return strand.case.key_decision or bool(tender and tender.key_decision)


def worth(strand: Strand, tender: TenderRecord | None, bid: Bid | None) -> Decimal | None:
    """Return the most an award can be worth with VAT: by the case, its own tender, or the bid; None where unknown."""
    stated = at_most(tender.value_net, tender.value_gross) if tender else None
    estimate = largest(strand.case.amount, stated)
    return largest(estimate, at_most(bid.price_net, bid.price_gross) if bid else None)


def _value_of(strand: Strand, tender: TenderRecord | None) -> Decimal | None:
    """The estimate, or the price of the recommended bid where that is above it. No estimate counts as any value."""
    bids = Bid.objects.filter(record__strand=strand, scores__recommended=True).order_by("-record__sequence", "pk")
    return worth(strand, tender, bids.first()) if worth(strand, tender, None) is not None else None


def _is_call_off(strand: Strand, tender: TenderRecord | None) -> bool:
    joining = JoiningRecord.objects.of_strand(strand)
    by_procedure = joining.calls_off if joining else tender is not None and tender.procedure == Procedure.FRAMEWORK
    return by_procedure or strand.case.links.filter(kind=LinkKind.CALL_OFF_UNDER).exists()


def so_far(execution: Execution) -> SoFar:
    """Return what has been recorded since the decision, as the rules see it."""
    return SoFar(
        decided_on=execution.decided_on,
        call_in_outcome=execution.call_in_outcome,
        call_in_ends_on=execution.call_in_ends_on,
        referred_on=execution.referred_on,
        notice_published_on=execution.award_notice_published_on,
        standstill_ends_on=execution.standstill_ends_on,
        signed_on=execution.signed_on,
    )


def award_record_of(strand: Strand) -> AwardRecord | None:
    """Return the strand's award record; None where the award was made before Tollgate."""
    return AwardRecord.objects.filter(strand=strand).order_by("-sequence").first()
