"""`advance(case)`: brings the engine to where the facts are. Idempotent; called in decisions, swept by the worker."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from commissioning.case.models import Case, Strand
from commissioning.review.closing import wants_next_cycle
from commissioning.review.decisions import open_next_cycle
from commissioning.vocabulary import Stage, State
from workflows.award import AwardTakenOnV1
from workflows.flow import start

OVER = (State.STOPPED, State.CLOSED)
MOST_STEPS = 50


def advance(case: Case, at: datetime) -> None:
    """Run what can run for every strand of a case, inside the open decision that holds the case's lock."""
    for strand in Strand.objects.filter(case=case).order_by("pk"):
        strand.case = case
        for _ in range(MOST_STEPS):
            if not _step(strand, at):
                break
        else:
            raise RuntimeError(f"Strand {strand.pk} does not come to rest: its flow runs in a circle.")
        if wants_next_cycle(strand):
            transaction.on_commit(partial(begin_next_cycle, strand.pk, at))


def _step(strand: Strand, at: datetime) -> bool:
    """Take one step. Returns whether anything moved."""
    task = open_task(strand)
    if task is None:
        return _start(strand, at)
    node = task.flow_task
    if node.flow_class.stage != strand.stage:
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
    if strand.case.gate_before_tollgate and strand.stage == Stage.AWARD:
        AwardTakenOnV1.start.run(strand=strand, at=at)
    else:
        start(strand, Stage(strand.stage), at)
    return True


def _abandon(task: Any) -> bool:
    """End the run of a stage that the strand has been taken away from."""
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
    return task.flow_task.flow_class.stage != strand.stage or bool(task.flow_task.ready(strand))


def begin_next_cycle(strand_id: int, at: datetime) -> None:
    """Open the next cycle's case of a reviewed contract, in its own transaction; once, however often it is asked."""
    open_next_cycle(Strand.objects.select_related("case").get(pk=strand_id), at=at)
