"""The social value record in sections: what each states, what it tells its gate, what is still wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commissioning.measures.models import FrameworkMeasure
from commissioning.needs.estimating import estimate, estimate_of
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.policies.models import PolicyVersion
from commissioning.records.regime import of_regime
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom
from commissioning.records.writing import hundredths
from commissioning.social_value import forms, rules, weighing
from commissioning.social_value.act import asks_all, consultation, of_consultation
from commissioning.social_value.choosing import of_government, taken
from commissioning.social_value.ending import ended_in, of_ended
from commissioning.social_value.models import Measure, MeasureWeight, PriorityChoice, SocialValueRecord
from commissioning.social_value.prefill import prefill
from commissioning.social_value.proportion import Proportion, burden, proportion
from commissioning.vocabulary import Stage

CHOICES = RowSet("choices", "Priorities", forms.PriorityChoiceForm, "priority", related=("priority",))
MEASURES = RowSet(
    "measures",
    "Measures",
    forms.MeasureForm,
    "measure",
    prefix="M",
    related=("choice__priority", "outcome", "catalogue__version__framework"),
    unread=("catalogue__version__document",),
)
WEIGHTS = RowSet(
    "weights",
    "How bids are judged on each measure",
    forms.MeasureWeightForm,
    "weight",
    related=("measure__choice__priority",),
    begin=lambda record: [{"measure": str(pk)} for pk in _not_weighed(record)],
)


def _not_weighed(record: SocialValueRecord) -> list[int]:
    """The ids of the measures that count and for which nobody has said yet what they weigh."""
    weighed = {row.measure_id for row in record.weights.all()}
    return [measure.pk for measure in _counting(record) if measure.pk not in weighed]


def _counting(record: SocialValueRecord) -> list[Measure]:
    """The measures whose priority did not end on the way."""
    return [one for one in MEASURES.of(record) if one.choice is None or record.holds(one.choice)]


def relevance(record: SocialValueRecord) -> dict[str, object]:
    """The policy version that applies, and what of it is relevant and proportionate (Social Value Act s.1(6))."""
    return {
        "policy": _version(record.policy_version),
        "relevance": record.relevance,
        "bidders": record.bidders,
        "proportionality": record.proportionality,
    }


def _version(version: PolicyVersion | None) -> dict[str, object]:
    if version is None:
        return {}
    return {"code": version.policy.code, "title": version.policy.title, "version": version.number}


def wellbeing(record: SocialValueRecord) -> dict[str, object]:
    """How well-being might improve, how the process secures it, and whether people are consulted on it.

    Public Services (Social Value) Act 2012 s.1(3) and (7); the last is as the needs record says.
    """
    return {
        "economic": record.economic,
        "social": record.social,
        "environmental": record.environmental,
        "securing": record.securing,
        **consultation(record),
    }


def priorities(record: SocialValueRecord) -> dict[str, object]:
    """Each priority of the version, chosen or not, with the reason; in the policy's order."""
    choices = sorted(CHOICES.of(record), key=lambda choice: (choice.priority.position, choice.pk))
    return {
        "priorities": [
            {
                "priority": _priority(choice),
                "chosen": choice.chosen,
                "ground": choice.ground,
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
    """How delivery is counted, by reference, with the council's target or that bidders offer one."""
    return {"measures": [_measure(record, measure) for measure in MEASURES.of(record)]}


def _measure(record: SocialValueRecord, measure: Measure) -> dict[str, object]:
    outcome = measure.outcome
    return {
        "reference": measure.reference,
        "title": measure.title,
        "unit": measure.unit,
        "direction": measure.direction,
        "target": hundredths(measure.target),
        "left_to_bidders": measure.left_to_bidders or None,
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
    """What share of the award social value carries, in per cent, why, and how bids are judged on each measure."""
    rows = sorted(WEIGHTS.of(record), key=lambda row: (row.measure_id, row.pk))
    return {
        "weighting": hundredths(record.weighting),
        "reason": record.weighting_reason,
        "measures": [_weight(record, row) for row in rows],
    }


def _weight(record: SocialValueRecord, row: MeasureWeight) -> dict[str, object]:
    choice = row.measure.choice
    return {
        "measure": {"reference": row.measure.reference, "title": row.measure.title},
        "ended": _ended(record, choice) if choice else None,
        "weight": hundredths(row.weight),
        "question": row.question,
        "minimum": hundredths(row.minimum),
    }


def facts(record: SocialValueRecord) -> dict[str, object]:
    """What a gate's conditions may ask of social value. What ended counts no more."""
    return {
        "priorities": sum(bool(choice.chosen) and record.holds(choice) for choice in CHOICES.of(record)),
        "measures": len(_counting(record)),
        "weighting": hundredths(record.weighting),
        "value_gross": estimate(record.strand.case),
    }


def faults(record: SocialValueRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    ended = {choice.pk for choice in ended_in(record)}
    choices = [choice for choice in record.choices.all() if choice.pk not in ended]
    measures = [measure for measure in MEASURES.of(record) if measure.choice_id not in ended]
    return [
        *_of_wellbeing(record),
        *_of_priorities(record, choices),
        *_of_measures(record, measures, choices),
        *_of_weights(record, measures),
    ]


def _of_wellbeing(record: SocialValueRecord) -> list[Fault]:
    return [Fault("wellbeing", text, field) for field, text in rules.of_wellbeing(_kinds(record))]


def _kinds(record: SocialValueRecord) -> dict[str, str]:
    """What is said of each kind of well-being."""
    return {name: getattr(record, name) for name in forms.WELLBEING}


def _open_kinds(record: SocialValueRecord) -> list[str]:
    """Advice on the kinds of well-being left open. Whether the Act may bind is asked only where one is."""
    found = rules.of_open_kinds(_kinds(record))
    return found if found and asks_all(record) else []


def _of_priorities(record: SocialValueRecord, choices: Sequence[PriorityChoice]) -> list[Fault]:
    found = rules.of_choices(choices, _wanted(record, record.policy_version)) if record.policy_version else []
    found += rules.of_grounds(choices, {choice.pk: str(choice) for choice in choices})
    return [Fault("priorities", text, "choices") for text in found]


def _wanted(record: SocialValueRecord, version: PolicyVersion) -> dict[int, str]:
    """The names of the priorities to answer for, by id: those answered already, where none is left."""
    choices = record.choices.all()
    if not choices or any(vars(choice).get("unanswered", True) for choice in choices):
        return {priority.pk: str(priority) for priority in version.priorities.all()}
    return {choice.priority_id: str(choice) for choice in choices if record.holds(choice)}


def _of_measures(
    record: SocialValueRecord, counted: Sequence[Measure], choices: Sequence[PriorityChoice]
) -> list[Fault]:
    from_catalogue = [found for found in map(taken, counted) if found is not None]
    loose = rules.broken(counted, choices, {choice.pk: str(choice) for choice in choices}, _sought(record, counted))
    found = [
        *(link.text for link in loose),
        *rules.of_catalogue(from_catalogue),
        *weighing.of_targets(counted),
    ]
    return [Fault("measures", text, "measures") for text in found]


def _of_weights(record: SocialValueRecord, counted: Sequence[Measure]) -> list[Fault]:
    known = {measure.pk for measure in counted}
    rows = [row for row in WEIGHTS.of(record) if row.measure_id in known]
    references = [measure.reference for measure in counted]
    found = [*weighing.of_weights(rows, references, record.weighting), *weighing.of_minimums(rows)]
    return [Fault("weighting", text, "weights") for text in found]


def _sought(record: SocialValueRecord, measures: Iterable[Measure]) -> list[str]:
    """Name the outcomes that the need seeks; read only where a measure brings none about."""
    if all(measure.outcome_id for measure in measures):
        return []
    return list(record.sought.values())


def _unserved(record: SocialValueRecord) -> list[str]:
    """Name the outcomes that no measure is for, once there are measures: it refuses nothing."""
    served = {measure.outcome_id for measure in MEASURES.of(record)}
    left = [reference for pk, reference in record.sought.items() if pk not in served] if served else []
    return [rules.NO_MEASURE.format(name=f"outcome {reference}") for reference in left]


def advice(record: SocialValueRecord) -> list[Fault]:
    """Say what will be wanted later, and what is out of proportion: shown beside the record, refuses nothing."""
    return [
        *of_regime(record, "relevance"),
        *of_government(record, "relevance"),
        *(Fault("wellbeing", text) for text in (*_open_kinds(record), *of_consultation(record))),
        *(Fault("measures", text) for text in _unserved(record)),
        *(Fault("measures", text) for text in proportion_of(record).advice),
        *of_ended(record),
    ]


def proportion_of(record: SocialValueRecord) -> Proportion:
    """Weigh what a record asks of bidders. One query more where it is the needs that say what the case is worth."""
    asked = burden(measure.evidence for measure in MEASURES.of(record))
    return proportion(asked, record.strand.case.amount or estimate_of(record.needs), record.bidders)


OF_THE_ACT = ("case-social-value", "What the Social Value Act asks here, and how much is in proportion")
OF_THE_CASE = ("case-policy", "The policy of this case, and what each of its priorities is for")
SUGGESTED = ("suggested-measures", "Measures of similar contracts, and what they delivered")
SECTIONS = (
    Section(
        "relevance",
        1,
        "Policy, relevance and proportionality",
        relevance,
        forms.RelevanceForm,
        guides=(OF_THE_ACT,),
    ),
    Section(
        "wellbeing",
        1,
        "Economic, social and environmental well-being",
        wellbeing,
        forms.WellbeingForm,
        intro="Whether people are consulted on this is asked in the needs, and not again here.",
        guides=(OF_THE_ACT,),
    ),
    Section(
        "priorities",
        1,
        "Priorities",
        priorities,
        rows=(CHOICES,),
        intro=(
            "Answer for every priority of the policy. Each is chosen, not relevant or not proportionate, with the "
            "reason: the record is not handed in before all of them are answered."
        ),
        guides=(OF_THE_CASE,),
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
        guides=(SUGGESTED, OF_THE_ACT),
    ),
    Section(
        "weighting",
        1,
        "Weighting and what bidders are asked",
        weighting,
        forms.WeightingForm,
        rows=(WEIGHTS,),
        intro="Save the measures first. Here you say what each of them weighs, what bidders are asked and must reach.",
        figures=True,
    ),
)

ROOM = StageRoom(
    stage=Stage.SOCIAL_VALUE,
    record=SocialValueRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    advice=advice,
    prefill=prefill,
    before=NEEDS,
    related=("policy_version__policy",),
)
