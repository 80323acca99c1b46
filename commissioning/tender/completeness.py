"""What is still wrong with a tender record, and what is only unwise, with the section each stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from commissioning.case.rules import POUNDS, at_most
from commissioning.records.regime import of_regime, of_worth
from commissioning.records.rooms import Fault
from commissioning.social_value.models import MeasureWeight, SocialValueRecord
from commissioning.tender import asking, panel, rules
from commissioning.tender.judging import broken_in, why_idle
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import Regime


def faults(record: TenderRecord) -> list[Fault]:
    """Say what does not hold together: each of these refuses a submission."""
    lots = list(record.lots.all())
    return [
        *_under("value", "value_gross", rules.of_values(record.value_net, record.value_gross)),
        *_of_extensions(record),
        *_under("lots", "cpv", rules.of_cpv(record.cpv)),
        *_under("lots", "lots", rules.of_lots(record.divided, record.no_lots_reason, len(lots))),
        *(fault for lot in lots for fault in _under("lots", "lots", rules.of_values(lot.value_net, lot.value_gross))),
        *of_regime(record, "procedure"),
        *_of_worth(record),
        *(Fault("timetable", text, field) for field, text in _of_timetable(record)),
        *_under("criteria", "criteria", (link.text for link in broken_in(record))),
        *_under("criteria", "criteria", rules.of_criteria(list(record.criteria.all()))),
        *_of_panel(record),
        *_of_risk(record),
        *_of_conflicts(record),
    ]


def _under(section: str, field: str, texts: Iterable[str]) -> list[Fault]:
    return [Fault(section, text, field) for text in texts]


def _of_worth(record: TenderRecord) -> list[Fault]:
    amount = at_most(record.value_net, record.value_gross) if record.strand.case.currency == POUNDS else None
    return of_worth(record, "procedure", amount, cpv=record.cpv, light_touch=bool(record.light_touch))


def _of_extensions(record: TenderRecord) -> list[Fault]:
    if record.extension_months and not record.extensions.strip():
        return [Fault("term", "Say what extensions are allowed and who decides on them.", "extensions")]
    return []


def _of_timetable(record: TenderRecord) -> list[tuple[str, str]]:
    opens, due = record.tender_opens_on, record.tenders_due_on
    dates = (
        ("tender_opens_on", "The tender opens", opens),
        ("tenders_due_on", "Tenders are due", due),
        ("award_on", "The contract is awarded", record.award_on),
        ("starts_on", "The contract starts", record.starts_on),
    )
    return [*rules.of_missing_dates(record.procedure, opens, due), *rules.of_dates(dates)]


def _of_panel(record: TenderRecord) -> list[Fault]:
    """What is wrong with the panel as it is named; where one is owed, that none is, or leaves a criterion out."""
    here = list(record.evaluators.all())
    found = panel.flaws(here) if here else []
    if owes_panel(record):
        found += panel.gaps(here, _kinds(record)) if here else [panel.NAMED_FIRST]
    return _under("panel", "evaluators", found)


def owes_panel(record: TenderRecord) -> bool:
    """Whether a tender may not go to its gate before its evaluators are named."""
    case = record.strand.case
    light = bool(record.light_touch)
    return panel.owed(Regime(case.regime), record.procedure, light_touch=light, taken_on=bool(case.taken_on_at))


def _kinds(record: TenderRecord) -> set[str]:
    return {criterion.kind for criterion in record.criteria.all()}


def _advice_on_panel(record: TenderRecord) -> list[str]:
    here = list(record.evaluators.all())
    if not here:
        return [panel.NOT_NAMED] if panel.compared(record.procedure) and not owes_panel(record) else []
    missing = [] if owes_panel(record) else panel.gaps(here, _kinds(record))
    return [*missing, *panel.unmoderated(here)]


def _of_risk(record: TenderRecord) -> list[Fault]:
    found = []
    if record.tupe and not record.tupe_note.strip():
        found.append(Fault("risk", "Staff may transfer. Say how many, and how bidders will be told.", "tupe_note"))
    if record.personal_data and not record.personal_data_note.strip():
        text = "The supplier will handle personal data. Say whose, and whether its protection was assessed."
        found.append(Fault("risk", text, "personal_data_note"))
    return found


def _of_conflicts(record: TenderRecord) -> list[Fault]:
    if record.conflicts_assessed is not False or record.strand.case.regime != Regime.PA2023:
        return []
    text = (
        "Prepare the conflicts assessment before you submit: it must stand before the tender notice "
        "(Procurement Act 2023 s.83)."
    )
    return [Fault("conflicts", text, "conflicts_assessed")]


def _not_brought_along(record: TenderRecord, social_value: SocialValueRecord | None) -> list[str]:
    """Which measures that count have no criterion, where their record was handed on and may have been changed since."""
    if social_value is None or not getattr(record, "with_earlier", False):
        return []
    served = {criterion.measure_id for criterion in record.criteria.all()}
    return [
        f"Measure {measure.reference}, “{measure.title}”, has no criterion yet. Add one, unless none is to judge it."
        for measure in social_value.measures.select_related("choice__priority").order_by("pk")
        if measure.pk not in served and not why_idle(measure)
    ]


def _agreed(record: TenderRecord) -> list[MeasureWeight]:
    """How the social value record has bids judged on each measure: read with that record, so that it costs no more."""
    found = MeasureWeight.objects.filter(record__strand__case=record.strand.case_id)
    return list(found.select_related("record", "measure").order_by("record", "pk"))


def _otherwise(record: TenderRecord, weighting: Decimal | None, agreed: Sequence[MeasureWeight]) -> list[str]:
    """Where social value is weighed or asked about otherwise than its record says: as a whole, else by measure."""
    criteria = list(record.criteria.all())
    weighed = rules.of_social_value(criteria, weighting) or asking.of_weights(criteria, agreed)
    return [*weighed, *asking.of_questions(criteria, agreed), *asking.of_minimums(criteria, agreed)]


def advice(record: TenderRecord) -> list[Fault]:
    """Say what is unwise: shown beside the record, refuses nothing."""
    agreed = _agreed(record)
    social_value = agreed[-1].record if agreed else SocialValueRecord.objects.of_case(record.strand.case)
    weighting = social_value.weighting if social_value else None
    kpis = rules.of_kpis(
        record.value_gross, len(record.kpis.all()), record.kpi_reason, light_touch=bool(record.light_touch)
    )
    lots = rules.total(lot.value_net for lot in record.lots.all())
    return [
        *_under("lots", "lots", rules.of_lots_together(lots, record.value_net)),
        *_under("criteria", "criteria", _otherwise(record, weighting, agreed)),
        *_under("criteria", "criteria", _not_brought_along(record, social_value)),
        *_under("panel", "evaluators", _advice_on_panel(record)),
        *_under("kpis", "kpis", kpis),
    ]
