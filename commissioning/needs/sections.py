"""The needs record in sections: what each asks and when, and what the record tells its gate."""

from __future__ import annotations

from commissioning.needs import asking, equality_forms, forms, option_forms, rows, screening_forms, stating, ways
from commissioning.needs.asking import chosen_kind
from commissioning.needs.completeness import advice, faults
from commissioning.needs.estimating import estimate
from commissioning.needs.kinds import OptionKind, Subsidy
from commissioning.needs.models import NeedsRecord
from commissioning.needs.prefill import prefill
from commissioning.records.rooms import Fault, Section, StageRoom
from commissioning.vocabulary import Stage


def facts(record: NeedsRecord) -> dict[str, object]:
    """What a gate's conditions may ask of the needs."""
    chosen = chosen_kind(record)
    return {
        "wards": len(record.wards),
        "consultation": record.consultation,
        "equality_assessment": record.equality_assessment,
        "equality_groups": len(record.equality_characteristics),
        "external_funding": record.external_funding,
        "personal_data": record.personal_data,
        "tupe": record.tupe,
        "option": chosen,
        "subsidy": chosen == OptionKind.GRANT and record.grant_subsidy not in ("", Subsidy.NONE),
        "value_gross": estimate(record.strand.case),
    }


def settle(record: NeedsRecord) -> None:
    """Write what the needs state about their case: whether external funding pays for it."""
    case = record.strand.case
    if case.external_funding != record.external_funding:
        case.external_funding = record.external_funding
        case.save(update_fields=["external_funding"])


def every_fault(record: NeedsRecord) -> list[Fault]:
    """Say what refuses a submission, also once the record was handed on to the gate of the next stage."""
    return [*faults(record), *ways.of_handed_on(record)]


SECTIONS = (
    Section("need", 1, "The need", stating.need, forms.NeedForm),
    Section("screening", 1, "Personal data and staff", stating.screening, screening_forms.ScreeningForm, files=False),
    Section(
        "data_protection",
        1,
        "Data protection",
        stating.data_protection,
        screening_forms.DataProtectionForm,
        when=asking.data_protection,
    ),
    Section("staff", 1, "Staff who may transfer", stating.staff, screening_forms.StaffForm, when=asking.staff),
    Section("evidence", 1, "Evidence", stating.evidence, forms.EvidenceForm, rows=(rows.EVIDENCE,)),
    Section(
        "current_spend", 1, "Current contract and spend", stating.current_spend, forms.CurrentSpendForm, figures=True
    ),
    Section("market", 1, "The market", stating.market, forms.MarketForm, when=asking.in_full),
    Section(
        "engagement",
        1,
        "Engagement",
        stating.engagement,
        forms.EngagementForm,
        rows=(rows.ENGAGEMENTS,),
        when=asking.in_full,
    ),
    Section("consultation", 1, "Consultation", stating.consultation, forms.ConsultationForm, when=asking.in_full),
    Section("equality", 1, "Equality screening", stating.equality, equality_forms.EqualityForm),
    Section(
        "equality_impact",
        1,
        "Full equality assessment",
        stating.equality_impact,
        equality_forms.ImpactForm,
        rows=(rows.GROUPS,),
        when=asking.equality_impact,
    ),
    Section("funding", 1, "External funding", stating.funding, forms.FundingForm),
    Section("outcomes", 1, "Outcomes sought", stating.outcomes, forms.OutcomesForm, rows=(rows.OUTCOMES,)),
    Section(
        "options",
        1,
        "Options",
        stating.options,
        option_forms.OptionsForm,
        rows=(rows.OPTIONS,),
        intro="Compare at least two options, one of them to do nothing. Leave out what they cost.",
    ),
    Section(
        "option_scores",
        1,
        "Comparison of the options",
        stating.option_scores,
        option_forms.WeightsForm,
        rows=(rows.OPTION_SCORES,),
        intro="The options you saved are listed here. What they cost is scored beside the costs.",
        when=asking.in_full,
    ),
    Section(
        "option_costs",
        1,
        "Costs of the options",
        stating.option_costs,
        rows=(rows.OPTION_COSTS,),
        figures=True,
        when=asking.in_full,
    ),
    Section(
        "in_house",
        1,
        "Doing it in house",
        stating.in_house,
        option_forms.InHouseForm,
        intro="Once its gate agrees, the case closes with these reasons: nothing is bought.",
        when=asking.of_choice(OptionKind.IN_HOUSE),
    ),
    Section(
        "grant",
        1,
        "Giving a grant",
        stating.grant,
        option_forms.GrantForm,
        when=asking.of_choice(OptionKind.GRANT),
    ),
    Section("lessons", 1, "Lessons", stating.lessons, forms.LessonsForm, rows=(rows.LESSONS,), when=asking.lessons),
)

ROOM = StageRoom(
    stage=Stage.NEEDS,
    record=NeedsRecord,
    sections=SECTIONS,
    facts=facts,
    faults=every_fault,
    handing_on=ways.require_bought,
    advice=advice,
    prefill=prefill,
    settle=settle,
)
