"""The tenders of the demonstration: the plan of a procurement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from commissioning.tender.kinds import CriterionKind
from workflows.demonstration.content.said import Purchase, Said, Says

PANEL: Sequence[Mapping[str, object]] = (
    {"person": "procurement@demo.example", "moderates": True},
    {"person": "commissioner@demo.example", "quality": True},
    {"person": None, "name": "Dr Priya Nair", "organisation": "Riverside College", "quality": True},
    {"person": "economic.development@demo.example", "social_value": True},
    {"person": "finance@demo.example", "price": True},
)
SIGNED = timedelta(days=6)
OPENS, DUE, AWARD, STARTS = (timedelta(days=days) for days in (30, 65, 110, 150))


def value(purchase: Purchase, _today: date) -> Said:
    """What the whole is estimated to be worth."""
    return Said(
        {
            "value_net": purchase.net,
            "value_gross": purchase.gross,
            "value_basis": "The present contract's price over the whole term, with wages as agreed.",
        }
    )


def term(purchase: Purchase, _today: date) -> Said:
    """How long the contract runs."""
    return Said({"term_months": purchase.months, "extension_months": 0, "extensions": ""})


def lots(purchase: Purchase, _today: date) -> Said:
    """The lots, each worth the same; or why it is not divided."""
    if purchase.lots:
        return Said({"cpv": purchase.cpv, "divided": True}, rows={"lots": _lots(purchase)})
    return Said(
        {
            "cpv": purchase.cpv,
            "divided": False,
            "no_lots_reason": "One supplier for the whole is cheaper and steadier here than two side by side.",
        }
    )


def _lots(purchase: Purchase) -> list[dict[str, object]]:
    each = {"value_net": purchase.net / len(purchase.lots), "value_gross": purchase.gross / len(purchase.lots)}
    return [
        {"title": title, "description": f"{purchase.what.capitalize()}, {title}.", **each} for title in purchase.lots
    ]


def procedure(purchase: Purchase, _today: date) -> Said:
    """How tenders are invited."""
    return Said(
        {
            "procedure": purchase.procedure,
            "procedure_reason": "Enough suppliers answered the market engagement.",
            "light_touch": purchase.light_touch,
            "key_decision": purchase.key_decision,
        }
    )


def timetable(_purchase: Purchase, today: date) -> Said:
    """The days of each step, counted from the day it is written."""
    return Said(
        {
            "tender_opens_on": today + OPENS,
            "tenders_due_on": today + DUE,
            "award_on": today + AWARD,
            "starts_on": today + STARTS,
        }
    )


def conditions(_purchase: Purchase, _today: date) -> Said:
    """Who may bid."""
    return Said({"conditions": "Insurance as listed; two contracts of the kind in the last three years."})


def criteria(_purchase: Purchase, _today: date) -> Said:
    """By what tenders are judged."""
    social = CriterionKind.SOCIAL_VALUE
    return Said(
        rows={
            "criteria": [
                {"kind": CriterionKind.PRICE, "title": "Price", "weight": Decimal("40.00"), "measure": None},
                {"kind": CriterionKind.QUALITY, "title": "Quality", "weight": Decimal("50.00"), "measure": None},
                {"kind": social, "title": "Jobs for residents out of work", "weight": Decimal("6.00"), "measure": "M1"},
                {"kind": social, "title": "Time for local groups", "weight": Decimal("4.00"), "measure": "M2"},
            ]
        }
    )


def panel(purchase: Purchase, today: date) -> Said:
    """Who evaluates the tenders: one from outside, who declared on paper, and a moderator among them."""
    if not purchase.evaluated_by_panel:
        return Said()
    signed = {"declared_on": today - SIGNED}
    return Said(rows={"evaluators": [{**one, **({} if one["person"] else signed)} for one in PANEL]})


def kpis(_purchase: Purchase, _today: date) -> Said:
    """By what the contract is judged."""
    return Said(
        {"kpi_reason": ""},
        {
            "kpis": [
                {"title": "Requests answered within two weeks", "target": "95 per cent"},
                {"title": "People who say it helped", "target": "90 per cent"},
                {"title": "Staff who stay a year", "target": "80 per cent"},
            ]
        },
    )


def risk(purchase: Purchase, _today: date) -> Said:
    """What could go wrong, and whose data is handled."""
    return Said(
        {
            "risks": "Too few staff at the start: bidders show how they recruit.",
            "tupe": False,
            "tupe_note": "",
            "personal_data": True,
            "personal_data_note": f"Names and addresses of {purchase.whom}; how they are protected was assessed.",
        }
    )


def conflicts(_purchase: Purchase, _today: date) -> Said:
    """Whether anyone has an interest."""
    return Said({"conflicts_assessed": True, "conflicts_note": "Nobody named on this case declared any."})


SECTIONS: Mapping[str, Says] = {
    "value": value,
    "term": term,
    "lots": lots,
    "procedure": procedure,
    "timetable": timetable,
    "conditions": conditions,
    "criteria": criteria,
    "panel": panel,
    "kpis": kpis,
    "risk": risk,
    "conflicts": conflicts,
}
