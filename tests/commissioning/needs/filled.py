"""A case with a needs record in which every question has an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from audit.deciding import Decision, deciding
from commissioning.case.decisions import place_case
from commissioning.case.models import Case, Strand
from commissioning.needs.models import NeedOutcome, NeedsRecord, Option, OptionCost
from commissioning.needs.rows import ENGAGEMENTS, EVIDENCE, GROUPS, LESSONS
from commissioning.verbs import Verb
from commissioning.vocabulary import Regime, Stage
from tests.accounts.factories import AT, a_body, a_key


def a_case(title: str = "Homecare, north of the borough", *, at: datetime = AT, **facts: Any) -> Case:
    """A new case with one strand, led by a new service; below the threshold unless told otherwise."""
    service, facts = a_body(), {"regime": Regime.BELOW_THRESHOLD, **facts}
    with deciding(Verb.CASE_OPENED, None, by=None, at=at, key=a_key()) as decision:
        return place_case(decision, [service], title=title, **facts)


@contextmanager
def within_case(case: Case) -> Iterator[Decision]:
    """An open decision about a case, for what is written only inside one."""
    with deciding(Verb.CASE_MOVED, case, by=None, at=AT, key=a_key()) as decision:
        yield decision


def the_strand(case: Case, stage: Stage = Stage.NEEDS) -> Strand:
    """The case's strand, brought to a stage inside an open decision."""
    strand = Strand.objects.get(case=case, number=1)
    strand.case, strand.stage = case, stage
    strand.save(update_fields=["stage"])
    return strand


EFFECTS: dict[str, Any] = {
    "equality_discrimination_effect": "helps",
    "equality_opportunity_effect": "helps",
    "equality_relations_effect": "none",
    "equality_characteristics": ["Age"],
}
WEIGHTS = {
    "weight_benefit": Decimal(40),
    "weight_risk": Decimal(20),
    "weight_social_value": Decimal(20),
    "weight_cost": Decimal(20),
}


def filled_needs(case: Case) -> NeedsRecord:
    """The case's needs record, complete."""
    with within_case(case):
        record = NeedsRecord(
            strand=the_strand(case),
            statement="Older people wait 9 weeks for help at home.",
            population="About 640 people over 75.",
            wards=["Mill Ward", "Harbour Ward"],
            personal_data=False,
            tupe=False,
            market="Fourteen suppliers, 9 of them small.",
            market_small="Lots are too large for them.",
            evidence="Delayed discharges rose from 21 to 34 a month.",
            sources="Needs assessment, May 2026.",
            current_contract="Bright Days Care Ltd, to 31 March 2027.",
            annual_spend=Decimal("612000.50"),
            market_engagement="An open event with 14 suppliers.",
            vcse_engagement="Two meetings with the council for voluntary service.",
            consultation=True,
            consultation_reason="A survey of six weeks.",
            equality_discrimination="Complaints are monitored.",
            equality_opportunity="Visits at times that suit.",
            equality_relations="Lunch clubs.",
            **EFFECTS,
            equality_assessment=False,
            equality_reason="Nobody is worse off.",
            outcomes_left_out="Two are enough.",
            **WEIGHTS,
            external_funding=False,
            option_reason="Only a contract can start in April.",
            lessons="One supplier left no choice.",
        )
        record.save()
        _add_rows(record)
    return record


def _add_rows(record: NeedsRecord) -> None:
    nothing = Option(record=record, kind="do_nothing", title="Let it end", benefits="None.", risks="Waits grow.")
    buy = Option(record=record, kind="contract", title="Two lots", benefits="Choice.", risks="Cost.", chosen=True)
    for option, cost, score in ((nothing, Decimal(0), 1), (buy, Decimal("2400000"), 4)):
        option.social_value = "Jobs."
        option.benefit_score = option.risk_score = option.social_value_score = score
        option.save()
        OptionCost(record=record, option=option, cost=cost, basis="Hours at 21 pounds.", cost_score=3).save()
    for number, title in enumerate(("At home within two days", "Less alone"), start=1):
        outcome = NeedOutcome(record=record, reference=f"O{number}", kind="people", title=title)
        outcome.who_benefits, outcome.how_known = "People over 75.", "Days to the first visit."
        outcome.save()


EVERY_ANSWER: dict[str, Any] = {
    "population_size": 640,
    "personal_data": True,
    "tupe": True,
    "data_subjects": "Care plans.",
    "data_special": True,
    "data_assessment": "Begun on 4 May.",
    "staff_affected": "About 40.",
    "staff_told": "A list by September.",
    "current_supplier": "Bright Days Care Ltd",
    "current_ends_on": date(2027, 3, 31),
    "equality_assessment": True,
    "equality_reason": "Most are old.",
    "equality_characteristics": ["Age", "Disability"],
    "impact_conclusion": "Go on.",
    "impact_decider": "Head of service",
    "impact_review_on": date(2028, 4, 1),
    "in_house_team": "Reablement.",
    "in_house_means": "Twelve care workers.",
    "in_house_from": date(2027, 4, 1),
    "in_house_review_on": date(2028, 4, 1),
    "grant_purpose": "Lunch clubs.",
    "grant_applicants": "Charities.",
    "grant_criteria": "Reach.",
    "grant_scoring": "Two officers.",
    "grant_subsidy": "none",
    "grant_subsidy_reason": "No trade.",
}


def answered_in_full() -> NeedsRecord:
    """A needs record with an answer to every question, those among them that are not asked of it."""
    record = filled_needs(a_case())
    with within_case(record.strand.case):
        for name, value in EVERY_ANSWER.items():
            setattr(record, name, value)
        record.save()
        EVIDENCE.place(record, claim="Delays rose.", source="Needs assessment", dated_on=date(2026, 5, 4), file="a.pdf")
        ENGAGEMENTS.place(
            record,
            kind="vcse",
            held_on=date(2026, 5, 12),
            who="Six groups",
            how="A morning",
            learned="They know who is missed.",
        )
        GROUPS.place(
            record,
            characteristic="Age",
            positive="Same carers.",
            negative="An app.",
            evidence="A survey.",
            mitigation="The telephone stays.",
        )
        lesson = {"text": "Weekends were thin.", "action": "Ask for rotas.", "adopted": True, "reason": "Yes."}
        LESSONS.place(record, review_of="TG-2026-0001", **lesson)
    return record
