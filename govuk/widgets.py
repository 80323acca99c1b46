"""Inputs that Django does not have: a date in three parts, amounts with their sign, choices with hints."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.datastructures import MultiValueDict


class DateParts(NamedTuple):
    """Day, month and year as they were typed."""

    day: str
    month: str
    year: str


class DatePartsInput(forms.Widget):
    """Day, month and year in three boxes: people know a date by its parts and need no calendar."""

    template_name = "forms/widgets/date_parts.html"
    use_fieldset = True
    widths = {"day": 2, "month": 2, "year": 4}

    def id_for_label(self, id_: str) -> str:
        """The first box, where a link from the error summary leads."""
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three boxes with what was typed or kept."""
        context = super().get_context(name, None, attrs)
        context["widget"]["parts"] = [
            {"part": part, "name": f"{name}_{part}", "label": part.capitalize(), "value": typed, "width": width}
            for (part, width), typed in zip(self.widths.items(), self.parts(value), strict=True)
        ]
        return context

    def parts(self, value: Any) -> DateParts:
        """A date, what was typed, or nothing, as three texts."""
        if isinstance(value, DateParts):
            return value
        if hasattr(value, "year"):
            return DateParts(str(value.day), str(value.month), str(value.year))
        return DateParts("", "", "")

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """The three parts; else the whole date under the field's own name, as scripts send it."""
        names = [f"{name}_{part}" for part in self.widths]
        if any(each in data for each in names):
            return DateParts(*(str(data.get(each, "")).strip() for each in names))
        return data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        """Whether neither a part nor the whole was sent."""
        return name not in data and not any(f"{name}_{part}" in data for part in self.widths)


class ShortText(forms.TextInput):
    """A box as wide as the answer: 2, 3, 4, 5, 10, 20 or 30 characters."""

    def __init__(self, width: int = 20, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": f"govuk-input--width-{width}", **(attrs or {})})


class AffixedInput(ShortText):
    """A box with its unit before or behind it."""

    template_name = "forms/widgets/affixed.html"
    before = ""
    behind = ""

    def __init__(self, width: int = 10, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(width, {"inputmode": "decimal", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The box, and what stands beside it."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"before": self.before, "behind": self.behind}
        return context


class MoneyInput(AffixedInput):
    """A box for pounds."""

    before = "£"


class PercentInput(AffixedInput):
    """A box for a share of a hundred."""

    behind = "%"

    def __init__(self, width: int = 5, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(width, attrs)


class _Choices(ChoiceWidget):
    """Choices with a hint under each, and a smaller or side-by-side form."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[Any, str] | None = None,
        inline: bool = False,
        small: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.inline = inline
        self.small = small

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The choices and how they are set."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"inline": self.inline, "small": self.small}
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One choice with its hint."""
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class Radios(_Choices, forms.RadioSelect):
    """One of several, all in view."""


class Checkboxes(_Choices, forms.CheckboxSelectMultiple):
    """Any of several, all in view."""
