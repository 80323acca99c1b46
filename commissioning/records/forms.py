"""What the forms of every stage's record have in common: half-done answers can be kept, rows know their record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.forms.models import ModelFormMetaclass

from govuk.fields import LongField, MoneyField, ReasonField, refuse_longer
from govuk.widgets import ShortText

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

Offered = Mapping[str, tuple[QuerySet[Any], list[Any]]]  # by key: what it may point at, as rows and as choices
ROWS = 5
UNNAMED = "-" * 9  # what Django calls no choice
NONE, CHOOSE = "None", "Choose one"
LONGEST_ANSWER = 50_000  # characters, on a page as by script


def long_answer(label: str, hint: str = "", *, rows: int = ROWS, told_when: bool = False) -> forms.CharField:
    """A question answered in sentences. `told_when`: its hint says when it is wanted, so nothing calls it optional."""
    field = ReasonField if told_when else LongField
    return field(label=label, help_text=hint, longest=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": rows}))


def short_answer(label: str, hint: str = "", *, longest: int) -> forms.CharField:
    """A question answered in a few words, of at most `longest` characters."""
    return forms.CharField(label=label, help_text=hint, max_length=longest)


class NumberField(MoneyField):
    """A quantity of anything, such as `1,200` or `12.5`. Not below zero unless `min_value=None` is given."""

    ignored = ""
    shape = "must be a number, like 12 or 1,200.5"
    name = "The number"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ShortText(width=10, attrs={"inputmode": "decimal"}), **kwargs)


class LinesField(forms.CharField):
    """A list, one entry a line. The cleaned value is a list of texts without empty or repeated ones."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": ROWS}))

    def to_python(self, value: Any) -> Any:
        """Read lines, or a list as scripts send it."""
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        for line in lines:
            ProhibitNullCharactersValidator()(str(line))
        found = (" ".join(str(line).split()) for line in lines)
        return list(dict.fromkeys(line for line in found if line))

    def validate(self, value: Any) -> None:
        """Refuse a list that is too long as a whole."""
        super().validate(value)
        refuse_longer("\n".join(value), LONGEST_ANSWER)

    def prepare_value(self, value: Any) -> Any:
        """Show a kept list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, whichever way they came."""
        return bool(self.to_python(initial) != self.to_python(data))


class Questions(ModelFormMetaclass):
    """Makes every question needed but those a form lists in `optional`, for the page and for completeness alike.

    Of those that it lists in `told_when` the hint says when they are wanted, so nothing calls them optional.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        made: Any = super().__new__(cls, name, bases, attrs)
        for question, field in made.base_fields.items():
            field.required = field.needed = question not in made.optional
            field.told_when = question in made.told_when or getattr(field, "told_when", False)
        return made


class SectionForm(ModelForm, metaclass=Questions):
    """The questions of one section. Any may be left open on saving; submission asks for those that are needed.

    `once` are keys that are asked for only while the record has no answer: another decision changes them afterwards.
    `until_listed` says of a key what must be done first while it has nothing to point at.
    """

    optional: ClassVar[tuple[str, ...]] = ()
    told_when: ClassVar[tuple[str, ...]] = ()
    once: ClassVar[tuple[str, ...]] = ()
    stated_as: ClassVar[Mapping[str, str]] = {}  # the key of an answer in the stored text, where it is not its column
    at_once: ClassVar[tuple[str, ...]] = ()
    until_listed: ClassVar[Mapping[str, str]] = {}
    examples: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (rows, choices) in self._offered(self.instance if record is None else record).items():
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            field.queryset, field.choices = rows, choices
            if name in self.until_listed and not any(value for value, _ in choices):
                field.help_text = self.until_listed[name]
        for name in self.once:
            if self.instance.serializable_value(name) is not None:
                del self.fields[name]

    def _offered(self, record: Any) -> Offered:
        """Read what each key may point at once for all rows of a page; it is kept with the record."""
        kept: dict[Any, Offered] = vars(record).setdefault("offered_choices", {})
        if type(self) not in kept:
            kept[type(self)] = {
                name: (rows, self._choices(name, rows)) for name, rows in self.choices_of(record).items()
            }
        return kept[type(self)]

    def _choices(self, name: str, rows: QuerySet[Any]) -> list[Any]:
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.queryset = rows
        if field.empty_label == UNNAMED:
            field.empty_label = NONE if name in self.optional else CHOOSE
        # `iter`, because a list made of the choices themselves would count them first, with a query of its own.
        return list(iter(cast("Iterable[Any]", field.choices)))

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Return what each key of the form may point at."""
        del record
        return {}

    def _get_validation_exclusions(self) -> set[str]:
        """Leave keys to the form, which takes none but those it offers: the model would ask about each row's again."""
        exclude: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # left out of Django's stubs
        return exclude | {field.name for field in self.instance._meta.concrete_fields if field.many_to_one}

    def _clean_fields(self) -> None:
        """Let a needed answer be left open: the page marks it as needed, and submission asks for it."""
        open_ones = [field for name, field in self.fields.items() if field.required and name not in self.at_once]
        for field in open_ones:
            field.required = False
        super()._clean_fields()  # type: ignore[misc]  # Django's own step of full_clean, which its stubs leave out
        for field in open_ones:
            field.required = True


class RowForm(SectionForm):
    """The questions of one row of a record's section; a key may point only at what belongs to the record's own case.

    `at_once` are keys without which a row cannot be kept at all.
    """

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
