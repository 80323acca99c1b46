"""The questions of the tender record, in plain English, each with a good example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet

from commissioning.records.forms import NumberField, RowForm, SectionForm, long_answer, short_answer
from commissioning.social_value.models import Measure
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.tender.models import AwardCriterion, Kpi, Lot, TenderRecord
from govuk.fields import DateField, MoneyField, PercentField, RadioField, WholeNumberField, YesNoField

LONGEST_TERM = 600


class ValueForm(SectionForm):
    """What the contract is estimated to be worth."""

    value_net = MoneyField(
        label="Estimated value without VAT", help_text="Over the whole term, with every extension.", max_digits=17
    )
    value_gross = MoneyField(label="Estimated value with VAT", help_text="This one decides thresholds.", max_digits=17)
    value_basis = long_answer("How was the value estimated?")

    stated_as: ClassVar[Mapping[str, str]] = {"value_net": "net", "value_gross": "gross", "value_basis": "basis"}
    examples: ClassVar[Mapping[str, str]] = {
        "value_basis": "28,000 hours a year at 21 pounds for 4 years, and one extension of a year.",
    }

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["value_net", "value_gross", "value_basis"]


class TermForm(SectionForm):
    """How long the contract runs."""

    term_months = WholeNumberField(
        label="For how many months does the contract run?",
        help_text="Without extensions.",
        min_value=1,
        max_value=LONGEST_TERM,
    )
    extension_months = WholeNumberField(
        label="By how many months may it be extended in all?",
        help_text="Enter 0 if it may not.",
        min_value=0,
        max_value=LONGEST_TERM,
    )
    extensions = long_answer("What extensions are allowed, and who decides on them?")

    stated_as: ClassVar[Mapping[str, str]] = {"term_months": "months"}
    optional: ClassVar = ("extensions",)
    examples: ClassVar[Mapping[str, str]] = {
        "extensions": "Twice 12 months, each by a recorded decision at least 6 months before the end.",
    }

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["term_months", "extension_months", "extensions"]


class LotsForm(SectionForm):
    """What is bought, and whether in parts (Procurement Act 2023 s.18)."""

    cpv = short_answer("CPV codes", "The main one first, with a space between codes.", longest=300)
    divided = YesNoField(
        label="Is the contract divided into lots?", help_text="Smaller lots let smaller organisations bid."
    )
    no_lots_reason = long_answer("If not, why not?")

    optional: ClassVar = ("no_lots_reason",)
    examples: ClassVar[Mapping[str, str]] = {
        "cpv": "85312400 85320000",
        "no_lots_reason": "One round of visits cannot be shared by two suppliers without people waiting longer.",
    }

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["cpv", "divided", "no_lots_reason"]


class LotForm(RowForm):
    """One lot."""

    title = short_answer("Title of the lot", longest=300)
    description = long_answer("What does it cover?", rows=3)
    value_net = MoneyField(label="Estimated value without VAT", max_digits=17)
    value_gross = MoneyField(label="Estimated value with VAT", max_digits=17)
    awarded_with = short_answer(
        "Awarded together with",
        "Each lot is awarded in a decision of its own. Give lots the same word here to decide on them together.",
        longest=40,
    )

    stated_as: ClassVar[Mapping[str, str]] = {"value_net": "net", "value_gross": "gross"}
    optional: ClassVar = ("description", "value_gross", "awarded_with")
    examples: ClassVar[Mapping[str, str]] = {"awarded_with": "north"}

    class Meta:
        model = Lot
        fields: ClassVar = ["title", "description", "value_net", "value_gross", "awarded_with"]


class ProcedureForm(SectionForm):
    """How tenders are invited."""

    procedure = RadioField(label="Which procedure will you use?", choices=Procedure.choices)
    procedure_reason = long_answer("Why this procedure?")
    light_touch = YesNoField(
        label="Is it a light touch contract?",
        help_text="Social care, education and other services that the regulations list.",
    )
    key_decision = YesNoField(
        label="Is the award a key decision?",
        help_text="It is when the sum is significant, or people in two or more wards are affected.",
    )

    stated_as: ClassVar[Mapping[str, str]] = {"procedure_reason": "reason"}
    examples: ClassVar[Mapping[str, str]] = {
        "procedure_reason": "Some 14 suppliers can do this and the specification is settled, so one round is enough.",
    }

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["procedure", "procedure_reason", "light_touch", "key_decision"]


class TimetableForm(SectionForm):
    """When each step happens."""

    tender_opens_on = DateField(label="When does the tender open?", help_text="Leave it empty for a direct award.")
    tenders_due_on = DateField(label="When are tenders due?", help_text="Leave it empty for a direct award.")
    award_on = DateField(label="When will the contract be awarded?")
    starts_on = DateField(label="When does the contract start?")

    optional: ClassVar = ("tender_opens_on", "tenders_due_on")

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["tender_opens_on", "tenders_due_on", "award_on", "starts_on"]


class ConditionsForm(SectionForm):
    """Who may bid."""

    conditions = long_answer(
        "What conditions of participation are there?",
        "Legal and financial capacity, technical ability. Ask no more than the contract needs. If none, say so.",
    )

    examples: ClassVar[Mapping[str, str]] = {
        "conditions": "Registered with the Care Quality Commission before the start, and insured for £5 million."
    }

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["conditions"]


class CriterionForm(RowForm):
    """One award criterion."""

    kind = RadioField(label="What does it judge?", choices=CriterionKind.choices)
    title = short_answer("Criterion", longest=300)
    weight = PercentField(label="Weight", help_text="All weights add up to 100.", max_digits=5)
    question = long_answer(
        "What are bidders asked?", "For social value it begins as the social value record has it.", rows=3
    )
    minimum = NumberField(
        label="What must a bid reach at least?",
        help_text="In the unit of the measure. Leave it empty if any offer is taken.",
        max_digits=17,
    )

    optional: ClassVar = ("measure", "question", "minimum")

    class Meta:
        model = AwardCriterion
        fields: ClassVar = ["kind", "title", "weight", "measure", "question", "minimum"]
        labels: ClassVar = {"measure": "Which measure does it stand for?"}
        help_texts: ClassVar = {"measure": "For social value: one of the measures of the social value record."}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The measures of the same case."""
        return {"measure": Measure.objects.filter(record__strand__case=record.strand.case_id)}


class KpisForm(SectionForm):
    """Why there are few KPIs, where there are."""

    kpi_reason = long_answer(
        "If there are fewer than three, why?",
        "A contract of more than £5 million has at least three, unless it is light touch or cannot be assessed so.",
    )

    stated_as: ClassVar[Mapping[str, str]] = {"kpi_reason": "reason"}
    optional: ClassVar = ("kpi_reason",)

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["kpi_reason"]


class KpiForm(RowForm):
    """One key performance indicator."""

    title = short_answer("What is measured?", longest=300)
    target = short_answer("What is the target?", longest=300)

    examples: ClassVar[Mapping[str, str]] = {
        "title": "First visit within two days of leaving hospital",
        "target": "95 in 100 people, each quarter",
    }

    class Meta:
        model = Kpi
        fields: ClassVar = ["title", "target"]


class RiskForm(SectionForm):
    """What could go wrong, staff who may transfer, personal data."""

    risks = long_answer("What are the main risks, and how are they managed?")
    tupe = YesNoField(label="May staff transfer to a new supplier (TUPE)?")
    tupe_note = long_answer("If so, how many, and how will bidders be told?", rows=3)
    personal_data = YesNoField(label="Will the supplier handle personal data?")
    personal_data_note = long_answer("If so, whose, and has its protection been assessed?", rows=3)

    optional: ClassVar = ("tupe_note", "personal_data_note")
    examples: ClassVar[Mapping[str, str]] = {
        "risks": "The supplier fails: a second one on each round, and a plan to take rounds over within 48 hours.",
        "personal_data_note": "Care plans of 640 people; assessed on 4 May, to be looked at again before award.",
    }

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["risks", "tupe", "tupe_note", "personal_data", "personal_data_note"]


class ConflictsForm(SectionForm):
    """The conflicts assessment (Procurement Act 2023 ss.81 to 83)."""

    conflicts_assessed = YesNoField(
        label="Has the conflicts assessment been prepared?",
        help_text="It must be, before the tender notice, and it is kept under review.",
    )
    conflicts_note = long_answer(
        "Who prepared it, when, and what was done about conflicts?", "If there is none, say why."
    )

    stated_as: ClassVar[Mapping[str, str]] = {"conflicts_assessed": "assessed", "conflicts_note": "note"}
    examples: ClassVar[Mapping[str, str]] = {
        "conflicts_note": "Procurement, 2 September. An evaluator whose sister works for a bidder was replaced.",
    }

    class Meta:
        model = TenderRecord
        fields: ClassVar = ["conflicts_assessed", "conflicts_note"]
