"""The tender record in sections: what each states, and what the record tells its gate."""

from __future__ import annotations

from datetime import datetime

from commissioning.case.rules import at_most
from commissioning.interests.assessing import stated
from commissioning.records.decisions import facts_of
from commissioning.records.rooms import RowSet, Section, StageRoom
from commissioning.records.writing import hundredths
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender import forms
from commissioning.tender import panel as panels
from commissioning.tender.completeness import advice, faults
from commissioning.tender.declaring import invite_named, invite_panel, require_declared
from commissioning.tender.models import AwardCriterion, TenderRecord
from commissioning.tender.outsiders import require_outsiders
from commissioning.tender.panel_forms import EvaluatorForm
from commissioning.tender.prefill import prefill
from commissioning.tender.settling import settle
from commissioning.vocabulary import LinkKind, Regime, Stage

LOTS = RowSet("lots", "Lots", forms.LotForm, "lot", prefix="L")
CRITERIA = RowSet(
    "criteria",
    "Award criteria",
    forms.CriterionForm,
    "criterion",
    prefix="C",
    related=("measure__record", "measure__choice__priority"),
)
EVALUATORS = RowSet("evaluators", "Evaluators", EvaluatorForm, "evaluator", prefix="E", related=("person",))
KPIS = RowSet("kpis", "Key performance indicators", forms.KpiForm, "KPI", prefix="K")


def value(record: TenderRecord) -> dict[str, object]:
    """The estimated value in pounds, over the whole term with every extension."""
    return {
        "net": hundredths(record.value_net),
        "gross": hundredths(record.value_gross),
        "basis": record.value_basis,
    }


def term(record: TenderRecord) -> dict[str, object]:
    """How long the contract runs, in months, and how it may be extended."""
    return {
        "months": record.term_months,
        "extension_months": record.extension_months,
        "extensions": record.extensions,
    }


def lots(record: TenderRecord) -> dict[str, object]:
    """What is bought, by CPV code, and in which lots, or why in none (Procurement Act 2023 s.18)."""
    return {
        "cpv": record.cpv.split(),
        "divided": record.divided,
        "no_lots_reason": record.no_lots_reason,
        "lots": [
            {
                "reference": lot.reference,
                "title": lot.title,
                "description": lot.description,
                "net": hundredths(lot.value_net),
                "gross": hundredths(lot.value_gross),
                "awarded_with": lot.awarded_with,
            }
            for lot in LOTS.of(record)
        ],
    }


def procedure(record: TenderRecord) -> dict[str, object]:
    """How tenders are invited, why so and under which law; whether it is light touch, a call-off, a key decision."""
    case = record.strand.case
    return {
        "regime": "" if case.regime == Regime.UNKNOWN else case.regime,
        "call_off_under": [link.other.reference for link in case.links.all() if link.kind == LinkKind.CALL_OFF_UNDER],
        "procedure": record.procedure,
        "reason": record.procedure_reason,
        "light_touch": record.light_touch,
        "key_decision": record.key_decision,
    }


def timetable(record: TenderRecord) -> dict[str, object]:
    """The days of each step."""
    return {
        "tender_opens_on": record.tender_opens_on,
        "tenders_due_on": record.tenders_due_on,
        "award_on": record.award_on,
        "starts_on": record.starts_on,
    }


def conditions(record: TenderRecord) -> dict[str, object]:
    """Who may bid."""
    return {"conditions": record.conditions}


def criteria(record: TenderRecord) -> dict[str, object]:
    """By what tenders are judged: weights in per cent, what bidders are asked, and what a bid must reach."""
    return {"criteria": [_criterion(criterion) for criterion in CRITERIA.of(record)]}


def _criterion(criterion: AwardCriterion) -> dict[str, object]:
    measure = criterion.measure
    return {
        "reference": criterion.reference,
        "kind": criterion.kind,
        "title": criterion.title,
        "weight": hundredths(criterion.weight),
        "measure": {"reference": measure.reference, "title": measure.title} if measure else {},
        "question": criterion.question,
        "minimum": hundredths(criterion.minimum),
    }


def panel(record: TenderRecord) -> dict[str, object]:
    """Who evaluates the tenders and what each of them assesses; whom a conflict of interest took off the panel."""
    return {"evaluators": [panels.stated(found) for found in EVALUATORS.of(record)]}


def kpis(record: TenderRecord) -> dict[str, object]:
    """The key performance indicators the contract will set (Procurement Act 2023 s.52), or why there are few."""
    return {
        "kpis": [{"reference": kpi.reference, "title": kpi.title, "target": kpi.target} for kpi in KPIS.of(record)],
        "reason": record.kpi_reason,
    }


def risk(record: TenderRecord) -> dict[str, object]:
    """Risks, staff who may transfer, and personal data."""
    return {
        "risks": record.risks,
        "tupe": record.tupe,
        "tupe_note": record.tupe_note,
        "personal_data": record.personal_data,
        "personal_data_note": record.personal_data_note,
    }


def conflicts(record: TenderRecord) -> dict[str, object]:
    """The conflicts assessment (Procurement Act 2023 ss.81 to 83): who declared what, and what was done about it."""
    return {
        "assessed": record.conflicts_assessed,
        "note": record.conflicts_note,
        "declarations": [stated(found) for found in record.declared],
    }


def facts(record: TenderRecord) -> dict[str, object]:
    """What a gate's conditions may ask of the tender."""
    return {
        "value_net": hundredths(record.value_net),
        "value_gross": at_most(record.value_net, record.value_gross),
        "light_touch": record.light_touch,
        "key_decision": record.key_decision,
        "tupe": record.tupe,
        "personal_data": record.personal_data,
        "procedure": record.procedure,
        "term_months": record.term_months,
        "lots": len(LOTS.of(record)),
    }


def begun(record: TenderRecord, at: datetime) -> None:
    """Ask everyone who declares before the gate."""
    invite_named(record, facts_of(ROOM, record), at)


def require(record: TenderRecord, at: datetime) -> None:
    """Raise RefusedError, naming them, for a person of the council who evaluates as if from outside, and while somebody
    has still to declare their interests.
    """
    require_outsiders(record.evaluators.order_by("pk"))
    require_declared(record, facts_of(ROOM, record), at)


SECTIONS = (
    Section("value", 1, "Estimated value", value, forms.ValueForm, figures=True),
    Section("term", 1, "Term and extensions", term, forms.TermForm),
    Section("lots", 1, "Lots", lots, forms.LotsForm, rows=(LOTS,), figures=True),
    Section("procedure", 2, "Procedure", procedure, forms.ProcedureForm),
    Section("timetable", 1, "Timetable", timetable, forms.TimetableForm),
    Section("conditions", 1, "Conditions of participation", conditions, forms.ConditionsForm, figures=True),
    Section("criteria", 1, "Award criteria", criteria, rows=(CRITERIA,), figures=True),
    Section(
        "panel",
        1,
        "Who evaluates the tenders",
        panel,
        rows=(EVALUATORS,),
        intro="Whoever evaluates declares their interests before this record goes to its gate, and decides on no award "
        "of what they evaluated. With an actual conflict of interest they are off the panel at once.",
        figures=True,
    ),
    Section("kpis", 1, "Key performance indicators", kpis, forms.KpisForm, rows=(KPIS,), figures=True),
    Section("risk", 1, "Risk, staff and personal data", risk, forms.RiskForm),
    Section("conflicts", 1, "Conflicts of interest", conflicts, forms.ConflictsForm, figures=True),
)

ROOM = StageRoom(
    stage=Stage.TENDER,
    record=TenderRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    advice=advice,
    prefill=prefill,
    settle=settle,
    before=SOCIAL_VALUE,
    begun=begun,
    saved=invite_panel,
    require=require,
)
