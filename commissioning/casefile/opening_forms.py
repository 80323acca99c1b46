"""What is asked before a case is opened: of one that we lead, and of our part in what another body leads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Body
from commissioning.casefile.forms import LONGEST_DESCRIPTION, LONGEST_TITLE
from commissioning.joining.decisions import Lead
from commissioning.joining.kinds import Basis
from govuk import fields


class OpenCaseForm(forms.Form):
    """What a case cannot be opened without, and what is known of its value already."""

    examples = {"title": "Homecare, north of the borough"}

    title = forms.CharField(
        label="Title", help_text="What is to be commissioned, in a few words.", max_length=LONGEST_TITLE
    )
    service: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label="Service", help_text="The service that leads the case.", queryset=None, empty_label="Choose a service"
    )
    description = fields.LongField(
        label="Description",
        help_text="What it is about, for someone who opens it for the first time.",
        longest=LONGEST_DESCRIPTION,
        required=False,
    )
    value_net = fields.MoneyField(
        label="Estimated value, net", help_text="Over the whole life of the contract, without VAT.", required=False
    )
    value_gross = fields.MoneyField(
        label="Estimated value, gross", help_text="With VAT. Limits and thresholds are held against it.", required=False
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, services: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = services


class OpenJoiningForm(OpenCaseForm):
    """The same of our part of a procurement that a body outside the council leads, and who leads it."""

    field_order = ("title", "service", "led_by", "basis", "contact", "notice", "ocid", "description")

    led_by = forms.CharField(
        label="Which body leads the procurement?",
        help_text="Its full name. If it is a service of this council, open an ordinary case instead.",
        max_length=LONGEST_TITLE,
        error_messages={"required": "Enter the body that leads the procurement"},
    )
    basis = fields.RadioField(
        label="On what basis do we join?",
        choices=Basis.choices,
        coerce=Basis,
        error_messages={"required": "Choose on what basis we join"},
    )
    contact = forms.CharField(
        label="Who is our contact there?", help_text="Name, role, email or telephone.", max_length=1000, required=False
    )
    notice = forms.CharField(
        label="Number of its tender notice",
        help_text="From Find a Tender, if it is published.",
        max_length=60,
        required=False,
    )
    ocid = forms.CharField(label="The ocid of its procurement", max_length=120, required=False)

    def given(self) -> dict[str, Any]:
        """What was answered, as the verb takes it."""
        answers = dict(self.cleaned_data)
        told = {name: answers.pop(name) for name in ("basis", "contact", "notice", "ocid")}
        lead = Lead(name=answers.pop("led_by"), **told)
        return {**answers, "lead": lead}
