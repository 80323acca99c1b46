"""The flow of the social value priorities stage."""

from __future__ import annotations

from viewflow import this

from commissioning.gates.tiers import outcome_of, submitted, way_on
from commissioning.needs.ways import settle_way_of_earlier
from commissioning.vocabulary import Outcome, Stage, WayOn
from workflows.flow import StageFlow, begin, newest
from workflows.nodes import Does, End, Fork, StartStage, Waiting
from workflows.stages import ask_tier, offer_take_back, stop, write


class SocialValueV1(StageFlow):
    """From the council's priorities to what this purchase must bring about, always at a gate of its own."""

    stage = Stage.SOCIAL_VALUE

    start = StartStage().Next(this.write)
    write = Waiting(until=submitted, enter=write).Next(this.tier)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.passed)
        .Case(Outcome.STOPPED, this.stopped)
    )
    passed = begin(Stage.TENDER).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()


@newest(Stage.SOCIAL_VALUE)
class SocialValueV2(StageFlow):
    """From the council's priorities to what this purchase must bring about: at its own gate, or with the next stage."""

    hands_on = True

    start = StartStage().Next(this.write)
    write = Fork(way_on, enter=write).Case(WayOn.GATE, this.tier).Case(WayOn.NEXT, this.handed_on)
    tier = (
        Fork(outcome_of, enter=ask_tier, during=offer_take_back)
        .Case(Outcome.NEXT_TIER, this.tier)
        .Case(Outcome.RETURNED, this.write)
        .Case(Outcome.PASSED, this.passed)
        .Case(Outcome.STOPPED, this.stopped)
    )
    passed = begin(Stage.TENDER, first=settle_way_of_earlier).Next(this.end)
    handed_on = begin(Stage.TENDER).Next(this.end)
    stopped = Does(stop).Next(this.end)
    end = End()
