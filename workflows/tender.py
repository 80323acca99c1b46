"""The flow of the tender stage."""

from __future__ import annotations

from viewflow import this

from commissioning.gates.tiers import outcome_of, submitted
from commissioning.vocabulary import Outcome, Stage
from workflows.flow import StageFlow, begin_awards, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, offer_take_back, stop, write


@newest(Stage.TENDER)
class TenderV1(StageFlow):
    """From the plan of the procurement to the leave to go to market."""

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.passed)
        .Case(Outcome.STOPPED, this.stopped)
    )
    passed = Does(begin_awards).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()
