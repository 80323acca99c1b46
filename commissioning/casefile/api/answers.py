"""A script's answers as form data: the same forms as the screens read them, and JSON's own types are held to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from commissioning.records.forms import LinesField
from govuk.fields import YesNoField

# The first kind that fits counts, so a kind stands before the one it is made from.
READ_FROM: tuple[tuple[type[forms.Field], tuple[type, ...], str], ...] = (
    (YesNoField, (bool,), "true, false or null"),
    (forms.BooleanField, (bool,), "true or false"),
    (LinesField, (list, str), "a list of texts"),
    (forms.ModelChoiceField, (int, str), "the id of a row, or null"),
    (forms.MultipleChoiceField, (list,), "a list of choices as text"),
    (forms.ChoiceField, (str,), "one of the choices as text"),
    (forms.IntegerField, (int, Decimal, str), "a number"),
    (forms.CharField, (str,), "text"),
    (forms.Field, (str,), "a date such as 2026-10-06, or null"),
)


def mistaken(asked: Mapping[str, forms.Field], given: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what is wrong with answers before any form reads them: unknown names, and JSON of another type."""
    errors = {name: [f"There is no question of this name. {_names(asked)}"] for name in given if name not in asked}
    for name, value in given.items():
        if name in asked and not _fits(asked[name], value):
            errors[name] = [f"Send {_kind(asked[name])[1]}."]
    return errors


def _names(asked: Mapping[str, forms.Field]) -> str:
    return f"Those asked here are: {', '.join(asked)}." if asked else "Nothing is asked here."


def _kind(field: forms.Field) -> tuple[tuple[type, ...], str]:
    return next((types, words) for kind, types, words in READ_FROM if isinstance(field, kind))


def _fits(field: forms.Field, value: object) -> bool:
    types, _ = _kind(field)
    if value is None:
        return True
    if isinstance(value, bool):
        return bool in types
    if isinstance(value, list):
        return list in types and all(isinstance(inner, str) for inner in value)
    return isinstance(value, types)


def bound(form: type[forms.ModelForm[Any]], given: Mapping[str, object], **about: Any) -> forms.ModelForm[Any]:
    """Return a form bound to the given answers, in front of what `instance` holds already."""
    made = form(data={}, **about)
    return form(data={**made.initial, **given}, **about)


def errors_of(form: forms.BaseForm) -> dict[str, list[str]]:
    """Return a form's errors by field; what belongs to none stands under "__all__"."""
    return {name: [str(text) for text in found] for name, found in form.errors.items()}
