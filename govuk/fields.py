"""Fields that read what people type: dates in parts, amounts with signs and commas, yes or no."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from govuk.figures import ungrouped
from govuk.widgets import DateParts, DatePartsInput, MoneyInput, PercentInput, Radios, ShortText
from govuk.wording import in_words

FIGURES = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LONGEST_KEY = 64
LONGEST_REASON = 10_000  # characters of words that go with a decision
INCOMPLETE = "This page is incomplete. Open it again and repeat what you did."


def _said(message: str, code: str, label: str, **params: Any) -> ValidationError:
    """An error that names its field: the renderer puts the field's own label for `label`."""
    return ValidationError(f"%(label)s {message}", code=code, params={"label": label, **params})


class DateField(forms.Field):
    """A day, typed in three parts. The cleaned value is a date."""

    widget = DatePartsInput
    years = range(1900, 2101)  # no council plans further, and every sum of days stays a date

    def to_python(self, value: Any) -> date | None:
        """Read parts, an ISO date or a date; `None` when nothing was typed."""
        if value is None or isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        found = self._from_parts(value) if isinstance(value, DateParts) else self._from_text(str(value).strip())
        if found is not None and found.year not in self.years:
            span = f"must be between {self.years.start} and {self.years[-1]}"
            raise _said(span, "out_of_range", "The year")
        return found

    def _from_text(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise _said("must be a real date", "invalid", "The date") from None

    def _from_parts(self, parts: DateParts) -> date | None:
        missing = [f"a {part}" for part, text in zip(DatePartsInput.widths, parts, strict=True) if not text]
        if len(missing) == len(parts):
            return None
        if missing:
            raise _said("must include %(missing)s", "incomplete", "The date", missing=in_words(missing))
        if not re.fullmatch(r"\d{4}", parts.year):
            raise _said("must have a year of 4 numbers", "year", "The date")
        try:
            return date(int(parts.year), _month(parts.month), int(parts.day))
        except ValueError:
            raise _said("must be a real date", "invalid", "The date") from None


def _month(text: str) -> int:
    """A month by its number or its name, as people write it."""
    name = text[:3].lower()
    return MONTHS.index(name) + 1 if name in MONTHS else int(text)


class _TypedNumber(forms.DecimalField):
    """A number in which signs, and commas or spaces between thousands, do not matter."""

    ignored = ""
    shape = "must be a number"
    name = "The number"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django's decimal field does
        """The number, or `None` when nothing was typed."""
        if value in self.empty_values or isinstance(value, int | Decimal):
            return super().to_python(value)
        figures = ungrouped(str(value).replace(self.ignored, ""))
        if not FIGURES.fullmatch(figures):
            raise _said(self.shape, "invalid", self.name)
        return super().to_python(figures)

    def prepare_value(self, value: Any) -> Any:
        """What was typed as it was typed; a kept number with commas and without idle zeros."""
        if not isinstance(value, Decimal):
            return value
        whole, _, pence = f"{value:,f}".partition(".")
        return whole if not pence.strip("0") else self.with_decimals(whole, pence)

    def with_decimals(self, whole: str, decimals: str) -> str:
        """How a number with a fraction is shown again."""
        return f"{whole}.{decimals.rstrip('0')}"


class MoneyField(_TypedNumber):
    """An amount of pounds, such as `£1,200.50`. Not below zero unless `min_value=None` is given."""

    widget = MoneyInput
    ignored = "£"
    shape = "must be an amount of money, like 24,900 or 24,900.50"
    name = "The amount"

    def __init__(self, *, max_digits: int = 14, decimal_places: int = 2, min_value: Any = 0, **kwargs: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, min_value=min_value, **kwargs)

    def with_decimals(self, whole: str, decimals: str) -> str:
        """Pence are always two figures."""
        return f"{whole}.{decimals:0<2}"


class PercentField(_TypedNumber):
    """A share of a hundred, such as `12.5%`, from 0 to 100 unless told otherwise."""

    widget = PercentInput
    ignored = "%"
    shape = "must be a percentage, like 40 or 12.5"
    name = "The percentage"

    def __init__(self, *, min_value: Any = 0, max_value: Any = 100, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **{"max_digits": 7, "decimal_places": 2} | kwargs)


class WholeNumberField(forms.IntegerField):
    """A count, such as `1,200`."""

    widget = ShortText(width=5, attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        """The number, or `None` when nothing was typed."""
        if value in self.empty_values or isinstance(value, int):
            return super().to_python(value)
        figures = ungrouped(str(value))
        if not re.fullmatch(r"-?\d+", figures):
            raise _said("must be a whole number, like 12", "invalid", "The number")
        return super().to_python(figures)


class RadioField(forms.TypedChoiceField):
    """One of several, all in view; `hints` explains a choice under it."""

    def __init__(self, *, choices: Any, hints: Mapping[Any, str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Radios(hints=hints))
        super().__init__(choices=choices, **kwargs)


class YesNoField(RadioField):
    """Yes or no; the cleaned value is a bool, or `None` when it may be left open and was."""

    answers = {"yes": True, "no": False, "true": True, "false": False}

    def __init__(self, *, hints: Mapping[Any, str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Radios(hints=hints, inline=not hints))
        super().__init__(choices=[("yes", "Yes"), ("no", "No")], coerce=self._answer, empty_value=None, **kwargs)

    def _answer(self, value: Any) -> bool:
        answer = self.answers.get(str(value).lower())
        if answer is None:
            raise ValueError(value)  # which Django takes for no choice of this field
        return answer

    def to_python(self, value: Any) -> str:
        """The choice a person made, or a script sent as true or false."""
        return str(super().to_python(self.prepare_value(value)))

    def prepare_value(self, value: Any) -> Any:
        """The choice that stands for a kept bool."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _fresh_key() -> str:
    return uuid4().hex


class LongField(forms.CharField):
    """Sentences, of at most `longest` characters. Nothing is counted on the page: the limit is far off for most."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def validate(self, value: Any) -> None:
        """Refuse what is too long, saying how long it is. A line ends with one character, whatever a browser sends."""
        super().validate(value)
        refuse_longer(value, self.longest)


def refuse_longer(text: str, longest: int) -> None:
    """Raise ValidationError for a text of more characters, saying how many it has."""
    typed = len(text.replace("\r\n", "\n"))
    if typed > longest:
        words = f"must be {longest:,} characters or less, and has {typed:,}. Shorten it; nothing was saved"
        raise _said(words, "max_length", "Your answer")


class ReasonField(LongField):
    """Words that only some choices need; its hint says which, so that nothing calls it optional."""

    told_when = True


class KeyField(forms.CharField):
    """The hidden key that makes a decision happen once, however often the button is pressed."""

    widget = forms.HiddenInput

    def __init__(self, *, initial: Callable[[], str] = _fresh_key, **kwargs: Any) -> None:
        super().__init__(
            initial=initial,
            max_length=LONGEST_KEY,
            error_messages={"required": INCOMPLETE},
            **kwargs,
        )
