"""The flow of the monitoring stage."""

from __future__ import annotations

from viewflow import this

from commissioning.contract.opening import take_on, wind_up
from commissioning.gates.tiers import outcome_of, submitted
from commissioning.vocabulary import Lane, Outcome, Stage
from workflows.flow import StageFlow, begin, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, next_year, offer_take_back, stop, write


@newest(Stage.MONITORING, Lane.STANDARD, Lane.JOINING)
class MonitoringV1(StageFlow):
    """From a signed contract, a gate each year, until the contract ends."""

    start = StartStage().Next(this.take_on)
    take_on = Does(take_on).Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.next_year)
        .Case(Outcome.ENDED, this.wind_up)
        .Case(Outcome.STOPPED, this.cut_short)
    )
    next_year = Does(next_year).Next(this.write)
    cut_short = Does(wind_up).Next(this.stopped)
    wind_up = Does(wind_up).Next(this.ended)
    ended = begin(Stage.REVIEW).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()
