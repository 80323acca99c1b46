"""The contract years of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commissioning.contract.kinds import NextYear, Rating
from workflows.demonstration.content.said import Purchase, Said, Says

WHY = {
    NextYear.CONTINUE: "It does what it was bought to do.",
    NextYear.END: "The term is over; what it achieved should be looked at as a whole.",
}


def performance(purchase: Purchase, _today: date) -> Said:
    """How the contract did against each KPI: of our tender, or of the contract of a lead outside."""
    key, names = ("lead_kpi", ("K1", "K2")) if purchase.led_by else ("kpi", ("K1", "K2", "K3"))
    good = {"observed": "On target in every quarter", "rating": Rating.GOOD, "reason": ""}
    return Said(
        {"performance": "Steady throughout; holidays and sick leave were covered without gaps."},
        {"ratings": [{key: name, **good} for name in names]},
    )


def delivery(purchase: Purchase, _today: date) -> Said:
    """What was claimed and verified of each obligation."""
    return Said(
        {"delivery": "Both commitments are on their way."},
        {
            "returns": [
                {
                    "obligation": "OB1",
                    "claimed_quantity": purchase.jobs_claimed,
                    "evidence": "List without names, referrals attached.",
                    "verified_quantity": purchase.jobs_claimed - 1,
                    "verified_by": "Tomasz Nowak, from the job centre's list",
                },
                {
                    "obligation": "OB2",
                    "claimed_quantity": purchase.hours_claimed,
                    "evidence": "Notes signed by four groups.",
                    "verified_quantity": purchase.hours_claimed,
                    "verified_by": "Tomasz Nowak, by telephone to two groups",
                },
            ]
        },
    )


def payments(purchase: Purchase, _today: date) -> Said:
    """What was paid and changed."""
    return Said(
        {
            "paid_net": purchase.in_a_year(purchase.price_net),
            "payments": "Monthly, all within 30 days.",
            "changes": "None.",
        }
    )


def remedies(_purchase: Purchase, _today: date) -> Said:
    """What was done about failures."""
    return Said({"remedies": "None was needed."})


def next_year(purchase: Purchase, _today: date) -> Said:
    """Whether it should carry on."""
    return Said({"next_year": purchase.next_year, "next_year_reasons": WHY[purchase.next_year]})


SECTIONS: Mapping[str, Says] = {
    "performance": performance,
    "delivery": delivery,
    "payments": payments,
    "remedies": remedies,
    "next_year": next_year,
}
