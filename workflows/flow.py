"""What every stage's flow has in common, and how one stage begins the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from viewflow.workflow import flow

from commissioning.case.models import Strand
from commissioning.tender.parting import part
from commissioning.vocabulary import Lane, Stage
from workflows.models import StageProcess
from workflows.nodes import Does, case_lock
from workflows.stages import turn_to


class StageFlow(flow.Flow):
    """A stage's flow. Its classes are frozen and versioned: a running stage ends as it began."""

    process_class = StageProcess
    lock_impl = staticmethod(case_lock)
    stage: Stage
    also: tuple[Stage, ...] = ()  # the later stages it goes on through
    lanes: tuple[Lane, ...] = (Lane.STANDARD,)  # the lanes whose cases run it
    hands_on = False  # whether its record may be handed on to the next stage, whose gate decides both
    before_tollgate = False  # whether it goes on after a gate that was passed before the case came


_newest: dict[tuple[Stage, Lane], type[StageFlow]] = {}


def newest(stage: Stage, *lanes: Lane) -> Callable[[type[StageFlow]], type[StageFlow]]:
    """Mark a flow class as the one that new runs of a stage start on: in these lanes, the standard one if none."""

    def mark(flow_class: type[StageFlow]) -> type[StageFlow]:
        flow_class.stage, flow_class.lanes = stage, lanes or (Lane.STANDARD,)
        _newest.update({(stage, lane): flow_class for lane in flow_class.lanes})
        return flow_class

    return mark


def start(strand: Strand, stage: Stage, at: datetime) -> Any:
    """Begin a stage of a strand on the newest flow of the stage and of the case's lane."""
    return flow_of(stage, Lane(strand.case.lane)).start.run(strand=strand, at=at)


def begin(stage: Stage, *, first: Callable[[Strand, datetime], None] | None = None) -> Does:
    """Return a node that ends this stage and begins the next; `first` is what the gate that was passed settles."""

    def begin_next(strand: Strand, at: datetime) -> None:
        if first:
            first(strand, at)
        turn_to(strand, stage)
        start(strand, stage, at)

    return Does(begin_next)


def begin_awards(strand: Strand, at: datetime) -> None:
    """Begin the award of a tendered strand: of each lot or group of lots apart, where there are several."""
    for each in part(strand):
        turn_to(each, Stage.AWARD)
        start(each, Stage.AWARD, at)


def flow_of(stage: Stage, lane: Lane = Lane.STANDARD) -> type[StageFlow]:
    """Return the flow that new runs of a stage start on in a lane. Raises KeyError where the lane has none."""
    return _newest[stage, lane]


def flows() -> list[type[StageFlow]]:
    """Return every flow that a run may be on, older versions included."""
    return list(StageFlow.__subclasses__())
