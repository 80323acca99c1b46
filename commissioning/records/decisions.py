"""Writing a stage's record: saving a section, and handing the whole to its gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import models

from accounts.authority import may, require
from accounts.exclusions import exclusion
from accounts.models import Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding, refuse_repeat, request_digest
from commissioning.asks.decisions import require_holder, require_open
from commissioning.asks.models import Ask
from commissioning.asks.opening import close
from commissioning.case.models import Case, Strand
from commissioning.case.ports import acting, moved, submitting
from commissioning.case.rules import POUNDS
from commissioning.conditions.checking import require_met
from commissioning.drafts.keeping import WHOLE, forget
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.combining import decided_later, handed_on, writable_at
from commissioning.gates.models import Submission
from commissioning.gates.submitting import submit as submit_to_gate
from commissioning.records.models import StageRecord
from commissioning.records.rooms import RowSet, Section, StageRoom
from commissioning.records.rules import faults_of
from commissioning.verbs import Verb
from commissioning.vocabulary import Lane, Stage
from govuk.wording import in_words

DIVISION = 2  # figures of a CPV code
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Answers:
    """The answers to save of one section.

    `rows` holds for each row set the rows to keep or add (a row with `id` exists already); rows left out are removed.
    """

    section: Section
    values: Mapping[str, Any]
    rows: Rows


Reading = Callable[[StageRecord], Sequence[Answers]]


def save_section(  # noqa: PLR0913 - a section's answers and what guards them
    room: StageRoom,
    record: StageRecord,
    section: Section,
    *,
    values: Mapping[str, Any],
    rows: Rows,
    read: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Save a section's answers; `rows` as in `Answers`.

    `read` is the digest of the section as the writer had it: OvertakenError where it is another one now.
    """
    asked = {"section": section.key, "record": record.pk, "values": as_asked(values), "rows": as_asked(rows)}
    answers = [Answers(section, values, rows)]
    with deciding(Verb.SECTION_SAVED, record.strand.case, by=by, at=at, key=key, asked=asked) as decision:
        _save(decision, room, record, lambda _: answers, {section.key: read} if read else {}, by)
    room.saved(record, at)


def save_sections(  # noqa: PLR0913 - several sections' answers and what guards them
    room: StageRoom,
    record: StageRecord,
    answers: Reading,
    *,
    read: Mapping[str, str],
    asked: Mapping[str, object],
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Save the answers of several sections as one decision: all of them, or none.

    `answers` reads them against the record as it stands under the lock; it may raise RefusedError. `read` are digests
    of sections as the writer had them, by key: OvertakenError where one is another now. `asked` is the request as it
    was sent, which tells a repeat from another request under the same key.
    """
    with deciding(Verb.SECTION_SAVED, record.strand.case, by=by, at=at, key=key, asked=asked) as decision:
        _save(decision, room, record, answers, read, by)
    room.saved(record, at)


def _save(
    decision: Decision, room: StageRoom, record: StageRecord, answers: Reading, read: Mapping[str, str], by: Person
) -> None:
    holding = require(by, Right.WRITE_RECORD, on=record, at=decision.at)
    record.refresh_from_db()
    require_writable(room, record)
    if room.stage == Stage.AWARD:  # a tender is written before everyone has declared, and handed in after it
        acting(record.strand.case, room.stage, holding)
    _require_unchanged(room, record, read)
    given = answers(record)
    gone = [_write_section(record, one) for one in given]
    for row, row_set in chain.from_iterable(reversed(gone)):  # what refers to an earlier section's row goes before it
        _remove(row, row_set)
    keep_authors_out(holding, room, record, decision.at)
    keys = [one.section.key for one in given]
    forget(by, source_of(record, room), [*keys, *([WHOLE] if len(keys) == len(room.sections) else [])])
    decision.acting(holding.title, holding.on_behalf_of)
    titles = [one.section.title for one in given]
    said: dict[str, object] = {"section": titles[0]} if len(titles) == 1 else {"sections": titles}
    decision.about(stage=room.stage, **record.strand.named, **said, record=record.pk, **of_lane(record.strand))


def of_lane(strand: Strand) -> dict[str, object]:
    """What an entry says of the lane, where that is not the usual one."""
    lane = strand.case.lane_at(strand.stage)
    return {} if lane == Lane.STANDARD else {"lane": lane.value}


def _require_unchanged(room: StageRoom, record: StageRecord, read: Mapping[str, str]) -> None:
    sections = [section for section in room.sections if section.key in read]
    changed = [section.title for section in sections if section.freeze(record).digest != read[section.key]]
    if changed:
        named, them = in_words(f"“{title}”" for title in changed), "it" if len(changed) == 1 else "them"
        raise OvertakenError(f"Someone else saved {named} while you had {them} open. Nothing you typed was saved.")


def _write_section(record: StageRecord, answers: Answers) -> list[tuple[models.Model, RowSet]]:
    """Write a section's answers. Returns the rows that were left out, to be removed at the end."""
    section = answers.section
    asked = set(section.fields) - section.settled(record)
    _write(record, {name: value for name, value in answers.values.items() if name in asked})
    row_sets = [row_set for row_set in section.rows if row_set.name in answers.rows]
    return [(row, row_set) for row_set in row_sets for row in _write_rows(record, row_set, answers.rows[row_set.name])]


def source_of(record: StageRecord, room: StageRoom) -> str:
    """Return what asks for a record to be written, and under which drafts of it are kept: each year's of its own."""
    return f"write/{record.strand_id}/{room.stage}/{record.sequence}"


def scope_of(strand: Strand, room: StageRoom) -> str:
    """Return the scope in which a record's authors may not sign; the gate of the record has the same."""
    return f"record/{strand.pk}/{room.stage}/{strand.sequence}"


def keep_authors_out(holding: Holding, room: StageRoom, record: StageRecord, at: datetime) -> None:
    """Keep whoever wrote, and whoever they wrote for, from answering at the gate that decides the record."""
    strand, source = record.strand, f"record/{record.pk}"
    scopes = [scope_of(strand, room)]
    if strand.stage == room.stage.following and handed_on(strand, room.stage):
        scopes.append(scope_there(strand, room))
    for person in filter(None, (holding.person, holding.principal)):
        for scope in scopes:
            exclusion(person, scope=scope, ground=Ground.AUTHOR, source=source, at=at)


def scope_there(strand: Strand, room: StageRoom) -> str:
    """Return the scope of the next stage's gate, which a record that was handed on is decided at."""
    return f"record/{strand.pk}/{room.stage.following}/{strand.sequence}"


def as_asked(value: Any) -> Any:
    """Return form values as plain arguments for the request's digest."""
    if isinstance(value, Mapping):
        return {str(name): as_asked(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_asked(inner) for inner in value]
    return value.pk if isinstance(value, models.Model) else value


def require_writable(room: StageRoom, record: StageRecord) -> None:
    """Raise OvertakenError, saying where its case is, unless a record can be written now."""
    strand = Strand.objects.select_related("case").get(pk=record.strand_id)
    handed = strand.stage == room.stage.following and handed_on(strand, room.stage) is not None
    left = record.lane == Lane.FAST != strand.case.lane
    if left or not writable_at(strand, room.stage, record.sequence, handed=handed):
        words = room.record_in_words
        lane = f", in the {strand.case.get_lane_display().lower()}" if left else ""
        raise OvertakenError(
            f"{words[:1].upper()}{words[1:]} is not open for writing now: the case is at "
            f"{strand.get_stage_display().lower()}, {strand.get_state_display().lower()}{lane}. Nothing was changed."
        )


def _write(row: models.Model, values: Mapping[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)


def _write_rows(record: StageRecord, row_set: RowSet, given: Sequence[Mapping[str, Any]]) -> list[models.Model]:
    """Keep and add rows. Returns those that were left out, which are to be removed: none where rows are fixed."""
    standing = {row.pk: row for row in row_set.of(record)}
    for values in given:
        columns = {name: value for name, value in values.items() if name in row_set.fields}
        if values.get("id"):
            _write(_own(standing, int(values["id"]), row_set), columns)
        elif row_set.fixed:
            raise RefusedError(f"No {row_set.one} can be added here. Nothing was saved.")
        else:
            row_set.place(record, **columns)
    return [] if row_set.fixed else list(standing.values())


def _own(standing: dict[int, Any], row_id: int, row_set: RowSet) -> Any:
    if row_id not in standing:
        raise RefusedError(f"That {row_set.one} is not part of this record any more. Open the page again.")
    return standing.pop(row_id)


def _remove(row: Any, row_set: RowSet) -> None:
    try:
        row.delete()
    except models.ProtectedError as protected:
        by = in_words(sorted({str(other._meta.verbose_name) for other in protected.protected_objects}))
        raise RefusedError(
            f"The {row_set.one} “{row}” must stay, because something refers to it: {by}. Remove that first."
        ) from None


def submit(room: StageRoom, task: Ask, *, reason: str = "", by: Person, at: datetime, key: str) -> Submission:
    """Hand the record to its gate, with a word to those who are asked where there is one.

    What was handed on to that gate goes with it. Raises RefusedError naming each missing answer, or where the gate
    policy decides the stage with the next one; nothing is submitted then.
    """
    asked: dict[str, object] = {"ask": task.pk, **({"reason": reason} if reason else {})}
    refuse_repeat(by, key, request_digest(Verb.RECORD_SUBMITTED, task.case, asked))
    if room.assess is not None and task.open and may(by, Right.WRITE_RECORD, on=task, at=at):
        room.assess(Strand.objects.select_related("case").get(pk=task.strand_id), at)
    with deciding(Verb.RECORD_SUBMITTED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        holding, strand = opened_by_writer(task, by, at)
        records = records_of(room, strand)
        require_complete(records)
        if decided_later(strand, day_of(at)) is not None:
            raise RefusedError(NO_GATE.format(stage=room.name, record=room.record_in_words))
        submitting(strand, at)
        for one, record in records:
            one.require(record, at)
        require_met(strand)
        for one, record in records:
            one.settle(record)
            one.handing_in(record, at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = reason.strip()
        decision.about(**of_lane(strand))
        keep_authors_out(holding, *records[-1], at)
        submission = _to_gate(decision, strand, records, by)
        close(task, by=by, at=at, as_="submitted")
        moved(task.case, at)
    return submission


NO_GATE = (
    "{stage} has no gate of its own under the gate policy: the next stage’s gate decides it too. "
    "Hand {record} on instead."
)
Records = Sequence[tuple[StageRoom, StageRecord]]


def opened_by_writer(task: Ask, by: Person, at: datetime) -> tuple[Holding, Strand]:
    """Return in which post a person answers an open task to write, and its strand as it stands under the lock."""
    require_open(task)
    holding = require_holder(by, task, at=at)
    strand = Strand.objects.select_related("case").get(pk=task.strand_id)
    strand.case = task.case
    return holding, strand


def records_of(room: StageRoom, strand: Strand) -> Records:
    """Return what the gate of a strand's stage decides, each with its room: what was handed on to it, then its own."""
    rooms = [room.before, room] if room.before and handed_on(strand, room.before.stage) else [room]
    return [(one, current_record(one, strand)) for one in rooms]


def _to_gate(decision: Decision, strand: Strand, records: Records, by: Person) -> Submission:
    room = records[-1][0]
    frozen = [[section.freeze(found) for section in one.sections] for one, found in records]
    absent = [section.key for section in room.before.sections] if room.before and len(records) == 1 else []
    facts = facts_together(records)
    return submit_to_gate(
        decision, strand, by=by, sections=frozen[-1], earlier=[*chain(*frozen[:-1])], absent=absent, facts=facts
    )


def facts_together(records: Records) -> dict[str, object]:
    """Return the facts of the records that a gate decides; where both know one, the later record's counts."""
    return {name: value for room, record in records for name, value in facts_of(room, record).items()}


def facts_of(room: StageRoom, record: StageRecord) -> dict[str, object]:
    """Return the facts the gate's conditions may ask about: the case's own, then the record's."""
    case = record.strand.case
    own: dict[str, object] = {
        "value_net": case.value_net if case.currency == POUNDS else None,
        "value_gross": case.amount,
        "lane": case.lane,
        "regime": case.regime,
        "light_touch": case.light_touch,
        "key_decision": case.key_decision,
        "external_funding": case.external_funding,
        "cpv_division": case.cpv[:DIVISION],
        "partners": _partners_of(case),
    }
    return {**own, **room.facts(record)}


def _partners_of(case: Case) -> int:
    """How many bodies own a case beside its lead; a page has read it with its case."""
    read: int | None = getattr(case, "partner_count", None)
    return len(case.bodies) - 1 if read is None else read


def require_complete(records: Records) -> None:
    """Raise RefusedError, naming each missing answer, unless the records may be handed in. Each must be open."""
    for room, record in records:
        require_writable(room, record)
    faults = [fault for room, record in records for fault in faults_of(room, record)]
    if not faults:
        return
    errors: dict[str, list[str]] = {}
    for fault in faults:
        errors.setdefault(f"{fault.section}.{fault.field}".rstrip("."), []).append(fault.text)
    count = len(faults)
    raise RefusedError(
        f"{count} answer{'s are' if count > 1 else ' is'} missing or wrong. Nothing was submitted.", errors
    )


def current_record(room: StageRoom, strand: Strand) -> StageRecord:
    """Return the record of the strand's current sequence. Raises DoesNotExist where the stage has not begun."""
    record = room.record._default_manager.get(strand=strand, sequence=strand.sequence)
    record.strand = strand
    return record
