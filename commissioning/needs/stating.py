"""What each section of a needs record states: its exact text.

An answer that a record does not have is left out, so that what was written before it was asked has the same text.
"""

from __future__ import annotations

from commissioning.needs.models import NeedsRecord, Option
from commissioning.needs.rows import ENGAGEMENTS, EVIDENCE, GROUPS, LESSONS, OPTION_COSTS, OPTIONS, OUTCOMES
from commissioning.records.writing import hundredths


def need(record: NeedsRecord) -> dict[str, object]:
    """What is needed, by whom and how many, and where."""
    return {
        "statement": record.statement,
        "population": record.population,
        "population_size": record.population_size,
        "wards": record.wards,
    }


def screening(record: NeedsRecord) -> dict[str, object]:
    """Whether personal data will be handled, and whether staff may transfer."""
    return {"personal_data": record.personal_data, "tupe": record.tupe}


def data_protection(record: NeedsRecord) -> dict[str, object]:
    """The screening of data protection."""
    return {
        "whose": record.data_subjects,
        "sensitive": record.data_special,
        "assessment": record.data_assessment,
    }


def staff(record: NeedsRecord) -> dict[str, object]:
    """Who may transfer, and how those who may take them on are told."""
    return {"affected": record.staff_affected, "told": record.staff_told}


def evidence(record: NeedsRecord) -> dict[str, object]:
    """How it is known: in sum, and piece by piece with the file that holds it."""
    return {
        "evidence": record.evidence,
        "sources": record.sources,
        "pieces": [
            {"claim": row.claim, "source": row.source, "dated_on": row.dated_on, "file": row.file}
            for row in EVIDENCE.of(record)
        ],
    }


def current_spend(record: NeedsRecord) -> dict[str, object]:
    """What is bought today and for how much a year, net, in pounds."""
    return {
        "current_contract": record.current_contract,
        "supplier": record.current_supplier,
        "ends_on": record.current_ends_on,
        "annual_spend": hundredths(record.annual_spend),
    }


def market(record: NeedsRecord) -> dict[str, object]:
    """Who could meet the need, and what keeps the small ones from it."""
    return {"market": record.market, "small": record.market_small}


def engagement(record: NeedsRecord) -> dict[str, object]:
    """Who was asked beforehand: in sum, and each time with what was learned."""
    return {
        "market_engagement": record.market_engagement,
        "vcse_engagement": record.vcse_engagement,
        "log": [
            {"kind": row.kind, "held_on": row.held_on, "who": row.who, "how": row.how, "learned": row.learned}
            for row in ENGAGEMENTS.of(record)
        ],
    }


def consultation(record: NeedsRecord) -> dict[str, object]:
    """Whether people are consulted, and why or why not (Social Value Act s.1(7))."""
    return {"consultation": record.consultation, "consultation_reason": record.consultation_reason}


def equality(record: NeedsRecord) -> dict[str, object]:
    """The three limbs of the equality duty (Equality Act 2010 s.149), and whether a full assessment follows."""
    return {
        "discrimination_effect": record.equality_discrimination_effect,
        "discrimination": record.equality_discrimination,
        "opportunity_effect": record.equality_opportunity_effect,
        "opportunity": record.equality_opportunity,
        "relations_effect": record.equality_relations_effect,
        "relations": record.equality_relations,
        "characteristics": record.equality_characteristics,
        "full_assessment": record.equality_assessment,
        "full_assessment_reason": record.equality_reason,
    }


def equality_impact(record: NeedsRecord) -> dict[str, object]:
    """The full assessment: who is affected and how, what is done about it, who decides, when it is looked at again."""
    return {
        "groups": [
            {
                "characteristic": row.characteristic,
                "positive": row.positive,
                "negative": row.negative,
                "evidence": row.evidence,
                "mitigation": row.mitigation,
            }
            for row in GROUPS.of(record)
        ],
        "conclusion": record.impact_conclusion,
        "decided_by": record.impact_decider,
        "review_on": record.impact_review_on,
    }


def funding(record: NeedsRecord) -> dict[str, object]:
    """Whether external funding pays for it: by whom, under which grant and conditions, until when."""
    return {
        "external_funding": record.external_funding,
        "funder": record.funder,
        "grant": record.funding_grant,
        "conditions": record.funding_conditions,
        "ends_on": record.funding_ends_on,
    }


def outcomes(record: NeedsRecord) -> dict[str, object]:
    """The outcomes sought, by reference."""
    return {
        "outcomes": [
            {
                "reference": outcome.reference,
                "kind": outcome.kind,
                "title": outcome.title,
                "who_benefits": outcome.who_benefits,
                "how_known": outcome.how_known,
                "baseline": outcome.baseline,
                "target": outcome.target,
            }
            for outcome in OUTCOMES.of(record)
        ],
        "left_out": record.outcomes_left_out,
    }


def options(record: NeedsRecord) -> dict[str, object]:
    """The options compared, the one chosen, and why; without what they cost."""
    return {
        "options": [
            {
                "kind": option.kind,
                "title": option.title,
                "benefits": option.benefits,
                "risks": option.risks,
                "chosen": bool(option.chosen),
            }
            for option in OPTIONS.of(record)
        ],
        "reason": record.option_reason,
    }


def option_scores(record: NeedsRecord) -> dict[str, object]:
    """How the options compare, from 0 to 5 by each criterion, and how much each counts in per cent; without cost."""
    return {
        "weight_benefit": hundredths(record.weight_benefit),
        "weight_risk": hundredths(record.weight_risk),
        "weight_social_value": hundredths(record.weight_social_value),
        "weight_cost": hundredths(record.weight_cost),
        "scores": [
            {
                "option": {"kind": option.kind, "title": option.title},
                "social_value": option.social_value,
                "benefit_score": option.benefit_score,
                "risk_score": option.risk_score,
                "social_value_score": option.social_value_score,
            }
            for option in OPTIONS.of(record)
            if _scored(option)
        ],
    }


def _scored(option: Option) -> bool:
    scores = (option.benefit_score, option.risk_score, option.social_value_score)
    return bool(option.social_value) or any(score is not None for score in scores)


def option_costs(record: NeedsRecord) -> dict[str, object]:
    """What each option costs over its whole life, net, in pounds; in the order of the options."""
    costs = sorted(OPTION_COSTS.of(record), key=lambda cost: (cost.option_id, cost.pk))
    return {
        "costs": [
            {
                "option": {"kind": cost.option.kind, "title": cost.option.title},
                "cost": hundredths(cost.cost),
                "basis": cost.basis,
                "cost_score": cost.cost_score,
            }
            for cost in costs
        ]
    }


def in_house(record: NeedsRecord) -> dict[str, object]:
    """How the council does it itself."""
    return {
        "team": record.in_house_team,
        "means": record.in_house_means,
        "begins_on": record.in_house_from,
        "review_on": record.in_house_review_on,
    }


def grant(record: NeedsRecord) -> dict[str, object]:
    """What the grant is for, who may have it, how it is decided, and the subsidy check."""
    return {
        "purpose": record.grant_purpose,
        "applicants": record.grant_applicants,
        "criteria": record.grant_criteria,
        "scoring": record.grant_scoring,
        "subsidy": record.grant_subsidy,
        "subsidy_reason": record.grant_subsidy_reason,
    }


def lessons(record: NeedsRecord) -> dict[str, object]:
    """What earlier cycles taught: the lessons of the last review with their answers, and what else was learned."""
    return {
        "answered": [
            {
                "reference": row.reference,
                "text": row.text,
                "action": row.action,
                "review_of": row.review_of,
                "adopted": row.adopted,
                "reason": row.reason,
            }
            for row in LESSONS.of(record)
        ],
        "lessons": record.lessons,
    }
