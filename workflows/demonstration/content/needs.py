"""The needs of the demonstration: a need, its evidence, the options and the outcomes sought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from commissioning.needs.kinds import Effect, Engaged, Group, OptionKind, OutcomeKind
from workflows.demonstration.content.said import Purchase, Said, Says, in_days, in_month

MARKET_DAY, GROUPS_DAY, SURVEY_ENDED, FIGURES_OF = (
    timedelta(days=40),
    timedelta(days=33),
    timedelta(days=9),
    timedelta(days=31),
)
FUNDED_FOR = timedelta(days=3 * 365)
PRESENT_ENDS = timedelta(days=200)
DO_NOTHING = "Do nothing when the present contract ends"


def need(purchase: Purchase, _today: date) -> Said:
    """What is needed, by whom and where."""
    return Said(
        {
            "statement": f"{purchase.people} need {purchase.what} they can rely on, {purchase.where}.",
            "population": f"{purchase.reach}: {purchase.whom}, {purchase.where}.",
            "wards": ["Castle", "Riverside North", "Weavers"],
        }
    )


def screening(_purchase: Purchase, _today: date) -> Said:
    """Whether personal data and staff are part of it."""
    return Said({"personal_data": True, "tupe": False})


def data_protection(purchase: Purchase, _today: date) -> Said:
    """How personal data is protected."""
    return Said(
        {
            "data_subjects": f"Names and addresses of {purchase.whom}.",
            "data_special": False,
            "data_assessment": "How they are protected was assessed with the data protection officer.",
        }
    )


def evidence(purchase: Purchase, today: date) -> Said:
    """How the need is known."""
    sources = f"Borough needs assessment {today.year - 1}; the service's own figures, {in_month(today - FIGURES_OF)}."
    piece = {
        "claim": purchase.evidence,
        "source": f"The service's own figures, {in_month(today - FIGURES_OF)}",
        "dated_on": today - FIGURES_OF,
    }
    return Said({"evidence": purchase.evidence, "sources": sources}, {"evidence_rows": [piece]})


def current_spend(purchase: Purchase, today: date) -> Said:
    """What is bought and paid now."""
    ends = in_month(today + PRESENT_ENDS)
    return Said(
        {
            "current_contract": f"One contract, extended once; it ends in {ends} and cannot be extended again.",
            "annual_spend": purchase.in_a_year(purchase.net),
        }
    )


def market(_purchase: Purchase, _today: date) -> Said:
    """Who could do it."""
    return Said(
        {
            "market": "Some dozen suppliers work in the borough and the next; prices rose as wages did.",
            "market_small": "Small firms cannot wait for their money, so invoices are paid within ten days.",
        }
    )


def engagement(_purchase: Purchase, today: date) -> Said:
    """Who was asked before."""
    month = in_month(today - MARKET_DAY)
    rows = [
        {
            "kind": Engaged.SMALL,
            "held_on": today - MARKET_DAY,
            "who": "Nine suppliers, six of them small",
            "how": "A morning at the town hall",
            "learned": "A term of less than two years would not pay for the staff they have to train.",
        },
        {
            "kind": Engaged.VCSE,
            "held_on": today - GROUPS_DAY,
            "who": "Seven groups, brought together by the council for voluntary service",
            "how": "A walk through the wards and a talk",
            "learned": "Groups know who is missed out, and would tell the supplier if somebody asked them.",
        },
    ]
    return Said(
        {
            "market_engagement": f"Nine suppliers came to a morning in {month}; six of them are small firms.",
            "vcse_engagement": "The council for voluntary service brought seven local groups together.",
        },
        {"engagements": rows},
    )


def consultation(purchase: Purchase, today: date) -> Said:
    """What the people concerned were asked."""
    reason = f"A six-week survey of {purchase.whom} ended on {in_days(today - SURVEY_ENDED)}."
    return Said({"consultation": True, "consultation_reason": reason})


def equality(_purchase: Purchase, _today: date) -> Said:
    """What was thought of under the equality duty."""
    return Said(
        {
            "equality_discrimination_effect": Effect.HELPS,
            "equality_discrimination": "Complaints are read by ethnicity, age and disability, and put right.",
            "equality_opportunity_effect": Effect.HELPS,
            "equality_opportunity": "Information comes in large print and in the five languages most spoken here.",
            "equality_relations_effect": Effect.HELPS,
            "equality_relations": "Local groups are asked together, so that neighbours of different faiths meet.",
            "equality_characteristics": [Group.AGE, Group.DISABILITY],
            "equality_assessment": False,
            "equality_reason": "Nobody is worse off: the same people get the same help, sooner.",
        }
    )


def funding(purchase: Purchase, today: date) -> Said:
    """Whether somebody else pays for it."""
    if not purchase.funder:
        return Said({"external_funding": False})
    return Said(
        {
            "external_funding": True,
            "funder": purchase.funder,
            "funding_grant": f"{purchase.funder}, round of {today.year}",
            "funding_conditions": "A report each half-year; what is not spent is paid back.",
            "funding_ends_on": today + FUNDED_FOR,
        }
    )


def outcomes(purchase: Purchase, _today: date) -> Said:
    """What will be different for people."""
    return Said(
        {"outcomes_left_out": "Value for money is what the award weighs; it is no outcome for people by itself."},
        {
            "outcomes": [
                {
                    "kind": OutcomeKind.PEOPLE,
                    "title": purchase.outcome,
                    "who_benefits": f"{purchase.people}, {purchase.where}.",
                    "how_known": purchase.known_by,
                },
                {
                    "kind": OutcomeKind.COHESION,
                    "title": "More local people have secure work",
                    "who_benefits": "Residents who have been out of work for a year or more.",
                    "how_known": "People who start and stay 26 weeks, each quarter.",
                },
            ]
        },
    )


def options(purchase: Purchase, _today: date) -> Said:
    """The ways that were compared."""
    return Said(
        {"option_reason": "Only a contract can begin in time with the staff that are needed."},
        {
            "options": [
                {
                    "kind": OptionKind.CONTRACT,
                    "title": contract_for(purchase),
                    "benefits": "Begins when the present one ends; one supplier answers for the whole.",
                    "risks": "Depends on one supplier's staff.",
                    "chosen": True,
                },
                {
                    "kind": OptionKind.DO_NOTHING,
                    "title": DO_NOTHING,
                    "benefits": "Costs nothing now.",
                    "risks": "People go without, and need dearer help later.",
                    "chosen": False,
                },
            ]
        },
    )


def option_scores(purchase: Purchase, _today: date) -> Said:
    """How they compare."""
    weights = {"weight_benefit": 40, "weight_risk": 20, "weight_social_value": 20, "weight_cost": 20}
    return Said(
        {name: Decimal(weight) for name, weight in weights.items()},
        {
            "options": [
                {
                    "title": contract_for(purchase),
                    "social_value": "Work for residents who have been out of work, and hours for local groups.",
                    "benefit_score": 4,
                    "risk_score": 3,
                    "social_value_score": 4,
                },
                {
                    "title": DO_NOTHING,
                    "social_value": "None.",
                    "benefit_score": 0,
                    "risk_score": 1,
                    "social_value_score": 0,
                },
            ]
        },
    )


def option_costs(purchase: Purchase, _today: date) -> Said:
    """What each of them costs."""
    return Said(
        rows={
            "option_costs": [
                {
                    "option": contract_for(purchase),
                    "cost": purchase.net,
                    "basis": "The present price, with wages as agreed.",
                    "cost_score": 2,
                },
                {
                    "option": DO_NOTHING,
                    "cost": Decimal("0.00"),
                    "basis": "No contract; later costs are not counted.",
                    "cost_score": 5,
                },
            ]
        }
    )


def lessons(_purchase: Purchase, _today: date) -> Said:
    """What the last cycle taught."""
    return Said({"lessons": "The last cycle measured visits, not what they achieved. We ask for outcomes now."})


def contract_for(purchase: Purchase) -> str:
    """Return the title of the option that was chosen."""
    return f"One contract for {purchase.what}"


SECTIONS: Mapping[str, Says] = {
    "need": need,
    "screening": screening,
    "data_protection": data_protection,
    "evidence": evidence,
    "current_spend": current_spend,
    "market": market,
    "engagement": engagement,
    "consultation": consultation,
    "equality": equality,
    "funding": funding,
    "outcomes": outcomes,
    "options": options,
    "option_scores": option_scores,
    "option_costs": option_costs,
    "lessons": lessons,
}
