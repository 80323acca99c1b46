"""The award record's questions, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from commissioning.award.models import (
    GIVEN,
    MARKS,
    AwardEvaluator,
    AwardRecord,
    Bid,
    BidScore,
    EvaluatorMark,
    Offer,
)
from commissioning.records.forms import RowForm, SectionForm, long_answer, short_answer
from commissioning.social_value.models import Measure
from commissioning.tender.models import AwardCriterion
from commissioning.tender.panel_forms import QUESTIONS, PanellistForm
from govuk.fields import DateField, MoneyField, PercentField, YesNoField


class AssessmentForm(SectionForm):
    """How the bids were assessed."""

    tender_notice_on = DateField(
        label="When was the tender notice published?",
        help_text="The procurement commenced on that day, and its rules in law follow from it. "
        "Leave empty if nothing was published.",
    )
    assessment_method = long_answer(
        "How were the bids assessed?",
        "Who assessed what, independently of each other, by the criteria and method that the tender documents set out.",
    )
    moderation = long_answer("How were the scores moderated?", "When, by whom, and where scores were changed and why.")
    conflicts_reconfirmed = YesNoField(
        label="Has everyone involved confirmed again that they have no conflict of interest?",
        help_text="The conflicts assessment is kept under review (Procurement Act 2023 ss.81 to 83).",
    )
    conflicts_note = long_answer("Which conflicts were declared, and what was done about each?")
    optional: ClassVar[tuple[str, ...]] = ("tender_notice_on", "conflicts_note")
    examples: ClassVar[Mapping[str, str]] = {
        "moderation": "Three assessors scored alone, then met on 4 September with Procurement as moderator. "
        "Two scores moved by one mark each; the note of the meeting gives the reasons.",
    }

    class Meta:
        model = AwardRecord
        fields: ClassVar = [
            "tender_notice_on",
            "assessment_method",
            "moderation",
            "conflicts_reconfirmed",
            "conflicts_note",
        ]


class BidForm(RowForm):
    """One bid."""

    supplier_name = short_answer("Supplier", longest=300)
    company_number = short_answer("Company or charity number", longest=20)
    price_net = MoneyField(label="Price without VAT over the whole term", max_digits=17)
    price_gross = MoneyField(label="Price including VAT over the whole term", max_digits=17)
    optional: ClassVar[tuple[str, ...]] = ("company_number", "price_gross")

    class Meta:
        model = Bid
        fields: ClassVar = ["supplier_name", "company_number", "price_net", "price_gross"]


GAVE_MARKS = "They have given marks, which stay theirs. Remove the marks first, or add somebody else beside them."


class AwardEvaluatorForm(PanellistForm):
    """One who evaluated the bids."""

    class Meta:
        model = AwardEvaluator
        fields: ClassVar = QUESTIONS

    def clean(self) -> dict[str, Any]:
        """Refuse to name another for somebody whose marks are kept: they would become the other's."""
        given = super().clean() or self.cleaned_data
        if self.instance.pk is not None and self._names_another(given) and self.instance.marks.exists():
            self.add_error("person", GAVE_MARKS)
        return given

    def _names_another(self, given: Mapping[str, Any]) -> bool:
        person, row = given.get("person"), self.instance
        told = (person.pk if person else None, given.get("name", ""), given.get("organisation", ""))
        return told != (row.person_id, row.name, row.organisation)


class EvaluatorMarkForm(RowForm):
    """What one evaluator gave one bid."""

    quality_mark = PercentField(label="Quality", help_text="Out of 100, before moderation, if they assess it.")
    price_mark = PercentField(label="Price", help_text="Out of 100, before moderation, if they assess it.")
    social_value_mark = PercentField(
        label="Social value", help_text="Out of 100, before moderation, if they assess it."
    )
    reason = long_answer("Their reasons", "As the evaluator gave them.", rows=3)
    optional: ClassVar[tuple[str, ...]] = GIVEN
    at_once: ClassVar[tuple[str, ...]] = ("evaluator", "bid")

    class Meta:
        model = EvaluatorMark
        fields: ClassVar = ["evaluator", "bid", *GIVEN, "reason"]
        labels: ClassVar = {"evaluator": "Evaluator", "bid": "Bid"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Only evaluators and bids of this record."""
        return {
            "evaluator": AwardEvaluator.objects.filter(record=record).select_related("person"),
            "bid": Bid.objects.filter(record=record),
        }


class BidScoreForm(RowForm):
    """The scores of one bid."""

    quality_score = PercentField(label="Quality", help_text="Out of 100.")
    price_score = PercentField(label="Price", help_text="Out of 100.")
    social_value_score = PercentField(label="Social value", help_text="Out of 100.")
    total_score = PercentField(label="Total", help_text="Out of 100, all criteria together.")
    recommended = YesNoField(label="Is this the bid you recommend?")
    reason = long_answer(
        "Reasons",
        "What was good and what was missing, by reference to the criteria. The assessment summary draws on it.",
    )
    optional: ClassVar[tuple[str, ...]] = ("quality_score", "price_score", "social_value_score")
    at_once: ClassVar[tuple[str, ...]] = ("bid",)

    class Meta:
        model = BidScore
        fields: ClassVar = ["bid", *MARKS, "recommended", "reason"]
        labels: ClassVar = {"bid": "Bid"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Only bids of this record are scored here."""
        return {"bid": Bid.objects.filter(record=record)}


class OfferForm(RowForm):
    """One thing a bidder commits to."""

    title = short_answer("What is offered", longest=300)
    quantity = forms.DecimalField(label="Quantity over the whole term", min_value=0, max_digits=17, decimal_places=2)
    unit = short_answer("Unit", "Such as apprentices, hours or tonnes of CO2.", longest=100)
    optional: ClassVar[tuple[str, ...]] = ("criterion", "measure", "quantity", "unit")
    at_once: ClassVar[tuple[str, ...]] = ("bid",)
    examples: ClassVar[Mapping[str, str]] = {
        "title": "Apprenticeships of at least a year for people living in the borough"
    }

    class Meta:
        model = Offer
        fields: ClassVar = ["bid", "criterion", "measure", "title", "quantity", "unit"]
        labels: ClassVar = {
            "bid": "Bid",
            "criterion": "Award criterion it answers",
            "measure": "Measure it counts under",
        }

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Bids of this record; criteria of its tender; measures of its case."""
        return {
            "bid": Bid.objects.filter(record=record),
            "criterion": AwardCriterion.objects.filter(record=record.tender),
            "measure": Measure.objects.filter(record__strand__case=record.strand.case_id),
        }


class ChecksForm(SectionForm):
    """What was checked about the suppliers before one is recommended."""

    exclusion_checks = long_answer(
        "Which exclusion grounds were checked, and what was found?",
        "Mandatory and discretionary grounds, for the supplier, its connected persons and its sub-contractors.",
    )
    debarment_checks = long_answer("When was the debarment list checked, and what was found?")
    abnormally_low = long_answer(
        "Was any price abnormally low, and what did the supplier explain?", "Say so when none was."
    )
    summaries_sent_on = DateField(
        label="When were the assessment summaries sent?",
        help_text="Leave empty if they go out after the decision. They must be out before the contract award notice.",
    )
    optional: ClassVar[tuple[str, ...]] = ("summaries_sent_on",)

    class Meta:
        model = AwardRecord
        fields: ClassVar = ["exclusion_checks", "debarment_checks", "abnormally_low", "summaries_sent_on"]


class RecommendationForm(SectionForm):
    """What the council is asked to decide."""

    recommendation = long_answer("What do you recommend?", "To whom, for how much, for how long.")
    recommendation_reasons = long_answer("Why is this the most advantageous tender?")
    departure_reasons = long_answer(
        "If another bid scored higher, why is it not recommended?", "Needed only when one did."
    )
    no_award_reason = long_answer(
        "If nothing is to be awarded, why not?",
        "Leave it empty where you recommend a bid. Once it is agreed this part of the case stops, and can be tendered "
        "again.",
    )
    optional: ClassVar[tuple[str, ...]] = ("departure_reasons", "no_award_reason")

    class Meta:
        model = AwardRecord
        fields: ClassVar = ["recommendation", "recommendation_reasons", "departure_reasons", "no_award_reason"]


class ReportForm(SectionForm):
    """The decision report's paragraphs that its author writes."""

    report_reasons = long_answer("Reasons for the decision")
    alternatives = long_answer("Alternative options, and why they were rejected")
    details = long_answer("Details of the report", rows=10)
    best_value = long_answer("Best value and value for money")
    risks = long_answer("Risk management")

    class Meta:
        model = AwardRecord
        fields: ClassVar = ["report_reasons", "alternatives", "details", "best_value", "risks"]


class FinanceCommentsForm(SectionForm):
    """What Finance says in the report."""

    finance_comments = long_answer("Comments of the Chief Finance Officer")
    budget = long_answer("The budget this is paid from, and who approved it")

    class Meta:
        model = AwardRecord
        fields: ClassVar = ["finance_comments", "budget"]


class LegalCommentsForm(SectionForm):
    """What Legal says in the report. Privileged advice does not belong here."""

    legal_comments = long_answer("Legal comments", "Comments for the report. Legal advice is kept elsewhere.")
    power_to_act = long_answer("The power to act", "The Act and section, and the paragraph of the constitution.")

    class Meta:
        model = AwardRecord
        fields: ClassVar = ["legal_comments", "power_to_act"]


class EqualitiesForm(SectionForm):
    """What Strategy, Policy and Performance says in the report."""

    equalities = long_answer(
        "Equalities and community cohesion", "“No direct implications” needs its reason too (Equality Act 2010 s.149)."
    )

    class Meta:
        model = AwardRecord
        fields: ClassVar = ["equalities"]
