"""A field of a form as the page shows it: classes, hint, example, error and where a link to it leads."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.forms.widgets import ChoiceWidget, Input

from govuk.messages import reworded
from govuk.widgets import DatePartsInput

# In this order: Django's file, checkbox and hidden inputs are inputs as well.
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, ""),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.RadioSelect, ""),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (Input, "govuk-input"),
    (DatePartsInput, "govuk-input"),
)
UNWANTED = ("maxlength", "minlength", "min", "max", "step", "placeholder")
DJANGOS_ROWS = "10"
ROWS = "5"


def _class(widget: forms.Widget) -> str:
    return next((name for kind, name in CLASSES if isinstance(widget, kind)), "")


class Field(BoundField):
    """Any field of any Django form, in the manner of the GOV.UK Design System."""

    heading = False

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """The input's attributes, without what a browser does badly: its messages name no field, it cuts text off,
        and a placeholder is gone as soon as one types.
        """
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        attrs |= {name: False for name in UNWANTED if name in widget.attrs}
        if names := self._classes(widget):
            attrs["class"] = names
        if isinstance(widget, forms.RadioSelect):
            attrs.pop("aria-invalid", None)  # a single choice is never invalid, the answer is
        if widget.attrs.get("rows") == DJANGOS_ROWS:
            attrs["rows"] = ROWS
        return attrs

    def _classes(self, widget: forms.Widget) -> str:
        base = _class(widget)
        own = widget.attrs.get("class", "")
        wrong = f"{base}--error" if self.errors and base and base != "govuk-checkboxes__input" else ""
        counted = "govuk-js-character-count" if self.longest and not widget.is_hidden else ""
        return " ".join(name for name in (base, own, wrong, counted) if name)

    @property
    def errors(self) -> ErrorList:
        """The errors, in words that name the field."""
        found = super().errors
        words = [reworded(error, label=str(self.label), verb=self.verb) for error in found.as_data()]
        return self.form.error_class(words, renderer=self.form.renderer)

    @property
    def aria_describedby(self) -> str | None:
        """The hint, the error and the count, in the order they are read."""
        described = super().aria_describedby
        if described is None or not self.longest:
            return described
        return f"{described} {self.auto_id}-info".strip()

    @property
    def verb(self) -> str:
        """What the reader does here."""
        if self.is_single_checkbox:
            return "Tick"
        return "Select" if isinstance(self.field.widget, ChoiceWidget | forms.FileInput) else "Enter"

    @property
    def is_single_checkbox(self) -> bool:
        """A statement to tick, whose label stands behind the box."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_optional(self) -> bool:
        """Whether to say so: only where others of the form must be answered."""
        if self.field.required or self.is_single_checkbox or getattr(self.field, "told_when", False):
            return False
        return any(field.required and not field.widget.is_hidden for field in self.form.fields.values())

    @property
    def longest(self) -> int | None:
        """How many characters a long answer may have, counted on the page."""
        return getattr(self.field, "max_length", None) if isinstance(self.field.widget, forms.Textarea) else None

    @property
    def example(self) -> str:
        """A good answer to show, from the form's `examples`."""
        return str(getattr(self.form, "examples", {}).get(self.name, ""))

    @property
    def first_id(self) -> str:
        """Where a link to the field leads: the first box or choice of several."""
        return self.id_for_label or f"{self.auto_id}_0"
