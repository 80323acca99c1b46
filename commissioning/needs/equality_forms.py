"""The questions of the equality duty: the screening of its three limbs, and the full assessment where it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from commissioning.needs.kinds import Effect, Group
from commissioning.needs.models import AffectedGroup, NeedsRecord
from commissioning.records.forms import RowForm, SectionForm, long_answer, short_answer
from govuk.fields import DateField, RadioField, YesNoField
from govuk.widgets import Checkboxes

LIMBS: Mapping[str, str] = {
    "equality_discrimination": "How will you eliminate discrimination, harassment and victimisation?",
    "equality_opportunity": "How will you advance equality of opportunity?",
    "equality_relations": "How will you foster good relations between people?",
}


def _effect(label: str) -> RadioField:
    return RadioField(label=label, choices=Effect.choices, hints={Effect.UNKNOWN: "Then a full assessment finds out."})


class EqualityForm(SectionForm):
    """The three limbs of the public sector equality duty (Equality Act 2010 s.149): each with an answer and reasons."""

    equality_discrimination_effect = _effect("What does it do about discrimination, harassment and victimisation?")
    equality_discrimination = long_answer(LIMBS["equality_discrimination"], "The first part of the equality duty: why.")
    equality_opportunity_effect = _effect("What does it do for equality of opportunity?")
    equality_opportunity = long_answer(
        LIMBS["equality_opportunity"], "The second part: think of each protected characteristic."
    )
    equality_relations_effect = _effect("What does it do for good relations between people?")
    equality_relations = long_answer(LIMBS["equality_relations"], "The third part.")
    equality_characteristics = forms.MultipleChoiceField(
        label="Which protected characteristics do people have who are affected more than others?",
        help_text="Leave all empty if nobody is.",
        choices=[(group.value, group.value) for group in Group],
        widget=Checkboxes(small=True),
    )
    equality_assessment = YesNoField(
        label="Is a full equality impact assessment needed?",
        help_text="It is where a part may be made worse or is not known. Where people are affected more than others "
        "and you answer no, say why none is needed. Yes asks for it on a page of its own.",
    )
    equality_reason = long_answer("Why, or why not?", rows=3)

    stated_as: ClassVar[Mapping[str, str]] = {
        "equality_discrimination_effect": "discrimination_effect",
        "equality_discrimination": "discrimination",
        "equality_opportunity_effect": "opportunity_effect",
        "equality_opportunity": "opportunity",
        "equality_relations_effect": "relations_effect",
        "equality_relations": "relations",
        "equality_characteristics": "characteristics",
        "equality_assessment": "full_assessment",
        "equality_reason": "full_assessment_reason",
    }
    optional: ClassVar = ("equality_characteristics",)
    examples: ClassVar[Mapping[str, str]] = {
        "equality_discrimination": "Care plans ask about language and faith; complaints are monitored by ethnicity.",
        "equality_opportunity": "Visits at times that suit disabled people who work.",
        "equality_relations": "Lunch clubs bring people of different communities together.",
        "equality_reason": "Yes: nearly all who have care at home are old or disabled, and most are women.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = [
            "equality_discrimination_effect",
            "equality_discrimination",
            "equality_opportunity_effect",
            "equality_opportunity",
            "equality_relations_effect",
            "equality_relations",
            "equality_characteristics",
            "equality_assessment",
            "equality_reason",
        ]


class ImpactForm(SectionForm):
    """The full assessment in sum: what follows from it, who decides, and when it is looked at again."""

    impact_conclusion = long_answer(
        "What follows from the assessment?", "Go on as planned, go on with changes, or stop; and why."
    )
    impact_decider = short_answer("Who decides on it?", "The post, and the name.", longest=300)
    impact_review_on = DateField(label="When is it looked at again?", help_text="For example, 1 4 2028.")

    stated_as: ClassVar[Mapping[str, str]] = {
        "impact_conclusion": "conclusion",
        "impact_decider": "decided_by",
        "impact_review_on": "review_on",
    }
    examples: ClassVar[Mapping[str, str]] = {
        "impact_conclusion": "Go on with two changes: visits of 30 minutes or more, information in five languages.",
        "impact_decider": "Head of adult social care, J. Rahman",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["impact_conclusion", "impact_decider", "impact_review_on"]


class AffectedGroupForm(RowForm):
    """How people of one protected characteristic are affected."""

    characteristic = RadioField(label="Which people?", choices=[(group.value, group.value) for group in Group])
    positive = long_answer("What is better for them?", "If nothing, say so.", rows=2)
    negative = long_answer("What is worse for them?", "If nothing, say so.", rows=2)
    evidence = long_answer("How do you know?", rows=2)
    mitigation = long_answer("What will you do about what is worse?", "Say who does it, and by when.", rows=2)

    examples: ClassVar[Mapping[str, str]] = {
        "positive": "People with dementia see the same two carers all week.",
        "negative": "Calls move from the telephone to an app, which a third of them do not use.",
        "evidence": "Survey of 212 people, March 2026; complaints of two years by characteristic.",
        "mitigation": "The telephone line stays. Contract manager, from the first day.",
    }

    class Meta:
        model = AffectedGroup
        fields: ClassVar = ["characteristic", "positive", "negative", "evidence", "mitigation"]
