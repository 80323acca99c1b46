"""The awards of the demonstration: the bids, their scores and the recommendation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from workflows.demonstration.content.said import Purchase, Said, Says

SECOND = "Quayside Support CIC"
LEAD_KPIS: Sequence[Mapping[str, object]] = (
    {"title": "Orders delivered within five working days", "unit": "per cent", "target": "95, each quarter"},
    {"title": "People who say it helped them live at home", "unit": "per cent", "target": "90, each year"},
)


def assessment(_purchase: Purchase, _today: date) -> Said:
    """How the bids were assessed."""
    return Said(
        {
            "assessment_method": "Three evaluators scored each answer alone, from 0 to 4.",
            "moderation": "Scores more than one apart were talked through; the reasons are kept.",
            "conflicts_reconfirmed": True,
            "conflicts_note": "",
        }
    )


def bids(purchase: Purchase, _today: date) -> Said:
    """The bids as they were opened."""
    return Said(
        rows={
            "bids": [
                {
                    "supplier_name": purchase.supplier,
                    "company_number": purchase.company_number,
                    "price_net": purchase.price_net,
                    "price_gross": purchase.price_gross,
                },
                {
                    "supplier_name": SECOND,
                    "company_number": "09999002",
                    "price_net": purchase.net,
                    "price_gross": purchase.gross,
                },
            ]
        }
    )


def panel(_purchase: Purchase, _today: date) -> Said:
    """Who evaluated the bids: whoever the tender named, as the record begins."""
    return Said()


def marks(purchase: Purchase, _today: date) -> Said:
    """What each evaluator gave each bid, before moderation; the first of the panel moderates."""
    if not purchase.evaluated_by_panel:
        return Said()
    given = (
        ("E2", "quality_mark", ("82.00", "81.00"), ("Rotas are clear.", "Cover for absent staff is thin.")),
        ("E3", "quality_mark", ("88.00", "78.00"), ("The first month is planned day by day.", "Few examples.")),
        ("E4", "social_value_mark", ("80.00", "90.00"), ("Jobs as asked for.", "Strong links with local groups.")),
        ("E5", "price_mark", ("100.00", "97.00"), ("The lowest price.", "Three per cent above it.")),
    )
    return Said(
        rows={
            "marks": [
                {"evaluator": evaluator, "bid": bid, kind: Decimal(mark), "reason": reason}
                for evaluator, kind, marked, reasons in given
                for bid, mark, reason in zip((purchase.supplier, SECOND), marked, reasons, strict=True)
            ]
        }
    )


def scores(purchase: Purchase, _today: date) -> Said:
    """Each bid's marks out of 100; the totals weigh quality 50, price 40 and social value 10 per cent."""
    return Said(
        rows={
            "scores": [
                {
                    "bid": purchase.supplier,
                    "quality_score": Decimal("84.00"),
                    "price_score": Decimal("100.00"),
                    "social_value_score": Decimal("80.00"),
                    "total_score": Decimal("90.00"),
                    "recommended": True,
                    "reason": "Strong on steady staff; the plan for the first month is clear.",
                },
                {
                    "bid": SECOND,
                    "quality_score": Decimal("80.00"),
                    "price_score": Decimal("97.00"),
                    "social_value_score": Decimal("90.00"),
                    "total_score": Decimal("87.80"),
                    "recommended": False,
                    "reason": "Good links with local groups; cover for absent staff is thin.",
                },
            ]
        }
    )


def offers(purchase: Purchase, _today: date) -> Said:
    """What the recommended bidder commits to."""
    return Said(
        rows={
            "offers": [
                {
                    "bid": purchase.supplier,
                    "criterion": None if purchase.led_by else "C3",
                    "measure": None if purchase.led_by else "M1",
                    "title": "Residents out of work who start and stay 26 weeks",
                    "quantity": purchase.jobs_offered,
                    "unit": "people",
                },
                {
                    "bid": purchase.supplier,
                    "criterion": None if purchase.led_by else "C4",
                    "measure": None if purchase.led_by else "M2",
                    "title": "Hours for local groups",
                    "quantity": purchase.hours_offered,
                    "unit": "hours",
                },
            ],
            **({"kpis": LEAD_KPIS} if purchase.led_by else {}),
        }
    )


def checks(_purchase: Purchase, _today: date) -> Said:
    """What was checked about the bidders."""
    return Said(
        {
            "exclusion_checks": "Nothing found against either bidder or its connected persons.",
            "debarment_checks": "Neither is on the debarment list.",
            "abnormally_low": "No price was abnormally low.",
        }
    )


def recommendation(purchase: Purchase, _today: date) -> Said:
    """What the council is asked to decide."""
    return Said(
        {
            "recommendation": f"Award the contract to {purchase.supplier} for {purchase.months} months.",
            "recommendation_reasons": "The most advantageous tender under the published criteria.",
            "departure_reasons": "",
        }
    )


def report(_purchase: Purchase, _today: date) -> Said:
    """The author's paragraphs of the decision report."""
    return Said(
        {
            "report_reasons": "The present contract runs out and the need goes on.",
            "alternatives": "Not to award: people would go without.",
            "details": "Two bids were received, both complete.",
            "best_value": "Three per cent under the estimate, with at least the local jobs that were asked for.",
            "risks": "Staffing at the start; the two sides meet monthly at first.",
        }
    )


def finance_comments(_purchase: Purchase, _today: date) -> Said:
    """Finance's paragraph."""
    return Said(
        {
            "finance_comments": "The price is within the budget.",
            "budget": "The service's budget, as the council set it.",
        }
    )


def legal_comments(_purchase: Purchase, _today: date) -> Said:
    """Legal's paragraph."""
    return Said(
        {
            "legal_comments": "The procedure followed the law that applies.",
            "power_to_act": "Local Government Act 1972, section 111; Care Act 2014 where it applies.",
        }
    )


def equalities(_purchase: Purchase, _today: date) -> Said:
    """The equalities paragraph."""
    return Said({"equalities": "The screening stands; nothing in the bids changes it."})


SECTIONS: Mapping[str, Says] = {
    "assessment": assessment,
    "bids": bids,
    "panel": panel,
    "marks": marks,
    "scores": scores,
    "offers": offers,
    "checks": checks,
    "recommendation": recommendation,
    "report": report,
    "finance_comments": finance_comments,
    "legal_comments": legal_comments,
    "equalities": equalities,
}
