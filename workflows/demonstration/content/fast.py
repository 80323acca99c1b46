"""What the one page of a fast-lane purchase says, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.demonstration.content.said import PENCE, Purchase, Said, Says

LEAD_IN, ANSWERED_BEFORE = timedelta(days=14), timedelta(days=4)
OTHERS = (("Beacon Surveys Ltd", Decimal("0.98")), ("Cairn Insight LLP", Decimal(1)))


def need(purchase: Purchase, today: date) -> Said:
    """What it is for, of which kind, and when."""
    starts_on = today + LEAD_IN
    return Said(
        {
            "need": f"{purchase.what.capitalize()} for {purchase.whom}, {purchase.where}. {purchase.evidence}",
            "cpv": purchase.cpv,
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=30 * purchase.months),
        }
    )


def budget(purchase: Purchase, _today: date) -> Said:
    """What it costs, and who pays."""
    return Said({"value_net": purchase.net, "value_gross": purchase.gross, "budget": "Resources, research, 40213"})


def quotes(purchase: Purchase, today: date) -> Said:
    """Three quotes; the first is the cheapest."""
    own = _quote(purchase.supplier, purchase.price_net, purchase.price_gross, today, chosen=True)
    others = [
        _quote(name, (purchase.net * part).quantize(PENCE), (purchase.gross * part).quantize(PENCE), today)
        for name, part in OTHERS
    ]
    return Said(rows={"quotes": [own, *others]})


def _quote(supplier: str, net: Decimal, gross: Decimal, today: date, *, chosen: bool = False) -> Mapping[str, Any]:
    return {
        "supplier": supplier,
        "amount_net": net,
        "amount_gross": gross,
        "received_on": today - ANSWERED_BEFORE,
        "chosen": chosen,
        "note": "",
    }


def conflicts(_purchase: Purchase, _today: date) -> Said:
    """None."""
    return Said({"conflict": False})


def triggers(_purchase: Purchase, _today: date) -> Said:
    """Nothing that needs a closer look."""
    return Said({"personal_data": False, "safeguarding": False, "tupe": False, "information_technology": False})


SECTIONS: Mapping[str, Says] = {
    "need": need,
    "budget": budget,
    "quotes": quotes,
    "conflicts": conflicts,
    "triggers": triggers,
}
