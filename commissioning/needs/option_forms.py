"""The questions about the ways to meet a need: what they are, how they compare, what they cost, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet

from commissioning.needs.kinds import HIGHEST_SCORE, OptionKind, Subsidy
from commissioning.needs.models import NeedsRecord, Option, OptionCost
from commissioning.records.forms import RowForm, SectionForm, long_answer, short_answer
from govuk.fields import DateField, MoneyField, PercentField, RadioField, WholeNumberField, YesNoField


def _score(label: str, hint: str = "") -> WholeNumberField:
    told = f"{hint} From 0 to {HIGHEST_SCORE}, which is best.".strip()
    return WholeNumberField(label=label, help_text=told, min_value=0, max_value=HIGHEST_SCORE)


def _weight(label: str, hint: str = "") -> PercentField:
    return PercentField(label=label, help_text=hint, max_digits=5)


class OptionsForm(SectionForm):
    """Why the chosen option."""

    option_reason = long_answer(
        "Why is the chosen option the best?", "Leave out what the options cost: that is asked on a page of its own."
    )

    stated_as: ClassVar[Mapping[str, str]] = {"option_reason": "reason"}
    examples: ClassVar[Mapping[str, str]] = {
        "option_reason": "Only a contract can start in April; the council has no registered care workers of its own.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["option_reason"]


class OptionForm(RowForm):
    """One option compared."""

    kind = RadioField(
        label="What kind of option is it?",
        choices=OptionKind.choices,
        hints={
            OptionKind.DO_NOTHING: "Chosen, it ends the case once its gate agrees.",
            OptionKind.IN_HOUSE: "Chosen, it closes the case once its gate agrees: nothing is bought.",
            OptionKind.GRANT: "Chosen, what follows is a call for applications, scores and a decision.",
        },
    )
    title = short_answer("What would you do?", longest=200)
    benefits = long_answer("What are its benefits?", rows=3)
    risks = long_answer("What are its risks?", rows=3)
    chosen = YesNoField(label="Is this the option you chose?")

    optional: ClassVar = ("chosen",)
    examples: ClassVar[Mapping[str, str]] = {
        "title": "One contract for the north of the borough",
        "benefits": "Begins when the present contract ends; one supplier answers for every visit.",
        "risks": "Depends on the staff of one supplier. We ask for a plan to carry on if it fails.",
    }

    class Meta:
        model = Option
        fields: ClassVar = ["kind", "title", "benefits", "risks", "chosen"]


class WeightsForm(SectionForm):
    """How much each thing counts in the comparison."""

    weight_benefit = _weight("How much do benefits count?", "In per cent, such as 40. The four add up to 100.")
    weight_risk = _weight("How much does risk count?", "Such as 20.")
    weight_social_value = _weight("How much does social value count?", "Such as 20.")
    weight_cost = _weight("How much does cost count?", "Such as 20.")

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["weight_benefit", "weight_risk", "weight_social_value", "weight_cost"]


class OptionScoreForm(RowForm):
    """What one option comes to. What it costs is scored beside its cost, on a page of its own."""

    social_value = long_answer("What social value does it bring?", "For the people and places of the area.", rows=3)
    benefit_score = _score("Score for its benefits")
    risk_score = _score("Score for its risks", "The fewer and smaller, the higher.")
    social_value_score = _score("Score for its social value")

    examples: ClassVar[Mapping[str, str]] = {
        "social_value": "Some 60 jobs within two miles of people's homes, half of them for people out of work.",
    }

    class Meta:
        model = Option
        fields: ClassVar = ["social_value", "benefit_score", "risk_score", "social_value_score"]

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if self.instance.pk:
            self.fields["social_value"].label = f"What social value does “{self.instance}” bring?"


class OptionCostForm(RowForm):
    """What one option costs."""

    cost = MoneyField(
        label="What does it cost over its whole life?", help_text="Without VAT.", max_digits=17, min_value=None
    )
    basis = long_answer("How was that worked out?", rows=3)
    cost_score = _score("Score for its cost", "The cheaper over its whole life, the higher.")

    at_once: ClassVar = ("option",)
    until_listed: ClassVar = {"option": "Save the options first; they are listed here."}
    examples: ClassVar[Mapping[str, str]] = {"basis": "21 pounds an hour for 28,000 hours a year, for 4 years."}

    class Meta:
        model = OptionCost
        fields: ClassVar = ["option", "cost", "basis", "cost_score"]
        labels: ClassVar = {"option": "Which option?"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Only the record's own options."""
        return {"option": Option.objects.filter(record=record)}


class InHouseForm(SectionForm):
    """How the council does it itself."""

    in_house_team = long_answer("Which service will do it, and who answers for it?", rows=2)
    in_house_means = long_answer(
        "With which staff and skills?", "What is there, and what must be found. Leave out what it costs.", rows=3
    )
    in_house_from = DateField(label="From which day?", help_text="For example, 1 4 2027.")
    in_house_review_on = DateField(label="When will you look at it again?", help_text="For example, 1 4 2028.")

    stated_as: ClassVar[Mapping[str, str]] = {
        "in_house_team": "team",
        "in_house_means": "means",
        "in_house_from": "begins_on",
        "in_house_review_on": "review_on",
    }
    examples: ClassVar[Mapping[str, str]] = {
        "in_house_team": "The reablement team of Adult Social Care; its manager, D. Walsh.",
        "in_house_means": "Twelve care workers are there; four more are sought by June. All hold the care certificate.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["in_house_team", "in_house_means", "in_house_from", "in_house_review_on"]


class GrantForm(SectionForm):
    """What the grant is for, who may have it, how it is decided, and what subsidy control says of it."""

    grant_purpose = long_answer(
        "What is the grant for?", "What is done with it, and what it may not be used for.", rows=3
    )
    grant_applicants = long_answer("Who may apply, and how will they hear of it?", rows=3)
    grant_criteria = long_answer(
        "By which criteria are applications judged?", "Those that the call for applications will name.", rows=3
    )
    grant_scoring = long_answer(
        "Who scores them, and who decides?",
        "The decision may depart from the scores only with reasons, which the award record keeps.",
        rows=3,
    )
    grant_subsidy = RadioField(
        label="What is it under the Subsidy Control Act 2022?",
        choices=Subsidy.choices,
        hints={Subsidy.NONE: "Such as money for what nobody does as a trade, or to no enterprise at all."},
    )
    grant_subsidy_reason = long_answer("Why is that so?", "How it was checked, by whom, and when.", rows=3)

    stated_as: ClassVar[Mapping[str, str]] = {
        "grant_purpose": "purpose",
        "grant_applicants": "applicants",
        "grant_criteria": "criteria",
        "grant_scoring": "scoring",
        "grant_subsidy": "subsidy",
        "grant_subsidy_reason": "subsidy_reason",
    }
    examples: ClassVar[Mapping[str, str]] = {
        "grant_purpose": "Lunch clubs and befriending in Mill Ward for two years; no building work.",
        "grant_applicants": "Charities and groups with a bank account; by the newsletter of the voluntary sector.",
        "grant_criteria": "People reached, how well they know the ward, what it costs a person.",
        "grant_scoring": "Two officers of Communities score each; the head of service decides.",
        "grant_subsidy_reason": "Legal, 3 June: groups that sell nothing get it, for work that no business does here.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = [
            "grant_purpose",
            "grant_applicants",
            "grant_criteria",
            "grant_scoring",
            "grant_subsidy",
            "grant_subsidy_reason",
        ]
