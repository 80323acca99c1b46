"""A contract that Tollgate did not see being made, as its notices state it: taken on as found."""

from __future__ import annotations

from collections.abc import Sequence, Set
from decimal import Decimal
from typing import Any

from commissioning.case.models import Case
from commissioning.notices.models import PublishedAward, PublishedContract, PublishedParty, PublishedProcurement, Stated

POUNDS = frozenset({"GBP", ""})
BELOW = Decimal(10) ** 15
COMPANIES_HOUSE = "GB-COH"
NUMBER_LENGTH = 20


def as_found(case: Case) -> dict[str, Any]:
    """Return the columns of a case's contract from its notices, and from the case itself where they are silent.

    Several contracts are one entry with their values added up. Amounts that are not in pounds are left out.
    """
    published = PublishedProcurement.objects.filter(case=case).first()
    contracts = list(PublishedContract.objects.filter(case=case, counts=True))
    awards = list(PublishedAward.objects.filter(case=case, counts=True))
    starts_on, ends_on = (published.starts_on, published.ends_on) if published else (None, None)
    return {
        "title": case.title,
        "supplier_name": case.supplier_names,
        "company_number": _company_number(case, awards),
        **_value(case, contracts, awards),
        "starts_on": starts_on,
        "ends_on": ends_on if starts_on is None or ends_on is None or starts_on <= ends_on else None,
        "signed_on": published.signed_on if published else None,
    }


def _company_number(case: Case, awards: Sequence[PublishedAward]) -> str:
    named = {supplier["id"] for award in awards for supplier in award.suppliers}
    if len(named) != 1:
        return ""
    party = PublishedParty.objects.filter(case=case, identity=named.pop(), scheme=COMPANIES_HOUSE).first()
    return party.identifier if party and len(party.identifier) <= NUMBER_LENGTH else ""


def _value(case: Case, *ways: Sequence[Stated]) -> dict[str, Decimal | None]:
    """Add up what contracts, or else awards, are worth; where neither say, the case's own value stands."""
    for stated in ways:
        net, gross = _total([row.value_net for row in stated]), _total([row.value_gross for row in stated])
        if (net, gross) != (None, None):
            return _in_pounds(net, gross, {row.currency for row in stated})
    return _in_pounds(case.value_net, case.value_gross, {case.currency})


def _in_pounds(net: Decimal | None, gross: Decimal | None, currencies: Set[str]) -> dict[str, Decimal | None]:
    return (
        {"value_net": net, "value_gross": gross} if currencies <= POUNDS else {"value_net": None, "value_gross": None}
    )


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Return the sum; None where an amount is missing, where there are none, or where it is too large to keep."""
    known = [amount for amount in amounts if amount is not None]
    total = sum(known, Decimal(0))
    return total if known and len(known) == len(amounts) and abs(total) < BELOW else None
