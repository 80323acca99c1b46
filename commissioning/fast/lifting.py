"""Out of the fast lane into the standard lane: by the system where the facts demand it, or as the commissioner wishes.

What was written on the one page is kept, and begins the needs record.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from accounts.authority import require
from accounts.exclusions import end_signers
from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import Decision, deciding
from audit.errors import RepeatedError
from commissioning.asks.decisions import require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import acted_on, asked_by_flow, close
from commissioning.case.models import Case, CaseWarning, Strand
from commissioning.case.ports import moved
from commissioning.case.rules import WRITABLE
from commissioning.errors import OvertakenError
from commissioning.fast.carrying import carry
from commissioning.fast.deciders import require_decider
from commissioning.fast.lane import assess, chosen_supplier
from commissioning.fast.models import FastRecord
from commissioning.fast.procurement import tell_procurement
from commissioning.fast.rules import Verdict
from commissioning.gates.models import Gate, GatePolicy
from commissioning.gates.policy import policy_on
from commissioning.verbs import Verb
from commissioning.vocabulary import Lane, Stage

SPLIT: Final = "fast/split"
MOVED: Final = "this purchase belongs in the standard lane. {why}"
LIFTED: Final = (
    "Nothing was submitted: {moved} What you wrote is kept, and the needs record of the case begins with it. "
    "Open the case to go on there."
)


def lift(task: Ask, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Move a purchase to the standard lane because its commissioner wants it there; `task` is to write its page."""
    asked = {"ask": task.pk, "reason": reason}
    with deciding(Verb.CASE_LIFTED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        record = _open_record(task.strand)
        holding = require(by, Right.WRITE_RECORD, on=record, at=at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        acted_on(task, by)
        why = f"{by.full_name} asked for the standard lane: {decision.reason}"
        _move(decision, record, Verdict(Lane.STANDARD, (why,)), at)


def lift_where_needed(strand: Strand, at: datetime) -> None:
    """Move a purchase that is to be submitted to the standard lane where the facts demand it.

    Raises OvertakenError saying why, once it has moved: nothing is submitted then.
    """
    if _in_fast_lane(strand) and verdict_on(_record_of(strand), at).lane != Lane.FAST:
        why = _lift_by_facts(strand, at)
        raise OvertakenError(LIFTED.format(moved=MOVED.format(why=why)))


def require_fast(record: FastRecord, at: datetime) -> None:
    """Raise OvertakenError unless a page that is being submitted still belongs in the fast lane; its why is kept.

    Raises RefusedError where nobody could decide it.
    """
    _one_at_a_time(at)
    case, verdict = record.strand.case, verdict_on(record, at)
    if verdict.lane != Lane.FAST:
        raise OvertakenError(f"Submit it again: {MOVED.format(why=verdict.why)}")
    require_decider(record, at)
    case.lane_why = verdict.why
    case.save(update_fields=["lane_why"])


def _one_at_a_time(at: datetime) -> None:
    """Wait until no other page is being submitted, so that of two purchases the later one sees the earlier."""
    policy = policy_on(day_of(at))
    if policy is not None:
        GatePolicy.objects.select_for_update(of=("self",), no_key=True).get(pk=policy.pk)


def lift_for_triggers(strand: Strand, at: datetime) -> None:
    """Move a purchase to the standard lane at once where an answer asks for a closer look."""
    fresh = Strand.objects.select_related("case").get(pk=strand.pk)
    if _in_fast_lane(fresh) and _record_of(fresh).triggers:
        with suppress(OvertakenError):  # somebody took the answer back meanwhile
            _lift_by_facts(fresh, at)


def _lift_by_facts(strand: Strand, at: datetime) -> str:
    """Move a purchase by the system's own decision. Returns why; once, however often it is asked."""
    case = strand.case
    key = f"lift/{strand.pk}/{case.head_number}"
    try:
        with deciding(Verb.CASE_LIFTED, case, by=None, at=at, key=key) as decision:
            record = _open_record(strand)
            verdict = verdict_on(record, at)
            if verdict.lane == Lane.FAST:
                raise OvertakenError(
                    "Somebody changed the page meanwhile, and it fits the fast lane again. Look at it."
                )
            decision.reason = verdict.why
            _move(decision, record, verdict, at)
    except RepeatedError:
        case.refresh_from_db()
    return case.lane_why


def verdict_on(record: FastRecord, at: datetime) -> Verdict:
    """Return the lane that a fast-lane page belongs in, and why."""
    return assess(record.strand.case, at, record)


def _in_fast_lane(strand: Strand) -> bool:
    here = (strand.case.lane, strand.stage) == (Lane.FAST, Stage.NEEDS)
    return here and strand.state in WRITABLE


def _record_of(strand: Strand) -> FastRecord:
    record = FastRecord.objects.get(strand=strand, sequence=strand.sequence)
    record.strand = strand
    return record


def _open_record(strand: Strand) -> FastRecord:
    """Return the page of a strand as it stands under the lock of its case. Raises OvertakenError where it is closed."""
    case = strand.case
    fresh = Strand.objects.get(pk=strand.pk)
    fresh.case = case
    if not _in_fast_lane(fresh):
        raise OvertakenError(
            f"{case.reference} cannot change its lane now: it is in the {case.get_lane_display().lower()}, at "
            f"{fresh.get_stage_display().lower()}, {fresh.get_state_display().lower()}. Nothing was changed."
        )
    return _record_of(fresh)


def _move(decision: Decision, record: FastRecord, verdict: Verdict, at: datetime) -> None:
    strand, case = record.strand, record.strand.case
    _settle(case, record, verdict)
    if verdict.split:
        CaseWarning(case=case, code=SPLIT, text=verdict.why).save()
        event, subject = f"fast/split/{strand.pk}", "a purchase that was split"
        tell_procurement(case, event=event, subject=subject, text=f"{case.title}: {verdict.why}", at=at)
    for task in asked_by_flow(strand):
        close(task, by=None, at=at, as_="moved to the standard lane")
    for gate in Gate.objects.filter(strand=strand, stage=strand.stage, sequence=strand.sequence):
        end_signers(gate.scope, at=at)  # who answered for the page may answer for the need
    decision.about(stage=strand.stage, lane=str(Lane.STANDARD), split=verdict.split, why=verdict.why)
    moved(case, at)
    carry(record)


def _settle(case: Case, record: FastRecord, verdict: Verdict) -> None:
    """Write the new lane, and what the page states about the case, so that later purchases are held against it."""
    case.lane, case.lane_why = Lane.STANDARD, verdict.why
    case.cpv, case.supplier_names = record.cpv.strip() or case.cpv, chosen_supplier(record) or case.supplier_names
    if record.value_gross is not None or record.value_net is not None:
        case.value_net, case.value_gross = record.value_net, record.value_gross
    case.save(update_fields=["lane", "lane_why", "cpv", "supplier_names", "value_net", "value_gross"])
