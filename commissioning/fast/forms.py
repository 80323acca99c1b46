"""The questions of the fast lane's one page, in plain English, each with an example where one helps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from commissioning.fast.kinds import Delivered, Found
from commissioning.fast.models import FastQuote, FastRecord
from commissioning.records.forms import RowForm, SectionForm, long_answer, short_answer
from govuk.fields import DateField, MoneyField, RadioField, YesNoField

LONGEST_NOTE = 4000
TO_STANDARD = "If yes, the purchase moves to the standard lane."


class NeedForm(SectionForm):
    """What is needed, of what kind, and when."""

    need = long_answer("What do you need, and what for?", rows=3)
    cpv = short_answer(
        "What kind of thing is it?",
        "Its CPV code, 8 figures: 79310000 market research, 80500000 training, 79800000 printing, 39100000 furniture, "
        "55500000 catering, 50000000 repair. Any other code can be entered as well.",
        longest=20,
    )
    starts_on = DateField(label="First day", help_text="The day of delivery, or on which the work begins.")
    ends_on = DateField(label="Last day", help_text="The day by which all of it is delivered.")

    stated_as: ClassVar[Mapping[str, str]] = {"starts_on": "first_day", "ends_on": "last_day"}
    examples: ClassVar[Mapping[str, str]] = {
        "need": "A survey of 400 small firms in the borough, for the delivery group’s report to the Board in May.",
    }

    class Meta:
        model = FastRecord
        fields: ClassVar = ["need", "cpv", "starts_on", "ends_on"]


class BudgetForm(SectionForm):
    """What it costs, and which budget pays."""

    value_net = MoneyField(
        label="What will it cost without VAT?", help_text="Over its whole life, every extension in it.", max_digits=17
    )
    value_gross = MoneyField(label="What will it cost with VAT?", max_digits=17)
    budget = short_answer("Which budget pays for it?", "Its name or cost centre.", longest=200)

    stated_as: ClassVar[Mapping[str, str]] = {"value_net": "value_without_vat", "value_gross": "value_with_vat"}
    examples: ClassVar[Mapping[str, str]] = {"budget": "Corporate Resources, research, cost centre 40213"}

    class Meta:
        model = FastRecord
        fields: ClassVar = ["value_net", "value_gross", "budget"]


class QuotesForm(SectionForm):
    """Why fewer than three quotes, and why the one chosen."""

    quotes_reason = long_answer("If there are fewer than three quotes, why?", rows=2)
    choice_reason = long_answer("If you did not choose the cheapest, why?", rows=2)

    stated_as: ClassVar[Mapping[str, str]] = {
        "quotes_reason": "why_fewer_than_three",
        "choice_reason": "why_not_the_cheapest",
    }
    optional: ClassVar = ("quotes_reason", "choice_reason")

    class Meta:
        model = FastRecord
        fields: ClassVar = ["quotes_reason", "choice_reason"]


class QuoteForm(RowForm):
    """One quote."""

    supplier = short_answer("Supplier", longest=300)
    amount_net = MoneyField(label="Price without VAT", max_digits=17)
    amount_gross = MoneyField(label="Price with VAT", max_digits=17)
    received_on = DateField(label="Received on")
    chosen = YesNoField(label="Do you want to accept this quote?")
    note = short_answer("Note", longest=1000)

    stated_as: ClassVar[Mapping[str, str]] = {
        "amount_net": "price_without_vat",
        "amount_gross": "price_with_vat",
        "chosen": "accepted",
    }
    optional: ClassVar = ("chosen", "note")

    class Meta:
        model = FastQuote
        fields: ClassVar = ["supplier", "amount_net", "amount_gross", "received_on", "chosen", "note"]


class ConflictsForm(SectionForm):
    """Whether the buyer has a conflict of interest."""

    conflict = YesNoField(
        label="Do you, your family or close friends have an interest in any of these suppliers?",
        help_text="Work, shares, gifts, hospitality, membership. Whoever decides is asked the same.",
    )
    conflict_detail = long_answer("If yes: what is it, and how do you keep it out of this purchase?", rows=2)

    stated_as: ClassVar[Mapping[str, str]] = {"conflict": "buyer_has_a_conflict", "conflict_detail": "what_it_is"}
    optional: ClassVar = ("conflict_detail",)

    class Meta:
        model = FastRecord
        fields: ClassVar = ["conflict", "conflict_detail"]


class TriggersForm(SectionForm):
    """What would need a closer look than the fast lane gives."""

    personal_data = YesNoField(label="Will the supplier handle personal data?", help_text=TO_STANDARD)
    safeguarding = YesNoField(label="Will it work with children or adults at risk?", help_text=TO_STANDARD)
    tupe = YesNoField(label="May staff transfer from one employer to another (TUPE)?", help_text=TO_STANDARD)
    information_technology = YesNoField(label="Does it bring in software, a system or other IT?", help_text=TO_STANDARD)

    class Meta:
        model = FastRecord
        fields: ClassVar = ["personal_data", "safeguarding", "tupe", "information_technology"]


def note(label: str, hint: str) -> forms.CharField:
    """A remark that may be left out."""
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        required=False,
    )


class ClosingForm(forms.Form):
    """The closing question."""

    delivered = RadioField(label="Was what you bought delivered?", choices=Delivered.choices, coerce=Delivered)
    paid = YesNoField(label="Is it paid?")
    use_again = YesNoField(label="Would you use this supplier again?")
    note = note("Anything the next buyer should know", "Needed where not all was delivered, or where it is not paid.")


class CheckForm(forms.Form):
    """What Procurement's check found."""

    found = RadioField(label="What did you find?", choices=Found.choices, coerce=Found)
    note = note("What should be done about it?", "Needed unless the purchase is in order.")
