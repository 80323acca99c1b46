"""The questions of the joining record, in plain English, each with a good example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from commissioning.joining.kinds import Basis
from commissioning.joining.models import JoiningRecord
from commissioning.records.forms import SectionForm, long_answer, short_answer
from govuk.fields import DateField, MoneyField, RadioField, WholeNumberField, YesNoField


class LeadForm(SectionForm):
    """Who leads, and what lets us join."""

    lead_name = short_answer("Which body leads the procurement?", "Its full name.", longest=300)
    lead_contact = long_answer("Who is our contact there?", "Name, role, email or telephone.", rows=2)
    basis = RadioField(label="On what basis do we join?", choices=Basis.choices)
    arrangement = long_answer(
        "Which agreement or framework is it?",
        "Its name and date, what it binds us to, and until when we could still leave. Attach it.",
    )
    lead_notice = short_answer(
        "What is the number of its tender notice?", "From Find a Tender. Leave empty if none is published.", longest=60
    )
    lead_ocid = short_answer("What is the ocid of its procurement?", "It starts with “ocds-”.", longest=120)

    optional: ClassVar = ("lead_notice", "lead_ocid")
    examples: ClassVar[Mapping[str, str]] = {
        "lead_name": "Northshire County Council",
        "arrangement": "Agreement of the five councils of 3 March 2026. We may leave until tenders are due.",
    }

    class Meta:
        model = JoiningRecord
        fields: ClassVar = ["lead_name", "lead_contact", "basis", "arrangement", "lead_notice", "lead_ocid"]


class NeedForm(SectionForm):
    """What is needed, and why joining meets it best."""

    need = long_answer("What do we need, and for whom?", "Say how many people and where, and how it is known.")
    joining_reasons = long_answer("Why do we join instead of buying it ourselves?")
    alternatives = long_answer(
        "What else was considered, and why not?", "A procurement of our own, another framework, doing nothing."
    )

    examples: ClassVar[Mapping[str, str]] = {
        "need": "Aids that help 900 people a year to live at home, in all wards; 140 of them wait over three weeks.",
        "joining_reasons": "Five councils together buy at a price that we alone did not reach in 2024.",
        "alternatives": "A tender of our own would take nine months, and the present contract ends in six.",
    }

    class Meta:
        model = JoiningRecord
        fields: ClassVar = ["need", "joining_reasons", "alternatives"]


class TenderForm(SectionForm):
    """What the lead's tender says."""

    tender_says = long_answer(
        "What does the lead’s tender say?",
        "What is bought, in which lots, by which procedure, by what bids are judged. Attach the tender documents.",
    )
    cpv = short_answer("CPV codes", "The main one first, with a space between codes.", longest=300)
    tender_notice_on = DateField(
        label="When was its tender notice published?", help_text="Leave empty if it is not published yet."
    )
    starts_on = DateField(label="When does our contract start?")
    term_months = WholeNumberField(
        label="How many months does it run?", help_text="Without extensions.", min_value=1, max_value=600
    )
    light_touch = YesNoField(
        label="Is it a light touch contract?",
        help_text="Social care, education and other services that the regulations list.",
    )
    key_decision = YesNoField(
        label="Is our award a key decision?",
        help_text="It is when the sum is significant, or people in two or more wards are affected.",
    )

    optional: ClassVar = ("tender_notice_on",)

    class Meta:
        model = JoiningRecord
        fields: ClassVar = [
            "tender_says",
            "cpv",
            "tender_notice_on",
            "starts_on",
            "term_months",
            "light_touch",
            "key_decision",
        ]


class SocialValueForm(SectionForm):
    """What the lead asks of bidders for social value, and what of ours it leaves open."""

    social_value_says = long_answer(
        "What does the lead’s tender ask for social value?", "Which priorities and measures, and how they are judged."
    )
    own_priorities = long_answer("Which priorities of our own policy does that serve?")
    not_covered = long_answer(
        "Which does it not serve, and what do we do about that?", "If it serves all that matter here, say so."
    )

    examples: ClassVar[Mapping[str, str]] = {
        "not_covered": "Apprenticeships in our borough. We ask the supplier for two when we award, outside its score.",
    }

    class Meta:
        model = JoiningRecord
        fields: ClassVar = ["social_value_says", "own_priorities", "not_covered"]


class ValueForm(SectionForm):
    """What our part is worth, and who pays."""

    value_net = MoneyField(
        label="What is our part worth without VAT?",
        help_text="Over its whole life, every extension in it.",
        max_digits=17,
    )
    value_gross = MoneyField(label="What is it worth with VAT?", max_digits=17)
    budget = long_answer("Which budget pays, and what does the lead charge us?", rows=2)

    stated_as: ClassVar[Mapping[str, str]] = {"value_net": "net", "value_gross": "gross"}

    class Meta:
        model = JoiningRecord
        fields: ClassVar = ["value_net", "value_gross", "budget"]


class RiskForm(SectionForm):
    """What could go wrong where somebody else leads."""

    risks = long_answer(
        "What are the main risks of joining, and how are they managed?",
        "What if the lead stops, is late or is challenged? Who manages the supplier?",
    )
    tupe = YesNoField(label="May staff transfer to a new supplier (TUPE)?")
    personal_data = YesNoField(label="Will the supplier handle personal data?")
    staff_and_data_note = long_answer(
        "If so, whose, and how does the lead’s tender deal with it?", "Needed where one of the two answers is yes."
    )

    optional: ClassVar = ("staff_and_data_note",)

    class Meta:
        model = JoiningRecord
        fields: ClassVar = ["risks", "tupe", "personal_data", "staff_and_data_note"]


class ConflictsForm(SectionForm):
    """The lead's conflicts assessment, beside what our own people declared (Procurement Act 2023 ss.81 to 83)."""

    conflicts_note = long_answer(
        "What does the lead’s conflicts assessment say of our people, and what did we do ourselves?",
        "Say who assessed it and when. What our own people declare is part of this section.",
    )

    stated_as: ClassVar[Mapping[str, str]] = {"conflicts_note": "note"}

    class Meta:
        model = JoiningRecord
        fields: ClassVar = ["conflicts_note"]
