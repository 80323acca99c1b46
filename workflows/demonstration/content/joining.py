"""What the joining records of the demonstration say: our part of a procurement that another body leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commissioning.joining.kinds import Basis
from workflows.demonstration.content.said import Purchase, Said, Says


def lead(purchase: Purchase, _today: date) -> Said:
    """Who leads, and what lets us join."""
    return Said(
        {
            "lead_name": purchase.led_by,
            "lead_contact": "Ines Calder, category manager, ines.calder@northshire.example",
            "basis": Basis.JOINT,
            "arrangement": "Agreement of the five councils on joint buying. We may leave until tenders are due.",
            "lead_notice": "",
            "lead_ocid": "",
        }
    )


def need(purchase: Purchase, _today: date) -> Said:
    """What is needed, and why we join."""
    return Said(
        {
            "need": f"{purchase.what.capitalize()} for {purchase.whom}, {purchase.where}. {purchase.evidence}",
            "joining_reasons": "Five councils together buy at a price that none of them reaches alone.",
            "alternatives": "A tender of our own would end after the present contract does.",
        }
    )


def tender(purchase: Purchase, today: date) -> Said:
    """What the lead's tender says."""
    return Said(
        {
            "tender_says": "One lot a council, open procedure; quality 50, price 40, social value 10 per cent.",
            "cpv": purchase.cpv,
            "tender_notice_on": None,
            "starts_on": date(today.year + 1, 4, 1),
            "term_months": purchase.months,
            "light_touch": purchase.light_touch,
            "key_decision": purchase.key_decision,
        }
    )


def social_value(_purchase: Purchase, _today: date) -> Said:
    """What the lead asks of bidders, and what it leaves open."""
    return Said(
        {
            "social_value_says": "Local jobs and less waste, each scored from 0 to 4.",
            "own_priorities": "Work for residents, and a cleaner borough.",
            "not_covered": "Hours for local groups. We ask the supplier for them when we award, outside its score.",
        }
    )


def value(purchase: Purchase, _today: date) -> Said:
    """What our part is worth, and who pays."""
    return Said(
        {
            "value_net": purchase.net,
            "value_gross": purchase.gross,
            "budget": "The service’s budget, as the council set it. The lead charges us £1,500 once.",
        }
    )


def risk(_purchase: Purchase, _today: date) -> Said:
    """What could go wrong where somebody else leads."""
    return Said(
        {
            "risks": "The lead is late: the present contract can be extended once, by three months.",
            "tupe": False,
            "personal_data": True,
            "staff_and_data_note": "Names and addresses of those who are visited; the lead’s tender assessed it.",
        }
    )


def conflicts(purchase: Purchase, _today: date) -> Said:
    """The lead's conflicts assessment, beside what our own people declare."""
    return Said({"conflicts_note": f"{purchase.led_by} assessed conflicts of all five councils and found none."})


SECTIONS: Mapping[str, Says] = {
    "lead": lead,
    "need": need,
    "tender": tender,
    "social_value": social_value,
    "value": value,
    "risk": risk,
    "conflicts": conflicts,
}
