"""The questions of the needs record, in plain English, each with a good example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet

from commissioning.needs.kinds import OptionKind
from commissioning.needs.models import NeedOutcome, NeedsRecord, Option, OptionCost
from commissioning.records.forms import LinesField, RowForm, SectionForm, long_answer, short_answer
from govuk.fields import DateField, MoneyField, RadioField, YesNoField


class NeedForm(SectionForm):
    """What is needed, and by whom."""

    statement = long_answer("What is needed?", "Say what people lack or will lack, not what you would like to buy.")
    population = long_answer(
        "Who needs it, and how many are they?", "Say how you counted them and how that may change."
    )
    wards = LinesField(label="Which wards are affected?", help_text="One ward a line, or “All wards”.")

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
        fields: ClassVar = ["statement", "population", "wards"]


class EvidenceForm(SectionForm):
    """How it is known."""

    evidence = long_answer("What shows the need?", "Figures, what people have told you, what inspections found.")
    sources = long_answer("Where does the evidence come from?", "Name each source and its date, so others can find it.")

    examples: ClassVar[Mapping[str, str]] = {
        "evidence": "Delayed discharges rose from 21 to 34 a month in two years; 6 in 10 waited for care at home.",
        "sources": "Joint strategic needs assessment, May 2026. Carers' forum minutes, 3 June 2026.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["evidence", "sources"]


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

    examples: ClassVar[Mapping[str, str]] = {
        "current_contract": "Homecare, north, with Bright Days Care Ltd, from 1 April 2021 to 31 March 2027.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["current_contract", "annual_spend"]


class EngagementForm(SectionForm):
    """Who was asked before anything was decided."""

    market_engagement = long_answer(
        "How did you engage with suppliers?", "Say when, with whom and what you learned. If you did not, say why."
    )
    vcse_engagement = long_answer(
        "How did you engage with voluntary and community organisations?",
        "Include social enterprises. Say when, with whom and what you learned. If you did not, say why.",
    )

    examples: ClassVar[Mapping[str, str]] = {
        "market_engagement": "An open event on 12 May with 14 suppliers, 9 of them small; most want a term of 4 years.",
        "vcse_engagement": "Two meetings with the council for voluntary service; lunch clubs could refer people to us.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["market_engagement", "vcse_engagement"]


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


class EqualityForm(SectionForm):
    """The three limbs of the public sector equality duty (Equality Act 2010 s.149)."""

    equality_discrimination = long_answer(
        "How will you eliminate discrimination, harassment and victimisation?", "The first part of the equality duty."
    )
    equality_opportunity = long_answer(
        "How will you advance equality of opportunity?", "The second part: think of each protected characteristic."
    )
    equality_relations = long_answer("How will you foster good relations between people?", "The third part.")
    equality_assessment = YesNoField(
        label="Is a full equality impact assessment needed?",
        help_text="It is where people with a protected characteristic may be affected more than others.",
    )

    stated_as: ClassVar[Mapping[str, str]] = {
        "equality_discrimination": "discrimination",
        "equality_opportunity": "opportunity",
        "equality_relations": "relations",
        "equality_assessment": "full_assessment",
    }
    examples: ClassVar[Mapping[str, str]] = {
        "equality_discrimination": "Care plans ask about language and faith; complaints are monitored by ethnicity.",
        "equality_opportunity": "Visits at times that suit disabled people who work.",
        "equality_relations": "Lunch clubs bring people of different communities together.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = [
            "equality_discrimination",
            "equality_opportunity",
            "equality_relations",
            "equality_assessment",
        ]


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

    title = short_answer("What will be different for people?", longest=300)
    who_benefits = long_answer("Who benefits?", rows=2)
    how_known = long_answer("How will you know?", "What you will count or ask, and how often.", rows=2)

    examples: ClassVar[Mapping[str, str]] = {
        "title": "People who leave hospital are at home within two days",
        "how_known": "Days from being ready to leave to the first visit, each month.",
    }

    class Meta:
        model = NeedOutcome
        fields: ClassVar = ["title", "who_benefits", "how_known"]


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

    kind = RadioField(label="What kind of option is it?", choices=OptionKind.choices)
    title = short_answer("What would you do?", longest=200)
    benefits = long_answer("What are its benefits?", rows=3)
    risks = long_answer("What are its risks?", rows=3)
    chosen = YesNoField(label="Is this the option you chose?")

    optional: ClassVar = ("chosen",)
    examples: ClassVar[Mapping[str, str]] = {"title": "One contract for the north of the borough"}

    class Meta:
        model = Option
        fields: ClassVar = ["kind", "title", "benefits", "risks", "chosen"]


class OptionCostForm(RowForm):
    """What one option costs."""

    cost = MoneyField(
        label="What does it cost over its whole life?", help_text="Without VAT.", max_digits=17, min_value=None
    )
    basis = long_answer("How was that worked out?", rows=3)

    at_once: ClassVar = ("option",)
    examples: ClassVar[Mapping[str, str]] = {"basis": "21 pounds an hour for 28,000 hours a year, for 4 years."}

    class Meta:
        model = OptionCost
        fields: ClassVar = ["option", "cost", "basis"]
        labels: ClassVar = {"option": "Which option?"}
        help_texts: ClassVar = {"option": "Save the options first; they are listed here."}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Only the record's own options."""
        return {"option": Option.objects.filter(record=record)}


class LessonsForm(SectionForm):
    """What earlier cycles taught."""

    lessons = long_answer(
        "What was learned from the last cycle, and what will you do differently?",
        "If there was no earlier cycle, say where else you looked.",
    )

    examples: ClassVar[Mapping[str, str]] = {
        "lessons": "The last review found that one supplier for the whole borough left no choice. We will offer lots.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["lessons"]
