"""What every stage's flow has in common, and how one stage begins the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from viewflow.workflow import flow

from commissioning.case.models import Strand
from commissioning.vocabulary import Stage
from workflows.models import StageProcess
from workflows.nodes import Does, case_lock
from workflows.stages import turn_to


class StageFlow(flow.Flow):
    """A stage's flow. Its classes are frozen and versioned: a running stage ends as it began."""

    process_class = StageProcess
    lock_impl = staticmethod(case_lock)
    stage: Stage
    before_tollgate = False  # whether it goes on after a gate that was passed before the case came


_newest: dict[Stage, type[StageFlow]] = {}


def newest(stage: Stage) -> Callable[[type[StageFlow]], type[StageFlow]]:
    """Mark a flow class as the one that new runs of a stage start on."""

    def mark(flow_class: type[StageFlow]) -> type[StageFlow]:
        _newest[stage] = flow_class
        flow_class.stage = stage
        return flow_class

    return mark


def start(strand: Strand, stage: Stage, at: datetime) -> Any:
    """Begin a stage of a strand on the stage's newest flow."""
    return _newest[stage].start.run(strand=strand, at=at)


def begin(stage: Stage) -> Does:
    """Return a node that ends this stage and begins the next."""

    def begin_next(strand: Strand, at: datetime) -> None:
        turn_to(strand, stage)
        start(strand, stage, at)

    return Does(begin_next)


def flow_of(stage: Stage) -> type[StageFlow]:
    """Return the flow that new runs of a stage start on."""
    return _newest[stage]


def flows() -> list[type[StageFlow]]:
    """Return every flow that a run may be on, older versions included."""
    return list(StageFlow.__subclasses__())
