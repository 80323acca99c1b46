"""The joining record in sections: what each states, what it tells its gate, what is still wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from accounts.rules import day_of
from commissioning.case.rules import POUNDS, at_most
from commissioning.errors import RefusedError
from commissioning.interests.assessing import stated
from commissioning.joining import forms, rules
from commissioning.joining.kinds import Basis
from commissioning.joining.models import JoiningRecord
from commissioning.records.decisions import facts_of
from commissioning.records.regime import of_regime, of_worth
from commissioning.records.rooms import Fault, Section, StageRoom, fill
from commissioning.records.writing import hundredths
from commissioning.tender.declaring import invite_named, require_declared
from commissioning.tender.rules import of_cpv, of_values
from commissioning.vocabulary import Lane, Regime, Stage


def lead(record: JoiningRecord) -> dict[str, object]:
    """Who leads, whom we ask there, and what lets us join."""
    return {
        "lead_name": record.lead_name,
        "lead_contact": record.lead_contact,
        "basis": record.basis,
        "arrangement": record.arrangement,
        "lead_notice": record.lead_notice,
        "lead_ocid": record.lead_ocid,
    }


def need(record: JoiningRecord) -> dict[str, object]:
    """What is needed, and why we join."""
    return {
        "need": record.need,
        "joining_reasons": record.joining_reasons,
        "alternatives": record.alternatives,
    }


def tender(record: JoiningRecord) -> dict[str, object]:
    """What the lead's tender says, under which law, and for how long it binds us."""
    regime = record.strand.case.regime
    return {
        "regime": "" if regime == Regime.UNKNOWN else regime,
        "tender_says": record.tender_says,
        "cpv": record.cpv.split(),
        "tender_notice_on": record.tender_notice_on,
        "starts_on": record.starts_on,
        "term_months": record.term_months,
        "light_touch": record.light_touch,
        "key_decision": record.key_decision,
    }


def social_value(record: JoiningRecord) -> dict[str, object]:
    """What the lead asks of bidders, and what that leaves open of our own priorities."""
    return {
        "social_value_says": record.social_value_says,
        "own_priorities": record.own_priorities,
        "not_covered": record.not_covered,
    }


def value(record: JoiningRecord) -> dict[str, object]:
    """What our part is worth in pounds, over the whole term with every extension, and who pays."""
    return {
        "net": hundredths(record.value_net),
        "gross": hundredths(record.value_gross),
        "budget": record.budget,
    }


def risk(record: JoiningRecord) -> dict[str, object]:
    """What could go wrong, staff who may transfer, and personal data."""
    return {
        "risks": record.risks,
        "tupe": record.tupe,
        "personal_data": record.personal_data,
        "staff_and_data_note": record.staff_and_data_note,
    }


def conflicts(record: JoiningRecord) -> dict[str, object]:
    """The lead's conflicts assessment in words, and who of ours declared what (Procurement Act 2023 ss.81 to 83)."""
    return {"note": record.conflicts_note, "declarations": [stated(found) for found in record.declared]}


def facts(record: JoiningRecord) -> dict[str, object]:
    """What a gate's conditions may ask of joining."""
    return {
        "value_net": hundredths(record.value_net),
        "value_gross": at_most(record.value_net, record.value_gross),
        "light_touch": record.light_touch,
        "key_decision": record.key_decision,
        "basis": record.basis,
        "tupe": record.tupe,
        "personal_data": record.personal_data,
        "term_months": record.term_months,
    }


def faults(record: JoiningRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    note = record.staff_and_data_note
    ruled = (
        ("lead", "lead_ocid", rules.of_lead(record.lead_ocid)),
        ("tender", "cpv", of_cpv(record.cpv)),
        ("tender", "", rules.of_record(len(record.files_of("tender")))),
        ("value", "value_gross", of_values(record.value_net, record.value_gross)),
        (
            "risk",
            "staff_and_data_note",
            rules.of_staff_and_data(note, tupe=record.tupe, personal_data=record.personal_data),
        ),
    )
    found = [Fault(section, text, field) for section, field, texts in ruled for text in texts]
    return [*found, *of_regime(record, "tender"), *_of_worth(record)]


def _of_worth(record: JoiningRecord) -> Iterator[Fault]:
    amount = at_most(record.value_net, record.value_gross) if record.strand.case.currency == POUNDS else None
    yield from of_worth(record, "tender", amount, cpv=record.cpv, light_touch=bool(record.light_touch))


def prefill(record: JoiningRecord) -> None:
    """Begin with what was said when the case was opened."""
    case = record.strand.case
    fill(record, {"lead_name": case.led_by, "need": case.description, "cpv": case.cpv})
    if (record.value_net, record.value_gross) == (None, None):
        fill(record, {"value_net": case.value_net, "value_gross": case.value_gross})


def settle(record: JoiningRecord) -> None:
    """Write what the record states about its case, on submission."""
    case = record.strand.case
    wanted: dict[str, object] = {
        "led_by": record.lead_name.strip(),
        "lane_why": rules.why_joining(record.lead_name.strip()),
        "value_net": record.value_net,
        "value_gross": record.value_gross,
        "currency": POUNDS,
        "cpv": record.cpv,
        "procedure": Basis(record.basis).label,
        "light_touch": bool(record.light_touch),
        "key_decision": bool(record.key_decision),
    }
    changed = [name for name, said in wanted.items() if getattr(case, name) != said]
    for name in changed:
        setattr(case, name, wanted[name])
    if changed:
        case.save(update_fields=changed)


def begun(record: JoiningRecord, at: datetime) -> None:
    """Ask everyone who declares before the gate."""
    invite_named(record, facts_of(ROOM, record), at)


def require(record: JoiningRecord, at: datetime) -> None:
    """Raise RefusedError for a notice of a day to come, and while somebody has still to declare their interests."""
    if record.tender_notice_on is not None and record.tender_notice_on > day_of(at):
        words = "The lead’s tender notice cannot have been published on a day that is still to come. Correct the day."
        raise RefusedError(words, {"tender.tender_notice_on": [words]})
    require_declared(record, facts_of(ROOM, record), at)


SECTIONS = (
    Section("lead", 1, "Who leads", lead, forms.LeadForm),
    Section("need", 1, "Our need, and why we join", need, forms.NeedForm),
    Section(
        "tender",
        1,
        "What the lead’s tender says",
        tender,
        forms.TenderForm,
        intro="Attach the lead’s record here: those who sign read it with your answers.",
        figures=True,
    ),
    Section("social_value", 1, "Social value", social_value, forms.SocialValueForm),
    Section("value", 1, "Our part of the value", value, forms.ValueForm, figures=True),
    Section("risk", 1, "Risk, staff and personal data", risk, forms.RiskForm),
    Section("conflicts", 1, "Conflicts of interest", conflicts, forms.ConflictsForm, figures=True),
)

ROOM = StageRoom(
    stage=Stage.NEEDS,
    record=JoiningRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    prefill=prefill,
    settle=settle,
    begun=begun,
    require=require,
    called="the joining record",
    title=Lane.JOINING.name_of(Stage.NEEDS),
)
