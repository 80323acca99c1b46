"""The flow of the award stage."""

from __future__ import annotations

from viewflow import this

from commissioning.award.execution import next_step, signed
from commissioning.gates.tiers import outcome_of, submitted
from commissioning.vocabulary import Outcome, Stage
from workflows.flow import StageFlow, begin, newest
from workflows.nodes import Does, End, StartStage, Tier, Waiting
from workflows.stages import ask_tier, offer_take_back, stop, wait, write


@newest(Stage.AWARD)
class AwardV1(StageFlow):
    """From the bids to a signed contract: after the gate come call-in, the award notice, standstill and signature."""

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Tier(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.execution)
        .Case(Outcome.STOPPED, this.stopped)
    )
    execution = Waiting(until=signed, enter=wait, during=next_step).Next(this.signed)
    signed = begin(Stage.MONITORING).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()


class AwardTakenOnV1(StageFlow):
    """An award whose gate was passed before Tollgate: it waits for the signature only."""

    stage = Stage.AWARD
    before_tollgate = True

    start = StartStage().Next(this.execution)
    execution = Waiting(until=signed, enter=wait, during=next_step).Next(this.signed)
    signed = begin(Stage.MONITORING).Next(this.end)
    end = End()
