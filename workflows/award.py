"""The flow of the award stage."""

from __future__ import annotations

from viewflow import this

from commissioning.award.execution import executed, next_step, signed
from commissioning.award.kinds import Executed
from commissioning.gates.tiers import outcome_of, submitted
from commissioning.vocabulary import Lane, Outcome, Stage
from workflows.flow import StageFlow, begin, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, carry_out, offer_take_back, stop, wait, write


@newest(Stage.AWARD, Lane.STANDARD, Lane.JOINING)
class AwardV1(StageFlow):
    """From the bids to a signed contract: after the gate come call-in, the award notice, standstill and signature.

    A decision that is called in and referred back goes back to its record, and to the gate's decider once more. A
    decision to award nothing stops the strand, which can then be tendered again.
    """

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.execution)
        .Case(Outcome.STOPPED, this.stopped)
    )
    execution = (
        Fork(executed, enter=carry_out, during=next_step)
        .Case(Executed.SIGNED, this.signed)
        .Case(Executed.REFERRED_BACK, this.write)
        .Case(Executed.NO_AWARD, this.stopped)
    )
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
