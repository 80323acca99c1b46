"""Filters for dates, amounts and counts, and the error summary. Built in: no template loads it."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeAlias

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString

from govuk import wording
from govuk.bound import Field

AnyForm: TypeAlias = "BaseForm | BaseFormSet[Any]"  # quoted: Django's class cannot be subscripted at run time
register = template.Library()


def _told(name: str, words: Callable[..., str]) -> None:
    """Register a filter that says nothing of nothing."""

    @wraps(words)  # Django counts a filter's arguments on the function inside
    def told(value: Any, *args: Any) -> str:
        return "" if value is None or value == "" else words(value, *args)

    register.filter(name, told)


_told("govdate", wording.day_in_words)
_told("govtime", wording.time_in_words)
_told("govdatetime", wording.moment_in_words)
_told("money", wording.money)
_told("pounds", wording.exact_pounds)
_told("percent", wording.percent)
_told("days_left", wording.days_left)
_told("working_days", wording.working_days)
_told("working_days_left", wording.working_days_left)
_told("fingerprint", wording.fingerprint)
_told("in_words", wording.in_words)
_told("how_many", wording.how_many)
_told("capped", wording.capped)


@register.filter
def elided(page: Page[Any]) -> Iterator[int | str]:
    """The page numbers to show, with gaps where there are many."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def as_heading(field: Field) -> SafeString:
    """The field with its label as the page's heading, for one question a page."""
    field.heading = True
    return field.as_field_group()


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: AnyForm) -> dict[str, Any]:
    """What is wrong on this page, each linked to the field where it is put right."""
    return {"errors": [error for form in forms for error in _errors(form)]}


def _errors(form: AnyForm) -> Iterator[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        yield from _unlinked(form.non_form_errors())
        for place, row in enumerate(form.forms, start=1):
            yield from _named(_errors(row), _called(form, place, row))
    elif form.is_bound:
        yield from _unlinked(form.non_field_errors())
        for field in form:
            href = f"#{field.first_id}" if isinstance(field, Field) and not field.is_hidden else ""
            yield from ({"text": str(text), "href": href} for text in field.errors)


def _called(rows: Any, place: int, row: BaseForm) -> str:
    """What a row is called, where its rows say so."""
    return str(rows.called(place, row)) if hasattr(rows, "called") else ""


def _named(errors: Iterable[dict[str, str]], name: str) -> Iterator[dict[str, str]]:
    yield from ({**error, "text": f"{name}: {error['text']}"} if name else error for error in errors)


def _unlinked(errors: Iterable[object]) -> Iterator[dict[str, str]]:
    return ({"text": str(text), "href": ""} for text in errors)
