"""The questions about each evaluator, of a tender's panel as of an award's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from accounts.models import Person
from accounts.reach import people_over
from accounts.rights import Right
from commissioning.cover.forms import PersonField
from commissioning.records.forms import RowForm, short_answer
from commissioning.tender import outsiders
from commissioning.tender.models import Evaluator
from govuk.fields import DateField

QUESTIONS = [
    "person",
    "name",
    "organisation",
    "declared_on",
    "quality",
    "price",
    "social_value",
    "moderates",
]


def _ticked(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class PanellistForm(RowForm):
    """One evaluator: a person of the council who may see the bids, or somebody from outside."""

    person = PersonField(
        label="Person of this council",
        help_text="Whoever may see the bids of this case. They are asked to declare their interests.",
        queryset=Person.objects.none(),
        empty_label="Somebody from outside",
    )
    name = short_answer("Name, if from outside", longest=300)
    organisation = short_answer("Organisation, if from outside", longest=300)
    declared_on = DateField(
        label="On which day did they sign a declaration of interests, if from outside?",
        help_text="Attach it below.",
    )
    quality = _ticked("Assesses quality")
    price = _ticked("Assesses price")
    social_value = _ticked("Assesses social value")
    moderates = _ticked("Moderates: brings the marks of several together")

    optional: ClassVar = tuple(QUESTIONS)

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """Those who may see the bids and have no conflict of interest, and who is named already."""
        case = record.strand.case
        able = people_over(case.bodies, Right.SEE_BIDS, scopes=case.scopes)
        named = Person.objects.filter(pk__in=record.evaluators.values("person"))
        return {"person": able | named}

    def clean(self) -> dict[str, Any]:
        """Refuse somebody from outside who is one of the council's own people."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("person") is None:
            found = outsiders.of_the_council(given.get("name", ""), given.get("organisation", ""))
            if found is not None:
                self.add_error("name", outsiders.in_words(found))
        return given


class EvaluatorForm(PanellistForm):
    """One who is to evaluate the tenders."""

    class Meta:
        model = Evaluator
        fields: ClassVar = QUESTIONS
