"""The forms with which a person gains time at a task: a question to the author, and putting it aside for oneself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from commissioning.casefile.forms import DeedForm
from govuk import fields
from govuk.widgets import Checkboxes


class AsideForm(forms.Form):
    """Until when a task is put aside."""

    until = fields.DateField(label="Put it aside until", help_text="For example, 9 12 2026. At most its last day.")


class SectionsField(forms.MultipleChoiceField):
    """Some sections of a record by their keys. Which there are, the page offers and the verb checks."""

    widget = Checkboxes(small=True)

    def valid_value(self, value: Any) -> bool:
        """Take any key."""
        return bool(value)


class AskAuthorForm(DeedForm):
    """A question to the author, and the sections it is about."""

    text = fields.LongField(
        label="Your question", longest=fields.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": "3"})
    )
    sections = SectionsField(
        label="Which sections is it about?",
        help_text="Only who may read all of these reads the question. Choose none for all that you answer for.",
        required=False,
    )

    def offer(self, sections: Sequence[tuple[str, str]]) -> None:
        """Offer the sections of a seat; where there is one only, there is nothing to choose."""
        field: Any = self.fields["sections"]
        field.choices = list(sections)
        if len(sections) == 1:
            field.widget = forms.MultipleHiddenInput()
