"""The questions that a section's stored text answers, from the forms that ask them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from django import forms
from django.utils.choices import flatten_choices

from commissioning.casefile.stated import UNKNOWN, Asked, Questions
from commissioning.gates.models import BundleSection
from commissioning.records.forms import NumberField, SectionForm
from commissioning.records.rooms import Section, StageRoom
from commissioning.tender.panel_forms import PanellistForm
from commissioning.vocabulary import Regime
from govuk.fields import MoneyField, PercentField

# What the needs say and the social value record states again (Social Value Act s.1(7)).
OF_THE_NEEDS = {
    "consulted": Asked("Are people consulted? The needs say"),
    "consulted_why": Asked("Why, or why not? The needs say"),
}
# What a record states that is asked elsewhere: the regime, and everyone's interests, on pages of their own.
BROUGHT = OF_THE_NEEDS | {
    "regime": Asked("Regime", choices={code: str(label) for code, label in Regime.choices}),
    "declarations": Asked("Interests declared"),
    "declared_since_the_tender": Asked("Interests declared since the tender was handed in"),
}
DECLARED = {
    "name": Asked("Who"),
    "capacity": Asked("As"),
    "declared": Asked("What they declared"),
    "nature": Asked("What it is"),
    "mitigation": Asked("What is done about it"),
    "declared_on": Asked("Declared on"),
    "review": Asked("What Procurement decided"),
    "review_reason": Asked("Why"),
    "reviewed_by": Asked("Reviewed by"),
}


# Somebody on an evaluation panel is stated in fewer words than they are asked about.
ON_A_PANEL = {
    "name": Asked("Who"),
    "organisation": Asked("Organisation, if from outside"),
    "assesses": Asked("Assesses"),
    "declared_on": Asked("Signed a declaration of interests on"),
    "standing": Asked("Standing"),
}


def questions_of(section: Section) -> Questions:
    """Return the questions of a section as it is asked today."""
    own = dict(_asked(section.form)) if section.form else {}
    of_rows = {key: asked for rows in section.rows for key, asked in _asked_of_row(rows.form)}
    return Questions(own | BROUGHT, of_rows or DECLARED)


def questions_of_stored(stored: BundleSection, room: StageRoom) -> Questions:
    """Return the questions that a stored section answered; none where it is written another way by now."""
    found = next((section for section in room.sections if section.key == stored.key), None)
    return questions_of(found) if found and found.version == stored.version else UNKNOWN


def _asked_of_row(form: Any) -> Iterator[tuple[str, Asked]]:
    yield from ON_A_PANEL.items() if issubclass(form, PanellistForm) else _asked(form)


def _asked(form: Any) -> Iterator[tuple[str, Asked]]:
    stated_as: Mapping[str, str] = form.stated_as if issubclass(form, SectionForm) else {}
    for name, field in form.base_fields.items():
        label = field.label or ""
        yield stated_as.get(name, name), Asked(str(label), _unit(field), _choices(field))


def _unit(field: forms.Field) -> str:
    if isinstance(field, PercentField):
        return "%"
    return "£" if isinstance(field, MoneyField) and not isinstance(field, NumberField) else ""


def _choices(field: forms.Field) -> dict[str, str]:
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        return {}
    offered = cast("Iterable[tuple[object, object]]", flatten_choices(cast("Any", field.widget).choices))
    return {str(code): str(label) for code, label in offered}
