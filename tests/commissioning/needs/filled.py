"""A case with a needs record in which every question has an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from audit.deciding import Decision, deciding
from commissioning.case.decisions import place_case
from commissioning.case.models import Case, Strand
from commissioning.needs.models import NeedOutcome, NeedsRecord, Option, OptionCost
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


def filled_needs(case: Case) -> NeedsRecord:
    """The case's needs record, complete."""
    with within_case(case):
        record = NeedsRecord(
            strand=the_strand(case),
            statement="Older people wait 9 weeks for help at home.",
            population="About 640 people over 75.",
            wards=["Mill Ward", "Harbour Ward"],
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
            equality_assessment=False,
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
    for option, cost in ((nothing, Decimal(0)), (buy, Decimal("2400000"))):
        option.save()
        OptionCost(record=record, option=option, cost=cost, basis="Hours at 21 pounds.").save()
    for number, title in enumerate(("At home within two days", "Less alone"), start=1):
        outcome = NeedOutcome(record=record, reference=f"O{number}", title=title)
        outcome.who_benefits, outcome.how_known = "People over 75.", "Days to the first visit."
        outcome.save()
