"""A case with a social value record in which every question has an answer."""

from __future__ import annotations

from decimal import Decimal

from commissioning.case.models import Case
from commissioning.needs.models import NeedOutcome
from commissioning.policies.models import PolicyVersion
from commissioning.social_value.kinds import Ground
from commissioning.social_value.models import Measure, MeasureWeight, PriorityChoice, SocialValueRecord
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import filled_needs, the_strand, within_case
from tests.commissioning.policies.published import a_policy

ANSWERS = {
    "relevance": "Home care is local work.",
    "proportionality": "One measure: bidders are small.",
    "economic": "Some 60 jobs.",
    "social": "Carers who stay.",
    "environmental": "Rounds on foot.",
    "securing": "A criterion and a contract term.",
    "weighting_reason": "The usual share.",
}


def filled_social_value(case: Case, version: PolicyVersion | None = None) -> SocialValueRecord:
    """The case's social value record, complete, with its needs record before it."""
    version = version or a_policy()
    needs = filled_needs(case)
    with within_case(case):
        record = SocialValueRecord(
            strand=the_strand(case, Stage.SOCIAL_VALUE), policy_version=version, weighting=Decimal(10), **ANSWERS
        )
        record.save()
        # The second priority first: the section states them in the policy's order all the same.
        climate = PriorityChoice(
            record=record,
            priority=version.priorities.get(code="SV2"),
            chosen=False,
            ground=Ground.NOT_RELEVANT,
            reason="Nothing is built.",
        )
        jobs = PriorityChoice(
            record=record,
            priority=version.priorities.get(code="SV1"),
            chosen=True,
            reason="A third of posts are vacant.",
        )
        climate.save()
        jobs.save()
        measure = a_measure(record, jobs, NeedOutcome.objects.get(record=needs, reference="O1"))
        measure.save()
        a_weight(measure, record.weighting).save()
    return record


def a_measure(record: SocialValueRecord, choice: PriorityChoice | None, outcome: NeedOutcome | None) -> Measure:
    """A measure with a target, not kept yet."""
    return Measure(
        record=record,
        reference=f"M{record.measures.count() + 1}",
        choice=choice,
        outcome=outcome,
        title="People who start a job",
        unit="people",
        target=Decimal(12),
        evidence="A list without names.",
    )


def a_weight(measure: Measure, weight: Decimal | None) -> MeasureWeight:
    """How bids are judged on a measure, not kept yet."""
    return MeasureWeight(record=measure.record, measure=measure, weight=weight, question="How many, and how?")
