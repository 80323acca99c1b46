"""The questions of the pages about who owns a case. They check shape only; the verbs decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import Body, Person
from commissioning.casefile.forms import why
from govuk import fields


class PartnerForm(forms.Form):
    """Which body owns the case too, and why."""

    body = forms.ChoiceField(
        label="Which body owns the case too?", error_messages={"required": "Choose the body that owns the case too."}
    )
    reason = why("Why does it own the case too?")
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "body", [(body.slug, body.name) for body in bodies])


class LeadForm(forms.Form):
    """Which of the owners leads the case, in whose hands, and why."""

    body = fields.RadioField(
        label="Which of the owners leads the case from now on?",
        choices=[],
        error_messages={"required": "Choose the owner that leads from now on."},
    )
    commissioner = forms.ChoiceField(
        label="Who leads it there?",
        help_text="Leave it empty where whoever leads it now may lead cases of that body too.",
        required=False,
    )
    reason = why("Why does it lead from now on?")
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Iterable[Body], people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["body"].choices = [(body.slug, body.name) for body in bodies]
        _offer(self, "commissioner", [(str(one.pk), f"{one.full_name} ({one.email})") for one in people])


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = [("", ""), *choices]
