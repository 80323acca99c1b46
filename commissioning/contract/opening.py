"""Taking a signed contract into the register with its obligations, and ending it. Called by the flow in a decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.models import Body
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from commissioning.award.models import Bid, Execution
from commissioning.award.owing import award_record_of
from commissioning.award.sections import recommended_bid
from commissioning.case.models import Strand
from commissioning.contract.found import as_found
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract, Obligation
from commissioning.contract.rules import ended_on, year_due_on
from commissioning.vocabulary import StrandKind


def take_on(strand: Strand, _at: datetime) -> Contract:
    """Enter the strand's contract in the register, with what the recommended bidder offered as its obligations.

    One signed before Tollgate is taken on as its notices state it. A contract that is entered already is returned as it
    stands, unless it was taken on so and another has been signed here since.
    """
    execution = Execution.objects.filter(strand=strand).first()
    standing = Contract.objects.filter(strand=strand).first()
    if standing is None:
        number = f"{strand.case.reference}-C{strand.number}"
        return _enter(Contract(case=strand.case, strand=strand, number=number), execution)
    if standing.execution_id is None and execution is not None and execution.signed_on is not None:
        return _enter(standing, execution)
    return standing


def take_on_again(strand: Strand) -> None:
    """Bring an entry taken on as found to what its notices state now; one of a contract signed here stands."""
    contract = Contract.objects.filter(strand=strand, execution=None).first()
    if contract is not None:
        _write(contract, as_found(strand.case))


def _enter(contract: Contract, execution: Execution | None) -> Contract:
    # Where the award was made before Tollgate, a record that was begun here recommends nobody.
    record = None if contract.case.gate_before_tollgate else award_record_of(contract.strand)
    bid = recommended_bid(record) if record else None
    columns = _of_bid(contract.strand, bid) if bid else as_found(contract.case)
    if execution is not None and execution.signed_on is not None:
        columns |= {"execution": execution, "status": ContractStatus.LIVE, "ended_on": None}
        columns |= {name: getattr(execution, name) for name in ("starts_on", "ends_on", "signed_on")}
    _write(contract, columns)
    if bid is not None:
        _oblige(contract, bid)
    return contract


def _of_bid(strand: Strand, bid: Bid) -> dict[str, Any]:
    return {
        "title": strand.case.title if strand.kind == StrandKind.WHOLE else f"{strand.case.title}: {strand.title}"[:300],
        "bid": bid,
        "supplier_name": bid.supplier_name,
        "company_number": bid.company_number,
        "value_net": bid.price_net,
        "value_gross": bid.price_gross,
    }


def _write(contract: Contract, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(contract, name, value)
    contract.supplier = _supplier(contract.supplier_name, contract.company_number)
    contract.save()


def _supplier(name: str, company_number: str) -> Body | None:
    """Return the supplier as a body: by its company number, else by its name as it stands; None where it is unknown."""
    suppliers = Body.objects.filter(kind=BodyKind.SUPPLIER).order_by("pk")
    number = company_number.strip()
    by_number = suppliers.filter(company_number=number).first() if number else None
    return by_number or suppliers.filter(name=name.strip()).first()


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


def year_end_of(strand: Strand) -> date | None:
    """Return when the record of the strand's current year is due; None where no contract is in the register yet."""
    contract = Contract.objects.filter(strand=strand).select_related("case").first()
    return due_on(contract, strand.sequence) if contract else None


def wind_up(strand: Strand, at: datetime) -> None:
    """Show the strand's contract as ended: today, on its last day where that has passed, on its first if not begun."""
    contract = Contract.objects.filter(strand=strand, status=ContractStatus.LIVE).first()
    if contract is None:
        return
    contract.status = ContractStatus.ENDED
    contract.ended_on = ended_on(contract.starts_on, contract.ends_on, day_of(at))
    contract.save(update_fields=["status", "ended_on"])
