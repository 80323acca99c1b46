"""What the demonstration's records say: one good example of each stage, for a purchase described in a few words.

A row names other rows as people would: an option by its title, an outcome or measure by its reference, a priority by
its code, a bid by its supplier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from commissioning.contract.kinds import NextYear, Rating
from commissioning.needs.kinds import OptionKind
from commissioning.review.kinds import ExitDecision
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.vocabulary import Stage

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Said:
    """What one section says."""

    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)


@dataclass(frozen=True)
class Purchase:
    """What is bought, in a few words that the examples are written around."""

    what: str
    whom: str
    where: str
    net: Decimal
    gross: Decimal
    cpv: str
    supplier: str
    light_touch: bool = False
    key_decision: bool = False
    months: int = 24
    next_year: NextYear = NextYear.CONTINUE
    exit: ExitDecision = ExitDecision.RE_PROCURE
    procedure: Procedure = Procedure.OPEN


def sections_of(stage: Stage, purchase: Purchase, today: date) -> Mapping[str, Said]:
    """Return what each section of a stage's record says."""
    return WRITERS[stage](purchase, today)


def needs(purchase: Purchase, _today: date) -> Mapping[str, Said]:
    """A need, its evidence, the options and the outcomes sought."""
    chosen, other = f"One contract for {purchase.what}", "Do nothing when the present contract ends"
    return {
        "need": Said(
            {
                "statement": f"{purchase.whom.capitalize()} need {purchase.what} they can rely on, {purchase.where}.",
                "population": f"About 1,400 people: {purchase.whom}, and those who look after them.",
                "wards": ["Castle", "Riverside North", "Weavers"],
            }
        ),
        "evidence": Said(
            {
                "evidence": "Demand rose by 11 per cent in two years; one request in five waits longer than a month.",
                "sources": "Joint strategic needs assessment 2025; the service's own waiting list, June 2026.",
            }
        ),
        "current_spend": Said(
            {
                "current_contract": "One contract, extended once; it ends in March and cannot be extended again.",
                "annual_spend": purchase.net / 2,
            }
        ),
        "engagement": Said(
            {
                "market_engagement": "Nine suppliers came to a morning in May; six of them are small firms.",
                "vcse_engagement": "The council for voluntary service brought seven local groups together.",
            }
        ),
        "consultation": Said(
            {"consultation": True, "consultation_reason": f"A six-week survey of {purchase.whom} began on 1 June."}
        ),
        "equality": Said(
            {
                "equality_discrimination": "Plans ask about language and faith; complaints are read by ethnicity.",
                "equality_opportunity": "Times are offered that suit disabled people who work.",
                "equality_relations": "Shared sessions bring neighbours of different communities together.",
                "equality_assessment": False,
            }
        ),
        "outcomes": Said(
            rows={
                "outcomes": [
                    {
                        "title": f"{purchase.whom.capitalize()} are served within two weeks",
                        "who_benefits": f"{purchase.whom.capitalize()}, {purchase.where}.",
                        "how_known": "Days from request to first service, each month.",
                    },
                    {
                        "title": "More local people have secure work",
                        "who_benefits": "Residents who have been out of work for a year or more.",
                        "how_known": "People who start and stay 26 weeks, each quarter.",
                    },
                ]
            }
        ),
        "options": Said(
            {"option_reason": "Only a contract can begin in time with the staff that are needed."},
            {
                "options": [
                    {
                        "kind": OptionKind.CONTRACT,
                        "title": chosen,
                        "benefits": "Begins in April; one supplier answers for the whole.",
                        "risks": "Depends on one supplier's staff.",
                        "chosen": True,
                    },
                    {
                        "kind": OptionKind.DO_NOTHING,
                        "title": other,
                        "benefits": "Costs nothing now.",
                        "risks": "People go without, and need dearer help later.",
                        "chosen": False,
                    },
                ]
            },
        ),
        "option_costs": Said(
            rows={
                "option_costs": [
                    {"option": chosen, "cost": purchase.net, "basis": "The present price, with wages as agreed."},
                    {"option": other, "cost": Decimal("0.00"), "basis": "No contract; later costs are not counted."},
                ]
            }
        ),
        "lessons": Said(
            {"lessons": "The last cycle measured visits, not what they achieved. We ask for outcomes now."}
        ),
    }


def social_value(_purchase: Purchase, _today: date) -> Mapping[str, Said]:
    """Which priorities of the policy are served, by which measures."""
    return {
        "relevance": Said(
            {
                "relevance": "Local jobs and skills: the work is done here, and a third of posts are vacant.",
                "proportionality": "Two measures: half of the likely bidders have fewer than 50 staff.",
            }
        ),
        "wellbeing": Said(
            {
                "economic": "Some 40 jobs near people's homes, a quarter of them for people out of work.",
                "social": "Staff who stay know the people they serve.",
                "environmental": "Rounds planned by neighbourhood, walked or cycled.",
                "securing": "A criterion of its own, and targets that become terms of the contract.",
            }
        ),
        "priorities": Said(
            rows={
                "choices": [
                    {"priority": "P1", "chosen": True, "reason": "The work is local and many posts are vacant."},
                    {"priority": "P2", "chosen": True, "reason": "Local groups already help the same people."},
                    {"priority": "P3", "chosen": False, "reason": "Not relevant: nothing is built or transported."},
                ]
            }
        ),
        "measures": Said(
            rows={
                "measures": [
                    {
                        "choice": "P1",
                        "outcome": "O2",
                        "title": "Residents out of work for a year who start a job and stay 26 weeks",
                        "unit": "people",
                        "target": Decimal("10.00"),
                        "evidence": "A list without names, with the job centre's referral for each.",
                    },
                    {
                        "choice": "P2",
                        "outcome": "O1",
                        "title": "Hours given to local voluntary groups in working time",
                        "unit": "hours",
                        "target": None,
                        "evidence": "A note signed by each group, each quarter.",
                    },
                ]
            }
        ),
        "weighting": Said({"weighting": Decimal("10.00"), "weighting_reason": "The policy's usual share."}),
    }


def tender(purchase: Purchase, today: date) -> Mapping[str, Said]:
    """The plan of the procurement."""
    days = (30, 65, 110, 150)
    opens, due, award_on, starts_on = (today + timedelta(days=number) for number in days)
    return {
        "value": Said(
            {
                "value_net": purchase.net,
                "value_gross": purchase.gross,
                "value_basis": "The present contract's price over the whole term, with wages as agreed.",
            }
        ),
        "term": Said({"term_months": purchase.months, "extension_months": 0, "extensions": ""}),
        "lots": Said(
            {
                "cpv": purchase.cpv,
                "divided": False,
                "no_lots_reason": "One round of visits is cheaper and steadier than two side by side.",
            }
        ),
        "procedure": Said(
            {
                "procedure": purchase.procedure,
                "procedure_reason": "Enough suppliers answered the market engagement.",
                "light_touch": purchase.light_touch,
                "key_decision": purchase.key_decision,
            }
        ),
        "timetable": Said(
            {"tender_opens_on": opens, "tenders_due_on": due, "award_on": award_on, "starts_on": starts_on}
        ),
        "conditions": Said({"conditions": "Insurance as listed; two contracts of the kind in the last three years."}),
        "criteria": Said(
            rows={
                "criteria": [
                    {"kind": CriterionKind.PRICE, "title": "Price", "weight": Decimal("40.00"), "measure": None},
                    {"kind": CriterionKind.QUALITY, "title": "Quality", "weight": Decimal("50.00"), "measure": None},
                    {
                        "kind": CriterionKind.SOCIAL_VALUE,
                        "title": "Jobs for residents out of work",
                        "weight": Decimal("6.00"),
                        "measure": "M1",
                    },
                    {
                        "kind": CriterionKind.SOCIAL_VALUE,
                        "title": "Time for local groups",
                        "weight": Decimal("4.00"),
                        "measure": "M2",
                    },
                ]
            }
        ),
        "kpis": Said(
            {"kpi_reason": ""},
            {
                "kpis": [
                    {"title": "Requests served within two weeks", "target": "95 per cent"},
                    {"title": "People who say the service helped", "target": "90 per cent"},
                    {"title": "Staff who stay a year", "target": "80 per cent"},
                ]
            },
        ),
        "risk": Said(
            {
                "risks": "Too few staff at the start: bidders show how they recruit.",
                "tupe": False,
                "tupe_note": "",
                "personal_data": True,
                "personal_data_note": f"Of {purchase.whom}; its protection was assessed in May.",
            }
        ),
        "conflicts": Said({"conflicts_assessed": True, "conflicts_note": "Nobody named on this case declared any."}),
    }


def award(purchase: Purchase, _today: date) -> Mapping[str, Said]:
    """The bids, their scores and the recommendation."""
    lower = purchase.net * Decimal("0.97")
    return {
        "assessment": Said(
            {
                "assessment_method": "Three evaluators scored each answer alone, from 0 to 4.",
                "moderation": "Scores more than one apart were talked through; the reasons are kept.",
                "conflicts_reconfirmed": True,
                "conflicts_note": "",
            }
        ),
        "bids": Said(
            rows={
                "bids": [
                    {
                        "supplier_name": purchase.supplier,
                        "company_number": "09999001",
                        "price_net": lower.quantize(Decimal("0.01")),
                        "price_gross": (lower * Decimal("1.2")).quantize(Decimal("0.01")),
                    },
                    {
                        "supplier_name": "Quayside Support CIC",
                        "company_number": "09999002",
                        "price_net": purchase.net,
                        "price_gross": purchase.gross,
                    },
                ]
            }
        ),
        "scores": Said(
            rows={
                "scores": [
                    {
                        "bid": purchase.supplier,
                        "quality_score": Decimal("42.00"),
                        "price_score": Decimal("40.00"),
                        "social_value_score": Decimal("8.00"),
                        "total_score": Decimal("90.00"),
                        "recommended": True,
                        "reason": "Strong on steady staff; the plan for the first month is clear.",
                    },
                    {
                        "bid": "Quayside Support CIC",
                        "quality_score": Decimal("40.00"),
                        "price_score": Decimal("38.80"),
                        "social_value_score": Decimal("9.00"),
                        "total_score": Decimal("87.80"),
                        "recommended": False,
                        "reason": "Good links with local groups; cover in the evening is thin.",
                    },
                ]
            }
        ),
        "offers": Said(
            rows={
                "offers": [
                    {
                        "bid": purchase.supplier,
                        "criterion": "C3",
                        "measure": "M1",
                        "title": "Residents out of work who start and stay 26 weeks",
                        "quantity": Decimal("12.00"),
                        "unit": "people",
                    },
                    {
                        "bid": purchase.supplier,
                        "criterion": "C4",
                        "measure": "M2",
                        "title": "Hours for local groups",
                        "quantity": Decimal("400.00"),
                        "unit": "hours",
                    },
                ]
            }
        ),
        "checks": Said(
            {
                "exclusion_checks": "Nothing found against either bidder or its connected persons.",
                "debarment_checks": "Neither is on the debarment list.",
                "abnormally_low": "No price was abnormally low.",
            }
        ),
        "recommendation": Said(
            {
                "recommendation": f"Award the contract to {purchase.supplier}.",
                "recommendation_reasons": "The most advantageous tender under the published criteria.",
                "departure_reasons": "",
            }
        ),
        "report": Said(
            {
                "report_reasons": "The present contract ends in March and the need goes on.",
                "alternatives": "Not to award: people would go without.",
                "details": "Two bids were received, both complete.",
                "best_value": "Three per cent under the estimate, with more local jobs than the minimum.",
                "risks": "Staffing at the start; a monthly meeting in the first half-year.",
            }
        ),
        "finance_comments": Said(
            {"finance_comments": "The price is within the budget.", "budget": "Service budget, approved in February."}
        ),
        "legal_comments": Said(
            {
                "legal_comments": "The procedure followed the law that applies.",
                "power_to_act": "Local Government Act 1972, section 111; Care Act 2014 where it applies.",
            }
        ),
        "equalities": Said({"equalities": "The screening stands; nothing in the bids changes it."}),
    }


def monitoring(purchase: Purchase, _today: date) -> Mapping[str, Said]:
    """A year of the contract."""
    good = {"observed": "On target in every quarter", "rating": Rating.GOOD, "reason": ""}
    return {
        "performance": Said(
            {"performance": "Steady through the year; the winter was managed without gaps."},
            {"ratings": [{"kpi": f"K{number}", **good} for number in (1, 2, 3)]},
        ),
        "delivery": Said(
            {"delivery": "Both commitments are on their way."},
            {
                "returns": [
                    {
                        "obligation": "OB1",
                        "claimed_quantity": Decimal("7.00"),
                        "evidence": "List without names, referrals attached.",
                        "verified_quantity": Decimal("6.00"),
                        "verified_by": "Tomasz Nowak, from the job centre's list",
                    },
                    {
                        "obligation": "OB2",
                        "claimed_quantity": Decimal("210.00"),
                        "evidence": "Notes signed by four groups.",
                        "verified_quantity": Decimal("210.00"),
                        "verified_by": "Tomasz Nowak, by telephone to two groups",
                    },
                ]
            },
        ),
        "payments": Said(
            {
                "paid_net": (purchase.net / 2).quantize(Decimal("0.01")),
                "payments": "Monthly, all within 30 days.",
                "changes": "None.",
            }
        ),
        "remedies": Said({"remedies": "None was needed."}),
        "next_year": Said({"next_year": purchase.next_year, "next_year_reasons": "It does what it was bought to do."}),
    }


def review(purchase: Purchase, _today: date) -> Mapping[str, Said]:
    """What the contract achieved, and what comes next."""
    return {
        "achievements": Said(
            {"achieved": "Two weeks to the first service was kept nearly throughout."},
            {
                "achievements": [
                    {
                        "obligation": "OB1",
                        "outcome": "Six people have had steady work for the first time in years.",
                        "contribution": "Serves P1: half of what was promised was verified.",
                    },
                    {
                        "obligation": "OB2",
                        "outcome": "Two lunch clubs opened a second day.",
                        "contribution": "Serves P2.",
                    },
                ]
            },
        ),
        "impact": Said(
            {
                "impact": f"Fewer of {purchase.whom} went to hospital in winter; how far this caused it is not known.",
                "unintended": "One small firm lost staff to the contractor.",
            }
        ),
        "lessons": Said(
            rows={
                "lessons": [
                    {
                        "text": "Quarterly returns came late.",
                        "action": "Ask for them monthly in the first half-year.",
                    }
                ]
            }
        ),
        "exit": Said({"exit_decision": purchase.exit, "exit_reasons": "The need goes on."}),
    }


WRITERS = {
    Stage.NEEDS: needs,
    Stage.SOCIAL_VALUE: social_value,
    Stage.TENDER: tender,
    Stage.AWARD: award,
    Stage.MONITORING: monitoring,
    Stage.REVIEW: review,
}
