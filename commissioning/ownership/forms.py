"""What a body that owns a case is asked."""

from __future__ import annotations

from typing import Any

from django import forms

from commissioning.ownership.kinds import AcceptanceAnswer
from govuk import fields

LONGEST = 10_000


class AcceptanceForm(forms.Form):
    """Whether the body owns the stage."""

    answer = fields.RadioField(
        label="Does your body own this stage together with the others?",
        choices=AcceptanceAnswer.choices,
        coerce=AcceptanceAnswer,
    )
    reason = fields.ReasonField(
        label="Why not?",
        help_text="Needed where you decline. Whoever leads the case reads it.",
        longest=LONGEST,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        found = self.cleaned_data
        if found.get("answer") == AcceptanceAnswer.DECLINE and not (found.get("reason") or "").strip():
            self.add_error("reason", "Say why your body does not own it.")
        return found
