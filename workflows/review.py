"""The flow of the review stage."""

from __future__ import annotations

from viewflow import this

from commissioning.gates.tiers import outcome_of, submitted
from commissioning.vocabulary import Lane, Outcome, Stage
from workflows.flow import StageFlow, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, close_strand, offer_take_back, stop, write


@newest(Stage.REVIEW, Lane.STANDARD, Lane.JOINING)
class ReviewV1(StageFlow):
    """From what the contract achieved to what comes next."""

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.closed)
        .Case(Outcome.STOPPED, this.stopped)
    )
    closed = Does(close_strand).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()
