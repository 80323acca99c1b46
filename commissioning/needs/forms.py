"""The questions of the needs record, in plain English, each with a good example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms

from commissioning.needs.kinds import Engaged, OutcomeKind
from commissioning.needs.models import NeedEngagement, NeedEvidence, NeedLesson, NeedOutcome, NeedsRecord
from commissioning.records.forms import LinesField, RowForm, SectionForm, long_answer, short_answer
from govuk.fields import DateField, MoneyField, RadioField, WholeNumberField, YesNoField

NO_FILE = "No file"


class NeedForm(SectionForm):
    """What is needed, and by whom."""

    statement = long_answer("What is needed?", "Say what people lack or will lack, not what you would like to buy.")
    population = long_answer(
        "Who needs it, and how many are they?", "Say how you counted them and how that may change."
    )
    population_size = WholeNumberField(
        label="How many people is that?",
        help_text="Your best estimate, such as 640. Leave empty if nobody can say.",
        min_value=0,
        max_value=100_000_000,
    )
    wards = LinesField(label="Which wards are affected?", help_text="One ward a line, or “All wards”.")

    optional: ClassVar = ("population_size",)
    examples: ClassVar[Mapping[str, str]] = {
        "statement": (
            "Older people in the north of the borough wait 9 weeks for help at home after leaving hospital. "
            "The present contract ends on 31 March and cannot be extended again."
        ),
        "population": (
            "About 640 people over 75 who live alone, 410 of them in Mill Ward. "
            "The census projection adds 12 per cent by 2031."
        ),
        "wards": "Mill Ward\nHarbour Ward",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["statement", "population", "population_size", "wards"]


class EvidenceForm(SectionForm):
    """How it is known."""

    evidence = long_answer("What shows the need?", "Figures, what people have told you, what inspections found.")
    sources = long_answer(
        "Where does the evidence come from?",
        "Name each source and its date, so others can find it: here, or one by one below.",
        told_when=True,
    )

    optional: ClassVar = ("sources",)

    examples: ClassVar[Mapping[str, str]] = {
        "evidence": "Delayed discharges rose from 21 to 34 a month in two years; 6 in 10 waited for care at home.",
        "sources": "Joint strategic needs assessment, May 2026. Carers' forum minutes, 3 June 2026.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["evidence", "sources"]


class EvidenceRowForm(RowForm):
    """One thing that shows the need, and where it can be read."""

    claim = long_answer("What does it show?", rows=2)
    source = short_answer("Which source says so?", "Its name, and the page if it is long.", longest=300)
    dated_on = DateField(label="When was that published or said?", help_text="For example, 4 5 2026.")
    file = forms.ChoiceField(
        label="Which file holds it?",
        help_text="Attach it below and save; then it is listed here.",
        choices=[("", NO_FILE)],
    )

    optional: ClassVar = ("file",)
    examples: ClassVar[Mapping[str, str]] = {
        "claim": "Delayed discharges rose from 21 to 34 a month in two years.",
        "source": "Joint strategic needs assessment, page 12",
    }

    class Meta:
        model = NeedEvidence
        fields: ClassVar = ["claim", "source", "dated_on", "file"]

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        names = [file.document.name for file in record.files_of("evidence")]
        cast("forms.ChoiceField", self.fields["file"]).choices = [("", NO_FILE), *((name, name) for name in names)]


class CurrentSpendForm(SectionForm):
    """What is bought today."""

    current_contract = long_answer(
        "What contract meets the need today?", "Name the supplier and the end date. If there is none, say so."
    )
    annual_spend = MoneyField(
        label="What does the council spend on it a year?",
        help_text="Without VAT. Enter 0 if it spends nothing.",
        max_digits=17,
    )
    current_supplier = short_answer("Who is the supplier?", "Its full name.", longest=300)
    current_ends_on = DateField(label="When does that contract end?", help_text="The last day, extensions taken up.")

    stated_as: ClassVar[Mapping[str, str]] = {"current_supplier": "supplier", "current_ends_on": "ends_on"}
    optional: ClassVar = ("current_supplier", "current_ends_on")
    examples: ClassVar[Mapping[str, str]] = {
        "current_contract": "Homecare, north, with Bright Days Care Ltd, from 1 April 2021 to 31 March 2027.",
        "current_supplier": "Bright Days Care Ltd",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["current_contract", "current_supplier", "current_ends_on", "annual_spend"]


class MarketForm(SectionForm):
    """Who could meet the need."""

    market = long_answer(
        "Who could do it, and how well does that market work?", "How many, how near, what they charge, what is short."
    )
    market_small = long_answer(
        "What keeps small firms and community organisations from it, and what will you do about that?",
        "Size of lots, insurance asked for, time to bid, payment.",
    )

    stated_as: ClassVar[Mapping[str, str]] = {"market_small": "small"}
    examples: ClassVar[Mapping[str, str]] = {
        "market": "Fourteen suppliers within ten miles, 9 of them small; all are short of drivers.",
        "market_small": "Few can cover the whole borough, so we think of three lots; we pay within 30 days.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["market", "market_small"]


class EngagementForm(SectionForm):
    """Who was asked before anything was decided."""

    market_engagement = long_answer(
        "How did you engage with suppliers?",
        "In sum; each time can be told below. If you did not, say why. Small suppliers count.",
        told_when=True,
    )
    vcse_engagement = long_answer(
        "How did you engage with voluntary and community organisations?",
        "Include social enterprises. In sum; each time can be told below. If you did not, say why.",
        told_when=True,
    )

    optional: ClassVar = ("market_engagement", "vcse_engagement")

    examples: ClassVar[Mapping[str, str]] = {
        "market_engagement": "An open event on 12 May with 14 suppliers, 9 of them small; most want a term of 4 years.",
        "vcse_engagement": "Two meetings with the council for voluntary service; lunch clubs could refer people to us.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["market_engagement", "vcse_engagement"]


class EngagementRowForm(RowForm):
    """One time that somebody was asked."""

    kind = RadioField(label="Whom did you talk to?", choices=Engaged.choices)
    held_on = DateField(label="When?", help_text="For example, 12 5 2026.")
    who = short_answer("Who was there?", "Organisations rather than names.", longest=300)
    how = short_answer("How?", longest=300)
    learned = long_answer("What did you learn?", rows=3)

    examples: ClassVar[Mapping[str, str]] = {
        "who": "Mill Ward Lunch Club, Harbour Carers and four other groups",
        "how": "A morning at the library, notes taken",
        "learned": "They could meet people in their first week at home, if somebody refers them.",
    }

    class Meta:
        model = NeedEngagement
        fields: ClassVar = ["kind", "held_on", "who", "how", "learned"]


class ConsultationForm(SectionForm):
    """Whether to consult (Public Services (Social Value) Act 2012 s.1(7))."""

    consultation = YesNoField(
        label="Will you consult people about this?",
        help_text="The Social Value Act asks you to consider consulting before the procurement begins.",
    )
    consultation_reason = long_answer("Why, or why not?", "If you will: whom, how and when.")

    examples: ClassVar[Mapping[str, str]] = {
        "consultation_reason": "Yes: a six-week survey of people who have care at home and their carers, from 1 June.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["consultation", "consultation_reason"]


class FundingForm(SectionForm):
    """Whether somebody else's money pays for it, and what comes with that."""

    external_funding = YesNoField(
        label="Does external funding pay for it, in whole or in part?",
        help_text="A grant or other money from outside the council. The gate policy may ask others where it does.",
    )
    funder = short_answer("Who is the funder?", "Answer this and what follows only if it does.", longest=300)
    funding_grant = short_answer("What is the grant called?", "With its reference, if it has one.", longest=300)
    funding_conditions = long_answer(
        "What conditions come with it?",
        "What must be bought, shown, reported or paid back, and by when. If none, say so.",
    )
    funding_ends_on = DateField(label="On which day does the funding end?", help_text="The last day it pays for.")

    stated_as: ClassVar[Mapping[str, str]] = {
        "funding_grant": "grant",
        "funding_conditions": "conditions",
        "funding_ends_on": "ends_on",
    }
    optional: ClassVar = ("funder", "funding_grant", "funding_conditions", "funding_ends_on")
    examples: ClassVar[Mapping[str, str]] = {
        "funder": "Harbour Communities Fund",
        "funding_grant": "Warm Evenings, HCF-2026-118",
        "funding_conditions": "Only for people under 25; a report each half-year; what is not spent is paid back.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["external_funding", "funder", "funding_grant", "funding_conditions", "funding_ends_on"]


class OutcomeForm(RowForm):
    """One outcome sought."""

    kind = RadioField(label="What is it about?", choices=OutcomeKind.choices)
    title = short_answer("What will be different for people?", longest=300)
    who_benefits = long_answer("Who benefits?", rows=2)
    how_known = long_answer("How will you know?", "What you will count or ask, and how often.", rows=2)
    baseline = short_answer("How is it today?", "The same count now, if it is known.", longest=300)
    target = short_answer("What do you aim for, and by when?", longest=300)

    optional: ClassVar = ("baseline", "target")

    examples: ClassVar[Mapping[str, str]] = {
        "title": "People who leave hospital are at home within two days",
        "who_benefits": "People over 75 who leave hospital, and their carers.",
        "how_known": "Days from being ready to leave to the first visit, each month.",
        "baseline": "9 days",
        "target": "2 days by March 2028",
    }

    class Meta:
        model = NeedOutcome
        fields: ClassVar = ["kind", "title", "who_benefits", "how_known", "baseline", "target"]


class OutcomesForm(SectionForm):
    """What is left out on purpose."""

    outcomes_left_out = long_answer(
        "If no outcome is about community cohesion, or none about value for money, why not?",
        "Wanted only where one of the two has no outcome below.",
        rows=3,
        told_when=True,
    )

    stated_as: ClassVar[Mapping[str, str]] = {"outcomes_left_out": "left_out"}
    optional: ClassVar = ("outcomes_left_out",)
    examples: ClassVar[Mapping[str, str]] = {
        "outcomes_left_out": "It is a repair of one roof: nobody meets anybody else because of it.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["outcomes_left_out"]


class LessonsForm(SectionForm):
    """What earlier cycles taught."""

    lessons = long_answer(
        "What was learned from the last cycle, and what will you do differently?",
        "If there was no earlier cycle, say where else you looked. Where its review left lessons, they stand below, "
        "and this is for anything else.",
        told_when=True,
    )

    optional: ClassVar = ("lessons",)

    examples: ClassVar[Mapping[str, str]] = {
        "lessons": "The last review found that one supplier for the whole borough left no choice. We will offer lots.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["lessons"]


class LessonRowForm(RowForm):
    """One lesson of the last cycle's review: adopted or not, and why."""

    adopted = YesNoField(label="Do you adopt it?")
    reason = long_answer("Why, or why not? If you do: how?", rows=3)

    examples: ClassVar[Mapping[str, str]] = {
        "reason": "Yes: returns are due each quarter under the contract, and a late one is told to the Board.",
    }

    class Meta:
        model = NeedLesson
        fields: ClassVar = ["adopted", "reason"]

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        lesson: NeedLesson = self.instance
        if lesson.pk:
            self.fields["adopted"].label = f"Do you adopt {lesson.reference}: “{lesson.text}”?"
            told = f"To do about it: {lesson.action} " if lesson.action else ""
            self.fields["adopted"].help_text = f"{told}From the review of {lesson.review_of}."
