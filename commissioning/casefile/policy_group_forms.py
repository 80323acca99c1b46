"""The forms of a policy's delivery group: they check shape only; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Body
from commissioning.policies.documents import LONGEST_TITLE
from commissioning.policies.kinds import Part
from govuk import fields

LONGEST_NOTES = 20_000


class MemberForm(forms.Form):
    """Who joins the group, for which body and in what part."""

    name = forms.CharField(label="Name", max_length=LONGEST_TITLE)
    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label="For which service or organisation?",
        queryset=None,
        empty_label="Choose a body",
        to_field_name="slug",
    )
    part = fields.RadioField(
        label="In what part?",
        choices=Part.choices,
        hints={Part.SPONSOR: "Answers for the policy, such as a corporate director. One at a time, like the chair."},
        coerce=Part,
    )
    since = fields.DateField(label="Since when?")
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = bodies


class LeaveForm(forms.Form):
    """The last day of a member."""

    until = fields.DateField(label="What was their last day?")
    key = fields.KeyField()


class GroupMeetingForm(forms.Form):
    """A meeting of the group. It cannot be changed afterwards."""

    held_on = fields.DateField(label="When did it meet?")
    attendees = fields.LongField(label="Who was there?", help_text="One a line.", longest=LONGEST_NOTES)
    notes = fields.LongField(
        label="Notes", help_text="What was talked about, agreed, and left to whom.", longest=LONGEST_NOTES
    )
    key = fields.KeyField()


class EvidenceForm(forms.Form):
    """Evidence that the group commissioned."""

    title = forms.CharField(label="What is it called?", max_length=LONGEST_TITLE)
    question = fields.LongField(label="What is it to find out?", longest=LONGEST_NOTES)
    supplier = forms.CharField(label="Who was asked to find out?", max_length=LONGEST_TITLE)
    commissioned_on = fields.DateField(label="When was it commissioned?")
    case = forms.CharField(
        label="In which case was it bought?",
        help_text="Its reference, such as TG-2026-0001. Leave it empty where nothing was bought.",
        max_length=20,
        required=False,
    )
    key = fields.KeyField()


class FindingsForm(forms.Form):
    """What commissioned evidence found."""

    delivered_on = fields.DateField(label="When was it delivered?")
    findings = fields.LongField(label="What did it find?", longest=LONGEST_NOTES)
    key = fields.KeyField()
