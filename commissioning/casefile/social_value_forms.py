"""The forms beside a social value record: which category is looked for, and which suggested measure is added."""

from __future__ import annotations

from django import forms

from govuk import fields


class CategoryForm(forms.Form):
    """The category of what is bought, by which similar cases are found. The cleaned value is its CPV division."""

    cpv = forms.RegexField(
        r"^\s*\d{2}",
        label="CPV code of what you buy",
        help_text="Its first two figures are enough: 85 is health and social work, 45 is works.",
        max_length=300,
        error_messages={"invalid": "Enter a CPV code, such as 85312400, or its first two figures."},
    )

    def clean_cpv(self) -> str:
        """Return the first two figures."""
        given: str = self.cleaned_data["cpv"]
        return given[:2]


class AddMeasureForm(forms.Form):
    """Adding one of the measures that are suggested."""

    which = forms.CharField(widget=forms.HiddenInput, max_length=60)
    key = fields.KeyField()
