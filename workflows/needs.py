"""The flow of the needs analysis stage."""

from __future__ import annotations

from viewflow import this

from commissioning.gates.tiers import outcome_of, submitted, way_on
from commissioning.needs.ways import settle_way, way_of
from commissioning.vocabulary import Outcome, Stage, Way, WayOn
from workflows.flow import StageFlow, begin, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, close_strand, offer_take_back, stop, write


class NeedsV1(StageFlow):
    """From a stated need to the decision that something must be bought, always at a gate of its own."""

    stage = Stage.NEEDS

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.passed)
        .Case(Outcome.STOPPED, this.stopped)
    )
    passed = begin(Stage.SOCIAL_VALUE).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()


@newest(Stage.NEEDS)
class NeedsV2(StageFlow):
    """From a stated need to the decision how it is met: bought or by a grant, in house, or not at all.

    It is decided at a gate of its own, or with the next stage.
    """

    hands_on = True

    start = StartStage().Next(this.write)
    write = Fork(way_on, enter=write).Case(WayOn.GATE, this.tier).Case(WayOn.NEXT, this.handed_on)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.agreed)
        .Case(Outcome.STOPPED, this.stopped)
    )
    agreed = (
        Fork(way_of, enter=settle_way)
        .Case(Way.BUY, this.passed)
        .Case(Way.GRANT, this.passed)
        .Case(Way.IN_HOUSE, this.closed)
        .Case(Way.NOTHING, this.closed)
    )
    passed = begin(Stage.SOCIAL_VALUE).Next(this.end)
    handed_on = begin(Stage.SOCIAL_VALUE).Next(this.end)
    closed = Does(close_strand).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()
