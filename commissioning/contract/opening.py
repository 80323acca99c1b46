"""Taking a signed contract into the register with its obligations, and ending it. Called by the flow in a decision."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import Body
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from commissioning.award.models import Bid, Execution
from commissioning.award.owing import award_record_of
from commissioning.award.sections import recommended_bid
from commissioning.case.models import Strand
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract, Obligation
from commissioning.contract.rules import year_due_on


def take_on(strand: Strand, _at: datetime) -> Contract:
    """Enter the strand's contract in the register, with what the recommended bidder offered as its obligations.

    A contract that is entered already is returned as it stands. One signed before Tollgate is taken on as found.
    """
    return Contract.objects.filter(strand=strand).first() or _enter(strand)


def _enter(strand: Strand) -> Contract:
    case = strand.case
    execution = Execution.objects.filter(strand=strand).first() or Execution()
    record = award_record_of(strand)
    bid = recommended_bid(record) if record else None
    contract = Contract(
        case=case,
        strand=strand,
        execution=execution if execution.pk else None,
        bid=bid,
        number=f"{case.reference}-C{strand.number}",
        title=strand.title,
        supplier_name=bid.supplier_name if bid else case.supplier_names,
        company_number=bid.company_number if bid else "",
        supplier=_supplier(bid) if bid else None,
        value_net=bid.price_net if bid else case.value_net,
        value_gross=bid.price_gross if bid else case.value_gross,
        starts_on=execution.starts_on,
        ends_on=execution.ends_on,
        signed_on=execution.signed_on,
    )
    contract.save()
    if bid is not None:
        _oblige(contract, bid)
    return contract


def _supplier(bid: Bid) -> Body | None:
    """Return the supplier as a body: by its company number, else by its name as it stands; None where it is unknown."""
    suppliers = Body.objects.filter(kind=BodyKind.SUPPLIER).order_by("pk")
    number = bid.company_number.strip()
    by_number = suppliers.filter(company_number=number).first() if number else None
    return by_number or suppliers.filter(name=bid.supplier_name.strip()).first()


def _oblige(contract: Contract, bid: Bid) -> None:
    for number, offer in enumerate(bid.offers.order_by("pk"), start=1):
        Obligation(
            contract=contract,
            reference=f"OB{number}",
            offer=offer,
            measure_id=offer.measure_id,
            title=offer.title,
            unit=offer.unit,
            quantity=offer.quantity,
            due_on=contract.ends_on,
        ).save()


def due_on(contract: Contract, sequence: int) -> date:
    """Return the day by which the record of a contract's year is due; years count from 1.

    A contract whose first day is not known counts from its signature, else from when its case was opened.
    """
    starts_on = contract.starts_on or contract.signed_on or day_of(contract.case.opened_at)
    return year_due_on(starts_on, contract.ends_on, sequence)


def wind_up(strand: Strand, at: datetime) -> None:
    """Show the strand's contract as ended: on its last day where that has passed, else today. Once."""
    contract = Contract.objects.filter(strand=strand, status=ContractStatus.LIVE).first()
    if contract is None:
        return
    today = day_of(at)
    contract.status, contract.ended_on = ContractStatus.ENDED, min(contract.ends_on or today, today)
    contract.save(update_fields=["status", "ended_on"])
