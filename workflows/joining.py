"""The flow of joining: where a body outside the council leads, one record and gate stand for all before award."""

from __future__ import annotations

from viewflow import this

from commissioning.gates.tiers import outcome_of, submitted
from commissioning.vocabulary import Lane, Outcome, Stage
from workflows.flow import StageFlow, begin, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, offer_take_back, stop, write


@newest(Stage.NEEDS, Lane.JOINING)
class JoiningV1(StageFlow):
    """From what we need to the decision to join what another body leads; then the award of our own contract."""

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.passed)
        .Case(Outcome.STOPPED, this.stopped)
    )
    passed = begin(Stage.AWARD).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()
