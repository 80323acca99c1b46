"""The questions of a waiver, of advice on it, of its approval, and of an approval that was given orally."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from commissioning.waivers.kinds import WaivedRule, WaiverAction, WaiverGround
from govuk import fields

LONGEST = 10_000


class WaiverForm(forms.Form):
    """Which rule is waived, on which ground, for whom, for how much and how long."""

    examples: ClassVar[Mapping[str, str]] = {
        "reason": "The lift of Harbour House failed on 3 November. Nine people cannot leave their homes. "
        "Its maker alone has the parts, and offers them within a week.",
    }

    rule = fields.RadioField(label="Which of the council's contract rules is to be waived?", choices=WaivedRule.choices)
    rule_detail = forms.CharField(
        label="Which rule is it, by its number?",
        help_text="Such as “rule 14.2, three quotes”. Needed where you chose another rule.",
        max_length=300,
        required=False,
    )
    ground = fields.RadioField(
        label="On which ground?",
        choices=WaiverGround.choices,
        hints={
            WaiverGround.URGENCY: "Running late is not a ground: the council could have begun earlier.",
            WaiverGround.ONE_SUPPLIER: "Say how you know that nobody else can do it.",
        },
    )
    reason = fields.LongField(
        label="Why is it necessary?",
        help_text="What happened, what else you looked at, and how you know that the price is fair.",
        longest=LONGEST,
    )
    supplier = forms.CharField(label="Which supplier is it for?", max_length=300)
    value_net = fields.MoneyField(
        label="What is it worth without VAT?", help_text="Over the whole term.", max_digits=17
    )
    value_gross = fields.MoneyField(
        label="What is it worth with VAT?", help_text="Over the whole term. It decides who approves.", max_digits=17
    )
    starts_on = fields.DateField(label="When does it start?")
    ends_on = fields.DateField(label="When does it end?")
    expires_on = fields.DateField(
        label="When does the waiver expire?",
        help_text="The last day on which anybody may rely on it. No later than the end of its term.",
    )
    begun_on = fields.DateField(
        label="If work has begun already, on which day?", help_text="Leave empty if nothing has begun.", required=False
    )
    retrospective_reason = fields.ReasonField(
        label="Why was it not approved before work began?",
        help_text="Needed where it has begun: its approval is then retrospective, and counted as such.",
        longest=LONGEST,
        required=False,
    )


class WaiverPageForm(WaiverForm):
    """The same on a page, sent once."""

    key = fields.KeyField()


class ChangeWaiverForm(WaiverPageForm):
    """The same again, with the digest of the answers that the page began with."""

    read = forms.CharField(
        widget=forms.HiddenInput, max_length=64, error_messages={"required": "Open the page again, then change it."}
    )


class OralForm(forms.Form):
    """Who approved something urgent orally, and when."""

    approver = forms.TypedChoiceField(label="Who approved it?", coerce=int)
    approved_on = fields.DateField(label="On which day?")
    approved_time = forms.TimeField(
        label="At what time?",
        help_text="Such as 16:30.",
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": "The time must be like 16:30."},
    )
    late_reason = fields.ReasonField(
        label="If that is more than 2 working days ago, why is it recorded late?",
        help_text="It is then recorded as retrospective for that reason as well.",
        longest=LONGEST,
        required=False,
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["approver"]
        field.choices = [("", "Choose who approved it"), *people]


class AdviceForm(forms.Form):
    """Advice on a waiver."""

    reason = fields.LongField(
        label="What do you advise?",
        help_text="Whether the ground holds, what the law asks for, what the approver should know.",
        longest=LONGEST,
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class DecisionForm(forms.Form):
    """Whether a waiver is approved, and why."""

    answer = fields.RadioField(
        label="What do you decide?",
        choices=[(found.value, found.label) for found in (WaiverAction.APPROVE, WaiverAction.REFUSE)],
        coerce=WaiverAction,
        hints={WaiverAction.REFUSE: "The rule stands. Where work has begun, say what is to be done about it."},
    )
    reason = fields.LongField(label="Why?", help_text="It stands in the register for good.", longest=LONGEST)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
