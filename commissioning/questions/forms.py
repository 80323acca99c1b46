"""The form in which the author answers a question from the gate."""

from __future__ import annotations

from django import forms

from govuk import fields


class ReplyForm(forms.Form):
    """The answer to a question."""

    reply = fields.LongField(
        label="Your answer",
        help_text="Seats of this gate that may read the sections it is about read it; so do readers of the trail.",
        longest=fields.LONGEST_REASON,
    )
