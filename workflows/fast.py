"""The flow of the fast lane: one page, one decision, one closing question."""

from __future__ import annotations

from viewflow import this

from commissioning.fast.buying import ask_closing, buy, closing_answered
from commissioning.gates.tiers import outcome_of, submitted
from commissioning.vocabulary import Lane, Outcome, Stage
from workflows.flow import StageFlow, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, close_purchase, offer_take_back, stop, write


@newest(Stage.NEEDS, Lane.FAST)
class FastV1(StageFlow):
    """A small purchase: in needs until it is decided, in monitoring until the closing question is answered."""

    also = (Stage.MONITORING,)

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.decide)
    decide = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.decide)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.buy)
        .Case(Outcome.STOPPED, this.stopped)
    )
    buy = Does(buy).Next(this.use)
    use = Waiting(until=closing_answered, enter=ask_closing).Next(this.closed)
    closed = Does(close_purchase).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()
