"""The social value record in sections: what each states, what it tells its gate, what is still wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from commissioning.measures.models import FrameworkMeasure
from commissioning.needs.estimating import estimate
from commissioning.needs.models import NeedOutcome
from commissioning.policies.models import PolicyVersion
from commissioning.records.regime import of_regime
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom
from commissioning.records.writing import hundredths
from commissioning.social_value import forms, rules
from commissioning.social_value.choosing import of_government, taken
from commissioning.social_value.ending import ended_in, of_ended
from commissioning.social_value.models import Measure, PriorityChoice, SocialValueRecord
from commissioning.social_value.prefill import prefill
from commissioning.vocabulary import Stage

CHOICES = RowSet("choices", "Priorities", forms.PriorityChoiceForm, "priority", related=("priority",))
MEASURES = RowSet(
    "measures",
    "Measures",
    forms.MeasureForm,
    "measure",
    prefix="M",
    related=("choice__priority", "outcome", "catalogue__version__framework"),
)


def relevance(record: SocialValueRecord) -> dict[str, object]:
    """The policy version that applies, and what of it is relevant and proportionate (Social Value Act s.1(6))."""
    return {
        "policy": _version(record.policy_version),
        "relevance": record.relevance,
        "proportionality": record.proportionality,
    }


def _version(version: PolicyVersion | None) -> dict[str, object]:
    if version is None:
        return {}
    return {"code": version.policy.code, "title": version.policy.title, "version": version.number}


def wellbeing(record: SocialValueRecord) -> dict[str, object]:
    """How well-being might improve, and how the process secures it (Social Value Act s.1(3))."""
    return {
        "economic": record.economic,
        "social": record.social,
        "environmental": record.environmental,
        "securing": record.securing,
    }


def priorities(record: SocialValueRecord) -> dict[str, object]:
    """Each priority of the version, chosen or not, with the reason; in the policy's order."""
    choices = sorted(CHOICES.of(record), key=lambda choice: (choice.priority.position, choice.pk))
    return {
        "priorities": [
            {
                "priority": _priority(choice),
                "chosen": choice.chosen,
                "ended": _ended(record, choice),
                "reason": choice.reason,
            }
            for choice in choices
        ]
    }


def _ended(record: SocialValueRecord, choice: PriorityChoice) -> bool | None:
    """Whether a priority ended with the version that the record holds; nothing is stated where it did not."""
    return True if record.policy_version_id and not record.holds(choice) else None


def _priority(choice: PriorityChoice) -> dict[str, object]:
    return {"code": choice.priority.code, "title": choice.priority.title}


def measures(record: SocialValueRecord) -> dict[str, object]:
    """How delivery is counted, by reference; a measure without a target leaves it to bidders."""
    return {"measures": [_measure(record, measure) for measure in MEASURES.of(record)]}


def _measure(record: SocialValueRecord, measure: Measure) -> dict[str, object]:
    outcome = measure.outcome
    return {
        "reference": measure.reference,
        "title": measure.title,
        "unit": measure.unit,
        "target": hundredths(measure.target),
        "evidence": measure.evidence,
        "priority": _priority(measure.choice) if measure.choice else {},
        "ended": _ended(record, measure.choice) if measure.choice else None,
        "outcome": {"reference": outcome.reference, "title": outcome.title} if outcome else {},
        "catalogue": _catalogue(measure.catalogue) if measure.catalogue else {},
    }


def _catalogue(found: FrameworkMeasure) -> dict[str, object]:
    """What a measure of a framework says beside title, unit and evidence, and under which licence."""
    return {
        "framework": found.version.framework.name,
        "version": found.version.called,
        "code": found.code,
        "title": found.title,
        "definition": found.definition,
        "counts": found.counts,
        "direction": found.direction,
        "baseline": found.baseline,
        "guard_groups": found.guards,
        "proxy_value": hundredths(found.proxy_value),
        "proxy_source": found.proxy_source,
        "price_year": found.price_year,
        "licence": found.under,
    }


def weighting(record: SocialValueRecord) -> dict[str, object]:
    """What share of the award social value carries, in per cent, and why."""
    return {"weighting": hundredths(record.weighting), "reason": record.weighting_reason}


def facts(record: SocialValueRecord) -> dict[str, object]:
    """What a gate's conditions may ask of social value."""
    return {
        "priorities": sum(bool(choice.chosen) and record.holds(choice) for choice in CHOICES.of(record)),
        "measures": len(MEASURES.of(record)),
        "weighting": hundredths(record.weighting),
        "value_gross": estimate(record.strand.case),
    }


def faults(record: SocialValueRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    ended = {choice.pk for choice in ended_in(record)}
    choices = [choice for choice in record.choices.all() if choice.pk not in ended]
    counted = [measure for measure in MEASURES.of(record) if measure.choice_id not in ended]
    from_catalogue = [found for found in map(taken, counted) if found is not None]
    names = {choice.pk: str(choice) for choice in choices}
    version = record.policy_version
    wanted = {priority.pk: str(priority) for priority in version.priorities.all()} if version else {}
    found = rules.of_choices(choices, wanted) if version else []
    loose = rules.broken(counted, choices, names, _sought(record, counted))
    return [
        *(Fault("priorities", text, "choices") for text in found),
        *(Fault("measures", link.text, "measures") for link in loose),
        *(Fault("measures", text, "measures") for text in rules.of_catalogue(from_catalogue)),
    ]


def _sought(record: SocialValueRecord, measures: Iterable[Measure]) -> list[str]:
    """Name the outcomes that the need seeks; read only where a measure brings none about."""
    if all(measure.outcome_id for measure in measures):
        return []
    outcomes = NeedOutcome.objects.filter(record__strand__case=record.strand.case_id).order_by("pk")
    return list(outcomes.values_list("reference", flat=True))


def advice(record: SocialValueRecord) -> list[Fault]:
    """Say what will be wanted later: shown beside the record, refuses nothing."""
    return [*of_regime(record, "relevance"), *of_government(record, "relevance"), *of_ended(record)]


SECTIONS = (
    Section("relevance", 1, "Policy, relevance and proportionality", relevance, forms.RelevanceForm),
    Section("wellbeing", 1, "Economic, social and environmental well-being", wellbeing, forms.WellbeingForm),
    Section(
        "priorities",
        1,
        "Priorities",
        priorities,
        rows=(CHOICES,),
        intro="Answer for every priority of the policy: those you choose, and those you do not.",
    ),
    Section(
        "measures",
        1,
        "Measures",
        measures,
        rows=(MEASURES,),
        intro=(
            "Give each chosen priority at least one measure. Fewer, well chosen ones ask less of small bidders. What "
            "each one of the catalogue means stands under Policies, Measures. Two that guard against counting the same "
            "activity twice cannot both be chosen."
        ),
    ),
    Section("weighting", 1, "Weighting", weighting, forms.WeightingForm, figures=True),
)

ROOM = StageRoom(
    stage=Stage.SOCIAL_VALUE,
    record=SocialValueRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    advice=advice,
    prefill=prefill,
    related=("policy_version__policy",),
)
