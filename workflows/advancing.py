"""`advance(case)`: brings the engine to where the facts are. Idempotent; called in decisions, swept by the worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from commissioning.award.kinds import CallInOutcome
from commissioning.award.models import Execution
from commissioning.case.models import Case, Strand
from commissioning.case.rules import WRITABLE
from commissioning.fast.models import Closing
from commissioning.gates.combining import handed_on
from commissioning.gates.handing_models import HandedOn
from commissioning.gates.models import Gate
from commissioning.gates.submitting import with_gates
from commissioning.review.closing import wants_next_cycle
from commissioning.review.decisions import open_next_cycle
from commissioning.vocabulary import Stage, State
from workflows.award import AwardTakenOnV1
from workflows.flow import flows, start
from workflows.stages import turn_to

OVER = (State.STOPPED, State.CLOSED)
MOST_STEPS = 50


def advance(case: Case, at: datetime) -> None:
    """Run what can run for every strand of a case, inside the open decision that holds the case's lock."""
    for strand in with_gates(Strand.objects.filter(case=case)).order_by("pk"):
        strand.case = case
        for _ in range(MOST_STEPS):
            if not _step(strand, at):
                break
        else:
            raise RuntimeError(f"Strand {strand.pk} does not come to rest: its flow runs in a circle.")
        if wants_next_cycle(strand):
            _begin_once_committed(strand.pk, at)


def _begin_once_committed(strand_id: int, at: datetime) -> None:
    """Open the next cycle after the commit. What was decided stands by then, and the sweeper asks for it again."""

    def begin() -> None:
        begin_next_cycle(strand_id, at)

    transaction.on_commit(begin, robust=True)


def _step(strand: Strand, at: datetime) -> bool:
    """Take one step. Returns whether anything moved."""
    task = open_task(strand)
    if task is None:
        return _start(strand, at)
    node = task.flow_task
    if not _belongs(node, strand):
        return _abandon(task)
    task.process = task.process.coerced
    task.process.strand, task.process.at = strand, at
    if node.during is not None:
        node.during(strand, at)
    if not node.ready(strand):
        return False
    activation = node.activation_class(task)
    activation.run(None)
    node.leave(activation)
    return True


def _start(strand: Strand, at: datetime) -> bool:
    if strand.state in OVER:
        return False
    if _handed_on(strand):  # its run knew of no way on but a gate of its own, and was ended
        turn_to(strand, Stage(strand.stage).following or Stage.REVIEW)
    if _after_outside_gate(strand):
        AwardTakenOnV1.start.run(strand=strand, at=at)
    else:
        start(strand, Stage(strand.stage), at)
    return True


def _belongs(node: Any, strand: Strand) -> bool:
    """Whether a run is the one that the facts ask for: none once the strand is over."""
    flow_class = node.flow_class
    in_lane = strand.case.lane in flow_class.lanes and flow_class.before_tollgate == _after_outside_gate(strand)
    at_stage = strand.stage in (flow_class.stage, *flow_class.also)
    knows_the_way = flow_class.hands_on or not _handed_on(strand)
    return strand.state not in OVER and at_stage and in_lane and knows_the_way


def _handed_on(strand: Strand) -> bool:
    return handed_on(strand, Stage(strand.stage)) is not None


def _after_outside_gate(strand: Strand) -> bool:
    return bool(strand.case.gate_before_tollgate) and strand.stage == Stage.AWARD


def _abandon(task: Any) -> bool:
    """End a run that the strand has been taken away from: another stage, another way into it, or its end."""
    task.status, task.finished = STATUS.CANCELED, now()
    task.save(update_fields=["status", "finished"])
    process = task.process
    process.status, process.finished = PROCESS.CANCELED, now()
    process.save(update_fields=["status", "finished"])
    return True


def open_task(strand: Strand) -> Any:
    """Return the engine task a strand waits in, with its process; None where no stage runs."""
    waiting = Task.objects.filter(process__stageprocess__strand=strand, finished__isnull=True)
    return waiting.select_related("process__stageprocess").order_by("-pk").first()


def ready(strand: Strand) -> bool:
    """Whether a strand could move now: read by the sweeper, changes nothing."""
    task = open_task(strand)
    if task is None:
        return strand.state not in OVER
    return not _belongs(task.flow_task, strand) or bool(task.flow_task.ready(strand))


def left_behind() -> QuerySet[Strand]:
    """Return, in one query, the strands whose facts may be ahead of the engine; `ready` tells for each.

    Which node the engine waits in is read from the state that the node gave its strand when the flow came to it.
    """
    gate = Gate.objects.filter(strand=OuterRef("pk"), stage=OuterRef("stage"), sequence=OuterRef("sequence"))
    over = Q(signed_on__isnull=False) | Q(call_in_outcome=CallInOutcome.REFERRED_BACK)
    execution = Execution.objects.filter(over, strand=OuterRef("pk"))
    submitted = Q(state__in=WRITABLE) & Q(Exists(gate.filter(outcome="")))
    concluded = Q(state=State.IN_GATE) & Q(Exists(gate.exclude(outcome="")))
    executed = Q(state=State.WAITING) & Q(Exists(execution))
    answered = Q(state=State.WAITING) & Q(Exists(Closing.objects.filter(strand=OuterRef("pk"))))
    handed = Q(state__in=WRITABLE) & Q(Exists(HandedOn.objects.filter(strand=OuterRef("pk"), stage=OuterRef("stage"))))
    ahead = submitted | handed | concluded | executed | answered
    found = Strand.objects.exclude(state__in=OVER).filter(ahead | ~_running())
    return found.select_related("case").order_by("pk")


def _running() -> Q:
    """The strands for which a run that belongs to them waits somewhere."""
    outside = Q(stage=Stage.AWARD, case__gate_before_tollgate=True)
    found = Q()
    for flow_class in flows():
        tasks = Task.objects.filter(process__flow_class=flow_class, finished__isnull=True)
        waiting = Q(Exists(tasks.filter(process__stageprocess__strand=OuterRef("pk"))))
        stages = Q(stage__in=(flow_class.stage, *flow_class.also), case__lane__in=flow_class.lanes)
        found |= waiting & (outside if flow_class.before_tollgate else stages & ~outside)
    return found


def begin_next_cycle(strand_id: int, at: datetime) -> None:
    """Open the next cycle's case of a reviewed contract, in its own transaction; once, however often it is asked."""
    open_next_cycle(Strand.objects.select_related("case").get(pk=strand_id), at=at)
