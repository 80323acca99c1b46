"""The questions of the social value record, in plain English, each with a good example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from commissioning.measures.kinds import Direction
from commissioning.needs.models import NeedOutcome
from commissioning.policies.models import Priority
from commissioning.policies.register import SOCIAL_VALUE, versions_of
from commissioning.records.forms import NumberField, RowForm, SectionForm, long_answer, short_answer
from commissioning.social_value.choosing import offered
from commissioning.social_value.kinds import Bidders, Ground
from commissioning.social_value.models import Measure, MeasureWeight, PriorityChoice, SocialValueRecord
from commissioning.social_value.prefill import version_for
from govuk.fields import PercentField, RadioField, YesNoField

WELLBEING = ("economic", "social", "environmental")


class RelevanceForm(SectionForm):
    """Which policy, and what of it bears on this procurement (Social Value Act s.1(6))."""

    relevance = long_answer(
        "Which social value matters are relevant to what you will buy?",
        "The Act lets you consider only what is relevant to the thing bought.",
    )
    proportionality = long_answer(
        "How far is it proportionate to take them into account?",
        "Weigh what you ask against the contract's value and the size of likely bidders.",
    )
    bidders = RadioField(
        label="Who is likely to bid?",
        help_text="Go by who came to your market engagement, and who bid the last time.",
        choices=Bidders.choices,
    )

    once: ClassVar = ("policy_version",)
    optional: ClassVar = ("bidders",)
    stated_as: ClassVar[Mapping[str, str]] = {"policy_version": "policy"}
    examples: ClassVar[Mapping[str, str]] = {
        "relevance": "Jobs and training for local people: home care is local work, and a third of posts are vacant.",
        "proportionality": (
            "Three measures at most: half of the likely bidders have fewer than 50 staff and no bid team."
        ),
    }

    class Meta:
        model = SocialValueRecord
        fields: ClassVar = ["policy_version", "relevance", "bidders", "proportionality"]
        labels: ClassVar = {"policy_version": "Which version of the social value policy applies?"}
        help_texts: ClassVar = {"policy_version": "The one in force when the case began."}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The case's own version, where the record began before there was one; a newer one is adopted, not chosen."""
        if record.policy_version_id is not None:
            return {}
        own = version_for(record.strand.case)
        return {"policy_version": versions_of(SOCIAL_VALUE).filter(pk__in=[own.pk] if own else [])}


class WellbeingForm(SectionForm):
    """The record of what was considered (Social Value Act s.1(3)).

    One of the three kinds of well-being is enough: that the Act asks for each is not verified, and advised.
    """

    economic = long_answer("How might what you buy improve the area's economic well-being?")
    social = long_answer("How might it improve the area's social well-being?")
    environmental = long_answer("How might it improve the area's environmental well-being?")
    securing = long_answer(
        "How will the procurement itself secure that improvement?",
        "For example in the specification, the award criteria, or the terms of the contract.",
    )

    optional: ClassVar = WELLBEING
    examples: ClassVar[Mapping[str, str]] = {
        "economic": "Some 60 jobs within two miles of people's homes, half of them for people out of work.",
        "social": "Care workers who stay know the people they care for, who are then less alone.",
        "environmental": "Rounds planned by neighbourhood, walked or cycled.",
        "securing": "A criterion worth 10 per cent, and targets that become terms of the contract.",
    }

    class Meta:
        model = SocialValueRecord
        fields: ClassVar = [*WELLBEING, "securing"]


class PriorityChoiceForm(RowForm):
    """One priority of the policy: chosen, not relevant or not proportionate, and why."""

    chosen = YesNoField(label="Do you choose it for this procurement?")
    ground = RadioField(
        label="If not, on which ground?",
        help_text="Answer this only if you do not choose it.",
        choices=Ground.choices,
        hints={
            Ground.NOT_RELEVANT: "What you buy has nothing to do with it.",
            Ground.NOT_PROPORTIONATE: "It has to do with it, but asking for it would cost bidders too much.",
        },
    )
    reason = long_answer("Why, or why not?", rows=3)

    at_once: ClassVar = ("priority",)
    optional: ClassVar = ("ground",)
    told_when: ClassVar = ("ground",)
    examples: ClassVar[Mapping[str, str]] = {"reason": "Nothing is built, so there is no waste of a building site."}

    class Meta:
        model = PriorityChoice
        fields: ClassVar = ["priority", "chosen", "ground", "reason"]
        labels: ClassVar = {"priority": "Priority"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The priorities of the version that applies, and those answered before, which may have ended."""
        answered = PriorityChoice.objects.filter(record=record).values("priority")
        return {"priority": Priority.objects.filter(Q(version=record.policy_version_id) | Q(pk__in=answered))}


class MeasureForm(RowForm):
    """One measure of a chosen priority: taken from a published framework, or of one's own."""

    title = short_answer("What will you measure?", longest=300)
    unit = short_answer("In what unit?", longest=100)
    direction = RadioField(
        label="Which way does it get better?",
        help_text="Left open: higher is better.",
        choices=Direction.choices,
    )
    left_to_bidders = YesNoField(
        label="Do bidders offer the target?", help_text="If so, each says how much it commits to."
    )
    target = NumberField(
        label="What is the target?", help_text="Leave it empty only if bidders offer it.", max_digits=17
    )
    evidence = long_answer(
        "What will count as evidence?", "One piece a line. Each costs whoever delivers time to keep.", rows=3
    )

    stated_as: ClassVar[Mapping[str, str]] = {"choice": "priority"}
    optional: ClassVar = ("direction", "left_to_bidders", "target", "outcome", "catalogue")
    told_when: ClassVar = ("target", "outcome")
    taken: ClassVar = ("title", "unit", "direction", "evidence")
    examples: ClassVar[Mapping[str, str]] = {
        "title": "People out of work for a year or more who start a job with the supplier",
        "unit": "people who stay 26 weeks",
        "target": "12",
        "evidence": "A list without names\nThe job centre's referral for each",
    }

    class Meta:
        model = Measure
        fields: ClassVar = [
            "choice",
            "outcome",
            "catalogue",
            "title",
            "unit",
            "direction",
            "left_to_bidders",
            "target",
            "evidence",
        ]
        labels: ClassVar = {
            "choice": "Which priority does it serve?",
            "outcome": "Which outcome does it bring about?",
            "catalogue": "Which measure of the catalogue is it?",
        }
        help_texts: ClassVar = {
            "outcome": "One of those the needs record seeks. The gate wants one wherever it seeks any.",
            "catalogue": (
                "What is measured, its unit, its direction and what counts as evidence come along where you leave them "
                "empty below. None: it is a measure of your own."
            ),
        }

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The record's own choices, and the outcomes of the same case."""
        return {
            "choice": PriorityChoice.objects.filter(record=record).select_related("priority"),
            "outcome": NeedOutcome.objects.filter(record__strand__case=record.strand.case_id),
            "catalogue": offered(record),
        }

    def clean(self) -> dict[str, Any]:
        """Bring along from the catalogue what was left empty."""
        given = super().clean() or self.cleaned_data
        found = given.get("catalogue")
        if found is not None:
            given |= {name: getattr(found, name) for name in self.taken if given.get(name) == ""}
        return given


class WeightingForm(SectionForm):
    """What social value weighs against price and quality."""

    weighting = PercentField(label="What share of the award does social value carry?", max_digits=5)
    weighting_reason = long_answer("Why this share?")

    stated_as: ClassVar[Mapping[str, str]] = {"weighting_reason": "reason"}
    examples: ClassVar[Mapping[str, str]] = {
        "weighting_reason": "The policy's usual share; more would crowd out the quality of care.",
    }

    class Meta:
        model = SocialValueRecord
        fields: ClassVar = ["weighting", "weighting_reason"]


class MeasureWeightForm(RowForm):
    """How bids are judged on one measure."""

    weight = PercentField(
        label="What does it weigh in the award?",
        help_text="The weights of all measures add up to the share of social value above.",
        max_digits=5,
    )
    question = long_answer(
        "What are bidders asked?", "Ask how they will do it as well as how much they commit to.", rows=3
    )
    minimum = NumberField(
        label="What must a bid reach at least?",
        help_text=(
            "In the unit of the measure; where lower is better, the most that is taken. Leave it empty if any offer is "
            "taken."
        ),
        max_digits=17,
    )

    at_once: ClassVar = ("measure",)
    until_listed: ClassVar = {"measure": "Save the measures first; they are listed here."}
    optional: ClassVar = ("minimum",)
    examples: ClassVar[Mapping[str, str]] = {
        "weight": "6",
        "question": "How many residents out of work will you hire each year, how will you find them and keep them?",
        "minimum": "4",
    }

    class Meta:
        model = MeasureWeight
        fields: ClassVar = ["measure", "weight", "question", "minimum"]
        labels: ClassVar = {"measure": "Which measure?"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Only the record's own measures."""
        return {"measure": Measure.objects.filter(record=record)}
