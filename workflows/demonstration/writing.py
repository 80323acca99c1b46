"""Writing the demonstration's records: through the section's own verb, or ahead of its stage as a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from accounts.authority import require
from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import deciding
from commissioning.award.models import AwardEvaluator, Bid, LeadKpi
from commissioning.case.models import Case, Strand
from commissioning.casefile.stages import ROOMS, room_for
from commissioning.contract.models import Obligation
from commissioning.gates.models import Gate
from commissioning.measures.models import FrameworkMeasure
from commissioning.needs.models import NeedOutcome, Option
from commissioning.records.decisions import current_record, save_section
from commissioning.records.models import StageRecord
from commissioning.records.rooms import RowSet, Section, StageRoom
from commissioning.social_value.models import Measure, PriorityChoice
from commissioning.tender.models import AwardCriterion, Kpi, TenderRecord
from commissioning.timetable.calendar import england_calendar
from commissioning.verbs import Verb
from commissioning.vocabulary import Lane, Outcome, Stage
from workflows.demonstration.content import Purchase, Rows, Said, sections_of

MONTHS_A_YEAR = 12
ONE_DAY = timedelta(days=1)
# What a row's key is called by, and where it is looked for.
NAMES: Mapping[str, tuple[Any, str]] = {
    "option": (Option, "title"),
    "outcome": (NeedOutcome, "reference"),
    "measure": (Measure, "reference"),
    "choice": (PriorityChoice, "priority__code"),
    "criterion": (AwardCriterion, "reference"),
    "bid": (Bid, "supplier_name"),
    "evaluator": (AwardEvaluator, "reference"),
    "kpi": (Kpi, "reference"),
    "lead_kpi": (LeadKpi, "reference"),
}
# What a bidder commits to becomes an obligation, and nobody can draft ahead what will be returned on it.
NOT_AHEAD = ("offers", "returns", "achievements")
# Rows that stand already when a section is written are found again by these columns.
SAME = {
    "evidence_rows": "claim",
    "engagements": "who",
    "choices": "priority",
    "criteria": "measure",
    "weights": "measure",
    "evaluators": "person",
    "ratings": "kpi",
    "returns": "obligation",
    "achievements": "obligation",
    "quotes": "supplier",
}


# What a name stands for that is no row of a record. A council without a catalogue writes the same measures as its own.
ELSEWHERE: Mapping[str, Callable[[Any, Any], Any]] = {
    "priority": lambda record, code: record.policy_version.priorities.get(code=code),
    "catalogue": lambda _, code: FrameworkMeasure.objects.filter(code=code, version__superseded_from=None).first(),
    "person": lambda _, email: email and Person.objects.get(email=email),
    "obligation": lambda record, name: Obligation.objects.get(contract__strand=record.strand_id, reference=name),
}


def write_record(
    strand: Strand, purchase: Purchase, *, by: Person, at: datetime, pace: timedelta = timedelta(0)
) -> None:
    """Write every section of the strand's current record, as its writer would on the screen: the last at `at`."""
    room = room_for(strand.case, Stage(strand.stage))
    record: Any = current_record(room, strand)
    said_of = sections_of(room.stage, purchase, day_of(at), Lane(strand.case.lane))
    for left, (key, said) in zip(reversed(range(len(said_of))), said_of.items(), strict=True):
        section = room.section(key)
        told = [found for found in section.rows if found.name in said.rows]  # others stay as they began
        rows = {found.name: list(rows_of(record, found, said.rows[found.name])) for found in told}
        name = f"demo/{strand.pk}/{room.stage}/{record.sequence}/{key}"
        values = {**said.values, **_happened(strand, section, day_of(at))}
        save_section(room, record, section, values=values, rows=rows, by=by, at=at - left * pace, key=name)


def _happened(strand: Strand, section: Section, today: date) -> dict[str, date]:
    """The day of the tender notice, where one was published by now: what nobody can draft ahead."""
    tender = TenderRecord.objects.of_strand(strand)
    planned = tender.tender_opens_on if tender else None
    gate = Gate.objects.filter(strand=strand, stage=Stage.TENDER, outcome=Outcome.PASSED).first()
    if strand.stage != Stage.AWARD or "tender_notice_on" not in section.fields or not (planned and gate):
        return {}
    earliest = max(planned, day_of(gate.closed_at or gate.opened_at)) - ONE_DAY
    published_on = england_calendar().add_working_days(earliest, 1)
    return {"tender_notice_on": published_on} if published_on <= today else {}


def rows_of(record: StageRecord, row_set: RowSet, said: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows with their keys looked up, and with the id of the row that stands already."""
    standing = {identity(row_set, vars_of(row)): row.pk for row in row_set.of(record)}
    keys = {column.name for column in row_set.model._meta.concrete_fields if column.is_relation}
    for row in said:
        found = {name: looked_up(record, name, value) if name in keys else value for name, value in row.items()}
        kept = {name: value for name, value in found.items() if name in row_set.fields or not row_set.fixed}
        yield {**kept, "id": standing.get(identity(row_set, found))}


def identity(row_set: RowSet, columns: Mapping[str, Any]) -> object:
    """What tells a row from its siblings: the thing it is about, else its title."""
    about = columns.get(SAME.get(row_set.name, "title")) or columns.get("lead_kpi") or columns.get("title")
    return getattr(about, "pk", about)


def vars_of(row: Any) -> dict[str, Any]:
    """Return a row's columns with keys by their own name, holding the id."""
    return {column.name: getattr(row, column.attname) for column in row._meta.concrete_fields}


def looked_up(record: StageRecord, name: str, value: Any) -> Any:
    """Return the row that a name stands for, of the record's strand or one it goes on from; anything else as it is."""
    if name in ELSEWHERE:
        return ELSEWHERE[name](record, value)
    if name not in NAMES or value is None:
        return value
    model, column = NAMES[name]
    lineage = record.strand.lineage
    found = model.objects.filter(record__strand__in=lineage, **{column: value}).select_related("record")
    nearest = min(found, key=lambda row: lineage.index(row.record.strand_id), default=None)
    if nearest is None:
        raise model.DoesNotExist(f"{value} stands in no record of strand {record.strand_id}.")
    return nearest


def write_ahead(case: Case, stages: Sequence[Stage], purchase: Purchase, *, by: Person, at: datetime, key: str) -> None:
    """Write the records of several stages as drafts, so that each stage begins with a complete one."""
    asked = {"stages": [str(stage) for stage in stages]}
    with deciding(Verb.SECTION_SAVED, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.WRITE_RECORD, on=case, at=at)
        strand = Strand.objects.get(case=case)
        strand.case = case
        for stage in stages:
            for sequence in range(1, records_of(stage, purchase) + 1):
                _draft(ROOMS[stage], strand, sequence, purchase, day_of(at))
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(stage=stages[0], section="Drafts of every record")


def records_of(stage: Stage, purchase: Purchase) -> int:
    """Return how many records a stage has: in monitoring one for each year of the term that was begun."""
    return ceil(purchase.months / MONTHS_A_YEAR) if stage == Stage.MONITORING else 1


def _draft(room: StageRoom, strand: Strand, sequence: int, purchase: Purchase, today: date) -> None:
    record: Any = room.record._default_manager.filter(strand=strand, sequence=sequence).first()
    if record is None:
        record = room.record(strand=strand, sequence=sequence)
        record.save()
        room.prefill(record)
    for key, said in sections_of(room.stage, purchase, today).items():
        _say(room, record, key, said)


def _say(room: StageRoom, record: Any, key: str, said: Said) -> None:
    for name, value in said.values.items():
        setattr(record, name, value)
    if said.values:
        record.save(update_fields=list(said.values))
    for row_set in room.section(key).rows:
        _say_rows(record, row_set, said.rows)


def _say_rows(record: Any, row_set: RowSet, said_of: Rows) -> None:
    if row_set.name in NOT_AHEAD or row_set.name not in said_of:
        return
    said = said_of[row_set.name]
    standing = {row.pk: row for row in row_set.of(record)}
    for columns in rows_of(record, row_set, said):
        row = standing.pop(columns.pop("id"), None)
        if row is None:
            row_set.place(record, **columns)
            continue
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()
    for gone in standing.values():
        gone.delete()
