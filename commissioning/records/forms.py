"""What the forms of every stage's record have in common: half-done answers can be kept, rows know their record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelFormMetaclass

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

ROWS = 5


def long_answer(label: str, hint: str = "", *, rows: int = ROWS) -> forms.CharField:
    """A question answered in sentences."""
    return forms.CharField(label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


def short_answer(label: str, hint: str = "", *, longest: int) -> forms.CharField:
    """A question answered in a few words, of at most `longest` characters."""
    return forms.CharField(label=label, help_text=hint, max_length=longest)


class LinesField(forms.CharField):
    """A list, one entry a line. The cleaned value is a list of texts without empty or repeated ones."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": ROWS}))

    def to_python(self, value: Any) -> Any:
        """Read lines, or a list as scripts send it."""
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        found = (" ".join(str(line).split()) for line in lines)
        return list(dict.fromkeys(line for line in found if line))

    def prepare_value(self, value: Any) -> Any:
        """Show a kept list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, whichever way they came."""
        return bool(self.to_python(initial) != self.to_python(data))


class Questions(ModelFormMetaclass):
    """Makes every question needed but those a form lists in `optional`, for the page and for completeness alike."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        made: Any = super().__new__(cls, name, bases, attrs)
        for question, field in made.base_fields.items():
            field.required = field.needed = question not in made.optional
        return made


class SectionForm(ModelForm, metaclass=Questions):
    """The questions of one section. Any may be left open on saving; submission asks for those that are needed."""

    optional: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[tuple[str, ...]] = ()
    examples: ClassVar[Mapping[str, str]] = {}

    def _clean_fields(self) -> None:
        """Let a needed answer be left open: the page marks it as needed, and submission asks for it."""
        open_ones = [field for name, field in self.fields.items() if field.required and name not in self.at_once]
        for field in open_ones:
            field.required = False
        super()._clean_fields()  # type: ignore[misc]  # Django's own step of full_clean, which its stubs leave out
        for field in open_ones:
            field.required = True


class RowForm(SectionForm):
    """The questions of one row of a section. `at_once` are keys without which the row cannot be kept at all."""

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in self.choices_of(record).items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Return what each key may point at: the record's own case and nothing else."""
        del record
        return {}
