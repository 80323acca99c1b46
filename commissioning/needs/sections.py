"""The needs record in sections: what each states, what the record tells its gate, what is still wrong with it."""

from __future__ import annotations

from commissioning.needs import forms, rules
from commissioning.needs.estimating import estimate
from commissioning.needs.models import NeedsRecord
from commissioning.needs.prefill import prefill
from commissioning.records.regime import of_regime
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom
from commissioning.records.writing import hundredths
from commissioning.vocabulary import Stage

OUTCOMES = RowSet("outcomes", "Outcomes", forms.OutcomeForm, "outcome", prefix="O")
OPTIONS = RowSet("options", "Options", forms.OptionForm, "option")
OPTION_COSTS = RowSet("option_costs", "Costs of the options", forms.OptionCostForm, "cost", related=("option",))


def need(record: NeedsRecord) -> dict[str, object]:
    """What is needed, by whom and where."""
    return {"statement": record.statement, "population": record.population, "wards": record.wards}


def evidence(record: NeedsRecord) -> dict[str, object]:
    """How it is known."""
    return {"evidence": record.evidence, "sources": record.sources}


def current_spend(record: NeedsRecord) -> dict[str, object]:
    """What is bought today and for how much a year, net, in pounds."""
    return {"current_contract": record.current_contract, "annual_spend": hundredths(record.annual_spend)}


def engagement(record: NeedsRecord) -> dict[str, object]:
    """Who was asked beforehand."""
    return {"market_engagement": record.market_engagement, "vcse_engagement": record.vcse_engagement}


def consultation(record: NeedsRecord) -> dict[str, object]:
    """Whether people are consulted, and why or why not (Social Value Act s.1(7))."""
    return {"consultation": record.consultation, "consultation_reason": record.consultation_reason}


def equality(record: NeedsRecord) -> dict[str, object]:
    """The three limbs of the equality duty (Equality Act 2010 s.149), and whether a full assessment follows."""
    return {
        "discrimination": record.equality_discrimination,
        "opportunity": record.equality_opportunity,
        "relations": record.equality_relations,
        "full_assessment": record.equality_assessment,
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
                "title": outcome.title,
                "who_benefits": outcome.who_benefits,
                "how_known": outcome.how_known,
            }
            for outcome in OUTCOMES.of(record)
        ]
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


def option_costs(record: NeedsRecord) -> dict[str, object]:
    """What each option costs over its whole life, net, in pounds; in the order of the options."""
    costs = sorted(OPTION_COSTS.of(record), key=lambda cost: (cost.option_id, cost.pk))
    return {
        "costs": [
            {
                "option": {"kind": cost.option.kind, "title": cost.option.title},
                "cost": hundredths(cost.cost),
                "basis": cost.basis,
            }
            for cost in costs
        ]
    }


def lessons(record: NeedsRecord) -> dict[str, object]:
    """What earlier cycles taught."""
    return {"lessons": record.lessons}


def facts(record: NeedsRecord) -> dict[str, object]:
    """What a gate's conditions may ask of the needs."""
    chosen = next((option.kind for option in OPTIONS.of(record) if option.chosen), "")
    return {
        "wards": len(record.wards),
        "consultation": record.consultation,
        "equality_assessment": record.equality_assessment,
        "external_funding": record.external_funding,
        "option": chosen,
        "value_gross": estimate(record.strand.case),
    }


def faults(record: NeedsRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    compared = list(record.options.all())
    names = {option.pk: str(option) for option in compared}
    costed = [cost.option_id for cost in record.option_costs.all()]
    return [
        *(Fault("funding", text, field) for field, text in rules.of_funding(record)),
        *(Fault("outcomes", text, "outcomes") for text in rules.of_outcomes(len(record.outcomes.all()))),
        *(Fault("options", text, "options") for text in rules.of_options(compared)),
        *(Fault("option_costs", text, "option_costs") for text in rules.of_costs(compared, costed, names)),
    ]


def advice(record: NeedsRecord) -> list[Fault]:
    """Say what will be wanted later: shown beside the record, refuses nothing."""
    return of_regime(record, "need")


def settle(record: NeedsRecord) -> None:
    """Write what the needs state about their case: whether external funding pays for it."""
    case = record.strand.case
    if case.external_funding != record.external_funding:
        case.external_funding = record.external_funding
        case.save(update_fields=["external_funding"])


SECTIONS = (
    Section("need", 1, "The need", need, forms.NeedForm),
    Section("evidence", 1, "Evidence", evidence, forms.EvidenceForm),
    Section("current_spend", 1, "Current contract and spend", current_spend, forms.CurrentSpendForm, figures=True),
    Section("engagement", 1, "Engagement", engagement, forms.EngagementForm),
    Section("consultation", 1, "Consultation", consultation, forms.ConsultationForm),
    Section("equality", 1, "Equality screening", equality, forms.EqualityForm),
    Section("funding", 1, "External funding", funding, forms.FundingForm),
    Section("outcomes", 1, "Outcomes sought", outcomes, rows=(OUTCOMES,)),
    Section(
        "options",
        1,
        "Options",
        options,
        forms.OptionsForm,
        rows=(OPTIONS,),
        intro="Compare at least two options, one of them to do nothing. Leave out what they cost.",
    ),
    Section("option_costs", 1, "Costs of the options", option_costs, rows=(OPTION_COSTS,), figures=True),
    Section("lessons", 1, "Lessons", lessons, forms.LessonsForm),
)

ROOM = StageRoom(
    stage=Stage.NEEDS,
    record=NeedsRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    advice=advice,
    prefill=prefill,
    settle=settle,
)
